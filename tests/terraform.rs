//! Runs the program on the plans of `fixtures/terraform/` and holds verdicts and findings against
//! `expect.yaml`. `fixtures/terraform/README.md` tells how both are written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;
#[path = "common/judged.rs"]
mod judged;
#[path = "common/plans.rs"]
mod plans;

#[test]
fn plans_are_judged_as_expected() {
    judged::check_all("fixtures/terraform");
}
