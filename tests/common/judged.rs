//! Holds what the program says of a fixture against its `expect.yaml`.

#![allow(unreachable_pub, dead_code, clippy::panic)] // a test that cannot go on has failed

use crate::common;
use crate::plans::{self, Expected, Finding, Found, Ran, Spec};
use enilint::report::OutputFormat;
use std::collections::BTreeMap;
use std::path::Path;

/// Runs the fixtures of a folder; a test has failed if some of them differ from what is expected.
pub fn check_all(folder: &str) {
    check_each(folder, check_fixture);
}

/// Looks at each fixture of a folder; a test has failed if there is something to say of one.
pub fn check_each(folder: &str, check: impl Fn(&Path) -> Vec<String>) {
    let folders = common::entries(&common::root().join(folder));
    let wrong: Vec<String> =
        folders.iter().filter(|path| path.is_dir()).flat_map(|path| check(path)).collect();
    assert!(wrong.is_empty(), "\n{}\n{} differences\n", wrong.join("\n"), wrong.len());
}

/// What is expected of a fixture.
pub fn spec(folder: &Path) -> Spec {
    let name = common::name(folder);
    let text = std::fs::read_to_string(folder.join("expect.yaml")).unwrap_or_else(|e| panic!("{name}: {e}"));
    serde_yaml::from_str(&text).unwrap_or_else(|e| panic!("{name}/expect.yaml: {e}"))
}

/// What differs from `expect.yaml` in the runs of a fixture.
fn check_fixture(folder: &Path) -> Vec<String> {
    let (name, spec) = (common::name(folder), spec(folder));
    let mut wrong = Vec::new();
    for run in &spec.runs {
        let scratch = plans::copy(folder, &run.args);
        let ran = plans::run(scratch.path(), OutputFormat::Json, &run.args);
        let mut complaints = compare(run, &ran);
        complaints.extend(other_formats(scratch.path(), &spec, run, &ran));
        wrong.extend(complaints.into_iter().map(|c| format!("{name} [{}]: {c}", run.args.join(" "))));
    }
    wrong
}

fn compare(run: &Expected, ran: &Ran) -> Vec<String> {
    let mut wrong = Vec::new();
    if !run.exit.accepts(ran.exit) {
        wrong.push(format!("exit {:?}, expected {}; {}", ran.exit, run.exit, ran.stderr.trim()));
    }
    let printed = format!("{}{}", ran.stdout, ran.stderr);
    wrong.extend(run.says.iter().filter(|s| !printed.contains(*s)).map(|s| format!("does not say {s:?}")));
    let report = match ran.report() {
        Ok(report) => report,
        // A run that cannot begin has no report.
        Err(_) if run.exit.accepts(Some(2)) => return wrong,
        Err(error) => return [wrong, vec![format!("no JSON report: {error}")]].concat(),
    };
    wrong.extend(compare_verdicts(run, &report.verdicts));
    wrong.extend(compare_missing(run, &report.missing));
    if !run.any_findings {
        wrong.extend(compare_findings(&run.findings, &report.findings));
    }
    wrong
}

/// Every planned attach is listed, and no other.
fn compare_verdicts(run: &Expected, got: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (address, verdict) in &run.verdicts {
        match got.get(address).map(Vec::as_slice) {
            Some([one]) if verdict.split('|').any(|v| v == one) => {}
            Some(all) if all.join(" and ") == *verdict => {}
            Some(all) => wrong.push(format!("{address}: {}, expected {verdict}", all.join(" and "))),
            None => wrong.push(format!("{address}: no verdict, expected {verdict}")),
        }
    }
    for (address, verdicts) in got.iter().filter(|(address, _)| !run.verdicts.contains_key(*address)) {
        wrong.push(format!("{address}: {}, but no attach is expected there", verdicts.join(" and ")));
    }
    wrong
}

fn compare_missing(run: &Expected, got: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (address, parts) in &run.missing {
        let lacks = got.get(address).cloned().unwrap_or_default();
        for part in parts.iter().filter(|part| !lacks.iter().any(|l| l.contains(*part))) {
            wrong.push(format!("{address}: does not lack {part:?}, but {lacks:?}"));
        }
    }
    wrong
}

/// Each error and warning takes one expectation; neither may be left over. Infos may be.
fn compare_findings(expected: &[Finding], got: &[Found]) -> Vec<String> {
    let mut open: Vec<&Finding> = expected.iter().collect();
    let mut wrong = Vec::new();
    for finding in got {
        match open.iter().position(|e| finding.is(e)) {
            Some(at) => drop(open.remove(at)),
            None if finding.severity == "info" => {}
            None => wrong.push(format!("not expected: {finding}")),
        }
    }
    wrong.extend(open.iter().map(|e| format!("missing: {e}")));
    wrong
}

/// The reports for people end the same way, and no report tells a secret.
fn other_formats(folder: &Path, spec: &Spec, run: &Expected, json: &Ran) -> Vec<String> {
    let mut wrong = Vec::new();
    for format in OutputFormat::all() {
        let name = format.as_str();
        let ran = plans::run(folder, *format, &run.args);
        if ran.exit != json.exit {
            wrong.push(format!("{name} exits {:?}, json {:?}: {}", ran.exit, json.exit, ran.stderr.trim()));
        }
        for text in spec.absent.iter().filter(|t| ran.stdout.contains(*t) || ran.stderr.contains(*t)) {
            wrong.push(format!("{name} tells {text:?}"));
        }
    }
    wrong
}
