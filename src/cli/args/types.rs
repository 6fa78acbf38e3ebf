//! Arguments of `types`.

use super::ConfigArgs;
use crate::cli::listing::ListFormat;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `types`.
#[derive(Args, Debug)]
#[command(after_help = TYPES_EXAMPLES)]
pub(in crate::cli) struct TypesArgs {
    /// A type, a family or a pattern; all types if none is given
    ///
    /// The prefix `ecs.` may be left out. Quote patterns: 'ecs.g[78]*.large'. A single type is
    /// shown with every value that is known of it.
    #[arg(value_name = "NAME|FAMILY|GLOB")]
    pub(in crate::cli) names: Vec<String>,

    /// Only types that take at least so many ENIs, the primary one included
    #[arg(long, value_name = "N", help_heading = "Filters")]
    pub(in crate::cli) min_enis: Option<u32>,

    /// Only types with at least so many private IPv4 addresses an ENI
    #[arg(long, value_name = "N", help_heading = "Filters")]
    pub(in crate::cli) min_ipv4: Option<u32>,

    /// Only types with at least so many IPv6 addresses an ENI
    #[arg(long, value_name = "N", help_heading = "Filters")]
    pub(in crate::cli) min_ipv6: Option<u32>,

    /// Only types with at least so many vCPUs
    #[arg(long, value_name = "N", help_heading = "Filters")]
    pub(in crate::cli) min_vcpus: Option<u32>,

    /// Only types with at least so much memory, in GiB
    #[arg(long, value_name = "GIB", value_parser = gibibytes, help_heading = "Filters")]
    pub(in crate::cli) min_memory: Option<f64>,

    /// Take values from this file, too; they win over the built-in ones
    ///
    /// A saved answer of `aliyun ecs DescribeInstanceTypes` (JSON), or a CSV file with the columns
    /// of the built-in table. May be given several times.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) catalog: Vec<PathBuf>,

    /// How the list looks
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(in crate::cli) output_format: ListFormat,

    #[command(flatten)]
    pub(in crate::cli) config: ConfigArgs,
}

const TYPES_EXAMPLES: &str = "\
Examples:
  enilint types ecs.g7.large                  Every value of one type, with its source
  enilint types g7 c7                         Two families
  enilint types 'g*' --min-enis 4 --min-ipv4 15 --min-vcpus 4

A value that no source states is shown as `?`. A type is left out by a --min option if the value
that it asks for is unknown. ENIs include the primary one; IPv4, IPv6 and queues are per ENI. Types
with `no` under `hot plug` must be stopped to attach or detach an ENI.";

fn gibibytes(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if (0.0..=1e9).contains(&number) => Ok(number),
        _ => Err("expected a number of GiB, like 16 or 0.5".to_owned()),
    }
}
