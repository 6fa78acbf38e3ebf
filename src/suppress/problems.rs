//! What is wrong with suppressions, as findings that say how to mend it.

use super::claims::{Claims, Source};
use super::directive::shown;
use super::listed::Fault;
use super::{Found, Hiding, Settled};
use crate::finding::{Applicability, Edit, Finding, Fix, Label, RuleName, Severity, nearest};
use crate::read::BaselineEntry;
use crate::rules;
use crate::source::{Sources, Span};
use crate::syntax::{Range, with_comma};
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

/// How many unknown names get a suggestion. A search costs more than all else.
const SUGGESTIONS: usize = 500;

pub(super) struct Problems<'a> {
    pub(super) findings: Vec<Finding>,
    sources: &'a Sources,
    runs: &'a dyn Fn(RuleName) -> bool,
    severity: &'a dyn Fn(RuleName, Severity) -> Severity,
    /// What was suggested for names already.
    near: HashMap<String, Option<&'static str>>,
}

impl<'a> Problems<'a> {
    pub(super) fn new(found: &Found<'a>, hiding: &Hiding<'a>) -> Self {
        Self {
            findings: Vec::new(),
            sources: found.sources,
            runs: hiding.runs,
            severity: hiding.severity,
            near: HashMap::new(),
        }
    }

    /// Adds a finding, if its rule runs.
    fn add(&mut self, rule: &'static str, at: Span, message: String, help: &str, fixes: Vec<Fix>) {
        let name = RuleName(rule);
        let Some(rule) = rules::find(rule).filter(|_| (self.runs)(name)) else { return };
        let severity = (self.severity)(name, rule.severity());
        let finding = Finding::new(name, severity, message, Label::new(at, ""));
        self.findings.push(Finding { help: Some(help.to_owned()), fixes, ..finding });
    }

    pub(super) fn malformed(&mut self, at: Span, message: String, removal: Span) {
        let message = format!("this is no suppression: {message}");
        let fix = remove("remove the comment", removal, Applicability::Unsafe);
        self.add("malformed-suppression", at, message, "write enilint: allow[RULE] and a reason", vec![fix]);
    }

    pub(super) fn not_at_the_top(&mut self, at: Span, removal: Span) {
        let message = "allow-file stands below the beginning of the file".to_owned();
        let help = "move it before the first line that is no comment, or allow the rule where the finding is";
        let fix = remove("remove the comment", removal, Applicability::Unsafe);
        self.add("malformed-suppression", at, message, help, vec![fix]);
    }

    pub(super) fn wrongly_listed(&mut self, at: Span, fault: &Fault) {
        let (message, help) = match fault {
            Fault::OnAll => (
                "the suppression is on everything".to_owned(),
                "give an address, a pointer or a pattern of files, or ignore the rule",
            ),
            Fault::Date => ("the date is not written as 2026-12-31 is".to_owned(), "mend the date"),
        };
        self.add("malformed-suppression", at, message, help, Vec::new());
    }

    pub(super) fn without_reason(&mut self, at: Span, removal: Option<Span>) {
        let message = "the suppression gives no reason".to_owned();
        let fix = removal.map(|at| remove("remove the suppression", at, Applicability::Unsafe));
        let help = "say behind the bracket why the finding can stay";
        self.add("suppression-without-reason", at, message, help, fix.into_iter().collect());
    }

    pub(super) fn expired(&mut self, rules: &str, date: Date, at: Span, removal: Option<Span>) {
        let message = format!("the suppression of {} ended with {date}", shortened(rules));
        let fix = removal.map(|at| remove("remove the suppression", at, Applicability::Safe));
        let help = "mend what it hid, or set a later date";
        self.add("expired-suppression", at, message, help, fix.into_iter().collect());
    }

    /// `list` is all names of a comment, the place of this one among them, and what goes with all.
    pub(super) fn unknown(&mut self, name: &str, at: Span, list: Option<(&[Span], usize, Span)>) {
        if let Some(rule) = rules::find(name) {
            let message = format!("findings of {} cannot be suppressed", rule.name);
            let help = "remove the name; --ignore turns the rule off";
            let fixes = list.map(|(names, index, removal)| without(names, &[index], removal));
            return self.add("unknown-suppression", at, message, help, fixes.into_iter().collect());
        }
        let near = self.nearest(name);
        let help = match near {
            Some(near) => format!("write {near}"),
            None => "choose one of those that enilint rules lists".to_owned(),
        };
        let mut fixes = Vec::new();
        if let Some(near) = near.filter(|_| list.is_some()) {
            let edits = vec![Edit { span: at, text: near.to_owned() }];
            fixes.push(Fix { title: format!("write {near}"), applicability: Applicability::Unsafe, edits });
        }
        fixes.extend(list.map(|(names, index, removal)| without(names, &[index], removal)));
        self.add("unknown-suppression", at, format!("there is no rule {}", shown(name)), &help, fixes);
    }

    fn nearest(&mut self, name: &str) -> Option<&'static str> {
        if let Some(near) = self.near.get(name) {
            return *near;
        }
        if self.near.len() >= SUGGESTIONS || name.len() > 100 {
            return None;
        }
        let by_code = || rules::by_api_error(name).first().map(|rule| rule.name.as_str());
        let near = by_code().or_else(|| nearest(name, rules::all().iter().map(|rule| rule.name.as_str())));
        self.near.insert(name.to_owned(), near);
        near
    }

    /// The suppressions that hide nothing, although their rules have said all there is.
    pub(super) fn unused(&mut self, claims: &Claims<'_>, used: &[bool], settled: &Settled<'_>) {
        let all: Vec<(usize, bool)> = (0..claims.claims.len())
            .map(|index| (index, used.get(index).is_some_and(|used| *used)))
            .collect();
        let source = |index: usize| claims.claims.get(index).map(|claim| claim.source);
        for of_source in all.chunk_by(|a, b| source(a.0) == source(b.0)) {
            let unused = of_source
                .iter()
                .filter(|(_, used)| !used)
                .filter_map(|(index, _)| claims.claims.get(*index).filter(|claim| settled.is(claim.rule)));
            let unused: Vec<_> = unused.collect();
            let Some(source) = unused.first().and_then(|claim| claims.sources.get(claim.source)) else {
                continue;
            };
            let rules: Vec<&str> = unused.iter().map(|claim| claim.rule.as_str()).collect();
            let rules = shortened(&rules.join(", "));
            let (at, is_on_nothing, fix) = match source {
                Source::Listed(listed, _) => {
                    let fix = self.item(listed.at);
                    (
                        listed.at,
                        false,
                        fix.map(|at| remove("remove the suppression", at, Applicability::Safe)),
                    )
                }
                Source::Comment { covers, removal, names, .. } => {
                    let places: Vec<Span> = unused.iter().map(|claim| claim.name).collect();
                    let gone = |(index, name): (usize, &Span)| places.contains(name).then_some(index);
                    let gone: Vec<usize> = names.iter().enumerate().filter_map(gone).collect();
                    let first = places.first().copied().unwrap_or(*removal);
                    let end = places.last().map_or(first.end, |last| last.end);
                    (Span { end, ..first }, covers.start == covers.end, Some(without(names, &gone, *removal)))
                }
            };
            let message = match is_on_nothing {
                true => format!("the suppression of {rules} stands on nothing"),
                false => format!("{rules} finds nothing here to suppress"),
            };
            let help = "remove it, or move it to where the finding is";
            self.add("unused-suppression", at, message, help, fix.into_iter().collect());
        }
    }

    /// The entries of the baseline that no finding matches, although the rules have said all there
    /// is on what was checked.
    pub(super) fn stale(&mut self, entries: &[BaselineEntry], used: &[bool], settled: &Settled<'_>) {
        if entries.is_empty() {
            return;
        }
        let checked: HashSet<String> =
            self.sources.iter().map(|(file, _)| self.sources.path_from_root(file)).collect();
        for (entry, _) in entries.iter().zip(used).filter(|(_, used)| !**used) {
            let is_over = match rules::find(&entry.rule) {
                Some(rule) => settled.is(rule.name) && checked.contains(&entry.path),
                None => true,
            };
            if !is_over {
                continue;
            }
            let on = entry.subject.as_deref().unwrap_or(&entry.path);
            let message =
                format!("{} finds nothing like this on {} any more", shortened(&entry.rule), shortened(on));
            let text = self.sources.get(entry.at.file).text();
            let range = with_comma(text, Range { start: entry.at.start, end: entry.at.end });
            let removal = Span { file: entry.at.file, start: range.start, end: range.end };
            let fix = remove("remove the entry", removal, Applicability::Safe);
            let help = "run enilint baseline prune, or remove the entry";
            self.add("stale-baseline-entry", entry.at, message, help, vec![fix]);
        }
    }

    /// The lines of an item of a block list, dash and all; None for one that stands in brackets. All that is
    /// in an item is further in than its dash.
    pub(super) fn item(&self, at: Span) -> Option<Span> {
        let text = self.sources.get(at.file).text();
        let before = text.get(..at.start as usize)?.trim_end_matches([' ', '\t']).strip_suffix('-')?;
        let start = before.trim_end_matches([' ', '\t']);
        if !(start.is_empty() || start.ends_with('\n')) {
            return None;
        }
        let dash = before.len() - start.len();
        let mut lines = text.get(start.len()..)?.split_inclusive('\n');
        let mut at_line = start.len() + lines.next()?.len();
        let mut end = at_line;
        for line in lines {
            at_line += line.len();
            let content = line.trim_start();
            if content.is_empty() || content.starts_with('#') {
                continue; // it goes with what it stands between
            }
            if line.len() - content.len() <= dash {
                break;
            }
            end = at_line;
        }
        let (start, end) = (u32::try_from(start.len()).ok()?, u32::try_from(end).ok()?);
        Some(Span { file: at.file, start, end })
    }
}

/// Rules, or what one is on, as much as a message holds.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 200;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn remove(title: &str, span: Span, applicability: Applicability) -> Fix {
    Fix { title: title.to_owned(), applicability, edits: vec![Edit { span, text: String::new() }] }
}

/// Takes names out of a list: each with the comma before it, the first ones with that behind.
fn without(names: &[Span], gone: &[usize], removal: Span) -> Fix {
    if gone.len() >= names.len() {
        return remove("remove the suppression", removal, Applicability::Safe);
    }
    let kept = (0..names.len()).find(|index| !gone.contains(index)).unwrap_or_default();
    let edit = |index: &usize| {
        let name = *names.get(*index)?;
        let span = match index.checked_sub(1).and_then(|before| names.get(before)) {
            Some(before) if *index > kept => Span { start: before.end, ..name },
            _ => Span { end: names.get(index + 1).map_or(name.end, |next| next.start), ..name },
        };
        Some(Edit { span, text: String::new() })
    };
    let edits = gone.iter().filter_map(edit).collect();
    Fix { title: "remove the rule from the bracket".to_owned(), applicability: Applicability::Safe, edits }
}
