//! What was typed and what is configured, as one.

use super::Env;
use super::args::CheckArgs;
use super::configuration::Configuration;
use super::exit::Gate;
use super::inputs::Exclude;
use super::output::{self, Asked, Output};
use crate::config::{self, Config, FailOn, Now, Policy};
use crate::suppress::Listed;
use jiff::Timestamp;
use std::path::PathBuf;

/// What a run of `check` is to do.
pub(super) struct Settings {
    pub(super) paths: Vec<PathBuf>,
    /// What is reported of all that is read; everything if nothing is said.
    pub(super) only: Option<Vec<PathBuf>>,
    pub(super) exclude: Exclude,
    pub(super) policy: Policy,
    pub(super) suppressions: Vec<Listed>,
    pub(super) outputs: Vec<Output>,
    /// Who asked for the reports.
    pub(super) asked: Asked,
    pub(super) gate: Gate,
    /// The time to go by, unless an inventory says it.
    pub(super) now: Option<Timestamp>,
}

impl Settings {
    pub(super) fn new(args: &CheckArgs, env: &Env, configuration: &Configuration) -> Result<Self, String> {
        let config = &configuration.config;
        let typed_paths = paths(&args.paths, args.stdin_filename.as_deref())?;
        if args.report_only && typed_paths.iter().any(|path| path.as_os_str() == "-") {
            return Err("--report-only: standard input is no file of a change".to_owned());
        }
        let (paths, only) =
            if args.report_only { (paths(&[], None)?, Some(typed_paths)) } else { (typed_paths, None) };
        if args.since.is_some() && paths.iter().any(|path| path.as_os_str() == "-") {
            return Err("--since: standard input has no revisions".to_owned());
        }
        let (outputs, asked) = output::outputs(&args.output_format, env, &configuration.outputs)?;
        Ok(Self {
            paths,
            only,
            exclude: Exclude::new(&args.exclude)?,
            policy: policy(&typed(args), config)?,
            suppressions: config.suppressions.clone(),
            outputs,
            asked,
            gate: gate(args, config),
            now: now(args.now, config, env),
        })
    }
}

fn typed(args: &CheckArgs) -> config::Settings {
    config::Settings {
        select: names(&args.select),
        extend_select: names(&args.extend_select),
        ignore: names(&args.ignore),
        severity: args.severity.clone(),
    }
}

/// The rules of a run.
pub(super) fn policy(typed: &config::Settings, config: &Config) -> Result<Policy, String> {
    let mut policy = config.rules.resolve(typed).map_err(|unknown| unknown.to_string())?;
    policy.per_file.clone_from(&config.per_file);
    Ok(policy)
}

/// The time to go by, unless an inventory says it.
pub(super) fn now(typed: Option<Timestamp>, config: &Config, env: &Env) -> Option<Timestamp> {
    typed.or(match config.now.as_ref().map(|now| now.value) {
        Some(Now::At(time)) => Some(time),
        Some(Now::Clock) => Some(env.clock),
        Some(Now::Inventory) | None => None,
    })
}

fn gate(args: &CheckArgs, config: &Config) -> Gate {
    let strict = config.strict.as_ref().map(|strict| strict.value);
    let fail_on = config.fail_on.as_ref().map(|fail_on| fail_on.value);
    Gate {
        fail_on: args.fail_on.or(fail_on).unwrap_or(FailOn::Error),
        strict: args.strict.or(strict).unwrap_or(false),
        max_warnings: args.max_warnings.or(config.max_warnings.as_ref().map(|most| most.value)),
        exit_zero: args.exit_zero,
    }
}

/// The paths that were typed, or the current folder.
pub(super) fn paths(typed: &[PathBuf], stdin_filename: Option<&str>) -> Result<Vec<PathBuf>, String> {
    let paths = if typed.is_empty() { vec![PathBuf::from(".")] } else { typed.to_vec() };
    if stdin_filename.is_some() && !paths.iter().any(|path| path.as_os_str() == "-") {
        return Err("--stdin-filename names standard input, which is read if a path is `-`".to_owned());
    }
    Ok(paths)
}

/// Rules as typed, without the blanks and empty places that commas leave.
pub(super) fn names(typed: &[String]) -> Vec<String> {
    typed.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
