//! `enilint baseline`.

use super::args::{BaselineAction, BaselineArgs, BaselineRun};
use super::check::{tell_files, tell_nothing};
use super::configuration::Configuration;
use super::console::Console;
use super::exit::Exit;
use super::inputs::{Exclude, Inputs, Wanted};
use super::settings::{names, now, paths, policy};
use super::{Env, output};
use crate::finding::{Channel, Finding, RuleName};
use crate::read::{BaselineEntry, baseline};
use crate::report::{Escaped, Report, escape, nothing_to_check};
use crate::source::{Base, Role, Sources, Span, display_name, within};
use crate::{Options, config, rules, suppress};
use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What a baseline is called if nobody says otherwise.
const NAME: &str = "enilint-baseline.json";

/// The rule that tells which entries can go.
const STALE: RuleName = RuleName("stale-baseline-entry");

/// Where the baseline of a repository is, as it is shown from the current folder. It comes with the
/// repository: one that is a link to elsewhere is neither shown nor written to.
pub(super) fn default_path(base: Option<&Base>) -> Result<PathBuf, String> {
    let Some(base) = base else { return Ok(PathBuf::from(NAME)) };
    match within(base.root(), base.root(), NAME) {
        Ok(path) => Ok(base.shown(&path)),
        Err(outside) => Err(format!("{NAME}: {}", outside.0)),
    }
}

/// Runs the command.
pub(super) fn run(args: &BaselineArgs, env: &Env, console: &mut Console<'_>) -> Exit {
    let (run, mode) = match &args.action {
        BaselineAction::Create(run) => (run, Mode::Create),
        BaselineAction::Update { run, add } => (run, Mode::Update { add: *add }),
        BaselineAction::Prune(run) => (run, Mode::Prune),
    };
    let Some(configuration) = Configuration::load(&run.config, env, console) else {
        return Exit::Incomplete;
    };
    let path = match run.file.clone().map_or_else(|| default_path(configuration.sources.base()), Ok) {
        Ok(path) => path,
        Err(message) => {
            console.error(&message);
            return Exit::Incomplete;
        }
    };
    match change(run, mode, configuration, &path, env, console) {
        Ok(()) => Exit::Clean,
        Err(message) => {
            if let Some(message) = message {
                console.error(&message);
            }
            console.note(&format!("{} was left as it is", display_name(&path)));
            Exit::Incomplete
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Create,
    Update { add: bool },
    Prune,
}

/// What is to be written, and what to say of it.
#[derive(Default)]
struct Change {
    entries: Vec<BaselineEntry>,
    added: Vec<BaselineEntry>,
    removed: Vec<BaselineEntry>,
    /// Findings that are not in it.
    new: usize,
}

/// Makes the change; an error without words has been told already.
fn change(
    run: &BaselineRun,
    mode: Mode,
    configuration: Configuration,
    path: &Path,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<(), Option<String>> {
    let name = display_name(path);
    if mode == Mode::Create && path.exists() {
        return Err(Some(format!("{name}: exists already; enilint baseline update brings it up to date")));
    }
    let config = &configuration.config;
    let policy = settings(run).and_then(|typed| policy(&typed, config)).map_err(Some)?;
    let now = now(run.now, config, env);
    let listed = config.suppressions.clone();
    let inputs = load(run, mode, path, configuration, console).map_err(Some)?;
    let options = Options {
        policy,
        now,
        clock: env.clock,
        scopes: inputs.scopes_of(&inputs.sources),
        unopened: inputs.unopened,
        unopened_baselines: inputs.unopened_baselines,
        listed,
        ..Options::default()
    };
    let report = crate::check(&inputs.sources, &options);
    tell_files(&inputs.sources, &report.files, console);
    if report.summary.unreadable > 0 {
        let failures = report.findings.iter().filter(|finding| suppress::is_never_hidden(finding.rule));
        super::inputs::tell_errors(failures, &inputs.sources, console);
        return Err(None);
    }
    if nothing_to_check(&inputs.sources, &report.files) {
        tell_nothing(&paths(&run.paths, None).unwrap_or_default(), console);
        return Err(None);
    }
    let change = work_out(mode, &report, &inputs.sources);
    let text = suppress::write_baseline(&change.entries);
    output::write_file(path, |out| Escaped(out).write_all(text.as_bytes()))
        .map_err(|error| Some(format!("{name}: {}", crate::source::LoadError::Io(error))))?;
    tell(&change, &name, console);
    Ok(())
}

/// What is stale can be told only if that rule runs.
fn settings(run: &BaselineRun) -> Result<config::Settings, String> {
    let mut settings = config::Settings {
        select: names(&run.select),
        ignore: names(&run.ignore),
        ..config::Settings::default()
    };
    if !settings.select.is_empty() {
        settings.select.push(STALE.to_string());
    }
    if settings.ignore.iter().any(|name| name == STALE.as_str()) {
        return Err(format!("--ignore: {STALE} tells what can go from a baseline"));
    }
    Ok(settings)
}

fn load(
    run: &BaselineRun,
    mode: Mode,
    path: &Path,
    configuration: Configuration,
    console: &mut Console<'_>,
) -> Result<Inputs, String> {
    let paths = paths(&run.paths, None)?;
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return Err("standard input has no baseline".to_owned());
    }
    let exclude = Exclude::new(&run.exclude)?;
    let wanted = Wanted {
        paths: &paths,
        stdin_filename: None,
        catalogs: &run.catalog,
        parameters: &run.parameters,
        exclude: &exclude,
        configuration,
        baseline: (mode != Mode::Create).then_some(path),
    };
    Ok(Inputs::load(wanted, &mut std::io::empty(), |_| String::new(), console))
}

fn work_out(mode: Mode, report: &Report, sources: &Sources) -> Change {
    let reported: HashSet<*const Finding> = report.findings.iter().map(std::ptr::from_ref).collect();
    let of_baseline = report.suppressed.iter().filter(|one| one.by.channel == Channel::Baseline);
    let of_baseline: HashSet<*const Finding> =
        of_baseline.map(|one| std::ptr::from_ref(&one.finding)).collect();
    let (mut new, mut known) = (Vec::new(), Vec::new());
    for (fingerprint, finding) in report.fingerprints(sources) {
        if reported.contains(&std::ptr::from_ref(finding)) {
            new.extend(can_be_known(finding).then(|| entry(fingerprint, finding, sources)));
        } else if of_baseline.contains(&std::ptr::from_ref(finding)) {
            known.push(entry(fingerprint, finding, sources));
        }
    }
    if mode == Mode::Create {
        return Change { entries: new.clone(), added: new, ..Change::default() };
    }
    let stale: HashSet<Span> =
        report.findings.iter().filter(|finding| finding.rule == STALE).map(|f| f.primary.span).collect();
    let matched: HashSet<Span> = report.suppressed.iter().filter_map(|one| one.by.at).collect();
    let old = sources.iter().filter(|(_, source)| source.role() == Role::Baseline);
    let old = old.flat_map(|(file, source)| baseline(file, source).unwrap_or_default());
    let mut change = Change { new: new.len(), ..Change::default() };
    for entry in old {
        let is_gone = !matched.contains(&entry.at) && is_lost(&entry, sources);
        match mode {
            _ if is_gone || stale.contains(&entry.at) => change.removed.push(entry),
            Mode::Update { .. } if matched.contains(&entry.at) => {} // written anew
            _ => change.entries.push(entry),
        }
    }
    if let Mode::Update { add } = mode {
        change.entries.extend(known);
        if add {
            change.entries.extend(new.iter().cloned());
            (change.added, change.new) = (new, 0);
        }
    }
    change
}

/// Whether a finding can be in a baseline: those on the baseline and on suppressions are mended.
fn can_be_known(finding: &Finding) -> bool {
    let rule = rules::find(finding.rule.as_str());
    !suppress::is_never_hidden(finding.rule) && !rule.is_some_and(|rule| rule.is_on_suppressions())
}

/// Whether the file of an entry is no longer there.
fn is_lost(entry: &BaselineEntry, sources: &Sources) -> bool {
    sources.base().is_some_and(|base| !base.root().join(&entry.path).exists())
}

fn entry(fingerprint: String, finding: &Finding, sources: &Sources) -> BaselineEntry {
    BaselineEntry {
        fingerprint,
        rule: finding.rule.to_string(),
        subject: finding.subject.clone(),
        path: sources.path_from_root(finding.primary.span.file),
        message: finding.message.clone(),
        at: finding.primary.span,
    }
}

fn tell(change: &Change, name: &str, console: &mut Console<'_>) {
    console.print(|out| {
        for (sign, entries) in [('-', &change.removed), ('+', &change.added)] {
            for entry in entries {
                let on = entry.subject.as_deref().unwrap_or(&entry.path);
                writeln!(out, "{sign} {} on {}", escape(&entry.rule), escape(on))?;
            }
        }
        let (added, removed) = (change.added.len(), change.removed.len());
        writeln!(out, "{}: {} in it, {added} added, {removed} removed", escape(name), change.entries.len())
    });
    if change.new > 0 {
        let findings =
            if change.new == 1 { "1 finding is".to_owned() } else { format!("{} findings are", change.new) };
        console.note(&format!("{findings} not in the baseline; enilint baseline update --add takes them in"));
    }
}
