//! Runs the program on the templates of `fixtures/ros/` and holds verdicts and findings against
//! `expect.yaml`. `fixtures/ros/README.md` tells what is in them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;
#[path = "common/judged.rs"]
mod judged;
#[path = "common/plans.rs"]
mod plans;

#[test]
fn templates_are_judged_as_expected() {
    judged::check_all("fixtures/ros");
}
