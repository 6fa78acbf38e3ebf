//! Reports on inputs as they are met in the field, each snapshotted whole. `fixtures/corpus/README.md`
//! tells where they come from.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;

use enilint::report::{OutputFormat, Style, render};
use enilint::rules::Undecided;
use enilint::source::{FileId, Role, Sources, load_file};
use enilint::{Options, Report, check};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[test]
fn reports_are_as_they_were() {
    let folder = common::root().join("fixtures/corpus");
    for path in common::entries(&folder) {
        let name = common::name(&path);
        if name == "README.md" {
            continue;
        }
        let (sources, report) = run(&path, &folder);
        let entry = name.split('.').next().unwrap_or(&name);
        insta::assert_snapshot!(entry, text(&report, &sources));
    }
}

/// Reads an entry like the command line does: a file that is named, or what is in a folder.
fn run(path: &Path, folder: &Path) -> (Sources, Report) {
    let role = if path.is_dir() { Role::Found } else { Role::Named };
    let mut sources = Sources::new();
    for file in files(path) {
        let name = file.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
        sources.add(name, load_file(&file).unwrap(), role);
    }
    let options = Options { now: Some(common::NOW.parse().unwrap()), ..Options::default() };
    let report = check(&sources, &options);
    (sources, report)
}

fn files(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    common::entries(path).iter().flat_map(|path| files(path)).collect()
}

/// Findings and verdicts, one a line; what became of the files; and what each rule lacked.
fn text(report: &Report, sources: &Sources) -> String {
    let mut out = Vec::new();
    render(OutputFormat::Concise, report, sources, &Style::default(), &mut out).unwrap();
    let mut out = String::from_utf8(out).unwrap();
    let summary = &report.summary;
    let (pass, fail, undecided) = (summary.pass, summary.fail, summary.undecided);
    writeln!(out, "\n{pass} pass, {fail} fail, {undecided} undecided").unwrap();
    for ((_, source), outcome) in sources.iter().zip(&report.files) {
        writeln!(out, "{}: {outcome:?}", source.name()).unwrap();
    }
    let mut lacks: Vec<((FileId, usize), String)> =
        report.undecided.iter().map(|u| lack(u, sources)).collect();
    lacks.sort();
    lacks.dedup();
    for (_, lack) in lacks {
        writeln!(out, "{lack}").unwrap();
    }
    out
}

/// `undecided: file:line: rule needs fact`, and what to sort it by.
fn lack(undecided: &Undecided, sources: &Sources) -> ((FileId, usize), String) {
    let first = sources.iter().next().unwrap().0;
    let Undecided { rule, attachment, missing } = undecided;
    let Some(span) = attachment else {
        return ((first, 0), format!("undecided: {rule} needs {missing}"));
    };
    let source = sources.get(span.file);
    let line = source.lines().position(source.text(), span.start as usize).line;
    ((span.file, line), format!("undecided: {}:{line}: {rule} needs {missing}", source.name()))
}
