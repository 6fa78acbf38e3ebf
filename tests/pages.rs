//! Runs the examples of every rule's page, and checks the pages' form.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;

use enilint::Report;
use enilint::rules::{self, Rule};
use enilint::source::Role;

const HEADINGS: [&str; 5] = ["What it checks", "Why", "Bad", "Good", "How to fix"];

#[test]
fn examples_behave_as_their_pages_say() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let Some(page) = rule.page() else { continue };
        let select = [rule.name.to_string()];
        for (heading, fires) in [("Bad", true), ("Good", false)] {
            let files = blocks(section(page.body, heading));
            let (_, report) = common::run(&files, None, &select);
            let of_rule = report.findings.iter().filter(|f| f.rule == rule.name).count();
            let lacks: Vec<&str> =
                report.undecided.iter().filter(|u| u.rule == rule.name).map(|u| &*u.missing).collect();
            if files.is_empty() || (of_rule > 0) != fires || (!fires && !lacks.is_empty()) {
                wrong.push(format!("{}: {heading}: {of_rule} findings, lacks {lacks:?}", rule.name));
            }
            wrong.extend(undeclared_codes(rule, &report));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn pages_have_one_form() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let name = rule.name;
        let page = match rules::Page::parse(rule.text()) {
            Ok(page) => page,
            Err(e) => {
                wrong.push(format!("{name}: {e}"));
                continue;
            }
        };
        let headings = page.body.lines().filter_map(|l| l.strip_prefix("## "));
        // Only where the rule has a side that Terraform shows.
        let headings: Vec<&str> = headings.filter(|heading| *heading != "Terraform").collect();
        let mut expected = HEADINGS.to_vec();
        if page.matter.never_undecided.is_none() {
            expected.push("Undecided");
        }
        let summary = &page.matter.summary;
        if page.matter.name != name.as_str() || !page.body.starts_with(&format!("# {name}\n")) {
            wrong.push(format!("{name}: another name on the page"));
        }
        if headings != expected {
            wrong.push(format!("{name}: headings {headings:?}, expected {expected:?}"));
        }
        if page.matter.sources.is_empty() || page.matter.sources.iter().any(|s| s.date.is_empty()) {
            wrong.push(format!("{name}: no source, or one without a date"));
        }
        if summary.ends_with('.') || summary.len() > 100 {
            wrong.push(format!("{name}: the summary ends with a full stop or is too long"));
        }
        if let Some(long) = page.body.lines().find(|l| l.chars().count() > 120) {
            wrong.push(format!("{name}: a line is too long: {long}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_code_of_the_api_has_an_answer() {
    let codes = include_str!("api-errors.txt");
    let missing: Vec<&str> = codes
        .lines()
        .filter(|code| rules::by_api_error(code).is_empty() && rules::runtime_code(code).is_none())
        .collect();
    assert!(missing.is_empty(), "no page for {missing:?}");
}

/// A finding may name only codes that its rule's page lists.
fn undeclared_codes(rule: &'static Rule, report: &Report) -> Vec<String> {
    let known = rule.api_errors();
    report
        .findings
        .iter()
        .filter(|f| f.rule == rule.name)
        .flat_map(|f| &f.api_errors)
        .filter(|code| !known.contains(code))
        .map(|code| format!("{}: {code} is not on the page", rule.name))
        .collect()
}

fn section<'a>(body: &'a str, heading: &str) -> &'a str {
    let start = body.find(&format!("\n## {heading}\n")).map_or(body.len(), |at| at + 1);
    let rest = &body[start..];
    let end = rest[1.min(rest.len())..].find("\n## ").map_or(rest.len(), |at| at + 1);
    &rest[..end]
}

/// The fenced blocks of a section, which are read together. The word after the language, if there
/// is one, is the file's name.
fn blocks(section: &'static str) -> Vec<(String, String, Role)> {
    let mut blocks = Vec::new();
    for (index, block) in section.split("```").enumerate().filter(|(i, _)| i % 2 == 1) {
        let (info, text) = block.split_once('\n').unwrap_or((block, ""));
        let (language, name) = info.split_once(' ').unwrap_or((info, ""));
        let name = if name.is_empty() { format!("example-{index}.{language}") } else { name.to_owned() };
        let role = common::role(&name);
        blocks.push((name, text.to_owned(), role));
    }
    blocks
}
