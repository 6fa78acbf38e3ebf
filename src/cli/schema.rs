//! `enilint schema`: JSON Schema (draft 2020-12) of what is read and written.

use super::args::{SchemaArgs, SchemaOf};
use super::console::Console;
use super::exit::Exit;
use crate::{config, read, report};
use std::io::Write;

/// Runs the command.
pub(super) fn run(args: &SchemaArgs, console: &mut Console<'_>) -> Exit {
    let schema = match args.of {
        SchemaOf::Config => config::schema(),
        SchemaOf::Inventory => read::schema::inventory(),
        SchemaOf::Report => report::schema(),
    };
    console.print(|out: &mut dyn Write| {
        serde_json::to_writer_pretty(&mut *out, &schema)?;
        writeln!(out)
    });
    Exit::Clean
}
