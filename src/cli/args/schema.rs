//! Arguments of `schema` and `init`.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `schema`.
#[derive(Args, Debug)]
#[command(after_help = SCHEMA_EXAMPLES)]
pub(in crate::cli) struct SchemaArgs {
    /// Of what
    #[arg(value_enum, value_name = "OF")]
    pub(in crate::cli) of: SchemaOf,
}

/// What there is a schema of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SchemaOf {
    /// enilint.yaml
    Config,
    /// The native inventory
    Inventory,
    /// The JSON report
    Report,
}

const SCHEMA_EXAMPLES: &str = "\
Examples:
  enilint schema config > enilint.schema.json
  enilint schema inventory > inventory.schema.json

An editor with a YAML language server completes and checks a file that begins with
  # yaml-language-server: $schema=enilint.schema.json";

/// Arguments of `init`.
#[derive(Args, Debug)]
pub(in crate::cli) struct InitArgs {
    /// Where to write it
    #[arg(value_name = "FILE", default_value = "enilint.yaml")]
    pub(in crate::cli) file: PathBuf,

    /// Write over a file that is there
    #[arg(long)]
    pub(in crate::cli) force: bool,
}
