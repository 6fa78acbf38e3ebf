//! The JSON report as a stream: one object a line, each with its `type`: the findings, the verdicts,
//! what is suppressed, and the summary last, so that a stream that ends without it is seen to be cut.

use super::json::{Escaped, Nodes, Tool, VERSION, each};
use super::span::Lines;
use super::style::Style;
use super::{Report, Since};
use crate::finding::Summary;
use crate::source::Sources;
use serde::Serialize;
use std::io::{self, Write};
use std::num::NonZeroUsize;

pub(super) fn write(
    report: &Report,
    sources: &Sources,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = &Lines::new(sources, &report.files);
    let nodes = &Nodes::find(report, lines, style.threads);
    let threads = style.threads;
    write_lines(threads, "finding", &report.findings, |one| nodes.finding(lines, one), out)?;
    write_lines(threads, "verdict", &report.verdicts, |one| nodes.verdict(lines, one), out)?;
    write_lines(threads, "suppressed", &report.suppressed, |one| nodes.suppressed(lines, one), out)?;
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

fn write_lines<'t, T: Sync, R: Serialize>(
    threads: NonZeroUsize,
    r#type: &'static str,
    things: &'t [T],
    object: impl Fn(&'t T) -> R + Sync,
    out: &mut dyn Write,
) -> io::Result<()> {
    let line = |thing: &'t T, line: &mut Vec<u8>| {
        serde_json::to_writer(line, &Line { r#type, object: object(thing) })
    };
    each(threads, things, line, io::Error::from, |line| {
        Escaped(out).write_all(line)?;
        writeln!(out)
    })
}

fn write_line(r#type: &'static str, object: impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(Escaped(out), &Line { r#type, object })?;
    writeln!(out)
}
