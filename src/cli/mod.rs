//! The command line: what was typed, what it means, and the commands.
//!
//! Arguments go one way: `normalise` puts in the command that was left out, `args` parses, and
//! each command turns what was typed into settings once. Commands read the clock, the environment
//! and the terminal through `Env` and write through a `Console`, so that
//! tests run them in process.

mod args;
mod baseline;
mod capacity;
mod check;
mod configuration;
mod console;
mod env;
mod exit;
mod explain;
mod generate;
mod git;
mod init;
mod inputs;
mod listing;
mod markdown;
mod normalise;
mod output;
mod parameters;
mod progress;
mod rules;
mod schema;
mod scopes;
mod settings;
mod show;
mod since;
mod table;
mod terminal;
mod types;

pub use env::Env;
pub use exit::Exit;

use args::{Cli, Command};
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use console::Console;
use std::ffi::OsString;
use std::io::{Read, Write};
use terminal::Terminal;

/// Where a run reads and writes.
pub struct Streams<'a> {
    /// Standard input; read only if a path is `-`.
    pub stdin: &'a mut dyn Read,
    /// Reports and listings.
    pub stdout: &'a mut dyn Write,
    /// Everything else.
    pub stderr: &'a mut dyn Write,
}

impl std::fmt::Debug for Streams<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Streams")
    }
}

/// Runs a command. The first argument is the name of the program.
pub fn run(args: impl IntoIterator<Item = OsString>, env: &Env, streams: &mut Streams<'_>) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    let terminal = Terminal::before_parsing(&args, env);
    let mut command = Cli::command().term_width(terminal.help_width());
    let (args, defaulted) = normalise::normalise(args, &command);
    let parsed = command.try_get_matches_from_mut(args).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return usage(&error, terminal, streams),
    };
    let terminal = Terminal::new(&cli.common, env);
    let mut console = Console::new(streams.stdout, streams.stderr, terminal, cli.common.verbosity());
    let exit = match &cli.command {
        Command::Check(args) => check::run(args, defaulted, env, streams.stdin, &mut console),
        Command::Baseline(args) => baseline::run(args, env, &mut console),
        Command::Capacity(args) => capacity::run(args, env, streams.stdin, &mut console),
        Command::Explain(args) => explain::run(args, &mut console),
        Command::Rules(args) => rules::run(args, &mut console),
        Command::Init(args) => init::run(args, &mut console),
        Command::Schema(args) => schema::run(args, &mut console),
        Command::Types(args) => types::run(args, env, &mut console),
        Command::Catalog(args) => types::catalog::run(args, env, streams.stdin, &mut console),
        Command::Completions(args) => generate::completions(args, &mut console),
        Command::Man(args) => generate::man(args, &mut console),
    };
    console.finish(exit)
}

/// Help and the version are results; everything else that the parser says is a usage error.
fn usage(error: &clap::Error, terminal: Terminal, streams: &mut Streams<'_>) -> Exit {
    let result = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let coloured = if result { terminal.colour } else { terminal.error_colour };
    let text = error.render();
    let text = if coloured { text.ansi().to_string() } else { text.to_string() };
    let stream = if result { &mut *streams.stdout } else { &mut *streams.stderr };
    // Help into a closed pipe is no failure, and an error that cannot be shown cannot be told.
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
    if result { Exit::Clean } else { Exit::Incomplete }
}

/// What to say when the tool itself fails: one line, to be copied into a bug report.
#[must_use]
pub fn bug_notice(panic: &str, command: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let text = format!("this is a bug in enilint {version}, please report it: {panic} (command: {command})");
    let line: Vec<&str> = text.split_whitespace().collect();
    format!("error: {}", crate::report::escape(&line.join(" ")))
}

#[cfg(test)]
mod tests;
