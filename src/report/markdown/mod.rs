//! For a job summary or a comment on a pull request: GitHub Flavored Markdown, which GitLab reads as
//! well. The counts, the attaches that do not pass, then the findings, the graver ones first; as much
//! of each as a comment has room for.

mod text;

use super::Report;
use super::closing::{address, count, counts, named};
use super::span::Lines;
use super::story::{self, Told};
use super::style::Style;
use crate::finding::{Decision, Finding, Severity, Verdict};
use crate::source::{Sources, Span};
use std::io::{self, Write};
use text::{code, prose};

/// GitHub takes comments of 65,536 characters, and job summaries of 1 MiB.
const MAX_BYTES: usize = 60_000;
/// Of these, for the table of attaches.
const TABLE_BYTES: usize = 24_000;
/// Of these, for what is said after the last finding.
const FOOT_BYTES: usize = 1_000;
const MAX_ROWS: usize = 100;
/// Places of a finding beside the primary one.
const MAX_PLACES: usize = 6;
/// Missing facts of an attach.
const MAX_FACTS: usize = 3;

pub(super) fn write(
    report: &Report,
    sources: &Sources,
    _style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = Lines::new(sources, &report.files);
    let mut page = Page { text: head(report) };
    page.attaches(report, &lines);
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        page.findings(report, severity, &lines);
    }
    out.write_all(page.text.as_bytes())
}

/// A page in the making.
struct Page {
    text: String,
}

impl Page {
    /// Adds a piece unless the page would then be longer than `limit`.
    fn fits(&mut self, piece: &str, limit: usize) -> bool {
        let fits = self.text.len() + piece.len() <= limit;
        if fits {
            self.text.push_str(piece);
        }
        fits
    }

    /// The attaches that do not pass.
    fn attaches(&mut self, report: &Report, lines: &Lines<'_>) {
        let total = report.summary.fail + report.summary.undecided;
        if total == 0 {
            return;
        }
        self.text += "\n### Attaches that do not pass\n\n";
        self.text += "| Verdict | ENI → instance | Why | Place |\n| --- | --- | --- | --- |\n";
        let of = |decision| report.verdicts.iter().filter(move |v| v.decision == decision);
        let verdicts = of(Decision::Fail).chain(of(Decision::Undecided)).take(MAX_ROWS);
        let mut shown = 0;
        for verdict in verdicts {
            if !self.fits(&row(verdict, lines), TABLE_BYTES) {
                break;
            }
            shown += 1;
        }
        if shown < total {
            self.text += &format!("\n{}, which `--output-format concise` lists\n", more(total - shown));
        }
    }

    fn findings(&mut self, report: &Report, severity: Severity, lines: &Lines<'_>) {
        let all = || report.findings.iter().filter(|finding| finding.severity == severity);
        let total = all().count();
        if total == 0 {
            return;
        }
        // What fails is seen at once; the rest is a click away.
        let (begin, end) = match severity {
            Severity::Error => (format!("\n### {}\n", count(total, "error")), ""),
            Severity::Warning | Severity::Info => {
                let what = count(total, severity.as_str());
                (format!("\n<details>\n<summary>{what}</summary>\n"), "\n</details>\n")
            }
        };
        self.text += &begin;
        let shown = all().take_while(|f| self.fits(&piece(f, lines), MAX_BYTES - FOOT_BYTES)).count();
        if shown < total {
            let more = more(total - shown);
            self.text += &format!("\n{more}, which `--output-format full` or `html` shows\n");
        }
        self.text += end;
    }
}

fn head(report: &Report) -> String {
    let summary = &report.summary;
    let outcome = match summary {
        s if s.fail > 0 => "fail",
        s if s.errors + s.unreadable > 0 => "errors",
        s if s.undecided > 0 => "undecided",
        s if s.attachments == 0 => "no attach is planned",
        _ => "pass",
    };
    format!(
        "## enilint: {outcome}\n\n\
        | Planned attaches | pass | fail | undecided |\n| ---: | ---: | ---: | ---: |\n\
        | {} | {} | {} | {} |\n\n{}\n",
        summary.attachments,
        summary.pass,
        summary.fail,
        summary.undecided,
        counts(report),
    )
}

fn row(verdict: &Verdict, lines: &Lines<'_>) -> String {
    let (pair, address) = named(verdict);
    let mut name =
        pair.map_or(String::new(), |[eni, instance]| format!("{} → {}", code(eni), code(instance)));
    if let Some(address) = address {
        let between = if name.is_empty() { "" } else { "<br>" };
        name += &format!("{between}{}", code(address));
    }
    let (word, why) = match verdict.decision {
        Decision::Undecided => ("undecided", format!("needs {}", facts(&verdict.missing))),
        decision => {
            let rules: Vec<String> = verdict.rules.iter().map(|rule| code(rule.as_str())).collect();
            (decision.as_str(), rules.join(", "))
        }
    };
    format!("| **{word}** | {name} | {why} | {} |\n", place(lines, verdict.attachment))
}

fn facts(missing: &[String]) -> String {
    let shown: Vec<String> = missing.iter().take(MAX_FACTS).map(|fact| code(fact)).collect();
    match missing.len().saturating_sub(MAX_FACTS) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn piece(finding: &Finding, lines: &Lines<'_>) -> String {
    let rule = finding.rule.as_str();
    let at = place(lines, finding.primary.span);
    let mut piece = format!("\n**{rule}** at {at}: {}", prose(&finding.message));
    if let Some(address) = address(finding) {
        piece += &format!(" (in {})", code(&address));
    }
    piece += "\n\n";
    let (story, others) = story::in_order(finding);
    for told in story.iter().take(MAX_PLACES) {
        piece += &format!("{}. {}\n", told.number.unwrap_or_default(), said(told, lines));
    }
    let others: Vec<&Told<'_>> = others.iter().filter(|told| !told.label.text.is_empty()).collect();
    for told in others.iter().take(MAX_PLACES) {
        piece += &format!("- {}\n", said(told, lines));
    }
    let left_out = story.len().saturating_sub(MAX_PLACES) + others.len().saturating_sub(MAX_PLACES);
    if left_out > 0 {
        piece += &format!("- {}\n", count(left_out, "more place"));
    }
    let help = finding.help.as_deref().map(|help| format!("- help: {}\n", prose(help)));
    piece += &help.unwrap_or_default();
    for note in story::notes(finding).take(MAX_PLACES) {
        piece += &format!("- note: {}\n", prose(note));
    }
    if !finding.api_errors.is_empty() {
        let errors: Vec<String> = finding.api_errors.iter().map(|error| code(error)).collect();
        piece += &format!("- API: {}\n", errors.join(", "));
    }
    piece
}

fn said(told: &Told<'_>, lines: &Lines<'_>) -> String {
    format!("{}: {}", place(lines, told.label.span), prose(&told.label.text))
}

fn place(lines: &Lines<'_>, span: Span) -> String {
    code(&format!("{}:{}", lines.source(span.file).name(), lines.start(span).line))
}

fn more(number: usize) -> String {
    format!("And {number} more")
}
