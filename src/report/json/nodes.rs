//! Where places are in the structure of their files.

use super::super::Report;
use super::super::span::Lines;
use crate::read::{FileOutcome, Format};
use crate::source::{FileId, Source, Span};
use crate::split;
use crate::syntax::{List, Notation, Pointer, Range, pointers_beside};
use std::borrow::Cow;
use std::num::NonZeroUsize;

/// The nodes at all spans of a report.
pub(in crate::report) struct Nodes {
    /// Sorted, each once.
    spans: Vec<Span>,
    /// Of each span.
    pointers: Vec<Option<Pointer>>,
}

impl Nodes {
    pub(in crate::report) fn find(report: &Report, lines: &Lines<'_>, threads: NonZeroUsize) -> Self {
        let mut spans: Vec<Span> = report.verdicts.iter().map(|verdict| verdict.attachment).collect();
        spans.extend(report.suppressed.iter().filter_map(|one| one.by.at));
        for finding in report.findings.iter().chain(report.suppressed.iter().map(|one| &one.finding)) {
            spans.extend(finding.attachment);
            let labels = std::iter::once(&finding.primary).chain(&finding.related).chain(&finding.trace);
            spans.extend(labels.map(|label| label.span));
        }
        Self::of(spans, &report.files, &report.lists, lines, threads)
    }

    /// Reads each file once more, however many spans are in it.
    pub(super) fn of(
        mut spans: Vec<Span>,
        files: &[FileOutcome],
        lists: &[(FileId, List)],
        lines: &Lines<'_>,
        threads: NonZeroUsize,
    ) -> Self {
        spans.sort_unstable();
        spans.dedup();
        let mut lists: Vec<&(FileId, List)> = lists.iter().collect();
        lists.sort_by_key(|(file, list)| (*file, list.start));
        let parts = parts(&spans, &lists, threads);
        let find = |part: &Part<'_>| part.find(files, lines);
        let pointers = split::ask_each(threads, &parts, find).flatten().collect();
        Self { spans, pointers }
    }

    fn get(&self, span: Span) -> Option<&Pointer> {
        let at = self.spans.binary_search(&span).ok()?;
        self.pointers.get(at)?.as_ref()
    }

    pub(super) fn path(&self, span: Span) -> &str {
        self.get(span).map_or("", |pointer| &pointer.path)
    }

    /// The file's name, with the number of the document behind it for all but the first.
    pub(super) fn file<'a>(&self, lines: &Lines<'a>, span: Span) -> Cow<'a, str> {
        let name = lines.source(span.file).name();
        match self.get(span).map(|pointer| pointer.document) {
            None | Some(0) => name.into(),
            Some(number) => format!("{name}#{number}").into(),
        }
    }
}

/// Spans of one file that are looked for together.
struct Part<'a> {
    spans: &'a [Span],
    /// Where its items stand, as far as that is known.
    lists: &'a [&'a (FileId, List)],
    is_first: bool,
}

/// Spans of a part, at least: one that is in no list that is known has to be looked for from the file's
/// beginning.
const FEW: usize = 1024;

/// Parts of a file for each thread, so that none waits long for the others.
const PARTS: usize = 2;

/// The spans by file, and those of a file in some parts for each thread if each of them can be gone to.
fn parts<'a>(spans: &'a [Span], lists: &'a [&'a (FileId, List)], threads: NonZeroUsize) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    for spans in spans.chunk_by(|a, b| a.file == b.file) {
        let Some(file) = spans.first().map(|span| span.file) else { continue };
        let own = lists.get(lists.partition_point(|(of, _)| *of < file)..).unwrap_or_default();
        let own = own.get(..own.partition_point(|(of, _)| *of == file)).unwrap_or_default();
        let wanted = spans.len().div_ceil(threads.get().saturating_mul(PARTS)).max(FEW);
        let length = if own.is_empty() || threads == NonZeroUsize::MIN { usize::MAX } else { wanted };
        let part = |(at, spans)| Part { spans, lists: own, is_first: at == 0 };
        parts.extend(spans.chunks(length).enumerate().map(part));
    }
    parts
}

impl Part<'_> {
    fn find(&self, files: &[FileOutcome], lines: &Lines<'_>) -> Vec<Option<Pointer>> {
        let Some(file) = self.spans.first().map(|span| span.file) else { return Vec::new() };
        let source = lines.source(file);
        if self.is_first {
            // All places will ask for its lines: these are found while others look for nodes.
            lines.line_count(file);
        }
        if !has_nodes(files.get(file.0 as usize), source) {
            return vec![None; self.spans.len()];
        }
        let notation = Notation::of(source.name(), source.text());
        let ranges: Vec<Range> = self.spans.iter().map(|s| Range { start: s.start, end: s.end }).collect();
        let lists: Vec<&List> = self.lists.iter().map(|(_, list)| list).collect();
        pointers_beside(source.text(), notation, &lists, &ranges)
    }
}

/// Whether a file has nodes that a pointer could name: JSON and YAML have, tables and Terraform
/// configuration have none. Of a file that could not be read, the name tells.
fn has_nodes(outcome: Option<&FileOutcome>, source: &Source) -> bool {
    match outcome {
        Some(FileOutcome::Read(format) | FileOutcome::Damaged(format) | FileOutcome::Skipped(format)) => {
            matches!(
                format,
                Format::Native
                    | Format::Configuration
                    | Format::Baseline
                    | Format::AliyunCli(_)
                    | Format::TerraformPlan
                    | Format::TerraformState
                    | Format::Crossplane
                    | Format::Ros
                    | Format::RosTerraform
                    | Format::Parameters
            ) || *format == Format::TerraformConfiguration && source.name().ends_with(".json")
        }
        Some(FileOutcome::Failed(_) | FileOutcome::Unparsed(_)) | None => {
            let extension = source.name().rsplit_once('.').map(|(_, extension)| extension);
            !matches!(extension, Some("csv" | "tf" | "tofu"))
        }
    }
}
