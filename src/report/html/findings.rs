//! The findings, the graver ones first, as many as a page has room for.

use super::excerpt::excerpts;
use super::text::{entities, name, prose};
use super::{Known, put};
use crate::finding::{Finding, Severity};
use crate::report::closing::{address, count};
use crate::report::concise::place;
use crate::report::span::Lines;
use crate::report::{Report, story};

/// Findings that are shown, and bytes that they may take.
pub(super) const MAX_FINDINGS: usize = 500;
const MAX_BYTES: usize = 6 << 20;

/// The findings that are shown, in their order on the page.
pub(super) fn shown(report: &Report) -> Vec<&Finding> {
    let of = |severity| report.findings.iter().filter(move |finding| finding.severity == severity);
    let all = of(Severity::Error).chain(of(Severity::Warning)).chain(of(Severity::Info));
    all.take(MAX_FINDINGS).collect()
}

pub(super) fn section(page: &mut String, report: &Report, known: &mut Known<'_>, lines: &Lines<'_>) {
    put!(
        page,
        "<section id=\"findings\" aria-labelledby=\"findings-h\">\n<h2 id=\"findings-h\">Findings</h2>\n"
    );
    if report.findings.is_empty() {
        page.push_str("<p>There are none.</p>\n");
    }
    let begin = page.len();
    let mut written = 0;
    for finding in &known.findings {
        if page.len() - begin > MAX_BYTES {
            break;
        }
        written += 1;
        article(page, finding, written, lines);
    }
    known.findings.truncate(written);
    let more = report.findings.len() - written;
    if more > 0 {
        let more = count(more, "more finding");
        put!(page, "<p class=\"more\">{more}: <code>--output-format json</code> shows all</p>\n");
    }
    page.push_str("</section>\n");
}

fn article(page: &mut String, finding: &Finding, number: usize, lines: &Lines<'_>) {
    let severity = finding.severity.as_str();
    let rule = finding.rule.as_str();
    put!(page, "<article class=\"finding {severity}\" id=\"f{number}\" aria-labelledby=\"f{number}-h\">\n");
    put!(
        page,
        "<h3 id=\"f{number}-h\"><span class=\"tag\">{severity}</span> {}</h3>\n",
        prose(&finding.message)
    );
    put!(page, "<p class=\"meta\"><a href=\"#rule-{rule}\">{rule}</a>");
    put!(page, " at <code>{}</code>", entities(&place(lines, finding.primary.span)));
    if let Some(address) = address(finding) {
        put!(page, " in {}", name(&address));
    }
    page.push_str("</p>\n");
    let (story, _) = story::in_order(finding);
    if !story.is_empty() {
        page.push_str("<ol class=\"story\">\n");
        for told in &story {
            let at = entities(&place(lines, told.label.span));
            put!(page, "<li>{} <span class=\"at\"><code>{at}</code></span></li>\n", prose(&told.label.text));
        }
        page.push_str("</ol>\n");
    }
    excerpts(page, finding, lines);
    let mut facts = String::new();
    if let Some(help) = &finding.help {
        put!(facts, "<dt>help</dt><dd>{}</dd>\n", prose(help));
    }
    for note in story::notes(finding) {
        put!(facts, "<dt>note</dt><dd>{}</dd>\n", prose(note));
    }
    if !finding.api_errors.is_empty() {
        let codes: Vec<String> = finding.api_errors.iter().map(|code| name(code)).collect();
        put!(facts, "<dt>API</dt><dd>{}</dd>\n", codes.join(", "));
    }
    if !facts.is_empty() {
        put!(page, "<dl class=\"facts\">\n{facts}</dl>\n");
    }
    page.push_str("</article>\n");
}
