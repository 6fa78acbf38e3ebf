//! `enilint check`.

use super::args::CheckArgs;
use super::console::Console;
use super::exit::{Exit, Gate};
use super::inputs::{Exclude, Inputs, Wanted, place};
use super::output::{self, Output};
use super::{Env, args};
use crate::finding::nearest;
use crate::read::FileOutcome;
use crate::report::{Report, Style};
use crate::source::{Base, Role, Sources, display_name};
use crate::{Options, config, rules};
use clap::CommandFactory;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

/// How many missing facts of one rule are named.
const SHOWN: usize = 3;

/// What the arguments mean.
struct Settings {
    paths: Vec<PathBuf>,
    exclude: Exclude,
    policy: config::Policy,
    outputs: Vec<Output>,
    gate: Gate,
}

impl Settings {
    fn new(args: &CheckArgs, env: &Env) -> Result<Self, String> {
        let paths = paths(&args.paths, args.stdin_filename.as_deref())?;
        let rules = config::Settings {
            select: names(&args.select),
            ignore: names(&args.ignore),
            severity: args.severity.clone(),
        };
        let gate = Gate {
            fail_on: args.fail_on,
            strict: args.strict,
            max_warnings: args.max_warnings,
            exit_zero: args.exit_zero,
        };
        Ok(Self {
            paths,
            exclude: Exclude::new(&args.exclude)?,
            policy: rules.resolve().map_err(|unknown| unknown.to_string())?,
            outputs: output::outputs(&args.output_format, env)?,
            gate,
        })
    }
}

/// The paths that were typed, or the current folder.
pub(super) fn paths(typed: &[PathBuf], stdin_filename: Option<&str>) -> Result<Vec<PathBuf>, String> {
    let paths = if typed.is_empty() { vec![PathBuf::from(".")] } else { typed.to_vec() };
    if stdin_filename.is_some() && !paths.iter().any(|path| path.as_os_str() == "-") {
        return Err("--stdin-filename names standard input, which is read if a path is `-`".to_owned());
    }
    Ok(paths)
}

/// Rules as typed, without the blanks and empty places that commas leave.
fn names(typed: &[String]) -> Vec<String> {
    typed.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Runs the command. `defaulted` says that its name was not typed.
pub(super) fn run(
    args: &CheckArgs,
    defaulted: bool,
    env: &Env,
    stdin: &mut dyn Read,
    console: &mut Console<'_>,
) -> Exit {
    let settings = match Settings::new(args, env) {
        Ok(settings) => settings,
        Err(message) => {
            console.error(&message);
            return Exit::Incomplete;
        }
    };
    let wanted = Wanted {
        paths: &settings.paths,
        stdin_filename: args.stdin_filename.as_deref(),
        catalogs: &args.catalog,
        exclude: &settings.exclude,
    };
    let tip = |path: &Path| if defaulted { command_tip(path) } else { String::new() };
    let Inputs { mut sources, unopened } = Inputs::load(&wanted, stdin, tip, console);
    if let Some(folder) = &env.folder {
        sources.set_base(Base::of(folder));
    }
    let boards = settings.outputs.iter().any(|output| output.format.shows_boards());
    let options = Options { policy: settings.policy, now: args.now, clock: env.clock, unopened, boards };
    let report = crate::check(&sources, &options);
    tell_files(&sources, &report.files, console);
    tell_advice(&report, console);
    let nothing = unopened == 0 && nothing_to_check(&sources, &report.files);
    if nothing {
        tell_nothing(&settings.paths, console);
    }
    let exit = settings.gate.exit(&report.summary, nothing);
    let terminal = console.terminal;
    let style = Style { color: terminal.colour, unicode: terminal.unicode, width: terminal.width };
    let written = output::write(&settings.outputs, &report, &sources, &style, console);
    if written { exit } else { Exit::Incomplete }
}

/// Whether no file was an input: limits alone are none.
pub(super) fn nothing_to_check(sources: &Sources, files: &[FileOutcome]) -> bool {
    let mut files = sources.iter().zip(files);
    files.all(|((_, source), outcome)| {
        source.role() == Role::Catalog || matches!(outcome, FileOutcome::Skipped(_))
    })
}

/// Says that no file was an input.
pub(super) fn tell_nothing(paths: &[PathBuf], console: &mut Console<'_>) {
    let paths: Vec<String> = paths.iter().map(|path| display_name(path)).collect();
    console.error(&format!(
        "nothing to check: no inventory, snapshot or Terraform plan in {}",
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
        let text = match outcome {
            FileOutcome::Read(format) => format!("{name}: read as {}", format.describe()),
            FileOutcome::Damaged(format) => format!("{name}: read in part, as {}", format.describe()),
            FileOutcome::Skipped(format) => {
                skipped += 1;
                format!("{name}: passed over, as it is {}", format.describe())
            }
            FileOutcome::Unparsed(failure) => {
                let at = failure.span.map_or_else(|| name.to_owned(), |at| place(source, at));
                console.note(&format!("{at}: {}; without this file the plan tells less", failure.message));
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
