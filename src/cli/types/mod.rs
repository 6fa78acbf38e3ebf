//! `enilint types`: what is known of instance types, and who says so; and `enilint catalog`.

pub(super) mod catalog;
mod changes;
mod facts;
mod select;
mod show;
mod show_changes;

use super::Env;
use super::args::TypesArgs;
use super::configuration::Configuration;
use super::console::Console;
use super::exit::Exit;
use super::inputs::{Inputs, tell_failure, tell_findings};
use super::listing::ListFormat;
use crate::catalog::Catalog;
use crate::inventory::{Field, Kind};
use crate::plan::Plan;
use crate::read::{FileOutcome, read};
use crate::source::Role;
use facts::TypeFacts;
use jiff::Timestamp;
use select::Selection;
use std::path::PathBuf;

/// Runs the command.
pub(super) fn run(args: &TypesArgs, env: &Env, console: &mut Console<'_>) -> Exit {
    let Some(configuration) = Configuration::load(&args.config, env, console) else {
        return Exit::Incomplete;
    };
    let catalogs: Vec<PathBuf> = args.catalog.iter().chain(&configuration.catalogs).cloned().collect();
    let mut inputs = Inputs { sources: configuration.sources, ..Inputs::default() };
    inputs.open_catalogs(&catalogs, console);
    let read = read(&inputs.sources);
    let mut whole = inputs.unopened == 0;
    for ((file, source), outcome) in inputs.sources.iter().zip(&read.files) {
        if let FileOutcome::Failed(failure) = outcome {
            tell_failure(file, source, failure, console);
            whole = false;
        } else if source.role() == Role::Catalog
            && !read.inventory.entries(Kind::InstanceType).iter().any(|entry| entry.file == file)
        {
            console.warning(&format!("{}: no instance types in this file", source.name()));
        }
    }
    tell_findings(&read.findings, &inputs.sources, console);
    let plan = Plan::new(&read.inventory, Timestamp::UNIX_EPOCH);
    let catalog = facts::Known { built_in: Catalog::built_in(), plan: &plan, sources: &inputs.sources };
    let selection = match Selection::new(&args.names, &catalog) {
        Ok(selection) => selection,
        Err(messages) => {
            messages.iter().for_each(|message| console.error(message));
            return Exit::Incomplete;
        }
    };
    show(args, &selection, &catalog, console);
    if whole { Exit::Clean } else { Exit::Incomplete }
}

fn show(args: &TypesArgs, selection: &Selection, catalog: &facts::Known<'_>, console: &mut Console<'_>) {
    let filter = Filter::new(args);
    let mut types: Vec<TypeFacts> = Vec::new();
    let mut unknown = 0;
    for facts in selection.names.iter().map(|name| catalog.facts(name)) {
        match filter.passes(&facts) {
            Some(true) => types.push(facts),
            Some(false) => {}
            None => unknown += 1,
        }
    }
    types.sort_by_cached_key(TypeFacts::order);
    let terminal = console.terminal;
    console.print(|out| match (args.output_format, types.as_slice()) {
        (ListFormat::Json, types) => show::json(types, out),
        (ListFormat::Full, [one]) if selection.is_one && filter.0.is_empty() => {
            show::one(one, &terminal, out)
        }
        (ListFormat::Full, types) => show::table(types, &terminal, out),
    });
    if unknown > 0 {
        let them = if unknown == 1 { "1 type was".to_owned() } else { format!("{unknown} types were") };
        console.note(&format!("{them} left out: a value that was asked for is unknown (`?` without --min)"));
    }
}

/// The least that is asked of fields.
struct Filter(Vec<(Field, f64)>);

impl Filter {
    fn new(args: &TypesArgs) -> Self {
        let least = [
            (Field::EniQuantity, args.min_enis.map(f64::from)),
            (Field::EniPrivateIpAddressQuantity, args.min_ipv4.map(f64::from)),
            (Field::EniIpv6AddressQuantity, args.min_ipv6.map(f64::from)),
            (Field::CpuCoreCount, args.min_vcpus.map(f64::from)),
            (Field::MemorySize, args.min_memory),
        ];
        Self(least.into_iter().filter_map(|(field, least)| Some((field, least?))).collect())
    }

    /// None if it cannot be told: no value is too small, and one is unknown.
    fn passes(&self, facts: &TypeFacts) -> Option<bool> {
        let mut passes = Some(true);
        for (field, least) in &self.0 {
            match facts.number(*field) {
                Some(number) if number < *least => return Some(false),
                Some(_) => {}
                None => passes = None,
            }
        }
        passes
    }
}
