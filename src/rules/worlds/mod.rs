//! Decides rules where a fact is one of several values: whatever is so for each of them is so.
//!
//! A world is the plan with some choices made. A rule that breaks in every world is broken, one that
//! breaks in none is not, and one that breaks in some is undecided, for want of the choice.

mod merge;
mod parties;
#[cfg(test)]
mod tests;

pub(super) use merge::is_same;

use super::judge::parties;
use super::order::{Trial, settle};
use super::registry::{Check, Rule};
use super::run::Remarks;
use super::sink::IF_IT_RUNS;
use super::{Decided, Sink};
use crate::finding::{Finding, ONLY_IF, RuleName, Severity};
use crate::inventory::{Pins, Unknown};
use crate::plan::{Attach, Budget, EntityId, Extent, Moment, Plan};
use merge::Merged;
use parties::{Known, check_entity};

/// Worlds that are looked at for one thing.
const MOST: usize = 64;

/// What all worlds of a run may cost, in actions that are run again. It is over in a second or two.
const BUDGET: usize = 100_000;

/// What may be looked at for these worlds in all, at a fraction of a microsecond each.
const LOOKS: usize = 4_000_000;

/// What a rule says of a thing; nothing is said where it is not broken.
#[derive(Clone)]
pub(super) struct Said {
    /// None for what is undecided whatever the rules are.
    pub(super) rule: Option<&'static Rule>,
    pub(super) findings: Vec<Finding>,
    pub(super) open: Option<Missing>,
    /// Whether it is said of the instance or ENI of an attach, rather than of the attach.
    pub(super) of_party: bool,
}

/// What would decide it.
#[derive(Clone)]
pub(super) enum Missing {
    Fact(Unknown),
    /// The order of actions, in words.
    Order(String),
}

/// Looks at worlds, as long as that is not too much.
pub(super) struct Worlds<'r, 't> {
    rules: &'r [&'static Rule],
    severity: &'r dyn Fn(RuleName, Severity) -> Severity,
    trial: &'t mut Trial<'r>,
    budget: Budget,
    /// Whether some rule on addresses hangs on a choice.
    addresses_open: bool,
}

/// What is looked at.
struct Subject<'s> {
    plan: &'s Plan<'s>,
    about: EntityId,
    extent: Extent,
    what: What<'s>,
}

enum What<'s> {
    /// An attach; with what was said of entities before, and which of these are its parties.
    Attach {
        remarks: &'s Remarks,
        findings: &'s [Finding],
        parties: &'s [(EntityId, Option<Moment>)],
    },
    Step,
    /// One of the times or ways in which an entity is looked at by a rule.
    Entity {
        rule: &'static Rule,
        nth: usize,
    },
}

impl Said {
    pub(super) fn new(rule: &'static Rule, findings: Vec<Finding>, decided: Decided) -> Self {
        Self { rule: Some(rule), findings, open: decided.err().map(Missing::Fact), of_party: false }
    }

    pub(super) fn fails(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Whether an attach breaks it that may not be done.
    pub(super) fn fails_if_it_runs(&self) -> bool {
        self.findings.iter().any(|finding| finding.message.starts_with(IF_IT_RUNS))
    }

    /// The choice that would decide it.
    fn choice(&self) -> Option<Unknown> {
        match self.open {
            Some(Missing::Fact(unknown)) if unknown.choice().is_some() => Some(unknown),
            _ => None,
        }
    }

    pub(super) fn is_constraint(&self) -> bool {
        self.rule.is_none_or(|rule| rule.constraint)
    }
}

impl Missing {
    pub(super) fn describe(&self, plan: &Plan<'_>) -> String {
        match self {
            Missing::Fact(unknown) => plan.describe(unknown),
            Missing::Order(order) => order.clone(),
        }
    }
}

impl<'r, 't> Worlds<'r, 't> {
    pub(super) fn new(
        rules: &'r [&'static Rule],
        severity: &'r dyn Fn(RuleName, Severity) -> Severity,
        trial: &'t mut Trial<'r>,
    ) -> Self {
        let budget = Budget { left: BUDGET, looks: LOOKS };
        Self { rules, severity, trial, budget, addresses_open: false }
    }

    /// What is said of an attach in all worlds, after what is said without a choice made.
    pub(super) fn attach(
        &mut self,
        plan: &Plan<'_>,
        id: EntityId,
        (remarks, findings): (&Remarks, &[Finding]),
        said: Vec<Said>,
    ) -> Vec<Said> {
        let attach = Attach::from(plan.entity(id));
        let Some(unknown) = attach.choices().next().or_else(|| next(&said, true)) else { return said };
        let parties = parties(plan, &attach);
        let what = What::Attach { remarks, findings, parties: &parties };
        let extent = if self.addresses_open { Extent::Addresses } else { Extent::Bearing };
        self.decide(&Subject { plan, about: id, extent, what }, said, unknown)
    }

    /// The same of a step.
    pub(super) fn step(&mut self, plan: &Plan<'_>, id: EntityId, said: Vec<Said>) -> Vec<Said> {
        let Some(unknown) = next(&said, true) else { return said };
        let subject = Subject { plan, about: id, extent: Extent::Bearing, what: What::Step };
        self.decide(&subject, said, unknown)
    }

    /// The same of an entity and one rule.
    pub(super) fn entity(&mut self, plan: &Plan<'_>, (id, nth): (EntityId, usize), said: Said) -> Said {
        let (Some(unknown), Some(rule)) = (said.choice(), said.rule) else { return said };
        let extent = match rule.check {
            Check::Addresses(_) | Check::Vswitch(_) => Extent::Addresses,
            _ => Extent::Bearing,
        };
        let subject = Subject { plan, about: id, extent, what: What::Entity { rule, nth } };
        let all = self.decide(&subject, vec![said], unknown);
        let said = all.into_iter().find(|said| said.rule.is_some());
        let said = said.unwrap_or_else(|| Said::new(rule, Vec::new(), Ok(())));
        self.addresses_open |= extent == Extent::Addresses && said.choice().is_some();
        said
    }

    fn decide(&mut self, subject: &Subject<'_>, said: Vec<Said>, unknown: Unknown) -> Vec<Said> {
        let mut count = 0;
        self.look(subject, &Pins::default(), said, unknown, &mut count)
    }

    /// Looks at the worlds of a choice, after `here` was said without it. As no more than so many
    /// worlds are looked at, it does not go deeper than that.
    fn look(
        &mut self,
        subject: &Subject<'_>,
        pins: &Pins,
        here: Vec<Said>,
        unknown: Unknown,
        count: &mut usize,
    ) -> Vec<Said> {
        let Some(choice) = unknown.choice().filter(|choice| choice.len > 0 && !pins.settles(*choice)) else {
            return here;
        };
        let mut all = Merged::default();
        let mut there = Vec::new();
        for candidate in 0..choice.len {
            *count += 1;
            let pins = pins.with(choice, candidate as usize);
            let world = self.world(subject, &pins).filter(|_| *count <= MOST);
            if world.as_ref().is_some_and(|world| is_missing(world, subject)) {
                continue; // nothing is to be said of what is not there
            }
            there.push(candidate as usize);
            let Some(said) = world.and_then(|mut world| self.judge(subject, &mut world)) else {
                return all.cut(here, unknown);
            };
            let deeper = next(&said, false).or_else(|| named_choice(subject, &pins));
            all.add(match deeper {
                Some(deeper) => self.look(subject, &pins, said, deeper, count),
                None => said,
            });
            if all.is_mixed() {
                return all.cut(here, unknown);
            }
        }
        let only = there.as_slice();
        let answer = match only {
            [only] if choice.len > 1 => subject.plan.inventory.answer(choice, *only),
            _ => None,
        };
        match answer {
            Some(answer) => all.only(&format!("{ONLY_IF}{answer}")),
            None => all.finish(subject.plan, unknown),
        }
    }

    fn world<'s>(&mut self, subject: &Subject<'s>, pins: &Pins) -> Option<Plan<'s>> {
        subject.plan.with_pins(pins.clone(), subject.about, subject.extent, &mut self.budget)
    }

    /// What is said in a world; none if the thing is not to be found there.
    fn judge(&mut self, subject: &Subject<'_>, world: &mut Plan<'_>) -> Option<Vec<Said>> {
        let id = subject.about;
        match subject.what {
            What::Attach { remarks, findings, parties } => {
                let mut said = self.on_attach(world, id);
                let known = Known { remarks, findings, parties };
                said.extend(self.on_parties(world, &Attach::from(world.entity(id)), &known));
                Some(said)
            }
            What::Step => {
                settle(world, self.trial);
                let step = world.step_of(id)?;
                let mut said = Vec::new();
                for &rule in self.rules {
                    let (Check::Step(check) | Check::Action(_, check)) = rule.check else { continue };
                    let mut sink = Sink::new(rule);
                    let decided = check(&step, &mut sink);
                    self.take(&mut said, sink, decided);
                }
                Some(said)
            }
            What::Entity { rule, nth } => {
                let mut said = Vec::new();
                let mut sink = Sink::new(rule);
                let decided = check_entity(world, rule, (id, nth), &mut sink)?;
                self.take(&mut said, sink, decided);
                Some(said)
            }
        }
    }

    fn on_attach(&mut self, world: &mut Plan<'_>, id: EntityId) -> Vec<Said> {
        let settled = settle(world, self.trial);
        let at = world.entity(id).entry_span();
        let mut said = Vec::new();
        for &rule in self.rules {
            let (Check::Attach(check) | Check::Action(check, _)) = rule.check else { continue };
            let mut sink = Sink::new(rule);
            sink.attachment = Some(at);
            let decided = check(&Attach::from(world.entity(id)), &mut sink);
            sink.doubt(world, id, &settled);
            let own = std::mem::take(&mut sink.disproved).into_iter().filter(|(entity, _)| *entity == id);
            world.disprove(own);
            self.take(&mut said, sink, decided);
        }
        if let Some((rule, order)) = settled.open.get(&id) {
            let rule = self.rules.iter().find(|other| other.name == *rule).copied();
            let open = Some(Missing::Order(order.clone()));
            said.push(Said { rule, findings: Vec::new(), open, of_party: false });
        }
        said
    }

    pub(super) fn take(&self, said: &mut Vec<Said>, mut sink: Sink, decided: Decided) {
        for finding in &mut sink.findings {
            finding.severity = (self.severity)(finding.rule, finding.severity);
        }
        if !sink.findings.is_empty() || decided.is_err() {
            said.push(Said::new(sink.rule, sink.findings, decided));
        }
    }
}

/// Whether what is looked at is not there in a world: itself, or what an attach puts where.
fn is_missing(world: &Plan<'_>, subject: &Subject<'_>) -> bool {
    let entity = world.entity(subject.about);
    if !matches!(subject.what, What::Attach { .. }) {
        return entity.is_missing();
    }
    let attach = Attach::from(entity);
    attach.is_missing()
        || attach.eni().is_ok_and(|eni| eni.is_missing())
        || attach.instance().is_ok_and(|instance| instance.is_missing())
}

/// The choice that is to be made next: one that a constraint needs, or else any if `any` says so.
fn next(said: &[Said], any: bool) -> Option<Unknown> {
    let needed = said.iter().filter(|said| said.is_constraint()).find_map(Said::choice);
    needed.or_else(|| said.iter().filter(|_| any).find_map(Said::choice))
}

/// A choice that is left in what an attach names.
fn named_choice(subject: &Subject<'_>, pins: &Pins) -> Option<Unknown> {
    let What::Attach { .. } = subject.what else { return None };
    let attach = Attach::from(subject.plan.entity(subject.about));
    attach.choices().find(|unknown| unknown.choice().is_some_and(|choice| !pins.settles(choice)))
}
