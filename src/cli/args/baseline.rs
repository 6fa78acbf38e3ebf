//! Arguments of `baseline`.

use super::ConfigArgs;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use std::path::PathBuf;

/// Arguments of `baseline`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES, after_long_help = LONG)]
pub(in crate::cli) struct BaselineArgs {
    #[command(subcommand)]
    pub(in crate::cli) action: BaselineAction,
}

/// What to do with a baseline.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum BaselineAction {
    /// Take stock: write all findings that are there now
    ///
    /// A file that exists already is left as it is.
    Create(BaselineRun),
    /// Bring the baseline up to date
    ///
    /// Entries that no finding matches any more are removed, the others are written anew. Findings
    /// that are not in the baseline are counted, and added only with --add.
    Update {
        #[command(flatten)]
        run: BaselineRun,
        /// Add the findings that are not in the baseline yet
        ///
        /// Each of them is listed.
        #[arg(long)]
        add: bool,
    },
    /// Remove the entries that no finding matches any more
    Prune(BaselineRun),
}

/// What every action needs to know.
#[derive(Args, Debug)]
pub(in crate::cli) struct BaselineRun {
    #[command(flatten)]
    pub(in crate::cli) config: ConfigArgs,

    /// Files and folders, as for `check` [default: .]
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,

    /// The baseline [default: enilint-baseline.json at the root of the repository]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) file: Option<PathBuf>,

    /// Take limits of instance types from this file, too, as for `check`
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub(in crate::cli) catalog: Vec<PathBuf>,

    /// Give parameters of ROS templates these values, as for `check`
    #[arg(long, value_name = "FILE|KEY=VALUE", help_heading = "Input")]
    pub(in crate::cli) parameters: Vec<String>,

    /// Pass over files in folders that match, as for `check`
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub(in crate::cli) exclude: Vec<String>,

    /// The time to go by, in UTC, as for `check` [default: now]
    #[arg(long, value_name = "TIME", value_parser = super::check::time, help_heading = "Input")]
    pub(in crate::cli) now: Option<Timestamp>,

    /// Run only these rules, as for `check`
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub(in crate::cli) select: Vec<String>,

    /// Do not run these rules, as for `check`
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub(in crate::cli) ignore: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  enilint baseline create          Take stock of everything below the current folder
  enilint baseline prune           Forget what has been mended
  enilint baseline update --add    Take in what is new, too";

const LONG: &str = "\
Examples:
  enilint baseline create          Take stock of everything below the current folder
  enilint baseline prune           Forget what has been mended
  enilint baseline update --add    Take in what is new, too

`enilint check` leaves out findings that are in the baseline. They are told by what they mean: the
rule, what they are on, and the values in conflict. So an entry stays when lines move or a file is
renamed, and a new finding is never taken for an old one.

Exit codes:
  0  the baseline is as it should be
  2  it was left as it is: a usage error, a file that cannot be read or written, nothing to check";
