//! Runs the program on the plans of `fixtures/terraform/`, the configurations of
//! `fixtures/terraform-source/` and the inputs of other formats beside them, and holds verdicts and
//! findings against `expect.yaml`. `fixtures/terraform/README.md` tells how both are written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;
#[path = "common/plans.rs"]
mod plans;

use enilint::report::OutputFormat;
use plans::{Expected, Finding, Ran, Spec};
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn plans_are_judged_as_expected() {
    check_all("fixtures/terraform", check_fixture);
}

#[test]
fn configurations_alone_are_judged_as_expected() {
    check_all("fixtures/terraform-source", check_fixture);
}

#[test]
fn runbooks_are_judged_as_expected() {
    check_all("fixtures/runbooks", check_fixture);
}

#[test]
fn crossplane_manifests_are_judged_as_expected() {
    check_all("fixtures/crossplane", check_fixture);
}

/// What the configuration alone tells is what its plan does, or nothing.
#[test]
fn no_configuration_alone_contradicts_its_plan() {
    check_all("fixtures/terraform", check_against_plan);
}

fn check_all(fixtures: &str, check: impl Fn(&Path) -> Vec<String>) {
    let folders = common::entries(&common::root().join(fixtures));
    let wrong: Vec<String> =
        folders.iter().filter(|path| path.is_dir()).flat_map(|path| check(path)).collect();
    assert!(wrong.is_empty(), "\n{}\n{} differences\n", wrong.join("\n"), wrong.len());
}

fn spec(folder: &Path) -> Spec {
    let name = common::name(folder);
    let text = std::fs::read_to_string(folder.join("expect.yaml")).unwrap_or_else(|e| panic!("{name}: {e}"));
    serde_yaml::from_str(&text).unwrap_or_else(|e| panic!("{name}/expect.yaml: {e}"))
}

/// Fixtures of which the plan says on purpose what its configuration does not.
const ANOTHER_STORY: [(&str, &str); 5] = [
    ("quotas-from-data", "the data source gave other limits than the public ones"),
    ("stale-configuration", "the configuration is newer than the plan"),
    ("targeted", "the plan leaves out an attach"),
    ("two-roots", "one of two configurations is another"),
    ("without-configuration", "the plan has none to be compared with"),
];

fn check_against_plan(folder: &Path) -> Vec<String> {
    let name = common::name(folder);
    let is_plain = |path: &Path| path.extension().is_some_and(|e| e == "tf") || name_ends(path, ".tf.json");
    let has_configuration = common::entries(folder).iter().any(|path| is_plain(path));
    let another = ANOTHER_STORY.iter().any(|(other, _)| *other == name);
    if another || !has_configuration || !plans::creates_everything(&folder.join("plan.json")) {
        return Vec::new();
    }
    // The run that knows most.
    let runs = spec(folder).runs;
    let Some(run) = runs.iter().rev().find(|run| run.args == ["plan.json", "."] || run.args == ["."]) else {
        return Vec::new();
    };
    let scratch = plans::copy(folder, &run.args);
    std::fs::remove_file(scratch.path().join("plan.json")).unwrap();
    let ran = plans::run(scratch.path(), OutputFormat::Json, &[".".to_owned()]);
    let report = ran.report().unwrap_or_else(|e| panic!("{name}: {e}; {}", ran.stderr));
    let agrees = |planned: &str, alone: &Vec<String>| {
        let planned: Vec<&str> = planned.split(" and ").collect();
        planned.len() == alone.len()
            && planned
                .iter()
                .zip(alone)
                .all(|(planned, alone)| alone == "undecided" || planned.contains(&**alone))
    };
    // Where several verdicts have one address, the file stands before it.
    let bare = |address: &String| match address.split_once('#') {
        Some((_, address)) => address.to_owned(),
        None => address.clone(),
    };
    let alone: BTreeMap<String, &Vec<String>> =
        report.verdicts.iter().map(|(address, all)| (bare(address), all)).collect();
    let expected: Vec<String> = run.verdicts.keys().map(bare).collect();
    let mut wrong = Vec::new();
    for (address, planned) in &run.verdicts {
        match alone.get(&bare(address)) {
            Some(alone) if agrees(planned, alone) => {}
            other => wrong.push(format!("{name}: {address}: {other:?} without the plan, {planned} with it")),
        }
    }
    // What may be there or not is listed.
    let is_open = |verdicts: &[String]| verdicts.iter().all(|verdict| verdict == "undecided");
    let more = alone.iter().filter(|(address, verdicts)| !expected.contains(address) && !is_open(verdicts));
    for (address, _) in more {
        wrong.push(format!("{name}: {address} is judged without the plan alone"));
    }
    wrong
}

fn name_ends(path: &Path, ending: &str) -> bool {
    common::name(path).ends_with(ending)
}

fn check_fixture(folder: &Path) -> Vec<String> {
    let name = common::name(folder);
    let spec = spec(folder);
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
fn compare_findings(expected: &[Finding], got: &[plans::Found]) -> Vec<String> {
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
