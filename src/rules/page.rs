//! A rule's page: front matter that the tool reads, and text that people read.

use crate::finding::Severity;
use serde::Deserialize;
use std::fmt::Write as _;

/// A page of `rules/`, parsed.
#[derive(Debug)]
pub struct Page {
    /// What the tool knows of the rule.
    pub matter: Matter,
    /// The text after the front matter, Markdown.
    pub body: &'static str,
}

/// The front matter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matter {
    /// The rule's name.
    pub name: String,
    /// One sentence, lower case, no full stop.
    pub summary: String,
    /// How grave a finding is, unless the rule says otherwise in a given case.
    pub severity: Severity,
    /// The error codes of the API that the rule predicts.
    #[serde(default)]
    pub api_errors: Vec<String>,
    /// Whether the API's own pages say so, or it is deduced from names and code.
    pub basis: Basis,
    /// Where it is from.
    pub sources: Vec<Source>,
    /// Why the rule is never undecided, if it never is.
    #[serde(default)]
    pub never_undecided: Option<String>,
    /// Whether it is off unless selected.
    #[serde(default)]
    pub off_by_default: bool,
}

/// Whether the API's own pages say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// They do.
    Documented,
    /// It is deduced from a code's name, a sibling operation, or published code.
    Inferred,
}

/// Where a rule is from.
#[derive(Debug, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is.
    pub title: String,
    /// Where it can be read.
    #[serde(default)]
    pub url: Option<String>,
    /// The date of the text that was used.
    pub date: String,
}

impl Page {
    /// Parses a page. The pages are the tool's own, and a test parses every one of them.
    ///
    /// # Errors
    ///
    /// What is wrong with the front matter, in words.
    pub fn parse(text: &'static str) -> Result<Self, String> {
        let rest = text.strip_prefix("---\n").ok_or("no front matter")?;
        let (matter, body) = rest.split_once("\n---\n").ok_or("front matter without an end")?;
        let matter = serde_yaml::from_str(matter).map_err(|e| e.to_string())?;
        Ok(Self { matter, body: body.trim_start() })
    }

    /// Whether the front matter of a page says that its rule is off by default, without parsing it.
    pub(super) fn says_off(text: &str) -> bool {
        let mut matter = text.lines().skip(1).take_while(|line| *line != "---");
        matter.any(|line| line == "off_by_default: true")
    }

    /// The first public page that the rule is from.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.matter.sources.iter().find_map(|source| source.url.as_deref())
    }

    /// The page for people, Markdown: its title, then the front matter in words, then the rest.
    #[must_use]
    pub fn in_words(&self) -> String {
        let (title, body) = match self.body.split_once('\n') {
            Some((title, body)) if title.starts_with("# ") => (title.to_owned(), body),
            _ => (format!("# {}", self.matter.name), self.body),
        };
        let mut text = format!("{title}\n\n");
        self.matter.tell(&mut text);
        // Writing to a String cannot fail; so below.
        _ = writeln!(text, "\n{}", body.trim());
        text
    }
}

impl Matter {
    fn tell(&self, text: &mut String) {
        let mut summary = self.summary.clone();
        if let Some(first) = summary.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        _ = writeln!(text, "{summary}.\n");
        let off = if self.off_by_default { ", off unless selected" } else { "" };
        _ = writeln!(text, "- Severity: {}{off}", self.severity.as_str());
        if !self.api_errors.is_empty() {
            let codes: Vec<String> = self.api_errors.iter().map(|code| format!("`{code}`")).collect();
            _ = writeln!(text, "- Error codes of the API: {}", codes.join(", "));
        }
        let basis = match self.basis {
            Basis::Documented => "documented",
            Basis::Inferred => "inferred, not documented as such",
        };
        _ = writeln!(text, "- Basis: {basis}");
        if let Some(reason) = &self.never_undecided {
            _ = writeln!(text, "- Never undecided: {reason}");
        }
        _ = writeln!(text, "- Sources:");
        for source in &self.sources {
            let url = source.url.as_ref().map_or(String::new(), |url| format!(": <{url}>"));
            _ = writeln!(text, "  - {} ({}){url}", source.title, source.date);
        }
    }
}
