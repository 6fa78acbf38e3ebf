//! Puts together what is said in several worlds.

use super::{Missing, Said};
use crate::finding::{Finding, RuleName, Severity};
use crate::inventory::{Unknown, Why};
use crate::plan::Plan;
use crate::source::Span;
use hashbrown::HashSet;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// What is said in several worlds.
#[derive(Default)]
pub(super) struct Merged {
    worlds: Vec<BTreeMap<Option<RuleName>, Said>>,
}

impl Merged {
    pub(super) fn add(&mut self, said: Vec<Said>) {
        let mut world: BTreeMap<Option<RuleName>, Said> = BTreeMap::new();
        for one in said {
            match world.entry(one.rule.map(|rule| rule.name)) {
                Entry::Vacant(slot) => {
                    slot.insert(one);
                }
                Entry::Occupied(mut slot) => {
                    let other = slot.get_mut();
                    other.findings.extend(one.findings);
                    other.open = other.open.take().or(one.open);
                    other.of_party &= one.of_party;
                }
            }
        }
        self.worlds.push(world);
    }

    fn rules(&self) -> BTreeMap<Option<RuleName>, &Said> {
        let mut rules = BTreeMap::new();
        for (rule, said) in self.worlds.iter().flatten() {
            rules.entry(*rule).or_insert(said);
        }
        rules
    }

    fn failing(&self, rule: Option<RuleName>) -> usize {
        self.worlds.iter().filter(|world| world.get(&rule).is_some_and(Said::fails)).count()
    }

    fn passing(&self, rule: Option<RuleName>) -> usize {
        let passes = |said: &Said| !said.fails() && said.open.is_none();
        self.worlds.iter().filter(|world| world.get(&rule).is_none_or(passes)).count()
    }

    /// Whether some rule breaks in some worlds only, and none in all of them: more worlds will not
    /// decide that.
    pub(super) fn is_mixed(&self) -> bool {
        let rules = self.rules();
        let mixed = |rule: &Option<RuleName>| self.failing(*rule) > 0 && self.passing(*rule) > 0;
        rules.keys().any(mixed) && !rules.keys().any(|rule| self.failing(*rule) == self.worlds.len())
    }

    /// What is said if the rest of the worlds is not looked at: what is not so without the choice is
    /// undecided.
    pub(super) fn cut(self, here: Vec<Said>, unknown: Unknown) -> Vec<Said> {
        let mut all = here;
        let known: HashSet<Option<RuleName>> =
            all.iter().map(|said| said.rule.map(|rule| rule.name)).collect();
        for (rule, said) in self.rules() {
            if !known.contains(&rule) && (self.failing(rule) > 0 || said.open.is_some()) {
                let open = Some(Missing::Fact(unknown));
                all.push(Said { findings: Vec::new(), open, ..said.clone() });
            }
        }
        let open = Some(Missing::Fact(unknown));
        all.push(Said { rule: None, findings: Vec::new(), open, of_party: false });
        all
    }

    /// What is said in the only world in which there is something to be said; its errors and warnings
    /// tell which world that is.
    pub(super) fn only(self, note: &str) -> Vec<Said> {
        let mut all: Vec<Said> = self.worlds.into_iter().flat_map(BTreeMap::into_values).collect();
        for finding in all.iter_mut().flat_map(|said| &mut said.findings) {
            if !finding.notes.iter().any(|other| other == note) {
                finding.notes.push(note.to_owned());
            }
        }
        all
    }

    pub(super) fn finish(self, plan: &Plan<'_>, unknown: Unknown) -> Vec<Said> {
        let n = self.worlds.len();
        let mut all = Vec::new();
        for (rule, said) in self.rules() {
            let (failing, passing) = (self.failing(rule), self.passing(rule));
            let mut findings = self.shared(rule);
            let opens = || self.worlds.iter().filter_map(|world| world.get(&rule)?.open.clone());
            let open = match (failing, passing) {
                (failing, _) if failing == n => {
                    findings.extend(self.told(plan, rule, unknown));
                    None
                }
                (1.., 1..) => Some(Missing::Fact(unknown)),
                _ => opens().next(),
            };
            let of_party = self.worlds.iter().filter_map(|world| world.get(&rule)).all(|said| said.of_party);
            if open.is_some() || !findings.is_empty() {
                all.push(Said { rule: said.rule, findings, open, of_party });
            }
        }
        all
    }

    /// The findings that are no errors, and are the same in all worlds.
    fn shared(&self, rule: Option<RuleName>) -> Vec<Finding> {
        let findings = |world: &BTreeMap<Option<RuleName>, Said>| -> Vec<Finding> {
            let lesser = |finding: &&Finding| finding.severity != Severity::Error;
            world
                .get(&rule)
                .map(|said| said.findings.iter().filter(lesser).cloned().collect())
                .unwrap_or_default()
        };
        let mut worlds = self.worlds.iter().map(findings);
        let Some(first) = worlds.next() else { return Vec::new() };
        worlds.fold(first, |kept, world| {
            kept.into_iter().filter(|finding| world.iter().any(|other| is_same(finding, other))).collect()
        })
    }

    /// The errors of the first world, which stand for those of all.
    fn told(&self, plan: &Plan<'_>, rule: Option<RuleName>, unknown: Unknown) -> Vec<Finding> {
        let first = self.worlds.first().and_then(|world| world.get(&rule));
        let errors =
            first.into_iter().flat_map(|said| &said.findings).filter(|f| f.severity == Severity::Error);
        let mut errors: Vec<Finding> = errors.cloned().collect();
        let Some(choice) = unknown.choice() else { return errors };
        let what = plan.describe(&Unknown { why: Why::NotGiven, ..unknown });
        let note = format!(
            "this is broken whichever of {} {what} is; told is the first case",
            plan.name_candidates(choice)
        );
        errors.iter_mut().for_each(|finding| finding.notes.push(note.clone()));
        errors
    }
}

/// Whether two findings say the same of the same place.
pub(in super::super) fn is_same(one: &Finding, other: &Finding) -> bool {
    let key = |finding: &Finding| -> (RuleName, Span, Severity) {
        (finding.rule, finding.primary.span, finding.severity)
    };
    key(one) == key(other) && one.message == other.message
}
