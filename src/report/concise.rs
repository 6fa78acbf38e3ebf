//! One line a finding: `path:line:column: severity[rule] message`, and nothing else but one line
//! for each planned attach that does not pass: `path:line:column: verdict[fail] ENI to instance:`
//! and the rules, or `verdict[undecided]` and the missing facts. Addresses stand in parentheses.
//! Clean runs print nothing.

use super::Report;
use super::closing::{address, name};
use super::escape::escape;
use super::span::Lines;
use super::style::Style;
use crate::finding::{Decision, Verdict};
use crate::source::{Sources, Span};
use std::io::{self, Write};

pub(super) fn write(
    report: &Report,
    sources: &Sources,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = Lines::new(sources, &report.files);
    for finding in &report.findings {
        let kind = format!("{}[{}]", finding.severity.as_str(), finding.rule);
        let kind = style.paint(finding.severity.into(), &kind);
        let address = address(finding).map_or(String::new(), |address| format!(" ({address})"));
        let place = place(&lines, finding.primary.span);
        let conditions: String =
            finding.conditions().map(|condition| format!("; {}", escape(condition))).collect();
        writeln!(out, "{place}: {kind} {}{conditions}{address}", escape(&finding.message))?;
    }
    for verdict in report.verdicts.iter().filter(|v| v.decision != Decision::Pass) {
        let kind = style.paint(verdict.decision.into(), &format!("verdict[{}]", verdict.decision.as_str()));
        let place = place(&lines, verdict.attachment);
        writeln!(out, "{place}: {kind} {}: {}", name(verdict, "to"), why(verdict))?;
    }
    Ok(())
}

/// `path:line:column` of where a span begins.
pub(super) fn place(lines: &Lines<'_>, span: Span) -> String {
    let at = lines.start(span);
    format!("{}:{}:{}", escape(lines.source(span.file).name()), at.line, at.column)
}

fn why(verdict: &Verdict) -> String {
    if verdict.decision == Decision::Undecided {
        let missing: Vec<String> = verdict.missing.iter().map(|fact| escape(fact)).collect();
        format!("needs {}", missing.join(", "))
    } else {
        let rules: Vec<&str> = verdict.rules.iter().map(|rule| rule.as_str()).collect();
        rules.join(", ")
    }
}
