//! `enilint catalog`: the built-in table beside a fresh answer of DescribeInstanceTypes.

use super::changes::{Changes, TypeChange};
use super::facts::{Known, cell};
use super::show_changes;
use crate::catalog::{Amendment, Catalog, amended};
use crate::cli::Env;
use crate::cli::args::{CatalogAction, CatalogArgs, CatalogCheckArgs, CatalogUpdateArgs};
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::inputs::{Inputs, SHOWN, place, tell_errors, tell_failure, tell_findings};
use crate::cli::listing::ListFormat;
use crate::cli::output::write_file;
use crate::finding::{Finding, Severity};
use crate::inventory::Kind;
use crate::plan::Plan;
use crate::read::{FileOutcome, Format, read};
use crate::source::{LoadError, display_name};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fs;
use std::io::Read;
use std::path::Path;

/// Runs the command.
pub(in crate::cli) fn run(
    args: &CatalogArgs,
    env: &Env,
    stdin: &mut dyn Read,
    console: &mut Console<'_>,
) -> Exit {
    match &args.action {
        CatalogAction::Check(args) => check(args, stdin, console),
        CatalogAction::Update(args) => update(args, env, stdin, console),
    }
}

fn check(args: &CatalogCheckArgs, stdin: &mut dyn Read, console: &mut Console<'_>) -> Exit {
    let Some(Answer { name, mut changes, whole }) = Answer::read(&args.file, stdin, console) else {
        return Exit::Incomplete;
    };
    if args.partial {
        changes.leave_out_missing();
    }
    let terminal = console.terminal;
    console.print(|out| match args.output_format {
        ListFormat::Json => show_changes::json(&name, &changes, out),
        ListFormat::Full => show_changes::table(&name, &changes, &terminal, out),
    });
    match (whole, changes.is_empty()) {
        (false, _) => Exit::Incomplete,
        (true, false) => Exit::Findings,
        (true, true) => Exit::Clean,
    }
}

fn update(args: &CatalogUpdateArgs, env: &Env, stdin: &mut dyn Read, console: &mut Console<'_>) -> Exit {
    let Some(Answer { name, changes, whole }) = Answer::read(&args.file, stdin, console) else {
        return Exit::Incomplete;
    };
    if !whole {
        console.note("no table is written from an answer that is not understood");
        return Exit::Incomplete;
    }
    let date = args.date.unwrap_or_else(|| TimeZone::UTC.to_datetime(env.clock).date()).to_string();
    let key = args.source.clone().unwrap_or_else(|| format!("api-{date}"));
    let text = amended(&amendments(&changes), &key, &date);
    if let Some(output) = &args.output {
        if let Err(message) = write_table(output, &args.file, &text) {
            console.error(&message);
            return Exit::Incomplete;
        }
    } else {
        console.print(|out| out.write_all(text.as_bytes()));
    }
    console.note(&show_changes::summary(&name, &changes));
    Exit::Clean
}

/// Writes the table, but not over the answer that it was made from.
fn write_table(output: &Path, answer: &Path, text: &str) -> Result<(), String> {
    let name = display_name(output);
    let is_answer =
        fs::canonicalize(output).ok().is_some_and(|path| fs::canonicalize(answer).ok() == Some(path));
    if is_answer {
        return Err(format!("{name}: the table would overwrite the answer, which was read"));
    }
    write_file(output, |out| out.write_all(text.as_bytes()))
        .map_err(|error| format!("{name}: {}", LoadError::Io(error)))
}

/// What is to be written into the table.
fn amendments(changes: &Changes) -> Vec<Amendment> {
    let one = |change: &TypeChange| Amendment {
        name: change.name.clone(),
        cells: change.values.iter().map(|value| (value.listed.column, cell(&value.answer))).collect(),
    };
    changes.added.iter().chain(&changes.changed).map(one).collect()
}

/// An answer, held against the table.
struct Answer {
    name: String,
    changes: Changes,
    /// Whether all of it was understood.
    whole: bool,
}

impl Answer {
    /// Reads it, and says what is wrong with it. None if there is nothing to compare.
    fn read(file: &Path, stdin: &mut dyn Read, console: &mut Console<'_>) -> Option<Self> {
        let mut inputs = Inputs::default();
        inputs.open_catalog(file, stdin, console);
        let read = read(&inputs.sources);
        let (id, source) = inputs.sources.iter().next()?;
        let outcome = read.files.first()?;
        let name = source.name().to_owned();
        match outcome {
            FileOutcome::Failed(failure) => {
                tell_failure(id, source, failure, console);
                return None;
            }
            FileOutcome::Read(Format::AliyunCli(_)) | FileOutcome::Damaged(Format::AliyunCli(_)) => {}
            _ => {
                console.error(&format!("{name}: this is no answer of aliyun ecs DescribeInstanceTypes"));
                return None;
            }
        }
        if read.inventory.entries(Kind::InstanceType).is_empty() {
            console.error(&format!("{name}: no instance types in this file"));
            return None;
        }
        let (errors, others): (Vec<Finding>, Vec<Finding>) =
            read.findings.into_iter().partition(|finding| finding.severity == Severity::Error);
        tell_errors(errors.iter(), &inputs.sources, console);
        tell_findings(&others, &inputs.sources, console);
        let plan = Plan::new(&read.inventory, Timestamp::UNIX_EPOCH);
        let known = Known { built_in: Catalog::built_in(), plan: &plan, sources: &inputs.sources };
        let (changes, faults) = Changes::new(&known);
        for fault in faults.iter().take(SHOWN) {
            console.error(&format!("{}: {}", place(source, fault.at), fault.message));
        }
        if let Some(more @ 1..) = faults.len().checked_sub(SHOWN) {
            console.error(&format!("{name}: {more} more values or types could not be used"));
        }
        let whole = errors.is_empty() && faults.is_empty() && matches!(outcome, FileOutcome::Read(_));
        Some(Self { name, changes, whole })
    }
}
