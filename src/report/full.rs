//! For people: each finding with an excerpt of the sources, then what is undecided, then the
//! verdicts.

use super::closing::{self, count};
use super::concise::place;
use super::escape::escape;
use super::excerpt::Excerpt;
use super::span::Lines;
use super::story;
use super::style::{Style, Tint};
use super::wrap::wrap;
use super::{MAX_FINDINGS, Report};
use crate::finding::{Decision, Finding, Severity};
use crate::rules;
use crate::source::Sources;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles,
};
use std::fmt;
use std::io::{self, Write};

/// Columns before a message: two blanks, a symbol, a blank.
const BEFORE_MESSAGE: usize = 4;

pub(super) fn write(
    report: &Report,
    sources: &Sources,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = Lines::new(sources, &report.files);
    write_findings(report, &lines, style, out)?;
    write_lived_with(report, &lines, style, out)?;
    write_lacks(report, &lines, style, out)?;
    writeln!(out, "{}", closing::counts(report))?;
    writeln!(out, "{}", closing::verdicts(report, style))
}

pub(super) fn write_findings(
    report: &Report,
    lines: &Lines<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut drawing = String::new();
    for finding in report.findings.iter().take(MAX_FINDINGS) {
        drawing.clear();
        draw(finding, lines, style, &mut drawing).map_err(io::Error::other)?;
        writeln!(out, "{drawing}")?;
    }
    let more = report.findings.len().saturating_sub(MAX_FINDINGS);
    if more > 0 {
        let more = count(more, "more finding");
        writeln!(out, "{} {more}: `--output-format concise` or `json` shows all\n", style.ellipsis())?;
    }
    Ok(())
}

fn write_lived_with(
    report: &Report,
    lines: &Lines<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (listed, more) = closing::lived_with(report);
    if listed.is_empty() {
        return Ok(());
    }
    writeln!(out, "Suppressed, and failing all the same")?;
    let fail = style.paint(Tint::from(Decision::Fail), Decision::Fail.as_str());
    for (verdict, rules) in listed {
        let attach = closing::name(verdict, style.arrow());
        writeln!(out, "  {fail}  {}  {attach}: {rules}", place(lines, verdict.attachment))?;
    }
    if more > 0 {
        writeln!(out, "  {} and {more} more", style.ellipsis())?;
    }
    writeln!(out)
}

/// What goes on with what stands above begins so.
const MORE: &str = "\n    ";

fn write_lacks(report: &Report, lines: &Lines<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (lacks, rest) = closing::lacks(report);
    let undecided = style.paint(Tint::Doubtful, Decision::Undecided.as_str());
    for lack in &lacks {
        let verb = if lack.attaches == 1 { "needs" } else { "need" };
        let text = format!("{} {verb} {}", count(lack.attaches, "attach"), lack.facts);
        let columns = style.wrap_at().map(|columns| columns.saturating_sub(MORE.len()));
        writeln!(out, "{}", wrap(&text, columns).replace('\n', MORE))?;
        for verdict in &lack.listed {
            let attach = closing::name(verdict, style.arrow());
            let place = place(lines, verdict.attachment);
            writeln!(out, "  {undecided}  {place}  {attach}")?;
        }
        let more = lack.attaches - lack.listed.len();
        if more > 0 {
            writeln!(out, "  {} and {more} more", style.ellipsis())?;
        }
    }
    if rest > 0 {
        let rest = count(rest, "more undecided attach");
        writeln!(out, "{} {rest}: `--output-format concise` or `json` shows all", style.ellipsis())?;
    }
    if lacks.is_empty() { Ok(()) } else { writeln!(out) }
}

/// Draws the message and the excerpt, then says what to do and where the rule is explained.
fn draw(finding: &Finding, lines: &Lines<'_>, style: &Style, drawing: &mut String) -> fmt::Result {
    let excerpt = Excerpt::new(lines, finding, style);
    let handler = GraphicalReportHandler::new_themed(theme(finding.severity, &excerpt, style))
        .with_links(false)
        .with_wrap_lines(false)
        .without_cause_chain()
        .without_syntax_highlighting();
    let left_out = excerpt.left_out;
    let columns = style.wrap_at().map(|columns| columns.saturating_sub(BEFORE_MESSAGE));
    let mut message = wrap(&escape(&finding.message), columns);
    if let Some(address) = closing::address(finding) {
        message += &wrap(&format!("\nin {address}"), columns);
    }
    handler.render_report(drawing, &Drawn { finding, message, excerpt })?;
    let mut foot = |word: &str, text: &str| {
        let columns = style.wrap_at().map(|columns| columns.saturating_sub(word.len() + 6));
        let text = wrap(text, columns).replace('\n', &format!("\n{:1$}", "", word.len() + 6));
        drawing.push_str(&format!("  = {} {text}\n", style.paint(Tint::Advice, &format!("{word}:"))));
    };
    if let Some(help) = &finding.help {
        foot("help", &escape(help));
    }
    for note in story::notes(finding) {
        foot("note", &escape(note));
    }
    if left_out > 0 {
        foot("note", &format!("{} not shown", count(left_out, "more place")));
    }
    if !finding.api_errors.is_empty() {
        foot("API", &finding.api_errors.join(", "));
    }
    // A mistake in a configuration is of no rule.
    if rules::find(finding.rule.as_str()).is_some() {
        foot("docs", &format!("enilint explain {}", finding.rule));
    }
    Ok(())
}

/// The look of one finding: the primary label in the colour of the severity, the others in one
/// that is no severity's.
fn theme(severity: Severity, excerpt: &Excerpt, style: &Style) -> GraphicalTheme {
    let characters = if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let mut styles = if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let primary = match severity {
        Severity::Error => styles.error,
        Severity::Warning => styles.warning,
        Severity::Info => styles.advice,
    };
    let other = styles.highlights.first().copied().unwrap_or(primary);
    styles.highlights =
        excerpt.primaries().map(|is_primary| if is_primary { primary } else { other }).collect();
    GraphicalTheme { characters, styles }
}

/// A finding as `miette` wants it.
#[derive(Debug)]
struct Drawn<'a> {
    finding: &'a Finding,
    message: String,
    excerpt: Excerpt,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn<'_> {}

impl Diagnostic for Drawn<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("{}[{}]", self.finding.severity.as_str(), self.finding.rule)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.labels()))
    }
}
