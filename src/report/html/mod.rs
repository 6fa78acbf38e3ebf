//! One page for a browser, whole in itself: it loads nothing and runs nothing. Verdicts, a picture of
//! each instance with its slots, findings with excerpts, and what the rules' pages say.
//!
//! Nothing in it depends on when or where it is made. Lists are cut where nobody would read on, so
//! that a page of a great plan opens, too.

mod boards;
mod excerpt;
mod findings;
mod rules;
mod text;
mod verdicts;

use super::Report;
use super::closing::{count, counts, lacks, name as attach_name};
use super::concise::place;
use super::span::Lines;
use super::style::Style;
use crate::finding::{Decision, Finding, Verdict};
use crate::read::FileOutcome;
use crate::source::{Sources, Span};
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};
use text::{entities, name, prose};

const CSS: &str = include_str!("style.css");
/// Files that are listed.
const MAX_FILES: usize = 500;

/// Adds to a page. Writing to a string cannot fail.
macro_rules! put {
    ($page:expr, $($format:tt)*) => {{
        use std::fmt::Write as _;
        _ = write!($page, $($format)*);
    }};
}
use put;

/// What is on the page, to be led to from elsewhere on it.
struct Known<'a> {
    findings: Vec<&'a Finding>,
    verdicts: Vec<&'a Verdict>,
    /// Each planned attach: its verdict, and its number if it is shown.
    attaches: HashMap<Span, (&'a Verdict, Option<usize>)>,
    /// Each planned attach that is drawn: the number of its instance.
    boards: HashMap<Span, usize>,
}

pub(super) fn write(
    report: &Report,
    sources: &Sources,
    _style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = Lines::new(sources, &report.files);
    let verdicts = verdicts::shown(report);
    let mut attaches: HashMap<Span, (&Verdict, Option<usize>)> =
        report.verdicts.iter().map(|verdict| (verdict.attachment, (verdict, None))).collect();
    for (number, verdict) in (1..).zip(&verdicts) {
        attaches.insert(verdict.attachment, (verdict, Some(number)));
    }
    let mut known = Known { findings: findings::shown(report), verdicts, attaches, boards: HashMap::new() };
    let drawn = boards::shown(report, &mut known);
    // Who leads to a finding must know whether there was room for it.
    let mut told = String::new();
    findings::section(&mut told, report, &mut known, &lines);
    let mut page = String::new();
    summary(&mut page, report);
    verdicts::section(&mut page, report, &known, &lines);
    boards::section(&mut page, &drawn, report, &known);
    page.push_str(&told);
    undecided(&mut page, report, &lines);
    files(&mut page, report, sources);
    let blamed = known.verdicts.iter().flat_map(|verdict| &verdict.rules);
    let rules: BTreeSet<&str> =
        known.findings.iter().map(|f| &f.rule).chain(blamed).map(|rule| rule.as_str()).collect();
    rules::section(&mut page, &rules);
    out.write_all(head(report).as_bytes())?;
    out.write_all(page.as_bytes())?;
    writeln!(out, "</main>\n<footer><p>enilint {}</p></footer>\n</body>\n</html>", env!("CARGO_PKG_VERSION"))
}

/// What a run came to, in words.
fn outcome(report: &Report) -> (&'static str, String) {
    let summary = &report.summary;
    let all = count(summary.attachments, "planned attach");
    match summary {
        s if s.fail > 0 => {
            ("fail", format!("{} of {all} {}", s.fail, if s.fail == 1 { "fails" } else { "fail" }))
        }
        s if s.errors > 0 => ("fail", count(s.errors, "error")),
        s if s.unreadable > 0 => ("fail", format!("{} could not be read", count(s.unreadable, "file"))),
        s if s.undecided > 0 => ("undecided", format!("{} of {all} undecided", s.undecided)),
        s if s.attachments == 0 => ("none", "No attach is planned".to_owned()),
        s if s.attachments == 1 => ("pass", "The planned attach passes".to_owned()),
        _ => ("pass", format!("{all} pass")),
    }
}

fn head(report: &Report) -> String {
    let (class, words) = outcome(report);
    let hash = base64(&Sha256::digest(CSS.as_bytes()));
    let policy =
        format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
    let links: String = sections(report)
        .into_iter()
        .map(|(id, name)| format!("<li><a href=\"#{id}\">{name}</a></li>\n"))
        .collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
        <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
        <meta name=\"color-scheme\" content=\"light dark\">\n\
        <meta name=\"referrer\" content=\"no-referrer\">\n\
        <title>enilint: {words}</title>\n<style>{CSS}</style>\n</head>\n<body>\n\
        <a class=\"skip\" href=\"#main\">Skip to the report</a>\n\
        <header>\n<p class=\"tool\">enilint</p>\n<h1 class=\"{class}\">{words}</h1>\n\
        <nav aria-label=\"Sections\">\n<ul>\n{links}</ul>\n</nav>\n</header>\n<main id=\"main\">\n"
    )
}

/// The sections of a page that has them, with their names.
fn sections(report: &Report) -> Vec<(&'static str, &'static str)> {
    let all = [
        ("summary", "Summary", true),
        ("verdicts", "Verdicts", !report.verdicts.is_empty()),
        ("instances", "Instances", !report.boards.is_empty()),
        ("findings", "Findings", true),
        ("undecided", "Undecided", report.summary.undecided > 0),
        ("files", "Files", !report.files.is_empty()),
        ("rules", "Rules", !report.findings.is_empty()),
    ];
    all.into_iter().filter(|(.., is)| *is).map(|(id, name, _)| (id, name)).collect()
}

fn summary(page: &mut String, report: &Report) {
    let summary = &report.summary;
    page.push_str(
        "<section id=\"summary\" aria-labelledby=\"summary-h\">\n<h2 id=\"summary-h\">Summary</h2>\n",
    );
    page.push_str("<ul class=\"tiles\">\n");
    let tiles = [
        ("all", summary.attachments, "planned"),
        ("pass", summary.pass, "pass"),
        ("fail", summary.fail, "fail"),
        ("undecided", summary.undecided, "undecided"),
    ];
    for (class, number, word) in tiles {
        let none = if number == 0 { " none" } else { "" };
        put!(page, "<li class=\"{class}{none}\"><b>{number}</b> {word}</li>\n");
    }
    put!(page, "</ul>\n<p>{}</p>\n</section>\n", entities(&counts(report)));
}

fn undecided(page: &mut String, report: &Report, lines: &Lines<'_>) {
    let (lacks, rest) = lacks(report);
    if lacks.is_empty() {
        return;
    }
    page.push_str("<section id=\"undecided\" aria-labelledby=\"undecided-h\">\n");
    page.push_str(
        "<h2 id=\"undecided-h\">Undecided</h2>\n<p>These facts would settle it, in any file:</p>\n",
    );
    for lack in &lacks {
        let verb = if lack.attaches == 1 { "needs" } else { "need" };
        let attaches = count(lack.attaches, "attach");
        put!(page, "<div class=\"lack\">\n<p>{attaches} {verb} {}</p>\n<ul>\n", prose(&lack.facts));
        for verdict in &lack.listed {
            let at = entities(&place(lines, verdict.attachment));
            put!(
                page,
                "<li>{} <span class=\"at\"><code>{at}</code></span></li>\n",
                prose(&attach_name(verdict, "to"))
            );
        }
        let more = lack.attaches - lack.listed.len();
        if more > 0 {
            put!(page, "<li>and {more} more</li>\n");
        }
        page.push_str("</ul>\n</div>\n");
    }
    if rest > 0 {
        put!(page, "<p class=\"more\">{}</p>\n", count(rest, "more undecided attach"));
    }
    page.push_str("</section>\n");
}

/// What was read and what was not. What could not be read comes first.
fn files(page: &mut String, report: &Report, sources: &Sources) {
    if report.files.is_empty() {
        return;
    }
    page.push_str("<section id=\"files\" aria-labelledby=\"files-h\">\n<h2 id=\"files-h\">Files</h2>\n");
    page.push_str("<table class=\"files\">\n<caption>What was read and what was not</caption>\n");
    page.push_str(
        "<thead><tr><th scope=\"col\">File</th><th scope=\"col\">Outcome</th></tr></thead>\n<tbody>\n",
    );
    let mut files: Vec<_> = sources.iter().map(|(_, source)| source.name()).zip(&report.files).collect();
    files.sort_by_key(|(_, outcome)| matches!(outcome, FileOutcome::Read(_)));
    for (file, outcome) in files.iter().take(MAX_FILES) {
        let (class, what) = match outcome {
            FileOutcome::Read(format) => ("read", format!("read as {}", format.describe())),
            FileOutcome::Damaged(format) => ("part", format!("read in part, as {}", format.describe())),
            FileOutcome::Skipped(format) => {
                ("skipped", format!("passed over, as it is {}", format.describe()))
            }
            FileOutcome::Unparsed(failure) => ("part", format!("not read: {}", failure.message)),
            FileOutcome::Failed(failure) => ("unread", format!("not read: {}", failure.message)),
        };
        put!(
            page,
            "<tr class=\"{class}\"><th scope=\"row\">{}</th><td>{}</td></tr>\n",
            name(file),
            text::text(&what)
        );
    }
    page.push_str("</tbody>\n</table>\n");
    if files.len() > MAX_FILES {
        put!(page, "<p class=\"more\">{}</p>\n", count(files.len() - MAX_FILES, "more file"));
    }
    page.push_str("</section>\n");
}

/// The word for a verdict and its symbol: never the colour alone.
fn symbol(decision: Decision) -> &'static str {
    match decision {
        Decision::Pass => "✓",
        Decision::Fail => "✕",
        Decision::Undecided => "?",
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let digit = DIGITS.get((bits >> (18 - 6 * at) & 63) as usize).copied().unwrap_or_default();
            text.push(if at > three.len() { '=' } else { char::from(digit) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_of_any_length() {
        let cases = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")];
        for (text, expected) in cases {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }
}
