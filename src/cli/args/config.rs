//! Arguments of every command that reads inputs: where the configuration is.

use clap::Args;
use std::path::PathBuf;

/// Which configuration counts.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Configuration")]
pub(in crate::cli) struct ConfigArgs {
    /// Take the configuration from this file
    ///
    /// Without it the nearest `enilint.yaml` or `.enilint.yaml` counts: that of the current folder, or
    /// of one above it, up to the root of the repository.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,

    /// Take no configuration
    #[arg(long, conflicts_with = "config")]
    pub(in crate::cli) isolated: bool,
}
