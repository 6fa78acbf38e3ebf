//! What the process is given besides arguments.

use jiff::Timestamp;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// The environment of a run: variables, terminal and clock. Only [`Env::of_process`] asks the
/// system; tests write their own.
#[derive(Clone, Debug, Default)]
pub struct Env {
    /// Environment variables.
    pub variables: BTreeMap<OsString, OsString>,
    /// Whether standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub stderr_is_terminal: bool,
    /// How many columns the terminal has, where one is there.
    pub terminal_width: Option<usize>,
    /// The current folder, if the system tells it.
    pub folder: Option<PathBuf>,
    /// The time.
    pub clock: Timestamp,
    /// Whether somebody watches standard error, so that a long run may say what it is doing there.
    pub is_watched: bool,
    /// How many threads can run at a time, if the system tells it.
    pub threads: Option<NonZeroUsize>,
}

impl Env {
    /// That of this process.
    #[must_use]
    pub fn of_process() -> Self {
        let now = Timestamp::now();
        Self {
            variables: std::env::vars_os().collect(),
            stdout_is_terminal: std::io::stdout().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
            terminal_width: terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)),
            folder: std::env::current_dir().ok(),
            // Times of the API are whole seconds, too, and messages show this one.
            clock: Timestamp::from_second(now.as_second()).unwrap_or(now),
            is_watched: std::io::stderr().is_terminal(),
            threads: std::thread::available_parallelism().ok(),
        }
    }

    /// A variable that is set and not empty.
    pub(super) fn variable(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(OsStr::new(name)).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }
}
