//! The suppressions of a run, each for one rule: what comments and the configuration say.

use super::cover::{self, Cover};
use super::directive::{Directive, MARK};
use super::listed::{Matcher, Pointers};
use super::problems::Problems;
use super::{Found, Held, Hiding, Listed, is_never_hidden};
use crate::finding::{Channel, Finding, RuleName, Suppression};
use crate::read::{FileOutcome, Format};
use crate::rules;
use crate::source::{FileId, Source as File, Span};
use crate::syntax::{Comment, Language, Notation, Range, comments, comments_inside};
use jiff::civil::Date;
use jiff::tz::Offset;
use std::cell::RefCell;

/// A suppression of one rule.
pub(super) struct Claim {
    pub(super) rule: RuleName,
    /// The name where it is written.
    pub(super) name: Span,
    /// Its place among the sources.
    pub(super) source: usize,
}

/// Where suppressions are said: in one comment or entry there may be several.
pub(super) enum Source<'a> {
    Comment {
        /// From the mark's end.
        at: Span,
        /// What it is on.
        covers: Span,
        /// What goes if it goes.
        removal: Span,
        /// The names, all of them.
        names: Vec<Span>,
        reason: String,
    },
    Listed(&'a Listed, RefCell<Matcher<'a>>),
}

/// All of them.
#[derive(Default)]
pub(super) struct Claims<'a> {
    pub(super) claims: Vec<Claim>,
    pub(super) sources: Vec<Source<'a>>,
}

impl<'a> Claims<'a> {
    /// Those that count; what is wrong with the others goes to `problems`.
    pub(super) fn find(found: &Found<'_>, hiding: &Hiding<'a>, problems: &mut Problems<'_>) -> Self {
        let mut claims = Self::default();
        let today = Offset::UTC.to_datetime(hiding.now).date();
        for ((file, source), outcome) in found.sources.iter().zip(found.files) {
            let Some(language) = language(outcome, source) else { continue };
            for comment in comments(source.text(), language, MARK) {
                claims.add_comment(file, source, language, &comment, today, problems);
            }
            if matches!(outcome, FileOutcome::Read(Format::RosTerraform)) {
                let notation = Notation::of(source.name(), source.text());
                for comment in comments_inside(source.text(), notation, MARK) {
                    claims.add_comment(file, source, Language::Hcl, &comment, today, problems);
                }
            }
        }
        for listed in hiding.listed {
            claims.add_listed(listed, today, problems);
        }
        claims
    }

    pub(super) fn is_empty(&self) -> bool {
        self.claims.is_empty()
    }

    fn add_comment(
        &mut self,
        file: FileId,
        source: &File,
        language: Language,
        comment: &Comment,
        today: Date,
        problems: &mut Problems<'_>,
    ) {
        let span = |range: Range| Span { file, start: range.start, end: range.end };
        let start = comment.text.start;
        let inside = |range: Range| Span { file, start: start + range.start, end: start + range.end };
        let (whole, removal) = (span(comment.text), span(comment.removal));
        let text = source.text().get(whole.range()).unwrap_or_default();
        let blank = text.len() - text.trim_start().len();
        let at = inside(Range::new(blank, text.len()));
        let directive = match Directive::parse(text) {
            Ok(directive) if directive.is_for_file && !comment.is_at_top => {
                return problems.not_at_the_top(at, removal);
            }
            Ok(directive) => directive,
            Err(fault) => return problems.malformed(inside(fault.at), fault.message, removal),
        };
        let names: Vec<Span> = directive.rules.iter().map(|(_, at)| inside(*at)).collect();
        if let Some((date, _)) = directive.until.filter(|(date, _)| *date < today) {
            let until = directive.until.map_or(at, |(_, range)| inside(range));
            let rules: Vec<&str> = directive.rules.iter().map(|(name, _)| *name).collect();
            return problems.expired(&rules.join(", "), date, until, Some(removal));
        }
        if directive.reason.is_empty() {
            problems.without_reason(at, Some(removal));
        }
        let covers = match (directive.is_for_file, comment.within) {
            (true, Some(part)) => span(part),
            (true, None) => Span { file, start: 0, end: u32::MAX },
            (false, _) => span(comment.covers),
        };
        for (index, (name, _)) in directive.rules.iter().enumerate() {
            let Some(at) = names.get(index) else { continue };
            match known(name) {
                Some(rule) => self.claims.push(Claim { rule, name: *at, source: self.sources.len() }),
                None => problems.unknown(name, *at, Some((&names, index, removal))),
            }
        }
        let reason = plain(directive.reason, language);
        self.sources.push(Source::Comment { at, covers, removal, names, reason });
    }

    fn add_listed(&mut self, listed: &'a Listed, today: Date, problems: &mut Problems<'_>) {
        let removal = problems.item(listed.at);
        let matcher = match (Matcher::new(listed), listed.date()) {
            (Ok(_), Ok(Some(date))) if date < today => {
                return problems.expired(&listed.rule, date, listed.at, removal);
            }
            (Ok(matcher), Ok(_)) => matcher,
            (Err(fault), _) | (_, Err(fault)) => return problems.wrongly_listed(listed.at, &fault),
        };
        let Some(rule) = known(&listed.rule) else { return problems.unknown(&listed.rule, listed.at, None) };
        if !listed.reason.contains(char::is_alphanumeric) {
            problems.without_reason(listed.at, removal);
        }
        self.claims.push(Claim { rule, name: listed.at, source: self.sources.len() });
        self.sources.push(Source::Listed(listed, RefCell::new(matcher)));
    }

    /// What hides the findings: a comment before an entry of the configuration.
    pub(super) fn hold_against(&self, findings: &[Finding], found: &Found<'_>) -> Held {
        let covers: Vec<Cover> = (0..)
            .zip(&self.claims)
            .filter_map(|(index, claim)| match self.sources.get(claim.source)? {
                Source::Comment { covers, .. } => Some(Cover { claim: index, rule: claim.rule, at: *covers }),
                Source::Listed(..) => None,
            })
            .collect();
        let mut held = cover::hold_against(covers, self.claims.len(), findings, found.verdicts);
        let wanted = |finding: &&Finding| self.is_listed_by_pointer(finding.rule);
        let pointers = Pointers::find(findings.iter().filter(wanted), found.files, found.sources);
        for (index, claim) in self.claims.iter().enumerate() {
            let Some(Source::Listed(_, matcher)) = self.sources.get(claim.source) else { continue };
            let mut matcher = matcher.borrow_mut();
            let of_rule = findings.iter().zip(&mut held.hides).filter(|(f, _)| f.rule == claim.rule);
            for (_, hides) in of_rule.filter(|(f, _)| matcher.is_on(f, found.sources, &pointers)) {
                hides.get_or_insert(index);
                if let Some(used) = held.used.get_mut(index) {
                    *used = true;
                }
            }
        }
        held
    }

    fn is_listed_by_pointer(&self, rule: RuleName) -> bool {
        let by_pointer = |source: &Source<'_>| matches!(source, Source::Listed(l, _) if l.pointer.is_some());
        let of_rule = self.claims.iter().filter(|claim| claim.rule == rule);
        of_rule.filter_map(|claim| self.sources.get(claim.source)).any(by_pointer)
    }

    pub(super) fn suppression(&self, claim: usize) -> Suppression {
        let source = self.claims.get(claim).and_then(|claim| self.sources.get(claim.source));
        let (channel, reason, at) = match source {
            Some(Source::Listed(listed, _)) => {
                (Channel::Configuration, listed.reason.clone(), Some(listed.at))
            }
            Some(Source::Comment { at, reason, .. }) => (Channel::Comment, reason.clone(), Some(*at)),
            None => (Channel::Comment, String::new(), None),
        };
        Suppression { channel, reason, at }
    }
}

/// The rule of a name, if its findings can be hidden: those on suppressions cannot, or there would be
/// no end.
fn known(name: &str) -> Option<RuleName> {
    let rule = rules::find(name)?;
    (!rule.is_on_suppressions() && !is_never_hidden(rule.name)).then_some(rule.name)
}

/// The language of a file, if comments can speak in it.
fn language(outcome: &FileOutcome, source: &File) -> Option<Language> {
    let (FileOutcome::Read(format) | FileOutcome::Damaged(format)) = outcome else { return None };
    match format {
        Format::CatalogCsv | Format::Baseline => None,
        Format::Runbook => Some(Language::Shell),
        Format::TerraformConfiguration if !source.name().ends_with(".json") => Some(Language::Hcl),
        _ => match Notation::of(source.name(), source.text()) {
            Notation::Yaml => Some(Language::Yaml),
            Notation::Json => Some(Language::Json),
        },
    }
}

/// A reason as it is meant: JSON spells some characters in its own way.
fn plain(reason: &str, language: Language) -> String {
    let text = match language {
        Language::Json if reason.contains('\\') => serde_json::from_str(&format!("\"{reason}\"")).ok(),
        _ => None,
    };
    text.unwrap_or_else(|| reason.to_owned())
}
