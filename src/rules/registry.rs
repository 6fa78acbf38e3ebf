//! What a rule is, and how one is found. The table itself is in `rules/mod.rs`.

use super::page::Basis;
use super::{Decided, Page, Sink};
use crate::finding::{RuleName, Severity};
use crate::plan::{Addressed, Attach, Eni, Instance, Plan, SecurityGroup, Step, Vswitch};
use std::sync::OnceLock;

/// A rule, bound to its page.
pub struct Rule {
    /// Its name.
    pub name: RuleName,
    pub(crate) check: Check,
    /// Whether a planned attach is undecided when this rule is.
    pub(crate) constraint: bool,
    pub(super) text: &'static str,
    pub(super) page: OnceLock<Option<Page>>,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.name.fmt(f)
    }
}

/// What a rule judges, one at a time. Those that judge no attach come first, so that what they
/// prove wrong is unknown to the others.
pub(crate) enum Check {
    /// Reported while files are read.
    Reader,
    /// Reported on suppressions and the baseline, once all other rules have run.
    Suppression,
    Plan(fn(&Plan<'_>, &mut Sink) -> Decided),
    Vswitch(fn(&Vswitch<'_>, &mut Sink) -> Decided),
    SecurityGroup(fn(&SecurityGroup<'_>, &mut Sink) -> Decided),
    Instance(fn(&Instance<'_>, &mut Sink) -> Decided),
    Eni(fn(&Eni<'_>, &mut Sink) -> Decided),
    /// The addresses of an ENI: those of its entries, and then what each assign step adds.
    Addresses(fn(&Addressed<'_>, &mut Sink) -> Decided),
    Attach(fn(&Attach<'_>, &mut Sink) -> Decided),
    /// Steps other than attaches.
    Step(StepCheck),
    /// Both, each with a check of its own.
    Action(fn(&Attach<'_>, &mut Sink) -> Decided, StepCheck),
}

pub(crate) type StepCheck = fn(&Step<'_>, &mut Sink) -> Decided;

impl Rule {
    /// Its page. None if the page cannot be parsed, which a test rules out.
    #[must_use]
    pub fn page(&self) -> Option<&Page> {
        self.page.get_or_init(|| Page::parse(self.text).ok()).as_ref()
    }

    /// How grave its findings are by default.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.page().map_or(Severity::Error, |p| p.matter.severity)
    }

    /// The API's error codes that it predicts.
    #[must_use]
    pub fn api_errors(&'static self) -> Vec<&'static str> {
        self.page().map_or(Vec::new(), |page| page.matter.api_errors.iter().map(String::as_str).collect())
    }

    /// Whether it is deduced rather than documented.
    #[must_use]
    pub fn is_inferred(&self) -> bool {
        self.page().is_some_and(|p| p.matter.basis == Basis::Inferred)
    }

    /// Whether it runs unless it is selected by name. This is asked of every rule at each start, and most of
    /// their pages nobody needs: so none is parsed for it.
    #[must_use]
    pub fn is_on_by_default(&self) -> bool {
        !Page::says_off(self.text)
    }

    /// Whether it judges suppressions or the baseline, and so the findings of others.
    pub(crate) fn is_on_suppressions(&self) -> bool {
        matches!(self.check, Check::Suppression)
    }

    /// The whole page, as it stands in `rules/`.
    #[must_use]
    pub fn text(&self) -> &'static str {
        self.text
    }
}

/// All rules, in the order in which they run.
#[must_use]
pub fn all() -> &'static [Rule] {
    &super::RULES
}

/// The rule of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    all().iter().find(|rule| rule.name.as_str() == name)
}

/// The rules that predict an error code of the API, given with or without what precedes its first
/// dot, in any case.
#[must_use]
pub fn by_api_error(code: &str) -> Vec<&'static Rule> {
    all().iter().filter(|rule| rule.api_errors().iter().any(|known| is_code(known, code))).collect()
}

/// Whether `given` names `code`, with or without its prefix: `HotPlugNotSupport` is
/// `InvalidOperation.HotPlugNotSupport`.
#[must_use]
pub(crate) fn is_code(code: &str, given: &str) -> bool {
    let short = code.split_once('.').map_or(code, |(_, rest)| rest);
    code.eq_ignore_ascii_case(given) || short.eq_ignore_ascii_case(given)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::RULES;

    #[test]
    fn what_is_on_by_default_is_what_the_parsed_pages_say() {
        for rule in all() {
            let page = rule.page().unwrap_or_else(|| panic!("{} has no page", rule.name));
            assert_eq!(rule.is_on_by_default(), !page.matter.off_by_default, "{}", rule.name);
        }
        assert!(all().iter().any(|rule| !rule.is_on_by_default()), "there is such a rule");
    }

    /// Readers come before rules and cannot read their pages.
    #[test]
    fn readers_report_what_the_pages_say() {
        for reported in RULES {
            let rule = find(reported.0).unwrap_or_else(|| panic!("{} has no page", reported.0));
            assert_eq!(rule.severity(), reported.1, "{}", reported.0);
        }
        for rule in all().iter().filter(|rule| matches!(rule.check, Check::Reader)) {
            let reported = RULES.iter().any(|reported| reported.0 == rule.name.as_str());
            assert!(reported, "no reader reports {}", rule.name);
        }
    }
}
