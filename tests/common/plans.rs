//! Terraform fixtures: what is expected of them, and what the program says of them.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used)] // a helper that cannot go on ends the test

use crate::common;
use enilint::report::OutputFormat;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Files and folders of a fixture that a run sees only if an argument names them.
const ON_DEMAND: [&str; 5] = ["before", "snapshot", "state", "extra", "plan.log.json"];
/// What only the test sees.
const OWN: [&str; 3] = ["expect.yaml", "rows.json", "README.md"];

/// `expect.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// What the fixture shows.
    pub about: String,
    /// Texts that no report of any run holds.
    #[serde(default)]
    pub absent: Vec<String>,
    pub runs: Vec<Expected>,
}

/// One run of the program.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    pub args: Vec<String>,
    pub exit: Exit,
    /// Of every planned attach, by address, or `file#address` where several share one; these are told
    /// in order, as `pass and fail`. `pass|undecided`: either.
    #[serde(default)]
    pub verdicts: BTreeMap<String, String>,
    /// Every error and warning.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// Whether findings are left open.
    #[serde(default)]
    pub any_findings: bool,
    /// Parts of what undecided verdicts lack.
    #[serde(default)]
    pub missing: BTreeMap<String, Vec<String>>,
    /// Parts of what is printed.
    #[serde(default)]
    pub says: Vec<String>,
}

/// An expected exit code, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Exit {
    One(i32),
    Any(Vec<i32>),
}

/// An expected finding; what is not given is left open.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    pub rule: String,
    pub severity: String,
    /// Of the attach that it decides, or of the resource that it is about.
    pub address: Option<String>,
    pub file: Option<String>,
    pub line: Option<u64>,
}

/// What a run of the program gave.
pub struct Ran {
    pub exit: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    /// The JSON files that were read, by name.
    documents: HashMap<String, Value>,
}

/// The part of a JSON report that is compared.
pub struct Report {
    pub verdicts: BTreeMap<String, Vec<String>>,
    pub missing: BTreeMap<String, Vec<String>>,
    pub findings: Vec<Found>,
}

/// A finding of a JSON report.
pub struct Found {
    pub severity: String,
    rule: String,
    addresses: Vec<String>,
    file: String,
    line: u64,
    message: String,
}

/// A copy of a fixture with what a run with `args` sees.
pub fn copy(folder: &Path, args: &[String]) -> TempDir {
    let scratch = tempfile::tempdir().unwrap();
    for path in common::entries(folder) {
        let name = common::name(&path);
        let named = args.iter().any(|arg| arg.split('/').next() == Some(&name));
        if OWN.contains(&name.as_str()) || ON_DEMAND.contains(&name.as_str()) && !named {
            continue;
        }
        copy_all(&path, &scratch.path().join(&name));
    }
    scratch
}

fn copy_all(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for path in common::entries(from) {
        copy_all(&path, &to.join(common::name(&path)));
    }
}

/// Runs `enilint check` in a folder.
pub fn run(folder: &Path, format: OutputFormat, args: &[String]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_enilint"));
    // Whoever runs the tests may have set these.
    for variable in ["ENILINT_OUTPUT_FORMAT", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(variable);
    }
    command
        .args(["check", "--now", common::NOW, "--output-format", format.as_str()])
        .args(args)
        .current_dir(folder);
    let output = command.env("NO_COLOR", "1").output().unwrap();
    let json = |file: &String| Some((file.clone(), read_json(&folder.join(file))?));
    let files = args.iter().filter(|arg| arg.ends_with(".json")).cloned();
    Ran {
        exit: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        documents: files.chain(["plan.json".to_owned()]).filter_map(|file| json(&file)).collect(),
    }
}

/// Whether a plan makes everything anew.
pub fn creates_everything(plan: &Path) -> bool {
    let Some(plan) = read_json(plan) else { return false };
    let is_made =
        |change: &Value| matches!(text(&change["change"]["actions"][0]).as_str(), "create" | "read");
    let changes: Vec<&Value> = list(&plan["resource_changes"]).collect();
    !changes.is_empty()
        && changes.into_iter().all(|change| is_made(change) && change["change"]["before"].is_null())
}

fn read_json(path: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

impl Ran {
    pub fn report(&self) -> Result<Report, String> {
        let report: Value = serde_json::from_str(&self.stdout).map_err(|error| error.to_string())?;
        let mut verdicts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut missing: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let rows: Vec<(String, &Value)> =
            list(&report["verdicts"]).map(|verdict| (self.address_of(verdict), verdict)).collect();
        for (address, verdict) in &rows {
            // Two plans may have the same address.
            let shared = rows.iter().filter(|(other, _)| other == address).count() > 1;
            let file = text(&verdict["file"]);
            let address = if shared { format!("{file}#{address}") } else { address.clone() };
            verdicts.entry(address.clone()).or_default().push(text(&verdict["verdict"]));
            missing.entry(address).or_default().extend(list(&verdict["missing"]).map(text));
        }
        let findings = list(&report["findings"]).map(|finding| self.found(finding)).collect();
        Ok(Report { verdicts, missing, findings })
    }

    fn address_of(&self, verdict: &Value) -> String {
        let (file, pointer) = (text(&verdict["file"]), text(&verdict["pointer"]));
        let given = verdict["address"].as_str().map(str::to_owned);
        // What has neither is told by what it attaches.
        let (eni, instance) = (text(&verdict["network_interface_id"]), text(&verdict["instance_id"]));
        let named = if pointer.is_empty() { format!("{eni} to {instance}") } else { pointer.clone() };
        given.or_else(|| self.address_at(&file, &pointer)).unwrap_or(named)
    }

    /// The address of the innermost object on a pointer's way that has one.
    fn address_at(&self, file: &str, pointer: &str) -> Option<String> {
        let document = self.documents.get(file)?;
        let ends = pointer.match_indices('/').map(|(at, _)| at).skip(1).chain([pointer.len()]);
        let on_the_way = ends.filter_map(|end| document.pointer(&pointer[..end]));
        on_the_way.filter_map(|value| value.get("address")?.as_str()).last().map(str::to_owned)
    }

    fn found(&self, finding: &Value) -> Found {
        let primary = &finding["primary"];
        let at = |file: &Value, pointer: &Value| self.address_at(&text(file), &text(pointer));
        let addresses = [
            finding["address"].as_str().map(str::to_owned),
            at(&finding["attachment_file"], &finding["attachment"]),
            at(&primary["file"], &primary["pointer"]),
        ];
        Found {
            severity: text(&finding["severity"]),
            rule: text(&finding["rule"]),
            addresses: addresses.into_iter().flatten().collect(),
            file: text(&primary["file"]),
            line: primary["start"]["line"].as_u64().unwrap_or(0),
            message: text(&finding["message"]),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

impl Found {
    /// Whether this is the finding that is expected.
    pub fn is(&self, expected: &Finding) -> bool {
        let file = |file: &str| self.file == file || self.file.trim_start_matches("./") == file;
        self.rule == expected.rule
            && self.severity == expected.severity
            && expected.address.as_ref().is_none_or(|address| self.addresses.contains(address))
            && expected.file.as_deref().is_none_or(file)
            && expected.line.is_none_or(|line| self.line == line)
    }
}

impl Exit {
    pub fn accepts(&self, code: Option<i32>) -> bool {
        match self {
            Self::One(one) => code == Some(*one),
            Self::Any(any) => code.is_some_and(|code| any.contains(&code)),
        }
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(one) => write!(f, "{one}"),
            Self::Any(any) => write!(f, "one of {any:?}"),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.address.as_deref().unwrap_or("anything");
        write!(f, "{}[{}] on {address}", self.severity, self.rule)?;
        if let Some(file) = &self.file {
            write!(f, " at {file}")?;
        }
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { severity, rule, file, line, message, .. } = self;
        write!(f, "{file}:{line}: {severity}[{rule}] {message} (on {})", self.addresses.join(" or "))
    }
}
