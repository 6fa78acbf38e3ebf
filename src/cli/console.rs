//! What commands write through: results to standard output, everything else to standard error.

use super::terminal::Terminal;
use super::{Env, Exit};
use crate::report::escape;
use crate::source::LoadError;
use clap::builder::styling::{AnsiColor, Style};
use std::io::{self, BufWriter, Write};

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verbosity {
    /// Nothing.
    Silent,
    /// Results and errors.
    Quiet,
    /// Warnings and notes, too.
    Normal,
    /// Details, too.
    Verbose,
}

/// The two output streams of a run.
pub(super) struct Console<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    pub(super) terminal: Terminal,
    verbosity: Verbosity,
    failed: Option<io::Error>,
}

impl<'a> Console<'a> {
    pub(super) fn new(
        out: &'a mut dyn Write,
        err: &'a mut dyn Write,
        terminal: Terminal,
        verbosity: Verbosity,
    ) -> Self {
        Self { out, err, terminal, verbosity, failed: None }
    }

    /// Writes a result. A failure is kept for [`Self::finish`], and nothing is written after one.
    pub(super) fn print(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if self.verbosity == Verbosity::Silent || self.failed.is_some() {
            return;
        }
        let mut out = BufWriter::new(&mut *self.out);
        self.failed = write(&mut out).and_then(|()| out.flush()).err();
    }

    /// Whether details are shown.
    pub(super) fn is_verbose(&self) -> bool {
        self.verbosity == Verbosity::Verbose
    }

    /// Where to show what a long run does: on a terminal that can wipe a line, unless only results and
    /// errors are wanted.
    pub(super) fn watcher(&self, env: &Env) -> Option<Box<dyn Write + Send>> {
        let wipes = env.variable("TERM").is_some_and(|term| term != "dumb");
        let shows = env.is_watched && wipes && self.verbosity >= Verbosity::Normal;
        shows.then(|| Box::new(anstream::AutoStream::always(io::stderr())) as Box<dyn Write + Send>)
    }

    /// Says why the result is incomplete.
    pub(super) fn error(&mut self, message: &str) {
        self.say(Verbosity::Quiet, "error", AnsiColor::Red.on_default().bold(), message);
    }

    /// Says what is probably not meant.
    pub(super) fn warning(&mut self, message: &str) {
        self.say(Verbosity::Normal, "warning", AnsiColor::Yellow.on_default().bold(), message);
    }

    /// Says what is good to know.
    pub(super) fn note(&mut self, message: &str) {
        self.say(Verbosity::Normal, "note", AnsiColor::Cyan.on_default().bold(), message);
    }

    /// Says what only those want to know who ask.
    pub(super) fn detail(&mut self, message: &str) {
        self.say(Verbosity::Verbose, "verbose", Style::new().dimmed(), message);
    }

    /// Says at length why the result is incomplete.
    pub(super) fn explain(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if self.verbosity >= Verbosity::Quiet {
            // An error that cannot be shown cannot be told either.
            let _ = write(&mut *self.err);
        }
    }

    fn say(&mut self, from: Verbosity, kind: &str, style: Style, message: &str) {
        if self.verbosity < from {
            return;
        }
        let message = escape(message);
        let style = if self.terminal.error_colour { style } else { Style::new() };
        // An error that cannot be shown cannot be told either.
        let _ = writeln!(self.err, "{style}{kind}:{style:#} {message}");
    }

    /// The exit code, given that of the command: a result that could not be written is none.
    /// Whoever closes the pipe has seen enough; that is no failure.
    pub(super) fn finish(mut self, exit: Exit) -> Exit {
        match self.failed.take() {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                self.error(&format!("standard output: {}", LoadError::Io(error)));
                Exit::Incomplete
            }
            _ => exit,
        }
    }
}
