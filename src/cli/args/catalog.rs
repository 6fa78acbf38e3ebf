//! Arguments of `catalog`.

use crate::cli::listing::ListFormat;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use std::path::PathBuf;

/// Arguments of `catalog`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES, after_long_help = LONG)]
pub(in crate::cli) struct CatalogArgs {
    #[command(subcommand)]
    pub(in crate::cli) action: CatalogAction,
}

/// What to do with an answer.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum CatalogAction {
    /// Say where an answer differs from the built-in table
    Check(CatalogCheckArgs),
    /// Write the built-in table with an answer taken in
    ///
    /// What the answer does not tell stays as it is. The table is that of --catalog, and of
    /// rules/catalog/instance-types.csv in the sources of enilint.
    Update(CatalogUpdateArgs),
}

/// Arguments of `catalog check`.
#[derive(Args, Debug)]
pub(in crate::cli) struct CatalogCheckArgs {
    /// A saved answer of `aliyun ecs DescribeInstanceTypes`; `-` for standard input
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,

    /// The answer is of some types only
    ///
    /// Types that are not in it are no difference then. An answer that says itself that there is
    /// more is taken so without this option.
    #[arg(long)]
    pub(in crate::cli) partial: bool,

    /// How the list looks
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(in crate::cli) output_format: ListFormat,
}

/// Arguments of `catalog update`.
#[derive(Args, Debug)]
pub(in crate::cli) struct CatalogUpdateArgs {
    /// A saved answer of `aliyun ecs DescribeInstanceTypes`; `-` for standard input
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,

    /// Where to write the table [default: standard output]
    #[arg(long, value_name = "CSV")]
    pub(in crate::cli) output: Option<PathBuf>,

    /// When the answer was given [default: today, in UTC]
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) date: Option<Date>,

    /// What the table calls the answer as a source [default: api-DATE]
    #[arg(long, value_name = "KEY", value_parser = key)]
    pub(in crate::cli) source: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  aliyun ecs DescribeInstanceTypes | enilint catalog check -
  enilint catalog check types.json                       What has changed
  enilint catalog update types.json --output types.csv   The table with the changes";

const LONG: &str = "\
Examples:
  aliyun ecs DescribeInstanceTypes | enilint catalog check -
  enilint catalog check types.json                       What has changed
  enilint catalog update types.json --output types.csv   The table with the changes

Only what the answer tells is compared: a value that it leaves out is no difference, and neither
is a type that is withdrawn. A queue limit of 0 is one that a client filled in for want of a value.

Exit codes:
  0  the answer and the table say the same; or the table was written
  1  they differ (of `catalog check`)
  2  the answer could not be read whole, or the table could not be written";

/// The key of a source: one that can stand in a cell of the table beside others.
fn key(text: &str) -> Result<String, String> {
    const LONGEST: usize = 100;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if (1..=LONGEST).contains(&text.len()) && text.chars().all(fits) && !text.starts_with('-') {
        Ok(text.to_owned())
    } else {
        Err("expected letters, digits, `-`, `_` and `.`, like api-2026".to_owned())
    }
}
