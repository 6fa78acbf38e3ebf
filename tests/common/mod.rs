//! What the tests share: running the library on texts, and places in words.
// Each test binary uses its own part; a helper that cannot go on ends the test.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::panic)]

pub mod markdown;

use enilint::cli::{self, Env, Exit, Streams};
use enilint::config::Settings;
use enilint::finding::{Finding, Severity};
use enilint::source::{Role, Sources};
use enilint::{Options, Report, check};
use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The time of every test run.
pub const NOW: &str = "2026-11-23T00:00:00Z";

/// How a property is tried: on so many cases, unless `PROPTEST_CASES` says otherwise. The usual ones are the same
/// each time, so that a build fails for a change, not by chance; those that are asked for are new.
pub fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    let rng_seed = if asked.is_none() { RngSeed::Fixed(20) } else { RngSeed::Random };
    let cases = asked.unwrap_or(usual);
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

/// `prefix`, then `bp1`, then digits up to the length of a real ID.
pub fn id(prefix: &str, n: usize) -> String {
    let digits = if matches!(prefix, "vsw" | "vpc") { 18 } else { 17 };
    format!("{prefix}-bp1{n:0digits$}")
}

/// Runs all rules that are on, and those of `select`, over some files.
pub fn run(files: &[(String, String, Role)], now: Option<&str>, select: &[String]) -> (Sources, Report) {
    let mut sources = Sources::new();
    for (name, text, role) in files {
        sources.add(name.clone(), text.clone(), *role);
    }
    let defaults = enilint::rules::all().iter().filter(|r| r.is_on_by_default());
    let mut names: Vec<String> = defaults.map(|r| r.name.to_string()).collect();
    names.extend(select.iter().cloned());
    let policy = Settings { select: names, ..Settings::default() }.resolve().unwrap();
    let options = Options { policy, now: Some(now.unwrap_or(NOW).parse().unwrap()), ..Options::default() };
    let report = check(&sources, &options);
    (sources, report)
}

/// A finding in one line: `file:line:col: severity[rule] message`.
pub fn line(sources: &Sources, finding: &Finding) -> String {
    let source = sources.get(finding.primary.span.file);
    let at = source.lines().position(source.text(), finding.primary.span.start as usize);
    format!(
        "{}:{}:{}: {}[{}] {}",
        source.name(),
        at.line,
        at.column,
        finding.severity.as_str(),
        finding.rule,
        finding.message
    )
}

/// The 1-based line of a finding.
pub fn line_number(sources: &Sources, finding: &Finding) -> usize {
    let source = sources.get(finding.primary.span.file);
    source.lines().position(source.text(), finding.primary.span.start as usize).line
}

/// A severity by name.
pub fn severity(name: &str) -> Option<Severity> {
    [Severity::Error, Severity::Warning, Severity::Info].into_iter().find(|s| s.as_str() == name)
}

/// Why a file of this name is among those of an example.
pub fn role(name: &str) -> Role {
    match name {
        name if name.starts_with("catalog") => Role::Catalog,
        "enilint-baseline.json" => Role::Baseline,
        _ => Role::Named,
    }
}

/// The project's root.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The entries of a folder, sorted.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|e| e.unwrap().path())
        .collect();
    all.sort();
    all
}

/// The last part of a path.
pub fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// What a command printed, and how it ended.
pub struct Outcome {
    /// The exit code.
    pub exit: Exit,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs a command in this process, as if in a folder. Paths that are typed are those of the process.
pub fn tool(args: &[&str], stdin: &str, folder: Option<&Path>) -> Outcome {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut streams = Streams { stdin: &mut stdin.as_bytes(), stdout: &mut out, stderr: &mut err };
    let args = ["enilint"].into_iter().chain(args.iter().copied()).map(OsString::from);
    let env = Env { folder: folder.map(Path::to_owned), ..Env::default() };
    let exit = cli::run(args, &env, &mut streams);
    Outcome { exit, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}
