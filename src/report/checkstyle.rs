//! Checkstyle's XML: findings by file. Many programs read it that know nothing of this one.

use super::listed::{self, message, open};
use super::span::Lines;
use super::style::Style;
use super::{Report, xml};
use crate::finding::Finding;
use crate::source::Sources;
use std::io::{self, Write};

pub(super) fn write(
    report: &Report,
    sources: &Sources,
    _style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = Lines::new(sources, &report.files);
    let open = open(report);
    let shown = listed::shown(report, &open);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<checkstyle version=\"4.3\">")?;
    for findings in shown.chunk_by(|a, b| a.primary.span.file == b.primary.span.file) {
        let Some(first) = findings.first() else { continue };
        let path = lines.path_or_stdin(first.primary.span.file);
        writeln!(out, "  <file name=\"{}\">", xml::path(path))?;
        for finding in findings {
            write_error(finding, &lines, out)?;
        }
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}

fn write_error(finding: &Finding, lines: &Lines<'_>, out: &mut dyn Write) -> io::Result<()> {
    let at = lines.start(finding.primary.span);
    let severity = finding.severity.as_str();
    let message = xml::marked(&message(finding));
    writeln!(
        out,
        "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{message}\" \
         source=\"enilint.{}\"/>",
        at.line, at.column, finding.rule
    )
}
