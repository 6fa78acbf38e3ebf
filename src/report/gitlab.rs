//! A Code Quality report of GitLab: a JSON list, which merge requests compare by fingerprint.

use super::Report;
use super::json::{Each, pretty};
use super::listed::{self, message, open};
use super::span::Lines;
use super::style::Style;
use crate::finding::{Finding, Severity, fingerprints};
use crate::source::{Position, Sources};
use serde::Serialize;
use std::io::{self, Write};

/// How many lists and mappings an issue is in.
const DEPTH: usize = 1;

pub(super) fn write(
    report: &Report,
    sources: &Sources,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = &Lines::new(sources, &report.files);
    let open = open(report);
    let all = listed::all(report, &open);
    let marks = fingerprints(all.iter().map(|one| one.finding), sources);
    let shown = all.iter().zip(&marks).filter(|(one, _)| one.by.is_none());
    let shown: Vec<(&Finding, &str)> = shown.map(|(one, mark)| (one.finding, mark.as_str())).collect();
    let issues = Each::new(style.threads, DEPTH, &shown, |(finding, mark)| Issue::new(finding, mark, lines));
    pretty(out, &issues)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
}

impl<'a> Issue<'a> {
    fn new(finding: &Finding, fingerprint: &'a str, lines: &'a Lines<'_>) -> Self {
        let span = finding.primary.span;
        let (begin, end) = lines.extent(span);
        Self {
            description: message(finding),
            check_name: finding.rule.as_str(),
            fingerprint,
            severity: severity(finding.severity),
            location: Location {
                path: lines.path_or_stdin(span.file),
                positions: Positions { begin: begin.into(), end: end.into() },
            },
        }
    }
}

impl From<Position> for Point {
    fn from(at: Position) -> Self {
        Self { line: at.line, column: at.column }
    }
}

/// Of info, minor, major, critical and blocker.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Info => "info",
    }
}
