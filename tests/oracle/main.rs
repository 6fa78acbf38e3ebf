//! An oracle: a second, plain implementation of the verdicts, and whether the program agrees with it
//! on small inventories that are made up. The limits in these are low, so that many are hit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed
#![allow(unreachable_pub)]

#[path = "../common/mod.rs"]
mod common;
mod judge;
mod made;
mod make;

use enilint::finding::Decision;
use enilint::source::Role;
use judge::{Rules, judge};
use made::Made;
use proptest::prelude::*;

/// What the program says of each attach.
fn verdicts(text: String) -> Vec<(Decision, Vec<String>)> {
    let (_, report) = common::run(&[("plan.yaml".to_owned(), text, Role::Named)], None, &[]);
    let rules = |all: &[_]| all.iter().map(ToString::to_string).collect();
    report.verdicts.iter().map(|v| (v.decision, rules(&v.rules))).collect()
}

/// What is told of the rules that an attach breaks: an ENI of another VPC is in another zone for all
/// that matters.
fn told(mut rules: Rules) -> Vec<String> {
    if rules.contains("vpc-mismatch") {
        rules.remove("zone-mismatch");
    }
    rules.into_iter().map(str::to_owned).collect()
}

fn expected(made: &Made) -> Vec<(Decision, Vec<String>)> {
    let decision = |rules: &Rules| if rules.is_empty() { Decision::Pass } else { Decision::Fail };
    judge(made).into_iter().map(|rules| (decision(&rules), told(rules))).collect()
}

proptest! {
    #![proptest_config(common::cases(1000))]

    /// Where every fact is known, every verdict is decided.
    #[test]
    fn the_oracle_agrees(made in make::inventory()) {
        let text = made.text();
        prop_assert_eq!(verdicts(text.clone()), expected(&made), "{}", text);
    }
}
