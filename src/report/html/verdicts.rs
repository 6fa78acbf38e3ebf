//! The verdicts, those first that do not pass.

use super::text::{entities, name, short};
use super::{Known, put, symbol};
use crate::finding::{Decision, Verdict};
use crate::report::Report;
use crate::report::closing::{count, named};
use crate::report::concise::place;
use crate::report::span::Lines;
use std::collections::HashMap;

/// Verdicts that are shown.
pub(super) const MAX_VERDICTS: usize = 1000;
/// Missing facts of one attach, and findings on one.
const MAX_FACTS: usize = 8;

/// The verdicts that are shown, in their order on the page.
pub(super) fn shown(report: &Report) -> Vec<&Verdict> {
    let of = |decision| report.verdicts.iter().filter(move |verdict| verdict.decision == decision);
    let all = of(Decision::Fail).chain(of(Decision::Undecided)).chain(of(Decision::Pass));
    all.take(MAX_VERDICTS).collect()
}

pub(super) fn section(page: &mut String, report: &Report, known: &Known<'_>, lines: &Lines<'_>) {
    if known.verdicts.is_empty() {
        return;
    }
    page.push_str(
        "<section id=\"verdicts\" aria-labelledby=\"verdicts-h\">\n<h2 id=\"verdicts-h\">Verdicts</h2>\n",
    );
    filter(page, report);
    page.push_str("<table class=\"verdicts\">\n<caption>Planned attaches</caption>\n<thead><tr>");
    for head in ["Verdict", "Attach", "Why", "Place"] {
        put!(page, "<th scope=\"col\">{head}</th>");
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    let mut findings: HashMap<_, Vec<(usize, &str)>> = HashMap::new();
    for (number, finding) in (1..).zip(&known.findings) {
        if let Some(attach) = finding.attach() {
            findings.entry(attach).or_default().push((number, finding.rule.as_str()));
        }
    }
    for (number, verdict) in (1..).zip(&known.verdicts) {
        let findings = findings.get(&verdict.attach()).map(Vec::as_slice).unwrap_or_default();
        row(page, number, verdict, findings, known, lines);
    }
    page.push_str("</tbody>\n</table>\n");
    let more = report.verdicts.len() - known.verdicts.len();
    if more > 0 {
        let more = count(more, "more planned attach");
        put!(page, "<p class=\"more\">{more}: <code>--output-format json</code> shows all</p>\n");
    }
    page.push_str("</section>\n");
}

/// Radio buttons that the style sheet reads; without it, or if it cannot, all rows are shown.
fn filter(page: &mut String, report: &Report) {
    let summary = &report.summary;
    let choices = [
        ("all", "all", summary.attachments),
        ("fail", "fail", summary.fail),
        ("undecided", "undecided", summary.undecided),
        ("pass", "pass", summary.pass),
    ];
    page.push_str("<fieldset class=\"filter\">\n<legend>Show</legend>\n");
    for (id, word, number) in choices {
        let checked = if id == "all" { " checked" } else { "" };
        put!(page, "<label><input type=\"radio\" name=\"show\" id=\"show-{id}\"{checked}> ");
        put!(page, "{word} ({number})</label>\n");
    }
    page.push_str("</fieldset>\n");
}

fn row(
    page: &mut String,
    number: usize,
    verdict: &Verdict,
    findings: &[(usize, &str)],
    known: &Known<'_>,
    lines: &Lines<'_>,
) {
    let word = verdict.decision.as_str();
    let symbol = symbol(verdict.decision);
    put!(page, "<tr class=\"{word}\" id=\"v{number}\"><td class=\"verdict\">");
    put!(page, "<span class=\"sym\" aria-hidden=\"true\">{symbol}</span> {word}</td><th scope=\"row\">");
    let (pair, address) = named(verdict);
    if let Some([eni, instance]) = pair {
        let instance = match known.boards.get(&verdict.attachment) {
            Some(board) => format!("<a href=\"#b{board}\">{}</a>", name(instance)),
            None => name(instance),
        };
        put!(page, "{} <span class=\"to\">to</span> {instance}", name(eni));
    }
    if let Some(address) = address {
        let between = if pair.is_some() { "<br>" } else { "" };
        match known.boards.get(&verdict.attachment).filter(|_| pair.is_none()) {
            Some(board) => put!(page, "<a href=\"#b{board}\">{}</a>", name(address)),
            None => put!(page, "{between}<span class=\"address\">{}</span>", name(address)),
        }
    }
    put!(page, "</th><td class=\"why\">{}</td>", why(verdict, findings));
    put!(page, "<td class=\"at\"><code>{}</code></td></tr>\n", short(&place(lines, verdict.attachment)));
}

fn why(verdict: &Verdict, findings: &[(usize, &str)]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for rule in &verdict.rules {
        let rule = rule.as_str();
        parts.push(match findings.iter().find(|(_, of)| *of == rule) {
            Some((number, _)) => format!("<a href=\"#f{number}\">{rule}</a>"),
            None => format!("<a href=\"#rule-{rule}\">{rule}</a>"),
        });
    }
    if verdict.decision == Decision::Undecided {
        let facts: Vec<String> = verdict.missing.iter().take(MAX_FACTS).map(|fact| name(fact)).collect();
        parts.push(format!("needs {}", facts.join(", ")));
        let more = verdict.missing.len().saturating_sub(MAX_FACTS);
        if more > 0 {
            parts.push(format!("{more} more"));
        }
    }
    let mut told: Vec<&str> = verdict.rules.iter().map(|rule| rule.as_str()).collect();
    for (number, rule) in findings {
        if !told.contains(rule) && told.len() < MAX_FACTS {
            told.push(rule);
            parts.push(format!("<a href=\"#f{number}\">{}</a>", entities(rule)));
        }
    }
    parts.join(", ")
}
