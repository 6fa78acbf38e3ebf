//! Judges one action, and draws the verdict of an attach.

use super::order::Settled;
use super::registry::{Check, Rule};
use super::run::{Outcome, Remarks, Undecided};
use super::sink::Spare;
use super::worlds::{Said, Worlds, is_same};
use super::{Decided, Sink};
use crate::finding::{Decision, RuleName, Severity, Verdict};
use crate::inventory::{Field, Kind, Unknown, Verb};
use crate::plan::{Action, Attach, Ends, Entity, EntityId, MOST_GROUPS, Moment, Plan};
use crate::source::Span;
use crate::split::{self, Answers};
use hashbrown::HashMap;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;

/// What actions are judged by.
pub(super) struct Judge<'r> {
    pub(super) rules: &'r [&'static Rule],
    /// The final severity of a rule's finding.
    pub(super) severity: &'r (dyn Fn(RuleName, Severity) -> Severity + Sync),
    /// The errors that were found on attaches before.
    pub(super) written: &'r HashMap<Span, Vec<RuleName>>,
    pub(super) settled: &'r Settled,
}

/// What is not known of an attach that may not be done.
const WHETHER: &str = "whether it runs";

/// What decides an attach.
struct Case {
    at: Span,
    /// The rules that it breaks.
    broken: BTreeSet<RuleName>,
    /// The facts that are missing.
    missing: BTreeSet<String>,
}

/// What the rules said of an attach that had something to say, each with its findings.
#[derive(Default)]
pub(super) enum Asked {
    /// None proved a value of the attach wrong, so none has to be asked again.
    #[default]
    Silent,
    /// Nothing was said of its parties: this is the verdict, and what it is drawn from, if there is any.
    Alone(Verdict, Option<Box<Outcome>>),
    All(Vec<(Sink, Decided)>),
    /// One did; those that come after it are to be asked once this is known.
    Again,
}

impl<'r> Judge<'r> {
    /// Asks the attach rules about every attach among some actions; about one that is not told they
    /// have nothing to say. What they prove wrong is not taken to heart yet.
    pub(super) fn ask(
        &self,
        plan: &Plan<'_>,
        actions: &[Action],
        remarks: &Remarks,
        threads: NonZeroUsize,
    ) -> Answers<Asked> {
        let rules = self.rules;
        // What is said of a step that assigns addresses is handed on to its ENI when its turn comes.
        let hands_on = remarks.keys().any(|(about, _)| about.kind == Kind::Step);
        let may_be_alone = !hands_on && !plan.inventory.has_choices();
        split::ask(threads, actions, |action| {
            if action.verb != Verb::Attach {
                return None;
            }
            let ends = Ends::default();
            let attach = Attach::from(plan.entity(action.id)).keeping(&ends);
            let at = attach.entry_span();
            let mut all = Vec::new();
            let mut asked = Spare::default();
            for &rule in rules {
                let (Check::Attach(check) | Check::Action(check, _)) = rule.check else { continue };
                let said = asked.ask(rule, Some(at), |sink| check(&attach, sink));
                let Some((sink, decided)) = said else { continue };
                if sink.disproved.iter().any(|(entity, _)| *entity == action.id) {
                    return Some(Asked::Again);
                }
                if decided.is_err() || !sink.findings.is_empty() {
                    all.push((sink, decided));
                }
            }
            if may_be_alone && self.is_alone(plan, &attach, remarks) {
                return Some(self.alone(plan, &attach, all));
            }
            (!all.is_empty()).then_some(Asked::All(all))
        })
    }

    /// Whether an attach is judged by what is asked about itself.
    fn is_alone(&self, plan: &Plan<'_>, attach: &Attach<'_>, remarks: &Remarks) -> bool {
        let heard_of = |about: &_| remarks.contains_key(about);
        !self.written.contains_key(&attach.entry_span())
            && !self.settled.open.contains_key(&attach.id)
            && !heard_of(&(attach.id, None))
            // Where nothing was said of anything, nobody has to look for the parties.
            && (remarks.is_empty() || !parties(plan, attach).iter().any(heard_of))
    }

    /// The verdict of an attach that is judged by what is asked about itself.
    fn alone(&self, plan: &Plan<'_>, attach: &Attach<'_>, all: Vec<(Sink, Decided)>) -> Asked {
        let mut case = Case::new(attach.entry_span());
        if all.is_empty() {
            return Asked::Alone(case.verdict(attach), None);
        }
        let said = all.into_iter().filter_map(|(sink, decided)| self.said_of(plan, attach.id, sink, decided));
        let mut outcome = Outcome::default();
        case.take_all(plan, attach, said.collect(), &mut outcome);
        Asked::Alone(case.verdict(attach), Some(Box::new(outcome)))
    }

    /// Runs the attach rules on one attach, unless they were asked already, adds what was said of its parties,
    /// and draws the verdict. Tells whether it fails for what is known without a look at the values that some
    /// fact may have.
    pub(super) fn attach(
        &self,
        plan: &mut Plan<'_>,
        id: EntityId,
        asked: Asked,
        remarks: &mut Remarks,
        worlds: &mut Worlds<'r, '_>,
        outcome: &mut Outcome,
    ) -> bool {
        if let Asked::Alone(verdict, from) = asked {
            let fails = verdict.decision == Decision::Fail;
            outcome.verdicts.push(verdict);
            if let Some(from) = from {
                outcome.findings.extend(from.findings);
                outcome.undecided.extend(from.undecided);
            }
            return fails;
        }
        let at = plan.entity(id).entry_span();
        let mut case = Case::new(at);
        case.broken.extend(self.written.get(&at).into_iter().flatten());
        let mut said = case.hear(plan, id, remarks, outcome);
        let rules = match asked {
            Asked::Again => self.rules,
            Asked::Silent | Asked::Alone(..) | Asked::All(_) => &[],
        };
        if let Asked::All(all) = asked {
            said.extend(all.into_iter().filter_map(|(sink, decided)| self.said_of(plan, id, sink, decided)));
        }
        for &rule in rules {
            let (Check::Attach(check) | Check::Action(check, _)) = rule.check else { continue };
            let mut sink = Sink { attachment: Some(at), ..Sink::new(rule) };
            let decided = check(&Attach::from(plan.entity(id)), &mut sink);
            sink.cut();
            // Of its own values only: what other attaches read must not depend on their order.
            plan.disprove(sink.disproved.drain(..).filter(|(entity, _)| *entity == id));
            said.extend(self.said_of(plan, id, sink, decided));
        }
        let fails = !case.broken.is_empty() || said.iter().any(Said::fails);
        if plan.inventory.has_choices() {
            said = worlds.attach(plan, id, (remarks, &outcome.findings), said);
        }
        let attach = Attach::from(plan.entity(id));
        case.take_all(plan, &attach, said, outcome);
        if let Some((rule, order)) = self.settled.open.get(&id) {
            outcome.undecided.push(Undecided { rule: *rule, attachment: Some(at), missing: order.clone() });
            case.missing.insert(order.clone());
        }
        outcome.verdicts.push(case.verdict(&attach));
        fails
    }

    /// Runs the rules for steps on one; tells whether some of them report an error, as above.
    pub(super) fn step(
        &self,
        plan: &Plan<'_>,
        place: u32,
        worlds: &mut Worlds<'r, '_>,
        outcome: &mut Outcome,
    ) -> bool {
        let Some(step) = plan.call(place) else { return false };
        let mut said = Vec::new();
        for &rule in self.rules {
            let (Check::Step(check) | Check::Action(_, check)) = rule.check else { continue };
            let mut sink = Sink::new(rule);
            let decided = check(&step, &mut sink);
            sink.cut();
            said.extend(self.said(sink, decided));
        }
        let fails = said.iter().any(Said::fails);
        if plan.inventory.has_choices() {
            said = worlds.step(plan, step.id, said);
        }
        for one in said {
            let missing = one.open.as_ref().map(|missing| missing.describe(plan));
            outcome.take(one, missing, None);
        }
        fails
    }

    /// What a rule said of an attach, if it is worth telling.
    fn said_of(&self, plan: &Plan<'_>, id: EntityId, mut sink: Sink, decided: Decided) -> Option<Said> {
        sink.doubt(plan, id, self.settled);
        self.said(sink, decided)
    }

    /// What a rule said, if it is worth telling.
    fn said(&self, mut sink: Sink, decided: Decided) -> Option<Said> {
        for finding in &mut sink.findings {
            finding.severity = (self.severity)(finding.rule, finding.severity);
        }
        let said = !sink.findings.is_empty() || decided.is_err();
        said.then(|| Said::new(sink.rule, sink.findings, decided))
    }
}

impl Outcome {
    /// Takes over what a rule said, and what it lacks in words. The same may have been said of an instance or
    /// ENI before.
    fn take(&mut self, said: Said, missing: Option<String>, attachment: Option<Span>) {
        for finding in said.findings {
            let is_old = said.of_party && self.findings.iter().any(|other| is_same(other, &finding));
            if !is_old {
                self.findings.push(finding);
            }
        }
        if let (Some(rule), Some(missing)) = (said.rule, missing) {
            let told = |other: &Undecided| other.rule == rule.name && other.missing == missing;
            if !said.of_party || !self.undecided.iter().any(told) {
                self.undecided.push(Undecided { rule: rule.name, attachment, missing });
            }
        }
    }
}

impl Case {
    fn new(at: Span) -> Self {
        Self { at, broken: BTreeSet::new(), missing: BTreeSet::new() }
    }

    /// Takes over all that rules said of the attach.
    fn take_all(&mut self, plan: &Plan<'_>, attach: &Attach<'_>, all: Vec<Said>, outcome: &mut Outcome) {
        if all.iter().any(Said::fails_if_it_runs) {
            self.missing.insert(WHETHER.to_owned());
        }
        let heard = outcome.findings.len();
        for said in all {
            self.take(plan, said, outcome);
        }
        let address = || attach.address().map(str::to_owned);
        // Several attaches may stand in one place, and differ in their addresses.
        for finding in outcome.findings.iter_mut().skip(heard).filter(|f| f.attachment == Some(self.at)) {
            finding.address = finding.address.take().or_else(address);
        }
    }

    fn take(&mut self, plan: &Plan<'_>, said: Said, outcome: &mut Outcome) {
        if said.fails() {
            self.broken.extend(said.rule.map(|rule| rule.name));
        }
        let missing = said.open.as_ref().map(|missing| missing.describe(plan));
        if said.is_constraint() {
            self.missing.extend(missing.clone());
        }
        outcome.take(said, missing, Some(self.at));
    }

    /// Adds what was said of the attach and of its parties. What hangs on a choice is handed back.
    fn hear(
        &mut self,
        plan: &Plan<'_>,
        id: EntityId,
        remarks: &mut Remarks,
        outcome: &mut Outcome,
    ) -> Vec<Said> {
        let mut open = Vec::new();
        let attach = Attach::from(plan.entity(id));
        let parties = parties(plan, &attach);
        let restarts = attach.restarts();
        let is_uncertain = plan.is_uncertain(id);
        for entity in std::iter::once((id, None)).chain(parties) {
            for remark in remarks.get_mut(&entity).into_iter().flatten() {
                if !concerns(&attach, entity.0, remark.rule) {
                    continue;
                }
                match restarts {
                    Ok(false) => {}
                    _ if !is_spared(remark.rule) => {}
                    Ok(true) => continue,
                    Err(unknown) => {
                        self.hear_unknown(plan, remark.rule, unknown, &mut open);
                        continue;
                    }
                }
                for index in &remark.findings {
                    let Some(finding) = outcome.findings.get_mut(*index) else { continue };
                    finding.attachment.get_or_insert(self.at);
                    if finding.severity != Severity::Error {
                        continue;
                    }
                    if is_uncertain {
                        remark.doubted.push(*index);
                        self.missing.insert(WHETHER.to_owned());
                    } else {
                        self.broken.insert(finding.rule);
                    }
                }
                remark.is_certain |= !is_uncertain;
                remark.keep_one(&outcome.findings);
                if let Some(unknown) = remark.unknown.filter(|_| remark.rule.constraint) {
                    self.hear_unknown(plan, remark.rule, unknown, &mut open);
                }
            }
        }
        open
    }

    fn hear_unknown(&mut self, plan: &Plan<'_>, rule: &'static Rule, unknown: Unknown, open: &mut Vec<Said>) {
        if unknown.choice().is_some() {
            let said = Said::new(rule, Vec::new(), Err(unknown));
            open.push(Said { of_party: true, ..said });
        } else {
            self.missing.insert(plan.describe(&unknown));
        }
    }

    fn verdict(self, attach: &Attach<'_>) -> Verdict {
        let decision = match (self.broken.is_empty(), self.missing.is_empty()) {
            (false, _) => Decision::Fail,
            (true, true) => Decision::Pass,
            (true, false) => Decision::Undecided,
        };
        let undecided = decision == Decision::Undecided;
        Verdict {
            called_at: attach.plan().inventory.call_site(self.at),
            attachment: self.at,
            address: attach.address().map(str::to_owned),
            instance_id: attach.as_written(Field::InstanceId).to_owned(),
            network_interface_id: attach.as_written(Field::NetworkInterfaceId).to_owned(),
            decision,
            rules: self.broken.into_iter().collect(),
            missing: if undecided { self.missing.into_iter().collect() } else { Vec::new() },
        }
    }
}

/// Whether an instance that is restarted for an attach takes the ENI whatever the rule says.
fn is_spared(rule: &Rule) -> bool {
    matches!(rule.name.as_str(), "no-hot-plug" | "stale-start")
}

/// Whether what a rule says of a party is about the attach. An ENI that exists has its addresses, whatever
/// others would take of its vSwitch.
pub(super) fn concerns(attach: &Attach<'_>, party: EntityId, rule: &Rule) -> bool {
    let of_addresses = party.kind == Kind::Vswitch && rule.name.as_str() == "vsw-free-ips";
    !of_addresses || attach.eni().is_ok_and(|eni| eni.takes_addresses())
}

/// Parties that an attach usually has no more than: two for its instance, its ENI and vSwitch, some groups.
const USUAL: usize = 8;

/// The entities whose faults are faults of the attach: its instance, its ENI, and the vSwitch and
/// security groups that the ENI lives in. Where the ENI sits on the instance already, the state of
/// the instance does not matter any more.
pub(super) fn parties(plan: &Plan<'_>, attach: &Attach<'_>) -> Vec<(EntityId, Option<Moment>)> {
    let mut parties = Vec::with_capacity(USUAL);
    if let (Ok(instance), false) = (attach.instance(), attach.is_done()) {
        parties.push((instance.id, None));
        parties.push((instance.id, Some(instance.since())));
    }
    let mut add = |entity: Entity<'_>| parties.push((entity.id, None));
    if let Ok(eni) = attach.eni() {
        add(*eni);
        if let Ok(vswitch) = eni.vswitch() {
            add(*vswitch);
        }
        if let Ok(ids) = eni.security_group_ids() {
            for id in ids.value.iter().take(MOST_GROUPS).flatten() {
                if let Some(group) = plan.find(Kind::SecurityGroup, id.value.id) {
                    add(group);
                }
            }
        }
    }
    parties
}
