//! What the rules' own pages say, for the rules that a page names.

use super::put;
use super::text::{entities, name};
use crate::rules;
use std::collections::BTreeSet;

/// The parts of a page that are shown.
const PARTS: [&str; 3] = ["What it checks", "Why", "How to fix"];

pub(super) fn section(page: &mut String, names: &BTreeSet<&str>) {
    let pages = names.iter().filter_map(|name| Some((*name, rules::find(name)?.page()?)));
    let pages: Vec<_> = pages.collect();
    if pages.is_empty() {
        return;
    }
    put!(page, "<section id=\"rules\" aria-labelledby=\"rules-h\">\n<h2 id=\"rules-h\">Rules</h2>\n");
    for (rule, text) in pages {
        let summary = entities(&text.matter.summary);
        put!(page, "<article class=\"rule\" id=\"rule-{rule}\">\n<h3>{rule}: {summary}</h3>\n");
        page.push_str("<details>\n<summary>What it checks, why, and how to fix it</summary>\n");
        for part in PARTS {
            if let Some(body) = part_of(text.body, part) {
                put!(page, "<h4>{part}</h4>\n");
                blocks(page, body);
            }
        }
        let sources: Vec<String> =
            text.matter.sources.iter().map(|source| format!("{} ({})", source.title, source.date)).collect();
        put!(page, "<p class=\"aside\">Sources: {}. ", entities(&sources.join(", ")));
        put!(page, "All of the page: {}</p>\n", name(&format!("enilint explain {rule}")));
        page.push_str("</details>\n</article>\n");
    }
    page.push_str("</section>\n");
}

/// The text under a heading.
fn part_of<'a>(body: &'a str, heading: &str) -> Option<&'a str> {
    let (_, rest) = body.split_once(&format!("\n## {heading}\n"))?;
    Some(rest.split("\n## ").next().unwrap_or(rest))
}

/// The Markdown of the pages: paragraphs, lists and fenced code; tables stay as they are.
fn blocks(page: &mut String, body: &str) {
    let mut fenced = false;
    for block in body.trim().split("\n\n") {
        if fenced || block.starts_with("```") || block.starts_with('|') {
            fenced ^= block.matches("```").count() % 2 == 1;
            put!(page, "<pre>{}</pre>\n", entities(block.trim_matches('`')));
        } else if block.starts_with("- ") {
            page.push_str("<ul>\n");
            for item in block.trim_start_matches("- ").split("\n- ") {
                put!(page, "<li>{}</li>\n", inline(item));
            }
            page.push_str("</ul>\n");
        } else {
            put!(page, "<p>{}</p>\n", inline(block));
        }
    }
}

/// `code` and **strong**; every other mark is left out or stays.
fn inline(text: &str) -> String {
    let mut html = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 1 {
            put!(html, "<code>{}</code>", entities(part));
            continue;
        }
        for (index, part) in part.split("**").enumerate() {
            let strong = index % 2 == 1;
            html.push_str(if strong { "<strong>" } else { "" });
            html.push_str(&entities(part));
            html.push_str(if strong { "</strong>" } else { "" });
        }
    }
    html
}
