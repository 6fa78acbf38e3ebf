//! Arguments of `check`.

use super::ConfigArgs;
use crate::cli::output::Output;
use crate::config::{self, FailOn};
use crate::finding::{Severity, nearest};
use crate::read::Format;
use clap::Args;
use jiff::Timestamp;
use std::path::PathBuf;

/// Arguments of `check`.
#[derive(Args, Debug)]
#[command(after_help = CHECK_EXAMPLES, after_long_help = CHECK_LONG)]
pub(in crate::cli) struct CheckArgs {
    /// Files and folders; `-` is standard input [default: .]
    ///
    /// All of them are one inventory: entries are joined by ID, whichever file they stand in.
    /// Folders are searched for .yaml, .yml, .json, .jsonl, .ndjson and .tf files and for shell scripts
    /// that call the API for ENIs; hidden ones and those that .gitignore leaves out are passed over, and
    /// so are files that are nothing to check. A file
    /// that is named is always read, and it is an error if it cannot be.
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,

    /// Name standard input in reports
    ///
    /// Its extension tells YAML from JSON. Goes with the path `-`.
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(in crate::cli) stdin_filename: Option<String>,

    /// Take a file for one of this format, whatever it looks like
    ///
    /// FORMAT is native, aliyun-cli, terraform-plan, terraform-state, terraform, ros, crossplane or
    /// runbook; PATH is a file of the run as it is named in reports, or `-` for standard input.
    /// Without it the file's name, its first line or its keys tell; -v says which of them did. May be
    /// given several times.
    #[arg(long, value_name = "PATH=FORMAT", value_parser = format_of, allow_hyphen_values = true, help_heading = "Input")]
    pub(in crate::cli) format_of: Vec<(String, String)>,

    /// Take limits of instance types from this file, too
    ///
    /// A saved answer of `aliyun ecs DescribeInstanceTypes` (JSON), or a CSV file with the columns
    /// of the built-in table. Its values count before the built-in ones, and after those that an
    /// inventory gives itself. May be given several times.
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub(in crate::cli) catalog: Vec<PathBuf>,

    /// Give parameters of ROS templates these values
    ///
    /// One KEY=VALUE, or a YAML or JSON file: a mapping of names and values, or the list of
    /// ParameterKey and ParameterValue that the API takes. May be given several times; the last value
    /// counts, and KEY=VALUE before those of files. Without a value the parameter's Default counts.
    #[arg(long, value_name = "FILE|KEY=VALUE", help_heading = "Input")]
    pub(in crate::cli) parameters: Vec<String>,

    /// Pass over files in folders that match
    ///
    /// A pattern without `/` is held against the names of files and folders, one with `/` against
    /// paths: `--exclude '*.bak.yaml' --exclude 'envs/*/old'`. Files that are named on the command
    /// line are checked all the same. Adds to the configuration. May be given several times.
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub(in crate::cli) exclude: Vec<String>,

    /// The time to go by, in UTC [default: now]
    ///
    /// Such as 2026-01-05T08:00Z, or a date. Some limits depend on when an instance was started or
    /// created. Without it the configuration counts, then `facts.now` of the inventory, then the
    /// clock.
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Input")]
    pub(in crate::cli) now: Option<Timestamp>,

    /// Run only these rules
    ///
    /// A rule's name, an error code of the API (all rules that predict it), `inferred` (all rules
    /// that are deduced rather than documented) or ALL. Separated by commas, or given several times.
    /// Without it every rule runs that is not off by default, or what the configuration chooses.
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub(in crate::cli) select: Vec<String>,

    /// Run these rules, too
    ///
    /// Takes what --select takes, and adds to what runs by default or by the configuration. --ignore
    /// wins over it.
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub(in crate::cli) extend_select: Vec<String>,

    /// Do not run these rules
    ///
    /// Takes what --select takes, and wins over it. Adds to the configuration. A rule that does not run decides nothing: an
    /// attach may pass that the API refuses.
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub(in crate::cli) ignore: Vec<String>,

    /// Change how grave a rule's findings are
    ///
    /// LEVEL is error, warning or info. Only errors make an attach fail. Separated by commas, or given
    /// several times; the last one counts.
    #[arg(long, value_name = "RULE=LEVEL", value_delimiter = ',', value_parser = severity, help_heading = "Rules")]
    pub(in crate::cli) severity: Vec<(String, Severity)>,

    /// Leave out findings that are in this baseline
    ///
    /// `enilint baseline create` writes one. Without this option enilint-baseline.json at the root of
    /// the repository is used, if it is there.
    #[arg(long, value_name = "FILE", conflicts_with = "no_ignores", help_heading = "Rules")]
    pub(in crate::cli) baseline: Option<PathBuf>,

    /// Report only what a change has brought
    ///
    /// Findings that were reported at this revision of the git repository, too, are left out and
    /// counted. The inputs of then are checked with the options of now; a file that git did not know
    /// then is new. Verdicts stay whole.
    #[arg(long, value_name = "REV", help_heading = "Rules")]
    pub(in crate::cli) since: Option<String>,

    /// Read what is read without a PATH, and report only what is in the PATHs
    ///
    /// For hooks that are given the files of a change: a plan is joined with what exists in other
    /// files, so all of them are read. Reported are findings that point into one of the PATHs, or
    /// decide an attach that is planned there. A file that cannot be read is told in any case.
    #[arg(long, requires = "paths", conflicts_with = "stdin_filename", help_heading = "Rules")]
    pub(in crate::cli) report_only: bool,

    /// Report findings that a suppression or the baseline hides, too
    ///
    /// What is wrong with suppressions is not reported then.
    #[arg(long, help_heading = "Rules")]
    pub(in crate::cli) no_ignores: bool,

    /// How the report looks, and where it goes
    ///
    /// For people FORMAT is full (with excerpts of the files), plain (without excerpts), concise (one
    /// line a finding), html (a page with pictures of the instances) or markdown (a job summary or a
    /// comment); for programs it is json, jsonl, sarif, github, gitlab, junit, checkstyle, rdjson or
    /// azure. With =FILE it goes to that file instead of standard output. May be given several times, for
    /// standard output once. Without it ENILINT_OUTPUT_FORMAT counts, then the configuration, then full.
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = Output::parse, help_heading = "Output")]
    pub(in crate::cli) output_format: Vec<Output>,

    /// What fails the run (exit 1)
    ///
    /// Without it the configuration counts, then error.
    #[arg(long, value_name = "LEVEL", value_enum, help_heading = "Exit code")]
    pub(in crate::cli) fail_on: Option<FailOn>,

    /// Fail if an attach cannot be decided
    ///
    /// By default only findings fail a run; an attach for which a fact is missing is reported, and
    /// the exit code stays 0. `--strict=false` takes back what the configuration says.
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        hide_possible_values = true,
        help_heading = "Exit code"
    )]
    pub(in crate::cli) strict: Option<bool>,

    /// Fail if there are more warnings than this
    #[arg(long, value_name = "N", help_heading = "Exit code")]
    pub(in crate::cli) max_warnings: Option<usize>,

    /// Exit with 0 whatever is found
    ///
    /// An incomplete result (exit 2) stays one.
    #[arg(long, help_heading = "Exit code")]
    pub(in crate::cli) exit_zero: bool,

    #[command(flatten)]
    pub(in crate::cli) config: ConfigArgs,

    /// Show what counts, and where it is said, instead of checking
    #[arg(long, help_heading = "Configuration")]
    pub(in crate::cli) show_settings: bool,

    /// Show which files would be read, and as what, instead of checking
    #[arg(long, conflicts_with = "show_settings", help_heading = "Configuration")]
    pub(in crate::cli) show_files: bool,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  enilint check                                     Everything below the current folder
  enilint check plan.yaml snapshot.json --strict    Undecided attaches fail, too
  aliyun ecs DescribeNetworkInterfaces | enilint check plan.yaml -";

const CHECK_LONG: &str = "\
Examples:
  enilint check                                     Everything below the current folder
  enilint check plan.yaml snapshot.json --strict    Undecided attaches fail, too
  aliyun ecs DescribeNetworkInterfaces | enilint check plan.yaml -
  enilint check --output-format full --output-format sarif=report.sarif plans/
  enilint check --ignore inferred --severity zone-mismatch=warning plan.yaml

Exit codes:
  0  everything named was read, and nothing that was found fails the run
  1  something that was found fails the run: a finding of --fail-on or above, more than
     --max-warnings, or an undecided attach with --strict
  2  the result is incomplete: a usage error, a file that cannot be read, a folder with nothing to
     check, a report that cannot be written; wins over 1";

pub(super) fn time(text: &str) -> Result<Timestamp, String> {
    config::time(text).ok_or_else(|| "expected a UTC time like 2026-01-05T08:00Z, or a date".to_owned())
}

fn format_of(text: &str) -> Result<(String, String), String> {
    let (path, format) = text.rsplit_once('=').ok_or("expected PATH=FORMAT, like run.txt=runbook")?;
    if Format::names().any(|name| name == format) {
        return Ok((path.to_owned(), format.to_owned()));
    }
    let all: Vec<&str> = Format::names().collect();
    let near = nearest(format, all.iter().copied()).map(|near| format!("did you mean {near}? "));
    Err(format!(
        "there is no format {format:?}: {}the formats are {}",
        near.unwrap_or_default(),
        all.join(", ")
    ))
}

fn severity(text: &str) -> Result<(String, Severity), String> {
    let (rule, level) = text.split_once('=').ok_or("expected RULE=LEVEL, like zone-mismatch=warning")?;
    let levels = [Severity::Error, Severity::Warning, Severity::Info];
    let level = levels.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(level));
    Ok((rule.to_owned(), level.ok_or("the level is one of error, warning and info")?))
}
