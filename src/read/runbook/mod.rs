//! Runbooks: shell scripts whose `aliyun ecs …` commands are steps.
//!
//! ```text
//! script → syntax::shell (words) → program (commands and blocks) → run (what is done in which order) → steps
//! ```
//!
//! A script is run as far as it tells what it does: variables with known values, functions that it
//! calls, loops over words that it lists. What hangs on a condition may run or not, so nothing is known
//! of what it may change after it ([`Verb::Open`](crate::inventory::Verb::Open)), and an attach in it is never
//! said to fail.

mod branches;
mod broken;
mod calls;
mod command;
mod emit;
mod expand;
mod named;
mod open;
mod pending;
mod program;
mod run;
mod touching;
mod value;
mod vars;
mod waits;

use super::{Failure, FileOutcome, Format, Read};
use crate::source::FileId;
use crate::syntax::shell::Script;

/// Files in folders are read if they are named like scripts, or begin like some, and hold these.
const COMMAND: &[u8] = b"aliyun";
const CALLS: [&[u8]; 2] = [b"NetworkInterface", b"-network-interface"];

/// Whether a script that was found is a runbook: it calls for something to be done to ENIs.
pub(crate) fn holds_steps(text: &[u8]) -> bool {
    let has = |what: &[u8]| memchr::memmem::find(text, what).is_some();
    has(COMMAND) && CALLS.iter().any(|call| has(call))
}

/// Whether a file is a shell script by its name or its first line, and if so, by what.
pub(super) fn is_script(name: &str, text: &str) -> Option<&'static str> {
    if crate::source::is_script_name(name) {
        return Some("its name");
    }
    crate::source::has_hash_bang(text.as_bytes()).then_some("its first line")
}

/// Whether a text has a line that calls the ECS API, so that one who names it means a runbook.
pub(super) fn has_call(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"aliyun ").is_some()
        && text.lines().any(|line| {
            let line = line.trim_start().trim_start_matches("$ ");
            line.starts_with("aliyun ") && line.contains(" ecs ")
        })
}

/// Reads a script.
pub(super) fn read(file: FileId, name: &str, text: &str, read: &mut Read) -> Result<FileOutcome, Failure> {
    let script = Script::read(text).map_err(|error| Failure::syntax(file, error))?;
    if let Some(failure) = broken::find(file, name, text, &script) {
        return Err(failure);
    }
    run::run(file, name, text, &script, read)?;
    Ok(FileOutcome::Read(Format::Runbook))
}
