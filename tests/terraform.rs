//! Runs the program on the plans of `fixtures/terraform/` and the configurations of
//! `fixtures/terraform-source/`, and holds verdicts and findings against `expect.yaml`.
//! `fixtures/terraform/README.md` tells how both are written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;
#[path = "common/judged.rs"]
mod judged;
#[path = "common/plans.rs"]
mod plans;

use enilint::report::OutputFormat;
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn plans_are_judged_as_expected() {
    judged::check_all("fixtures/terraform");
}

#[test]
fn configurations_alone_are_judged_as_expected() {
    judged::check_all("fixtures/terraform-source");
}

/// What the configuration alone tells is what its plan does, or nothing.
#[test]
fn no_configuration_alone_contradicts_its_plan() {
    judged::check_each("fixtures/terraform", check_against_plan);
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
    let runs = judged::spec(folder).runs;
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
