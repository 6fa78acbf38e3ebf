//! SARIF 2.1.0, for code scanning and viewers.
//!
//! An undecided attach is a result of the kind `open`, which is what the standard calls a rule that
//! could not be evaluated. Consumers that know kinds show it as such, and GitHub, which does not,
//! makes an alert of it as of any result: either way it is seen. Passes are not listed, since such
//! consumers would make alerts of them, too.

mod place;
mod result;
mod rule;

use super::json::{Each, pretty};
use super::listed::{self, Listed, gaps, open};
use super::span::Lines;
use super::style::Style;
use super::{Report, escape};
use crate::finding::{Severity, fingerprints};
use crate::read::{FileOutcome, SYNTAX_ERROR};
use crate::source::{Sources, Span};
use place::{Artifact, BASE, Location};
use result::Outcome;
use rule::{Descriptor, Rules};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// How many lists and mappings a result is in.
const DEPTH: usize = 4;

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
    let rules = &Rules::of(&all);
    let hides = !report.suppressed.is_empty();
    let marked: Vec<(Listed<'_>, &str)> = all.iter().copied().zip(marks.iter().map(String::as_str)).collect();
    let results =
        Each::new(style.threads, DEPTH, &marked, |(one, mark)| Outcome::new(*one, mark, hides, rules, lines));
    let run = Run {
        tool: Tool { driver: Driver::new(rules) },
        invocations: [Invocation::new(report, sources, lines)],
        original_uri_base_ids: sources.base().map(|base| BTreeMap::from([(BASE, Artifact::root(base))])),
        column_kind: "unicodeCodePoints",
        results,
    };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    pretty(out, &log)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [R; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a, R> {
    tool: Tool<'a>,
    invocations: [Invocation; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    original_uri_base_ids: Option<BTreeMap<&'static str, Artifact>>,
    column_kind: &'static str,
    results: R,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    /// Where the tool is described, once its package says so.
    #[serde(skip_serializing_if = "str::is_empty")]
    information_uri: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    rules: &'a [Descriptor],
}

impl<'a> Driver<'a> {
    fn new(rules: &'a Rules) -> Self {
        Self {
            name: env!("CARGO_PKG_NAME"),
            semantic_version: env!("CARGO_PKG_VERSION"),
            information_uri: env!("CARGO_PKG_REPOSITORY"),
            rules: rules.descriptors(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
}

/// A message, or whatever else holds a text.
#[derive(Serialize)]
struct Text {
    text: String,
}

impl Text {
    /// A text for people.
    fn of(text: &str) -> Self {
        Self::unlinked(escape::escape(text))
    }

    /// What would be read as a link is none: consumers take `[…](…)` for one, and `\]` for a bracket.
    fn unlinked(text: String) -> Self {
        let has_link = text.contains("](");
        Self { text: if has_link { text.replace('\\', "\\\\").replace("](", "\\](") } else { text } }
    }
}

impl Invocation {
    /// It fails if the result is incomplete, whatever is found.
    fn new(report: &Report, sources: &Sources, lines: &Lines<'_>) -> Self {
        let mut notes = Vec::new();
        let mut note = |level, message: &str, at: Option<Span>| {
            let locations = at.map(|at| Location::told(lines, SYNTAX_ERROR, at)).into_iter().collect();
            notes.push(Notification { level, message: Text::of(message), locations });
        };
        for (file, outcome) in lines.files().zip(&report.files) {
            let start = Span { file, start: 0, end: 0 };
            match outcome {
                FileOutcome::Failed(failure) => {
                    note("error", &format!("not read: {}", failure.message), failure.span.or(Some(start)));
                }
                FileOutcome::Damaged(format) => {
                    note("error", &format!("read in part, as {}", format.describe()), Some(start));
                }
                FileOutcome::Unparsed(failure) => {
                    let message = format!("{}; without this file less is known", failure.message);
                    note("warning", &message, failure.span.or(Some(start)));
                }
                FileOutcome::Read(_) | FileOutcome::Skipped(_) => {}
            }
        }
        let gaps = gaps(report, sources);
        gaps.iter().for_each(|gap| note("error", gap, None));
        Self {
            execution_successful: report.summary.unreadable == 0 && gaps.is_empty(),
            tool_execution_notifications: notes,
        }
    }
}

/// The level of a severity.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}
