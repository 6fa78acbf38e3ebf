//! For programs: the JSON report, version 1, a public interface. Beyond what its page in the
//! documentation says:
//!
//! - `pointer` is empty, the pointer of the whole document, where no node is at a place, as in a
//!   file that could not be parsed;
//! - `help` is null where a finding has none;
//! - each finding has `notes`: texts on facts that stand in no file, such as the source of a limit;
//! - `related` is sorted by file and offset, `trace` is in the order of the story.

mod each;
mod indent;
mod nodes;

pub(super) use each::{Each, each};
pub(super) use nodes::Nodes;

use super::escape::is_hidden;
use super::span::Lines;
use super::style::Style;
use super::{Report, Since};
use crate::finding::{Edit, Finding, Fix, Label, Summary, Suppressed, Verdict};
use crate::read::FileOutcome;
use crate::source::{Role, Source, Sources, Span};
use indent::Indented;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};
use std::num::NonZeroUsize;

/// Of the shapes of `json` and `jsonl`.
pub(super) const VERSION: u32 = 1;

/// How many lists and mappings an element of the document's lists is in.
const DEPTH: usize = 2;

pub(super) fn write(
    report: &Report,
    sources: &Sources,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let threads = style.threads;
    let lines = &Lines::new(sources, &report.files);
    let nodes = &Nodes::find(report, lines, threads);
    let hides = !report.suppressed.is_empty();
    let suppressed = Each::new(threads, DEPTH, &report.suppressed, |one| nodes.suppressed(lines, one));
    let document = Document {
        version: VERSION,
        tool: Tool::of(sources),
        findings: Each::new(threads, DEPTH, &report.findings, |one| nodes.finding(lines, one)),
        verdicts: Each::new(threads, DEPTH, &report.verdicts, |one| nodes.verdict(lines, one)),
        suppressed: hides.then_some(suppressed),
        since: report.since.as_ref(),
        summary: &report.summary,
    };
    pretty(out, &document)?;
    writeln!(out)
}

/// Writes a value over several lines.
pub(crate) fn pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    // Pieces of a few bytes are put together before they are looked through. Each is whole text, and is
    // never parted.
    let mut out = io::BufWriter::new(Escaped(out));
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Indented::default()))?;
    out.flush()
}

fn configurations(sources: &Sources) -> Vec<&str> {
    let all = sources.iter().map(|(_, source)| source);
    all.filter(|source| source.role() == Role::Configuration).map(Source::name).collect()
}

/// Writes what a terminal would obey, hide or reorder as `\u009b`. Such characters stand in strings
/// only, where this means the same.
pub(crate) struct Escaped<'w>(pub(crate) &'w mut dyn Write);

impl Write for Escaped<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        // Nearly all is plain, which is soon told: no branch, so that many bytes are looked at at once.
        let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
        if bytes.iter().fold(true, |all, byte| all & is_plain(byte)) {
            return self.0.write_all(bytes);
        }
        let hidden = |c: &char| *c != '\n' && is_hidden(*c);
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        let mut rest = text;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| hidden(c)) {
            let (before, after) = rest.split_at(at);
            self.0.write_all(before.as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(self.0, "\\u{unit:04x}")?;
            }
            rest = after.get(c.len_utf8()..).unwrap_or_default();
        }
        self.0.write_all(rest.as_bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The schema of a report.
pub(crate) fn schema() -> Schema {
    type Whole =
        Document<'static, Vec<FindingOut<'static>>, Vec<VerdictOut<'static>>, Vec<SuppressedOut<'static>>>;
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Whole>()
}

/// What a run of enilint found. Fields may be added within version 1; none is removed or changes its
/// meaning.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "enilint JSON report, version 1")]
struct Document<'a, F, V, S> {
    #[schemars(extend("const" = 1))]
    version: u32,
    tool: Tool<'a>,
    /// Sorted by file, offset and rule.
    findings: F,
    /// One for each planned attach, sorted by file and offset.
    verdicts: V,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<S>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<&'a Since>,
    summary: &'a Summary,
}

/// What wrote the report.
#[derive(Serialize, JsonSchema)]
pub(super) struct Tool<'a> {
    name: &'static str,
    version: &'static str,
    /// The configurations that it went by, the one that counts most first; left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    configuration: Vec<&'a str>,
}

impl<'a> Tool<'a> {
    pub(super) fn of(sources: &'a Sources) -> Self {
        let configuration = configurations(sources);
        Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION"), configuration }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
pub(super) struct FindingOut<'a> {
    /// The name of the rule.
    rule: &'a str,
    #[schemars(with = "crate::finding::Severity")]
    severity: &'a str,
    message: &'a str,
    /// What to do.
    help: Option<&'a str>,
    /// The error codes of the API that it predicts.
    api_errors: &'a [&'static str],
    /// A JSON Pointer to the planned attach that it decides.
    attachment: Option<&'a str>,
    /// The file that `attachment` points into.
    attachment_file: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<&'a str>,
    primary: Place<'a>,
    related: Vec<Place<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    trace: Vec<Place<'a>>,
    fixes: Vec<FixOut<'a>>,
    notes: &'a [String],
}

/// A finding that is hidden, and what hides it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Suppressed")]
pub(super) struct SuppressedOut<'a> {
    #[serde(flatten)]
    finding: FindingOut<'a>,
    suppression: SuppressionOut<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Suppression")]
struct SuppressionOut<'a> {
    /// Where it is said.
    #[schemars(extend("enum" = ["comment", "configuration", "baseline"]))]
    channel: &'static str,
    /// Why, in the words of whoever wrote it; empty if none were given.
    reason: &'a str,
    at: Option<Place<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Fix")]
struct FixOut<'a> {
    title: &'a str,
    #[schemars(extend("enum" = ["safe", "unsafe"]))]
    applicability: &'a str,
    edits: Vec<EditOut<'a>>,
}

/// Offsets are in bytes; the end is exclusive.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Edit")]
struct EditOut<'a> {
    file: &'a str,
    start: usize,
    end: usize,
    text: &'a str,
}

/// A place in a file.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Place<'a> {
    file: Cow<'a, str>,
    pointer: &'a str,
    start: Point,
    end: Point,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct Point {
    line: usize,
    column: usize,
    offset: usize,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Verdict")]
pub(super) struct VerdictOut<'a> {
    file: Cow<'a, str>,
    pointer: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<&'a str>,
    instance_id: &'a str,
    network_interface_id: &'a str,
    #[schemars(extend("enum" = ["pass", "fail", "undecided"]))]
    verdict: &'a str,
    rules: Vec<&'a str>,
    missing: &'a [String],
}

impl Nodes {
    fn place<'a>(&'a self, lines: &Lines<'a>, label: &'a Label) -> Place<'a> {
        Place { label: Some(&label.text), ..self.bare(lines, label.span) }
    }

    fn bare<'a>(&'a self, lines: &Lines<'a>, span: Span) -> Place<'a> {
        let range = lines.range(span);
        let before = lines.source(span.file).text_offset();
        let point = |offset| {
            let at = lines.position(span.file, offset);
            Point { line: at.line, column: at.column, offset: before + offset }
        };
        Place {
            file: self.file(lines, span),
            pointer: self.path(span),
            start: point(range.start),
            end: point(range.end),
            label: None,
        }
    }

    pub(super) fn finding<'a>(&'a self, lines: &Lines<'a>, finding: &'a Finding) -> FindingOut<'a> {
        let mut related: Vec<&Label> = finding.related.iter().collect();
        related.sort_by_key(|label| label.span);
        FindingOut {
            rule: finding.rule.as_str(),
            severity: finding.severity.as_str(),
            message: &finding.message,
            help: finding.help.as_deref(),
            api_errors: &finding.api_errors,
            attachment: finding.attachment.map(|span| self.path(span)),
            attachment_file: finding.attachment.map(|span| self.file(lines, span)),
            address: finding.address.as_deref(),
            primary: self.place(lines, &finding.primary),
            related: related.into_iter().map(|label| self.place(lines, label)).collect(),
            trace: finding.trace.iter().map(|label| self.place(lines, label)).collect(),
            fixes: finding.fixes.iter().map(|fix| self.fix(lines, fix)).collect(),
            notes: &finding.notes,
        }
    }

    pub(super) fn suppressed<'a>(&'a self, lines: &Lines<'a>, one: &'a Suppressed) -> SuppressedOut<'a> {
        SuppressedOut {
            finding: self.finding(lines, &one.finding),
            suppression: SuppressionOut {
                channel: one.by.channel.as_str(),
                reason: &one.by.reason,
                at: one.by.at.map(|at| self.bare(lines, at)),
            },
        }
    }

    fn fix<'a>(&self, lines: &Lines<'a>, fix: &'a Fix) -> FixOut<'a> {
        let edit = |edit: &'a Edit| {
            let range = lines.range(edit.span);
            let before = lines.source(edit.span.file).text_offset();
            EditOut {
                file: lines.source(edit.span.file).name(),
                start: before + range.start,
                end: before + range.end,
                text: &edit.text,
            }
        };
        FixOut {
            title: &fix.title,
            applicability: fix.applicability.as_str(),
            edits: fix.edits.iter().map(edit).collect(),
        }
    }

    pub(super) fn verdict<'a>(&'a self, lines: &Lines<'a>, verdict: &'a Verdict) -> VerdictOut<'a> {
        VerdictOut {
            file: self.file(lines, verdict.attachment),
            pointer: self.path(verdict.attachment),
            address: verdict.address.as_deref(),
            instance_id: &verdict.instance_id,
            network_interface_id: &verdict.network_interface_id,
            verdict: verdict.decision.as_str(),
            rules: verdict.rules.iter().map(|rule| rule.as_str()).collect(),
            missing: &verdict.missing,
        }
    }
}

/// Places for other lists than the report.
pub(crate) struct Places<'a> {
    lines: Lines<'a>,
    nodes: Nodes,
}

impl<'a> Places<'a> {
    /// Looks them up; `files` says what became of the sources.
    pub(crate) fn find(spans: Vec<Span>, files: &[FileOutcome], sources: &'a Sources) -> Self {
        let lines = Lines::new(sources, files);
        let nodes = Nodes::of(spans, files, &[], &lines, NonZeroUsize::MIN);
        Self { lines, nodes }
    }

    pub(crate) fn get(&self, span: Span) -> Place<'_> {
        self.nodes.bare(&self.lines, span)
    }
}
