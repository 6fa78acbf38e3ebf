//! What can be typed. The comments on fields are the help texts: the first line is what `-h`
//! shows, all of it is what `--help` shows.

mod baseline;
mod capacity;
mod catalog;
mod check;
mod config;
mod generate;
mod schema;
mod types;

pub(super) use baseline::{BaselineAction, BaselineArgs, BaselineRun};
pub(super) use capacity::{CapacityArgs, KINDS};
pub(super) use catalog::{CatalogAction, CatalogArgs, CatalogCheckArgs, CatalogUpdateArgs};
pub(super) use check::CheckArgs;
pub(super) use config::ConfigArgs;
pub(super) use generate::{CompletionsArgs, ManArgs};
pub(super) use schema::{InitArgs, SchemaArgs, SchemaOf};
pub(super) use types::TypesArgs;

use super::console::Verbosity;
use super::listing::ListFormat;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Proves or refutes planned ENI attachments on Alibaba Cloud before anything runs
#[derive(Debug, Parser)]
#[command(
    name = "enilint",
    version,
    long_about = LONG_ABOUT,
    after_help = EXAMPLES,
    after_long_help = LONG_EXAMPLES,
    override_usage = "enilint [OPTIONS] [PATH]...\n       enilint [OPTIONS] <COMMAND>",
    subcommand_required = true
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) command: Command,
}

const LONG_ABOUT: &str = "\
Proves or refutes planned ENI attachments on Alibaba Cloud before anything runs.

Reads inventories and snapshots (YAML, JSON, output of the aliyun command), works out the state \
before each planned attach, and says of each one whether it will pass, fail, or cannot be decided \
for want of a fact. Nothing is sent anywhere.

`enilint PATH...` is short for `enilint check PATH...`, and `enilint` alone checks the current \
folder. A path that has the name of a command is given as ./NAME.";

const EXAMPLES: &str = "\
Examples:
  enilint plan.yaml                      Check one plan (short for `enilint check plan.yaml`)
  enilint check plans/ snapshot.json     Check a folder together with a snapshot
  enilint explain zone-mismatch          What a rule checks, why, and how to fix it
  enilint types --min-enis 4 ecs.g7      Instance types of a family that take four ENIs";

const LONG_EXAMPLES: &str = "\
Examples:
  enilint plan.yaml                      Check one plan (short for `enilint check plan.yaml`)
  enilint check plans/ snapshot.json     Check a folder together with a snapshot
  enilint explain zone-mismatch          What a rule checks, why, and how to fix it
  enilint explain HotPlugNotSupport      What an error code of the API means
  enilint rules                          All rules
  enilint capacity --below 2 plan.yaml   Where a plan leaves room for one more, or none
  enilint types --min-enis 4 ecs.g7      Instance types of a family that take four ENIs

Exit codes:
  0  everything named was read, and nothing that was found fails the run
  1  something that was found fails the run (see `check --fail-on`)
  2  the result is incomplete: a usage error, a file that cannot be read, nothing to check";

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check planned attaches (the default command)
    Check(CheckArgs),
    /// Keep a list of findings that are known already
    Baseline(BaselineArgs),
    /// Show how much room is left at the peak of a plan
    Capacity(CapacityArgs),
    /// Explain a rule or an error code of the API
    Explain(ExplainArgs),
    /// List the rules
    Rules(RulesArgs),
    /// List what is known of instance types, and from where
    Types(TypesArgs),
    /// Compare the built-in table of instance types with an answer of the API
    Catalog(CatalogArgs),
    /// Write a commented configuration to begin with
    Init(InitArgs),
    /// Print the JSON Schema of the configuration, the inventory or the report
    Schema(SchemaArgs),
    /// Write a script that completes arguments in a shell
    Completions(CompletionsArgs),
    /// Write a manual page
    Man(ManArgs),
}

/// Options of every command.
#[derive(Args, Debug, Default)]
pub(super) struct Common {
    /// When to use colour
    ///
    /// `auto` uses colour on a terminal. NO_COLOR turns it off; otherwise FORCE_COLOR or
    /// CLICOLOR_FORCE turns it on. `always` and `never` win over these variables.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", help_heading = "Display")]
    pub(super) color: Colour,

    /// Wrap lines at this column
    ///
    /// By default lines are wrapped at the width of the terminal (or COLUMNS), and not at all if
    /// the output goes elsewhere.
    #[arg(long, global = true, value_name = "N", value_parser = width, help_heading = "Display")]
    pub(super) width: Option<usize>,

    /// Say more on standard error
    ///
    /// Says of each file as what it was read or why it was skipped, and which advice could not be
    /// given for want of a fact.
    #[arg(short, long, global = true, help_heading = "Display")]
    pub(super) verbose: bool,

    /// Print the report and errors only
    #[arg(short, long, global = true, conflicts_with_all = ["verbose", "silent"], help_heading = "Display")]
    pub(super) quiet: bool,

    /// Print nothing; only the exit code tells
    ///
    /// Reports that go to files are written.
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Display")]
    pub(super) silent: bool,
}

impl Common {
    pub(super) fn verbosity(&self) -> Verbosity {
        match self {
            Common { silent: true, .. } => Verbosity::Silent,
            Common { quiet: true, .. } => Verbosity::Quiet,
            Common { verbose: true, .. } => Verbosity::Verbose,
            _ => Verbosity::Normal,
        }
    }
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Arguments of `explain`.
#[derive(Args, Debug)]
#[command(after_help = EXPLAIN_EXAMPLES)]
pub(super) struct ExplainArgs {
    /// A rule's name, or an error code of the API
    ///
    /// Codes may be given without what precedes their first dot, and in any case.
    #[arg(value_name = "RULE|CODE")]
    pub(super) what: String,
}

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  enilint explain eni-limit
  enilint explain InvalidOperation.AvailabilityZoneMismatch
  enilint explain availabilityzonemismatch";

/// Arguments of `rules`.
#[derive(Args, Debug)]
pub(super) struct RulesArgs {
    /// How the list looks
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) output_format: ListFormat,
}

fn width(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(width) if (20..=1000).contains(&width) => Ok(width),
        _ => Err("expected a number from 20 to 1000".to_owned()),
    }
}
