//! What the listing commands share.

use crate::report::pretty;
use clap::ValueEnum;
use serde::Serialize;
use std::io::{self, Write};

/// How a list looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// A table, for people
    #[default]
    #[value(alias = "table")]
    Full,
    /// Everything, for programs
    Json,
}

/// Writes JSON as programs and people can both read it.
pub(super) fn json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    pretty(out, value)?;
    writeln!(out)
}
