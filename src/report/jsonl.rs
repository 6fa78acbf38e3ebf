//! The JSON report as a stream: one object a line, each with its `type`: the findings, the verdicts,
//! what is suppressed, and the summary last, so that a stream that ends without it is seen to be cut.

use super::json::{Escaped, Nodes, Tool, VERSION};
use super::span::Lines;
use super::style::Style;
use super::{Report, Since};
use crate::finding::Summary;
use crate::source::Sources;
use serde::Serialize;
use std::io::{self, Write};

pub(super) fn write(
    report: &Report,
    sources: &Sources,
    _style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = &Lines::new(sources, &report.files);
    let nodes = Nodes::find(report, lines);
    for finding in &report.findings {
        write_line("finding", nodes.finding(lines, finding), out)?;
    }
    for verdict in &report.verdicts {
        write_line("verdict", nodes.verdict(lines, verdict), out)?;
    }
    for one in &report.suppressed {
        write_line("suppressed", nodes.suppressed(lines, one), out)?;
    }
    let last = Last {
        version: VERSION,
        tool: Tool::of(sources),
        since: report.since.as_ref(),
        summary: &report.summary,
    };
    write_line("summary", last, out)
}

/// An object of the JSON report with its type.
#[derive(Serialize)]
struct Line<T> {
    r#type: &'static str,
    #[serde(flatten)]
    object: T,
}

#[derive(Serialize)]
struct Last<'a> {
    version: u32,
    tool: Tool<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<&'a Since>,
    summary: &'a Summary,
}

fn write_line(r#type: &'static str, object: impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(Escaped(out), &Line { r#type, object })?;
    writeln!(out)
}
