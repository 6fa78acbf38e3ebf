//! Suppressions that the configuration lists: for what cannot hold comments.

use super::directive::date;
use crate::finding::Finding;
use crate::inventory::covers_address;
use crate::read::{FileOutcome, Format};
use crate::source::{FileId, Globs, Sources, Span};
use crate::syntax::{Notation, Range, pointers};
use jiff::civil::Date;
use std::collections::HashMap;

/// A suppression that the configuration lists. Of address, pointer and files at least one is given,
/// and all that are given must fit.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The rule's name, as written.
    pub rule: String,
    /// A resource and its instances, or a module and all in it.
    pub address: Option<String>,
    /// A JSON Pointer (RFC 6901) to an entry or a value, and to all in it.
    pub pointer: Option<String>,
    /// Patterns of files.
    pub files: Option<Globs>,
    /// Why; may be empty.
    pub reason: String,
    /// The last day on which it counts, as written.
    pub until: Option<String>,
    /// The entry in the configuration.
    pub at: Span,
}

/// One that can be held against findings.
pub(super) struct Matcher<'l> {
    pub(super) listed: &'l Listed,
    /// What the pattern says of files.
    known: HashMap<FileId, bool>,
}

/// What is wrong with an entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It would be on everything.
    OnAll,
    Date,
}

impl Listed {
    /// The last day, if one is given.
    pub(super) fn date(&self) -> Result<Option<Date>, Fault> {
        self.until.as_deref().map(|text| date(text).ok_or(Fault::Date)).transpose()
    }
}

impl<'l> Matcher<'l> {
    pub(super) fn new(listed: &'l Listed) -> Result<Self, Fault> {
        if listed.address.is_none() && listed.pointer.is_none() && listed.files.is_none() {
            return Err(Fault::OnAll);
        }
        Ok(Self { listed, known: HashMap::new() })
    }

    /// Whether a finding of its rule is among those that are meant.
    pub(super) fn is_on(&mut self, finding: &Finding, sources: &Sources, pointers: &Pointers) -> bool {
        let address = self.listed.address.as_deref();
        let mut addresses = finding.resources.iter().map(|resource| resource.address.as_str());
        if address.is_some_and(|wanted| !addresses.any(|address| covers_address(wanted, address))) {
            return false;
        }
        let pointer = self.listed.pointer.as_deref();
        let mut places = places(finding);
        places
            .any(|at| pointer.is_none_or(|wanted| pointers.is_in(at, wanted)) && self.takes(at.file, sources))
    }

    fn takes(&mut self, file: FileId, sources: &Sources) -> bool {
        let Some(globs) = &self.listed.files else { return true };
        let is_match = || sources.absolute(file).is_some_and(|path| globs.is_match(&path));
        *self.known.entry(file).or_insert_with(is_match)
    }
}

/// Where a finding is, and the planned attach that it decides.
fn places(finding: &Finding) -> impl Iterator<Item = Span> {
    std::iter::once(finding.primary.span).chain(finding.attachment)
}

/// The pointers of the places of findings.
#[derive(Default)]
pub(super) struct Pointers(HashMap<Span, String>);

impl Pointers {
    /// Reads each file once more that findings are in.
    pub(super) fn find<'f>(
        findings: impl Iterator<Item = &'f Finding>,
        files: &[FileOutcome],
        sources: &Sources,
    ) -> Self {
        let mut spans: Vec<Span> = findings.flat_map(places).collect();
        spans.sort_unstable();
        spans.dedup();
        let mut found = HashMap::new();
        for spans in spans.chunk_by(|a, b| a.file == b.file) {
            let Some(file) = spans.first().map(|span| span.file) else { continue };
            if !has_nodes(files.get(file.0 as usize), sources.get(file).name()) {
                continue;
            }
            let (name, text) = (sources.get(file).name(), sources.get(file).text());
            let ranges: Vec<Range> = spans.iter().map(|s| Range { start: s.start, end: s.end }).collect();
            let pointers = pointers(text, Notation::of(name, text), &ranges);
            let paths = pointers.into_iter().map(|pointer| pointer.map(|pointer| pointer.path));
            found.extend(spans.iter().copied().zip(paths).filter_map(|(span, path)| Some((span, path?))));
        }
        Self(found)
    }

    fn is_in(&self, at: Span, wanted: &str) -> bool {
        let rest = self.0.get(&at).and_then(|path| path.strip_prefix(wanted));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

fn has_nodes(outcome: Option<&FileOutcome>, name: &str) -> bool {
    match outcome {
        Some(FileOutcome::Read(Format::TerraformConfiguration)) => name.ends_with(".json"),
        Some(FileOutcome::Read(format) | FileOutcome::Damaged(format)) => {
            !matches!(format, Format::CatalogCsv | Format::Runbook)
        }
        _ => false,
    }
}
