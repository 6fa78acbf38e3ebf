//! `enilint check`.

use super::args::CheckArgs;
use super::baseline::default_path;
use super::configuration::Configuration;
use super::console::Console;
use super::exit::Exit;
use super::inputs::{Inputs, Wanted, place};
use super::progress::Watch;
use super::settings::Settings;
use super::since::Before;
use super::{Env, args, output, show};
use crate::finding::{Channel, nearest};
use crate::read::{FileOutcome, of_source};
use crate::report::{Report, Since, Style, nothing_to_check};
use crate::source::{Base, FileId, Role, Source, Sources, display_name};
use crate::{Options, rules};
use clap::CommandFactory;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::Read;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many missing facts of one rule are named.
const SHOWN: usize = 3;

/// Runs the command. `defaulted` says that its name was not typed.
pub(super) fn run(
    args: &CheckArgs,
    defaulted: bool,
    env: &Env,
    stdin: &mut dyn Read,
    console: &mut Console<'_>,
) -> Exit {
    let Some(configuration) = Configuration::load(&args.config, env, console) else {
        return Exit::Incomplete;
    };
    let settings = match Settings::new(args, env, &configuration) {
        Ok(settings) => settings,
        Err(message) => {
            console.error(&message);
            return Exit::Incomplete;
        }
    };
    if args.show_settings {
        show::settings(args, &settings, &configuration, console);
        return Exit::Clean;
    }
    let baseline = baseline(args, configuration.sources.base())
        .and_then(|baseline| missing(&settings.only, configuration.sources.base()).map(|()| baseline));
    let baseline = match baseline {
        Ok(baseline) => baseline,
        Err(message) => {
            console.error(&message);
            return Exit::Incomplete;
        }
    };
    let wanted = Wanted {
        paths: &settings.paths,
        stdin_filename: args.stdin_filename.as_deref(),
        catalogs: &args.catalog,
        parameters: &args.parameters,
        exclude: &settings.exclude,
        configuration,
        baseline: baseline.as_deref(),
    };
    let tip = |path: &Path| if defaulted { command_tip(path) } else { String::new() };
    let mut inputs = Inputs::load(wanted, stdin, tip, console);
    inputs.set_formats(&args.format_of, args.stdin_filename.as_deref(), console);
    if args.show_files {
        show::files(&inputs, console);
        return if inputs.unopened == 0 { Exit::Clean } else { Exit::Incomplete };
    }
    let watch = Watch::begin(console.watcher(env));
    let threads = env.threads.unwrap_or(NonZeroUsize::MIN);
    let options = Options {
        policy: settings.policy,
        now: settings.now,
        clock: env.clock,
        scopes: inputs.scopes_of(&inputs.sources),
        unopened: inputs.unopened,
        unopened_baselines: inputs.unopened_baselines,
        listed: settings.suppressions,
        no_ignores: args.no_ignores,
        boards: settings.outputs.iter().any(|output| output.format.shows_boards()),
        threads,
        progress: Some(Arc::clone(&watch.progress)),
    };
    let mut report = crate::check(&inputs.sources, &options);
    drop(watch); // from here on others write
    if let Some(revision) = &args.since {
        let before = Before::load(revision, &inputs, &settings.paths, &settings.exclude);
        let before = before.map(|before| narrow(&mut report, &inputs, revision, before, options, console));
        if let Err(message) = before {
            console.error(&message);
            return Exit::Incomplete;
        }
    }
    let Inputs { sources, unopened, .. } = inputs;
    if let Some(only) = &settings.only {
        report.keep_files(&files_in(&sources, only));
    }
    tell_hidden(&report, &sources, baseline.as_deref(), console);
    tell_files(&sources, &report.files, console);
    tell_advice(&report, console);
    let nothing = unopened == 0 && nothing_to_check(&sources, &report.files);
    if nothing {
        tell_nothing(&settings.paths, console);
    }
    let exit = settings.gate.exit(&report.summary, nothing);
    let terminal = console.terminal;
    let style = Style { color: terminal.colour, unicode: terminal.unicode, width: terminal.width, threads };
    if let Some(message) = output::overwrites(&settings.outputs, &sources, &report.files) {
        console.error(&message);
        return Exit::Incomplete;
    }
    let written = output::write(&settings.outputs, &report, &sources, &style, console);
    if written { exit } else { Exit::Incomplete }
}

/// The baseline that was named, or the one of the repository if it has one.
fn baseline(args: &CheckArgs, base: Option<&Base>) -> Result<Option<PathBuf>, String> {
    match (&args.baseline, base) {
        _ if args.no_ignores => Ok(None),
        (Some(path), _) => Ok(Some(path.clone())),
        (None, Some(base)) => Ok(Some(default_path(Some(base))?).filter(|path| path.is_file())),
        (None, None) => Ok(None),
    }
}

/// Leaves out what was found before a change, too.
fn narrow(
    report: &mut Report,
    inputs: &Inputs,
    revision: &str,
    before: Before,
    options: Options,
    console: &mut Console<'_>,
) {
    let scopes = inputs.scopes_of(&before.sources);
    let options =
        Options { scopes, unopened: before.unopened, unopened_baselines: 0, boards: false, ..options };
    let old = crate::check(&before.sources, &options);
    if old.summary.unreadable > 0 {
        console.warning(&format!(
            "not all files could be read as they were at {revision}: findings of then may be told as new"
        ));
    }
    report.keep_new(&inputs.sources, revision, &old, &before.sources);
}

/// Refuses paths of a change that lead nowhere: a hook that names them is told wrong.
fn missing(only: &Option<Vec<PathBuf>>, base: Option<&Base>) -> Result<(), String> {
    let is_there = |path: &&PathBuf| base.map_or(path.exists(), |base| base.absolute(path).exists());
    match only.iter().flatten().find(|path| !is_there(path)) {
        Some(path) => Err(format!("{}: no such file or directory", display_name(path))),
        None => Ok(()),
    }
}

/// The files that some paths lead to.
fn files_in(sources: &Sources, paths: &[PathBuf]) -> HashSet<FileId> {
    let Some(base) = sources.base() else { return HashSet::new() };
    let paths: Vec<PathBuf> = paths.iter().map(|path| base.absolute(path)).collect();
    let is_wanted = |file: &FileId| {
        sources.absolute(*file).is_some_and(|own| paths.iter().any(|path| own.starts_with(path)))
    };
    sources.iter().map(|(file, _)| file).filter(is_wanted).collect()
}

/// Says what hides findings.
fn tell_hidden(report: &Report, sources: &Sources, baseline: Option<&Path>, console: &mut Console<'_>) {
    let is_read = sources.iter().zip(&report.files).any(|((_, source), outcome)| {
        source.role() == Role::Baseline && matches!(outcome, FileOutcome::Read(_))
    });
    if let Some(path) = baseline.filter(|_| is_read) {
        let known = report.suppressed.iter().filter(|one| one.by.channel == Channel::Baseline).count();
        let findings = if known == 1 { "1 finding is".to_owned() } else { format!("{known} findings are") };
        console.note(&format!("{findings} in the baseline {}", display_name(path)));
    }
    for one in report.suppressed.iter().filter(|one| one.by.channel != Channel::Baseline) {
        let (at, rule) = (one.finding.primary.span, one.finding.rule);
        let reason = if one.by.reason.is_empty() { "no reason is given" } else { &one.by.reason };
        console.detail(&format!("{}: {rule} is suppressed: {reason}", place(sources.get(at.file), at)));
    }
    if let Some(since) = &report.since {
        let Since { revision, before, fixed } = since;
        console
            .note(&format!("since {revision}: left out {before} that were there before, {fixed} are gone"));
    }
}

/// Says that no file was an input.
pub(super) fn tell_nothing(paths: &[PathBuf], console: &mut Console<'_>) {
    let paths: Vec<String> = paths.iter().map(|path| display_name(path)).collect();
    console.error(&format!(
        "nothing to check: no inventory, snapshot, Terraform plan or ROS template in {}",
        paths.join(", ")
    ));
}

/// Where a command may have been meant by a path that leads nowhere.
fn command_tip(path: &Path) -> String {
    let cli = args::Cli::command();
    let commands: Vec<&str> = cli.get_subcommands().map(clap::Command::get_name).collect();
    match path.to_str().and_then(|word| nearest(word, commands)) {
        Some(command) => format!("; did you mean the command `{command}`?"),
        None => String::new(),
    }
}

/// Says what became of the files.
pub(super) fn tell_files(sources: &Sources, files: &[FileOutcome], console: &mut Console<'_>) {
    let mut skipped = 0;
    for ((_, source), outcome) in sources.iter().zip(files) {
        let name = source.name();
        if source.role() == Role::Configuration {
            continue; // told when it was read
        }
        let text = match outcome {
            FileOutcome::Read(format) => {
                format!("{name}: read as {}{}", format.describe(), by(source, console))
            }
            FileOutcome::Damaged(format) => {
                format!("{name}: read in part, as {}{}", format.describe(), by(source, console))
            }
            FileOutcome::Skipped(format) => {
                skipped += 1;
                format!("{name}: passed over, as it is {}{}", format.describe(), by(source, console))
            }
            FileOutcome::Unparsed(failure) => {
                let at = failure.span.map_or_else(|| name.to_owned(), |at| place(source, at));
                let help = failure.help.as_ref().map_or(String::new(), |help| format!("; {help}"));
                console.note(&format!("{at}: {}; without this file less is known{help}", failure.message));
                continue;
            }
            FileOutcome::Failed(failure) => format!("{name}: not read: {}", failure.message),
        };
        console.detail(&text);
    }
    if skipped > 0 && !console.is_verbose() {
        let files = if skipped == 1 { "1 file was".to_owned() } else { format!("{skipped} files were") };
        console.note(&format!("{files} passed over: nothing that is read (-v names them)"));
    }
}

/// What told the format of a file, for those who ask.
fn by(source: &Source, console: &Console<'_>) -> String {
    let told = Some(source).filter(|_| console.is_verbose()).and_then(|source| of_source(source).ok());
    told.filter(|told| !told.by.is_empty()).map_or(String::new(), |told| format!(", {}", told.by))
}

/// Says which rules lacked a fact without making an attach undecided, as the verdicts do not.
fn tell_advice(report: &Report, console: &mut Console<'_>) {
    let mut lacks: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for undecided in &report.undecided {
        let rule = undecided.rule.as_str();
        if !rules::find(rule).is_some_and(|rule| rule.constraint) {
            lacks.entry(rule).or_default().insert(&undecided.missing);
        }
    }
    for (rule, missing) in lacks {
        let shown: Vec<&str> = missing.iter().take(SHOWN).copied().collect();
        let more = match missing.len() - shown.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        console.detail(&format!("{rule} could not be decided: needs {}{more}", shown.join(", ")));
    }
}
