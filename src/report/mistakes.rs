//! Mistakes that end a run before anything is checked, drawn like findings.

use super::span::Lines;
use super::style::Style;
use super::{Report, full};
use crate::finding::Finding;
use crate::source::Sources;
use std::io::{self, Write};

/// Writes them with excerpts of the files that they are in.
pub(crate) fn mistakes(
    findings: Vec<Finding>,
    sources: &Sources,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let report = Report { findings, ..Report::default() };
    full::write_findings(&report, &Lines::new(sources, &report.files), style, out)
}
