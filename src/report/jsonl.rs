//! The JSON report as a stream: one object a line, each with its `type`: the findings, the verdicts,
//! and the summary last, so that a stream that ends without it is seen to be cut.

use super::Report;
use super::json::{Escaped, Nodes, Tool, VERSION};
use super::span::Lines;
use super::style::Style;
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
    write_line("summary", Last { version: VERSION, tool: Tool::THIS, summary: &report.summary }, out)
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
    tool: Tool,
    summary: &'a Summary,
}

fn write_line(r#type: &'static str, object: impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(Escaped(out), &Line { r#type, object })?;
    writeln!(out)
}
