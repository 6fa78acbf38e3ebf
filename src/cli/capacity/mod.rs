//! `enilint capacity`: how near a plan comes to each limit.

mod json;
mod table;

use super::Env;
use super::args::{CapacityArgs, KINDS};
use super::check::{tell_files, tell_nothing};
use super::configuration::Configuration;
use super::console::Console;
use super::exit::Exit;
use super::inputs::{Exclude, Inputs, Wanted, tell_failure, tell_findings};
use super::listing::ListFormat;
use super::settings::paths;
use crate::inventory::Kind;
use crate::joint;
use crate::plan::{Capacity, Limit, Plan, capacity};
use crate::read::{FileOutcome, Read, read_some};
use crate::report::nothing_to_check;
use crate::source::Sources;
use jiff::Timestamp;
use serde::Serialize;
use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// How many rows there are of what; names and meanings are kept within a version of the JSON list.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Counts {
    rows: usize,
    over_limit: usize,
    unknown_limit: usize,
    undocumented_limit: usize,
}

impl Counts {
    fn of(rows: &[Capacity<'_>]) -> Self {
        let count = |is: fn(&Capacity<'_>) -> bool| rows.iter().filter(|row| is(row)).count();
        Self {
            rows: rows.len(),
            over_limit: count(|row| row.is_over()),
            unknown_limit: count(|row| row.limit == Limit::Unknown),
            undocumented_limit: count(|row| row.limit == Limit::Undocumented),
        }
    }
}

/// Runs the command.
pub(super) fn run(
    args: &CapacityArgs,
    env: &Env,
    stdin: &mut dyn io::Read,
    console: &mut Console<'_>,
) -> Exit {
    let Some(configuration) = Configuration::load(&args.config, env, console) else {
        return Exit::Incomplete;
    };
    let settings = paths(&args.paths, args.stdin_filename.as_deref())
        .and_then(|paths| Ok((paths, Exclude::new(&args.exclude)?)));
    let (paths, exclude) = match settings {
        Ok(settings) => settings,
        Err(message) => {
            console.error(&message);
            return Exit::Incomplete;
        }
    };
    let wanted = Wanted {
        paths: &paths,
        stdin_filename: args.stdin_filename.as_deref(),
        catalogs: &args.catalog,
        parameters: &args.parameters,
        baseline: None,
        exclude: &exclude,
        configuration,
    };
    let inputs = Inputs::load(wanted, stdin, |_| String::new(), console);
    let parts = inputs.parts();
    let Inputs { sources, unopened, .. } = inputs;
    let threads = env.threads.unwrap_or(NonZeroUsize::MIN);
    let mut reads: Vec<Read> = parts.iter().map(|part| read_some(&sources, part, threads)).collect();
    if unopened > 0 {
        // They may list anything.
        reads.iter_mut().for_each(|read| read.inventory.note_lists(false));
    }
    let files = joint::outcomes(parts.iter().zip(reads.iter().map(|read| &*read.files)), sources.len());
    let whole = tell(&sources, &files, console);
    reads.iter().for_each(|read| tell_findings(&read.findings, &sources, console));
    let whole = whole && unopened == 0 && !is_empty(&sources, &files, &paths, console);
    // No limit depends on the time.
    let plans: Vec<Plan<'_>> =
        reads.iter().map(|read| Plan::new(&read.inventory, Timestamp::UNIX_EPOCH)).collect();
    let rows = capacity(&plans);
    show(args, rows, &sources, &files, console);
    if whole { Exit::Clean } else { Exit::Incomplete }
}

/// Says what became of the files; tells whether all were read whole.
fn tell(sources: &Sources, files: &[FileOutcome], console: &mut Console<'_>) -> bool {
    tell_files(sources, files, console);
    let mut whole = true;
    for ((file, source), outcome) in sources.iter().zip(files) {
        if let FileOutcome::Failed(failure) = outcome {
            tell_failure(file, source, failure, console);
        }
        whole &= !matches!(outcome, FileOutcome::Failed(_) | FileOutcome::Damaged(_));
    }
    whole
}

fn is_empty(sources: &Sources, files: &[FileOutcome], paths: &[PathBuf], console: &mut Console<'_>) -> bool {
    let is_empty = nothing_to_check(sources, files);
    if is_empty {
        tell_nothing(paths, console);
    }
    is_empty
}

fn show(
    args: &CapacityArgs,
    mut rows: Vec<Capacity<'_>>,
    sources: &Sources,
    files: &[FileOutcome],
    console: &mut Console<'_>,
) {
    let has = |names: &[String], name: &str| names.is_empty() || names.iter().any(|n| n == name);
    rows.retain(|row| has(&args.kind, kind(row)) && has(&args.resource, row.measure.name()));
    let mut untold = 0;
    if let Some(below) = args.below {
        rows.retain(|row| {
            let less = row.has_less_than(i64::from(below));
            // Where no limit is documented, there is none to come near to.
            untold += usize::from(less.is_none() && row.limit != Limit::Undocumented);
            less == Some(true)
        });
    }
    let terminal = console.terminal;
    console.print(|out| match args.output_format {
        ListFormat::Json => json::write(&rows, sources, files, out),
        ListFormat::Full => table::write(&rows, sources, &terminal, out),
    });
    if untold > 0 {
        let rows = if untold == 1 { "1 row was".to_owned() } else { format!("{untold} rows were") };
        console.note(&format!("{rows} left out that may have less room: not all facts are known"));
    }
}

/// What a row is about, as programs call it.
fn kind(row: &Capacity<'_>) -> &'static str {
    let [instance, vswitch, group] = KINDS;
    match row.of.id.kind {
        Kind::Vswitch => vswitch,
        Kind::SecurityGroup => group,
        _ => instance,
    }
}
