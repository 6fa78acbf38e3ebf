//! Runs the program on templates, runbooks and manifests, and holds verdicts and findings against
//! `expect.yaml`. `fixtures/terraform/README.md` tells how that is written.
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

#[test]
fn runbooks_are_judged_as_expected() {
    judged::check_all("fixtures/runbooks");
}

#[test]
fn crossplane_manifests_are_judged_as_expected() {
    judged::check_all("fixtures/crossplane");
}
