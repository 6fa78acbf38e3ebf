//! What holds for the files that stand beside inputs: the configuration, a baseline, a catalog.

// Shared by crates that use one part or another; what does not hold ends the test.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common::{Outcome, tool};
use crate::examine::judge;
use enilint::Report;
use enilint::cli::Exit;
use enilint::finding::{Decision, Finding};
use enilint::read::FileOutcome;
use enilint::source::{Role, Sources};
use std::path::PathBuf;

type File<'a> = (&'a str, &'a [u8], Role);

/// A plan of which findings can be known.
const FAULTY: File<'static> =
    ("faulty.yaml", include_bytes!("../../fixtures/eni-limit/fail-several.yaml"), Role::Named);

fn decisions(report: &Report) -> Vec<Decision> {
    report.verdicts.iter().map(|verdict| verdict.decision).collect()
}

/// A baseline hides findings, but loses none, and no verdict hangs on it.
pub fn baseline(data: &[u8]) {
    let (_, without) = judge(&[FAULTY]);
    let (sources, report) = judge(&[FAULTY, ("enilint-baseline.json", data, Role::Baseline)]);
    if report.files.len() < 2 {
        return; // what is no text may be anything
    }
    assert_eq!(decisions(&without), decisions(&report));
    let of_plan = |finding: &&Finding| sources.get(finding.primary.span.file).name() == FAULTY.0;
    let hidden = report.suppressed.iter().map(|one| &one.finding);
    assert_eq!(report.findings.iter().chain(hidden).filter(of_plan).count(), without.findings.len());
}

/// A table of instance types. It may end its lines as it likes.
pub fn catalog(data: &[u8]) {
    let read = |data: &[u8]| judge(&[("catalog.csv", data, Role::Catalog), FAULTY]);
    let (sources, report) = read(data);
    let [FileOutcome::Read(_), _] = report.files[..] else { return };
    let text = sources.iter().next().unwrap().1.text();
    if !text.contains('\r') {
        let (others, other) = read(text.replace('\n', "\r\n").as_bytes());
        assert_eq!(messages(&sources, &report), messages(&others, &other));
    }
}

/// What is found, with the file it is found in, and the verdicts.
fn messages(sources: &Sources, report: &Report) -> (Vec<(String, String)>, Vec<Decision>) {
    let file = |finding: &Finding| sources.get(finding.primary.span.file).name().to_owned();
    let findings = report.findings.iter().map(|finding| (file(finding), finding.message.clone()));
    (findings.collect(), decisions(report))
}

/// A configuration in a folder of its own.
pub fn configuration(data: &[u8]) {
    let folder = std::env::temp_dir().join(format!("enilint-fuzz-{}", std::process::id()));
    // Nothing is read beyond the root of a repository.
    std::fs::create_dir_all(folder.join(".git")).unwrap();
    std::fs::write(folder.join(".git/HEAD"), "").unwrap();
    let plan = std::str::from_utf8(FAULTY.1).unwrap();
    let run = |data: &[u8], args: &[&str]| {
        let file: PathBuf = folder.join("enilint.yaml");
        std::fs::write(&file, data).unwrap();
        // What is typed wins, so that no report is written to a file.
        let args = [&["check", "-", "--output-format", "concise"], args].concat();
        let run = tool(&args, plan, Some(&folder));
        is_clean(&run);
        run
    };
    let checked = run(data, &[]);
    let shown = run(data, &["--show-settings"]);
    if shown.exit == Exit::Clean {
        let again = run(shown.out.as_bytes(), &["--show-settings"]);
        assert_eq!(values(&shown.out), values(&again.out), "{}", again.err);
    } else {
        assert_eq!((shown.exit, checked.exit), (Exit::Incomplete, Exit::Incomplete));
        assert!(!shown.err.is_empty(), "it is told what is wrong");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// The settings, without where they are said.
fn values(shown: &str) -> Vec<&str> {
    shown.lines().map(|line| line.split("  # ").next().unwrap_or_default().trim_end()).collect()
}

fn is_clean(run: &Outcome) {
    for text in [&run.out, &run.err] {
        assert_eq!(text.chars().find(|c| c.is_control() && *c != '\n'), None, "a control character");
        assert!(text.len() < 1 << 20, "{} bytes", text.len());
    }
}
