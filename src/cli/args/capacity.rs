//! Arguments of `capacity`.

use super::ConfigArgs;
use crate::cli::listing::ListFormat;
use crate::plan::Measure;
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::path::PathBuf;

/// Arguments of `capacity`.
#[derive(Args, Debug)]
#[command(after_help = CAPACITY_EXAMPLES, after_long_help = CAPACITY_LONG)]
pub(in crate::cli) struct CapacityArgs {
    /// Files and folders, as for `check`; `-` is standard input [default: .]
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,

    /// Name standard input in messages
    ///
    /// Its extension tells YAML from JSON. Goes with the path `-`.
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(in crate::cli) stdin_filename: Option<String>,

    /// Take limits of instance types from this file, too
    ///
    /// A saved answer of `aliyun ecs DescribeInstanceTypes` (JSON), or a CSV file with the columns
    /// of the built-in table. May be given several times.
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub(in crate::cli) catalog: Vec<PathBuf>,

    /// Give parameters of ROS templates these values, as for `check`
    #[arg(long, value_name = "FILE|KEY=VALUE", help_heading = "Input")]
    pub(in crate::cli) parameters: Vec<String>,

    /// Pass over files in folders that match, as for `check`
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub(in crate::cli) exclude: Vec<String>,

    /// Only rows with less room than this
    ///
    /// A filter: the exit code stays 0. What may have less room, but need not for all that is known,
    /// is left out, and its number is told on standard error.
    #[arg(long, value_name = "N", help_heading = "Filters")]
    pub(in crate::cli) below: Option<u32>,

    /// Only what is of this kind
    ///
    /// May be given several times.
    #[arg(
        long,
        value_name = "KIND",
        value_parser = PossibleValuesParser::new(KINDS),
        help_heading = "Filters"
    )]
    pub(in crate::cli) kind: Vec<String>,

    /// Only this resource
    ///
    /// May be given several times.
    #[arg(
        long,
        value_name = "NAME",
        value_parser = PossibleValuesParser::new(Measure::NAMES),
        help_heading = "Filters"
    )]
    pub(in crate::cli) resource: Vec<String>,

    /// How the list looks
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT", help_heading = "Output")]
    pub(in crate::cli) output_format: ListFormat,

    #[command(flatten)]
    pub(in crate::cli) config: ConfigArgs,
}

/// What has limits, as programs call it.
pub(in crate::cli) const KINDS: [&str; 3] = ["instance", "vswitch", "security_group"];

const CAPACITY_EXAMPLES: &str = "\
Examples:
  enilint capacity plan.yaml snapshot/             How near a plan comes to each limit
  enilint capacity --below 2 --resource enis .     Instances with room for one more ENI, or none
  enilint capacity --output-format json plan.yaml  Everything, for programs";

const CAPACITY_LONG: &str = "\
Examples:
  enilint capacity plan.yaml snapshot/             How near a plan comes to each limit
  enilint capacity --below 2 --resource enis .     Instances with room for one more ENI, or none
  enilint capacity --output-format json plan.yaml  Everything, for programs

A row is what an instance, a vSwitch or a security group has of one resource: what is used before
the plan, the most that the plan wants at once, the limit, and the room that is left then. Attaches
that a limit refuses count, so that there may be less room than none. `3+` is at least 3, `?` is
unknown for want of a fact, and `-` says that no limit is documented. The tightest rows come first.

Exit codes:
  0  everything named was read, however little room is left
  2  the result is incomplete: a usage error, a file that cannot be read, nothing to read";
