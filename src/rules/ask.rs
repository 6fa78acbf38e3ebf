//! Asks the rules that judge anything but actions, many of them at a time.

use super::registry::{Check, Rule};
use super::sink::Spare;
use super::{Decided, Sink};
use crate::inventory::Kind;
use crate::plan::{Addressed, Eni, EntityId, Instance, Moment, Plan, SecurityGroup, Vswitch};
use crate::split;
use std::num::NonZeroUsize;

/// Rules that are asked at a time once one has proved something wrong: those behind the next that does
/// are asked in vain. Twice as many each time that none does.
const FEW: usize = 2;

/// Rules in their order, asked before it is their turn. What one proves wrong is unknown to those behind
/// it, so these are to be asked again then.
pub(super) struct Ahead {
    rules: Vec<&'static Rule>,
    /// The rule whose turn it is.
    next: usize,
    /// How many to ask at a time, at most.
    most: usize,
}

/// What a rule said.
pub(super) enum OfRule {
    /// Of the plan as a whole.
    Plan(Sink, Decided),
    /// Of things, in their order; those that it has nothing to say of are not told.
    Things(Vec<Answer>),
}

/// What a rule said of one thing.
pub(super) struct Answer {
    pub(super) sink: Sink,
    pub(super) decided: Decided,
    /// The thing, and the how manieth time that the rule looked at it.
    pub(super) spot: (EntityId, usize),
    /// Whom it concerns, and from when on.
    pub(super) about: (EntityId, Option<Moment>),
}

impl Ahead {
    pub(super) fn new(rules: &[&'static Rule]) -> Self {
        let judges = |rule: &&'static Rule| judges_plan(rule) || kind_of(rule).is_some();
        Self { rules: rules.iter().copied().filter(judges).collect(), next: 0, most: usize::MAX }
    }

    fn rest(&self) -> &[&'static Rule] {
        self.rules.get(self.next..).unwrap_or_default()
    }

    /// Asks the next rules that judge the plan as a whole, or the next that judge things; no rule is left
    /// if none comes back.
    pub(super) fn ask(&self, plan: &Plan<'_>, threads: NonZeroUsize) -> Vec<(&'static Rule, OfRule)> {
        let on_plan = self.rest().first().is_some_and(judges_plan);
        let alike = self.rest().iter().take(self.most).take_while(|rule| judges_plan(rule) == on_plan);
        let rules: Vec<&'static Rule> = alike.copied().collect();
        let said: Vec<OfRule> = if on_plan {
            split::ask_each(threads, &rules, |rule| ask_plan(plan, rule)).collect()
        } else {
            ask_things(plan, &rules, threads).into_iter().map(OfRule::Things).collect()
        };
        rules.into_iter().zip(said).collect()
    }

    /// Goes on behind the first `ran` of those that were `asked` last.
    pub(super) fn pass(&mut self, ran: usize, asked: usize) {
        self.most = if ran < asked { FEW } else { self.most.saturating_mul(2) };
        self.next += ran;
    }
}

fn judges_plan(rule: &&'static Rule) -> bool {
    matches!(rule.check, Check::Plan(_))
}

/// The kind of thing that a rule judges, if it judges things.
fn kind_of(rule: &'static Rule) -> Option<Kind> {
    match rule.check {
        Check::Vswitch(_) => Some(Kind::Vswitch),
        Check::SecurityGroup(_) => Some(Kind::SecurityGroup),
        Check::Instance(_) => Some(Kind::Instance),
        Check::Eni(_) | Check::Addresses(_) => Some(Kind::Eni),
        Check::Reader | Check::Suppression | Check::Plan(_) => None,
        Check::Attach(_) | Check::Step(_) | Check::Action(..) => None,
    }
}

fn ask_plan(plan: &Plan<'_>, rule: &'static Rule) -> OfRule {
    let mut sink = Sink::new(rule);
    let decided = if let Check::Plan(check) = rule.check { check(plan, &mut sink) } else { Ok(()) };
    OfRule::Plan(sink, decided)
}

/// What each of some rules says of the things that it judges. Each thing is looked at once, by all of
/// them: what it says is near then.
fn ask_things(plan: &Plan<'_>, rules: &[&'static Rule], threads: NonZeroUsize) -> Vec<Vec<Answer>> {
    let mut things: Vec<EntityId> = Vec::new();
    for kind in Kind::ALL {
        if rules.iter().any(|rule| kind_of(rule) == Some(kind)) {
            things.extend(plan.all(kind).map(|entity| entity.id));
        }
    }
    let asked = split::ask(threads, &things, |id| {
        let mut answers = Answers { all: Vec::new(), spare: Spare::default() };
        answers.ask(plan, rules, *id);
        (!answers.all.is_empty()).then_some(answers.all)
    });
    let mut all: Vec<Vec<Answer>> = rules.iter().map(|_| Vec::new()).collect();
    for (at, answer) in asked.flat_map(|(_, answers)| answers) {
        if let Some(of_rule) = all.get_mut(at) {
            of_rule.push(answer);
        }
    }
    all
}

/// What rules said of one thing, each by its place among them.
struct Answers {
    all: Vec<(usize, Answer)>,
    spare: Spare,
}

impl Answers {
    fn ask(&mut self, plan: &Plan<'_>, rules: &[&'static Rule], id: EntityId) {
        match id.kind {
            Kind::Instance => {
                for (nth, instance) in Instance::from(plan.entity(id)).phases().enumerate() {
                    self.ask_of_instance(rules, nth, &instance);
                }
            }
            Kind::Eni => self.ask_of_eni(rules, &Eni::from(plan.entity(id))),
            _ => {
                let thing = plan.entity(id);
                for (at, &rule) in rules.iter().enumerate() {
                    let check = |sink: &mut Sink| match rule.check {
                        Check::Vswitch(check) => check(&Vswitch::from(thing), sink),
                        Check::SecurityGroup(check) => check(&SecurityGroup::from(thing), sink),
                        _ => Ok(()),
                    };
                    if kind_of(rule) == Some(id.kind) {
                        self.judge((at, rule), (id, 0), (id, None), check);
                    }
                }
            }
        }
    }

    fn ask_of_instance(&mut self, rules: &[&'static Rule], nth: usize, instance: &Instance<'_>) {
        // What is so before all actions is judged once, whether attaches follow or not.
        if instance.since() != Moment::START && instance.attaches().next().is_none() {
            return;
        }
        for (at, &rule) in rules.iter().enumerate() {
            if let Check::Instance(check) = rule.check {
                let about = (instance.id, Some(instance.since()));
                self.judge((at, rule), (instance.id, nth), about, |sink| check(instance, sink));
            }
        }
    }

    fn ask_of_eni(&mut self, rules: &[&'static Rule], own: &Eni<'_>) {
        let told: Vec<Addressed<'_>> =
            std::iter::once(*own).chain(own.extensions()).map(Addressed::from).collect();
        for (at, &rule) in rules.iter().enumerate() {
            match rule.check {
                Check::Eni(check) => {
                    self.judge((at, rule), (own.id, 0), (own.id, None), |sink| check(own, sink));
                }
                Check::Addresses(check) => {
                    for (nth, eni) in told.iter().enumerate() {
                        let about = (eni.giver().id, None);
                        if self.judge((at, rule), (eni.id, nth), about, |sink| check(eni, sink)) {
                            break; // what comes after would build on what is wrong
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Asks one rule; tells whether it proved something wrong.
    fn judge(
        &mut self,
        (at, rule): (usize, &'static Rule),
        spot: (EntityId, usize),
        about: (EntityId, Option<Moment>),
        check: impl FnOnce(&mut Sink) -> Decided,
    ) -> bool {
        let Some((sink, decided)) = self.spare.ask(rule, None, check) else { return false };
        let proves = !sink.disproved.is_empty();
        self.all.push((at, Answer { sink, decided, spot, about }));
        proves
    }
}
