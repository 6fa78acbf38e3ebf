//! Findings on how something is written. The rules' pages are in `rules/`, like all others; a test
//! of the registry holds the severities here against them.

use super::Reader;
use super::entry::{is_comment, quoted};
use crate::finding::{Finding, Label, RuleName, Severity};
use crate::source::Span;
use crate::syntax::Range;

/// A rule that readers report.
#[derive(Clone, Copy)]
pub(crate) struct Rule(pub(crate) &'static str, pub(crate) Severity);

pub(super) const DUPLICATE_KEY: Rule = Rule("duplicate-key", Severity::Error);
pub(super) const UNKNOWN_KEY: Rule = Rule("unknown-key", Severity::Warning);
pub(super) const UNSUPPORTED_PARAMETER: Rule = Rule("unsupported-parameter", Severity::Error);
pub(super) const WRONG_TYPE: Rule = Rule("wrong-type", Severity::Error);
pub(super) const INVALID_PARAMETER: Rule = Rule("invalid-parameter", Severity::Error);
pub(super) const DANGLING_REF: Rule = Rule("dangling-ref", Severity::Error);
pub(super) const LOOSE_TYPE: Rule = Rule("loose-type", Severity::Info);
pub(super) const PARTIAL_SNAPSHOT: Rule = Rule("partial-snapshot", Severity::Warning);
pub(super) const REWRITTEN_TEMPLATE: Rule = Rule("rewritten-template", Severity::Info);
pub(super) const UNREAD_STACK: Rule = Rule("unread-stack", Severity::Info);
pub(super) const MASKED_ID: Rule = Rule("masked-id", Severity::Info);
pub(super) const UNREAD_MODULE: Rule = Rule("unread-module", Severity::Info);

/// Files that cannot be read at all; always errors.
pub(crate) const SYNTAX_ERROR: RuleName = RuleName("syntax-error");
pub(crate) const UNSUPPORTED_INPUT: RuleName = RuleName("unsupported-input");

/// Every rule that readers report; `rules` holds its pages against it.
#[cfg(test)]
pub(crate) const RULES: &[Rule] = &[
    DUPLICATE_KEY,
    UNKNOWN_KEY,
    UNSUPPORTED_PARAMETER,
    WRONG_TYPE,
    INVALID_PARAMETER,
    DANGLING_REF,
    LOOSE_TYPE,
    PARTIAL_SNAPSHOT,
    MASKED_ID,
    REWRITTEN_TEMPLATE,
    UNREAD_STACK,
    UNREAD_MODULE,
    Rule(SYNTAX_ERROR.0, Severity::Error),
    Rule(UNSUPPORTED_INPUT.0, Severity::Error),
];

/// A finding in the making.
#[must_use]
pub(super) struct Problem {
    pub(super) rule: Rule,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) related: Vec<(Range, String)>,
    pub(super) help: Option<String>,
    pub(super) api_errors: Vec<&'static str>,
}

impl Problem {
    pub(super) fn new(rule: Rule, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
            label: label.into(),
            related: Vec::new(),
            help: None,
            api_errors: Vec::new(),
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn also(mut self, range: Range, label: impl Into<String>) -> Self {
        self.related.push((range, label.into()));
        self
    }

    pub(super) fn code(mut self, code: &'static str) -> Self {
        self.api_errors.push(code);
        self
    }
}

impl Problem {
    /// The finding, with its places in a file.
    pub(super) fn finding(self, at: Span, span: impl Fn(Range) -> Span) -> Finding {
        Finding {
            help: self.help,
            api_errors: self.api_errors,
            related: self.related.into_iter().map(|(range, text)| Label::new(span(range), text)).collect(),
            ..Finding::new(RuleName(self.rule.0), self.rule.1, self.message, Label::new(at, self.label))
        }
    }
}

/// A key that stands twice in one mapping; none for a comment.
pub(super) fn twice(name: &str, first: Range) -> Option<Problem> {
    let message = format!("the key {} stands twice in one mapping", quoted(name));
    let problem = Problem::new(DUPLICATE_KEY, message, "given again");
    let help = "remove one of them; which one counts differs between tools";
    (!is_comment(name)).then(|| problem.also(first, "given first").help(help))
}

/// Findings of one rule that are kept of one attach, and of all in a file that is of none. Nobody mends
/// more by hand, and a file of nothing but mistakes would take many times its size in memory. As an attach
/// keeps some of its own, no verdict changes.
const KEPT: usize = 10_000;

/// How often a rule was broken while a file was read.
#[derive(Default)]
pub(super) struct Often {
    /// Outside of attaches.
    outside: usize,
    /// In the attach whose findings begin at a place.
    inside: (usize, usize),
    /// What was not kept, and the place of the last finding that was.
    left_out: usize,
    last: usize,
}

impl Often {
    /// Whether one more is kept, at a place among the findings.
    fn keep(&mut self, attach: Option<usize>, place: usize) -> bool {
        let count = match attach {
            None => &mut self.outside,
            Some(begin) => {
                if self.inside.0 != begin {
                    self.inside = (begin, 0);
                }
                &mut self.inside.1
            }
        };
        *count += 1;
        let keeps = *count <= KEPT;
        if keeps {
            self.last = place;
        } else {
            self.left_out += 1;
        }
        keeps
    }
}

impl Reader<'_, '_> {
    pub(super) fn report(&mut self, range: Range, problem: Problem) {
        let often = self.often.entry(problem.rule.0).or_default();
        if !often.keep(self.attachment, self.read.findings.len()) {
            return;
        }
        let finding = problem.finding(self.span(range), |range| self.span(range));
        self.read.findings.push(finding);
    }

    /// Tells how many findings were not kept.
    pub(super) fn tell_left_out(&mut self) {
        for (rule, often) in self.often.iter().filter(|(_, often)| often.left_out > 0) {
            if let Some(finding) = self.read.findings.get_mut(often.last) {
                finding
                    .notes
                    .push(format!("{} more findings of {rule} in this file are left out", often.left_out));
            }
        }
    }
}
