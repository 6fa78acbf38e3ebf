//! Rules as the log describes them, from their pages. Only those that have results are in it: the
//! pages of all would make half a megabyte of every report, and no consumer asks for the others.

use super::level;
use crate::finding::{RuleName, Severity};
use crate::report::listed::Listed;
use crate::rules::{self, Basis, Page, Source};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The rules of a log, sorted by name.
pub(super) struct Rules {
    names: Vec<RuleName>,
    descriptors: Vec<Descriptor>,
}

impl Rules {
    pub(super) fn of(results: &[Listed<'_>]) -> Self {
        let names: BTreeSet<RuleName> = results.iter().map(|one| one.finding.rule).collect();
        let names: Vec<RuleName> = names.into_iter().collect();
        let descriptors = names.iter().map(|name| Descriptor::new(*name)).collect();
        Self { names, descriptors }
    }

    pub(super) fn descriptors(&self) -> &[Descriptor] {
        &self.descriptors
    }

    pub(super) fn index(&self, name: RuleName) -> Option<usize> {
        self.names.binary_search(&name).ok()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
    id: &'static str,
    name: String,
    short_description: Plain,
    full_description: Plain,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'static str>,
    help: Help,
    default_configuration: Configuration,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties>,
}

/// A text of the tool's own.
#[derive(Serialize)]
struct Plain {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    basis: Basis,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    api_errors: &'static [String],
    sources: &'static [Source],
    /// GitHub filters by them.
    tags: [Basis; 1],
}

impl Descriptor {
    fn new(name: RuleName) -> Self {
        let rule = rules::find(name.as_str());
        match rule.and_then(rules::Rule::page) {
            Some(page) => Self::of_page(name.as_str(), page),
            None => Self::undecided(name),
        }
    }

    fn of_page(id: &'static str, page: &'static Page) -> Self {
        let matter = &page.matter;
        let summary = sentence(&matter.summary);
        let help = help(page);
        Self {
            id,
            name: pascal(id),
            full_description: Plain { text: what(page).unwrap_or_else(|| summary.clone()) },
            short_description: Plain { text: summary },
            help_uri: page.url(),
            help: Help { text: help.clone(), markdown: help },
            default_configuration: Configuration { level: level(matter.severity) },
            properties: Some(Properties {
                basis: matter.basis,
                api_errors: &matter.api_errors,
                sources: &matter.sources,
                tags: [matter.basis],
            }),
        }
    }

    /// Every rule has a page, so what has none is `undecided`.
    fn undecided(name: RuleName) -> Self {
        let help = "Add what is missing to the inputs: the entry itself, or a snapshot of what exists. \
            As soon as it is known, the attach passes or fails.";
        Self {
            id: name.as_str(),
            name: "UndecidedAttach".to_owned(),
            short_description: Plain { text: "A planned attach could not be decided.".to_owned() },
            full_description: Plain {
                text: "No rule is broken so far, but a fact is missing that at least one rule needs. \
                    The attach may succeed or be refused."
                    .to_owned(),
            },
            help_uri: None,
            help: Help { text: help.to_owned(), markdown: help.to_owned() },
            default_configuration: Configuration { level: level(Severity::Warning) },
            properties: None,
        }
    }
}

/// The page without its title, which stands above it already, and its sources.
fn help(page: &Page) -> String {
    let body = match page.body.split_once('\n') {
        Some((title, body)) if title.starts_with("# ") => body,
        _ => page.body,
    };
    let mut text = format!("{}\n\n## Sources\n\n", body.trim());
    for source in &page.matter.sources {
        let url = source.url.as_ref().map_or(String::new(), |url| format!(": <{url}>"));
        // Writing to a String cannot fail.
        _ = writeln!(text, "- {} ({}){url}", source.title, source.date);
    }
    text
}

/// The first paragraph of what it checks, on one line; none if that only leads to a list.
fn what(page: &Page) -> Option<String> {
    let (_, rest) = page.body.split_once("## What it checks\n")?;
    let paragraph = rest.trim_start().split("\n\n").next()?;
    let text = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    text.ends_with('.').then_some(text)
}

/// A text with a capital letter and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

/// `zone-mismatch` as `ZoneMismatch`.
fn pascal(name: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        first.to_ascii_uppercase() + rest
    };
    name.split('-').map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_sentences() {
        assert_eq!(pascal("zone-mismatch"), "ZoneMismatch");
        assert_eq!(pascal("ip6-in-cidr"), "Ip6InCidr");
        assert_eq!(sentence("create an ENI"), "Create an ENI.");
        assert_eq!(sentence("über"), "Über.");
        assert_eq!(sentence(""), ".");
    }

    #[test]
    fn every_page_has_what_the_log_needs() {
        for rule in rules::all() {
            let page = rule.page().unwrap();
            assert!(what(page).is_none_or(|text| text.len() > 20), "{}", rule.name);
            assert!(help(page).starts_with("## What it checks\n"), "{}", rule.name);
            assert!(help(page).contains("## Sources\n\n- "), "{}", rule.name);
        }
    }
}
