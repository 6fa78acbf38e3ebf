//! `enilint init`: a configuration to begin with.

use super::args::InitArgs;
use super::console::Console;
use super::exit::Exit;
use super::output::write_file;
use crate::source::{LoadError, display_name};

/// Every key with its default, as comments.
pub(super) const TEMPLATE: &str = include_str!("enilint.yaml");

/// Runs the command.
pub(super) fn run(args: &InitArgs, console: &mut Console<'_>) -> Exit {
    let name = display_name(&args.file);
    // A link that leads nowhere is there, too.
    if !args.force && args.file.symlink_metadata().is_ok() {
        console.error(&format!("{name} is there already; --force writes over it"));
        return Exit::Incomplete;
    }
    match write_file(&args.file, |out| out.write_all(TEMPLATE.as_bytes())) {
        Ok(()) => {
            console.note(&format!("wrote {name}: every key with its default, as comments"));
            Exit::Clean
        }
        Err(error) => {
            console.error(&format!("{name}: {}", LoadError::Io(error)));
            Exit::Incomplete
        }
    }
}
