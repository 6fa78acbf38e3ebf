//! Findings as results.

use super::place::{Artifact, Location, Region};
use super::rule::{Rules, sentence};
use super::{Text, level};
use crate::finding::{Channel, Edit, Finding, Fix, Label, Suppression};
use crate::report::escape::escape;
use crate::report::listed::{Listed, UNDECIDED, message};
use crate::report::span::Lines;
use crate::report::story;
use serde::Serialize;

/// A result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Outcome<'a> {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    kind: &'static str,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    code_flows: Vec<CodeFlow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixOut<'a>>,
    partial_fingerprints: Fingerprints<'a>,
    /// If one result has them, all do.
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<Vec<SuppressionOut>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties<'a>>,
}

/// What is kept when lines move: see `finding::fingerprints`. GitHub goes by a hash of the line under
/// another name, which its upload action adds, and warns about if it is there and differs.
#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "enilint/v1")]
    meaning: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    api_errors: &'a [&'static str],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeFlow {
    thread_flows: [ThreadFlow; 1],
}

#[derive(Serialize)]
struct ThreadFlow {
    locations: Vec<Step>,
}

#[derive(Serialize)]
struct Step {
    location: Location,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixOut<'a> {
    description: Text,
    artifact_changes: Vec<Change<'a>>,
    properties: Applicability,
}

#[derive(Serialize)]
struct Applicability {
    applicability: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_location: Artifact,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    #[serde(skip_serializing_if = "Option::is_none")]
    inserted_content: Option<Content<'a>>,
}

#[derive(Serialize)]
struct Content<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct SuppressionOut {
    kind: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    justification: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
}

impl<'a> Outcome<'a> {
    /// `hides` says that some result of the log is suppressed.
    pub(super) fn new(
        one: Listed<'a>,
        fingerprint: &'a str,
        hides: bool,
        rules: &Rules,
        lines: &Lines<'_>,
    ) -> Self {
        let finding = one.finding;
        // What is not `fail` has no level.
        let is_open = finding.rule == UNDECIDED;
        let resource = finding.address.as_deref().or(finding.subject.as_deref());
        let primary = &finding.primary;
        let suppressions = one.by.map(|by| SuppressionOut::new(by, lines)).into_iter().collect();
        Self {
            rule_id: finding.rule.as_str(),
            rule_index: rules.index(finding.rule),
            kind: if is_open { "open" } else { "fail" },
            level: if is_open { "none" } else { level(finding.severity) },
            message: text(finding),
            locations: [Location::told(lines, finding.rule, primary.span).of(resource).saying(&primary.text)],
            related_locations: finding.related.iter().map(|label| place(label, lines)).collect(),
            code_flows: flow(&finding.trace, lines),
            fixes: finding.fixes.iter().filter_map(|fix| FixOut::new(fix, lines)).collect(),
            partial_fingerprints: Fingerprints { meaning: fingerprint },
            suppressions: hides.then_some(suppressions),
            properties: (!finding.api_errors.is_empty())
                .then_some(Properties { api_errors: &finding.api_errors }),
        }
    }
}

/// The message, what to do, and what no place tells, a sentence each: consumers show nothing else
/// beside the place.
fn text(finding: &Finding) -> Text {
    let mut text = format!("{}.", message(finding));
    for more in finding.help.as_deref().into_iter().chain(story::notes(finding)) {
        text += " ";
        text += &escape(&sentence(more));
    }
    Text::unlinked(text)
}

fn place(label: &Label, lines: &Lines<'_>) -> Location {
    Location::new(lines, label.span).saying(&label.text)
}

fn flow(trace: &[Label], lines: &Lines<'_>) -> Vec<CodeFlow> {
    if trace.is_empty() {
        return Vec::new();
    }
    let locations = trace.iter().map(|label| Step { location: place(label, lines) }).collect();
    vec![CodeFlow { thread_flows: [ThreadFlow { locations }] }]
}

impl<'a> FixOut<'a> {
    fn new(fix: &'a Fix, lines: &Lines<'_>) -> Option<Self> {
        let change = |edits: &'a [Edit]| {
            let artifact_location = Artifact::file(lines, edits.first()?.span.file);
            let replacements = edits.iter().map(|edit| Replacement {
                deleted_region: Region::bare(lines, edit.span),
                inserted_content: (!edit.text.is_empty()).then_some(Content { text: &edit.text }),
            });
            Some(Change { artifact_location, replacements: replacements.collect() })
        };
        let files = fix.edits.chunk_by(|a, b| a.span.file == b.span.file);
        let artifact_changes: Vec<Change<'_>> = files.filter_map(change).collect();
        (!artifact_changes.is_empty()).then(|| Self {
            description: Text::of(&sentence(&fix.title)),
            artifact_changes,
            properties: Applicability { applicability: fix.applicability.as_str() },
        })
    }
}

impl SuppressionOut {
    fn new(by: &Suppression, lines: &Lines<'_>) -> Self {
        Self {
            kind: if by.channel == Channel::Comment { "inSource" } else { "external" },
            status: "accepted",
            justification: escape(&by.reason),
            location: by.at.map(|at| Location::new(lines, at)),
        }
    }
}
