//! Judges one action, and draws the verdict of an attach.

use super::order::Settled;
use super::registry::{Check, Rule};
use super::run::{Outcome, Remarks, Undecided};
use super::{Decided, Sink};
use crate::finding::{Decision, RuleName, Severity, Verdict};
use crate::inventory::{Field, Kind};
use crate::plan::{Attach, Entity, EntityId, Moment, Plan};
use crate::source::Span;
use std::collections::{BTreeSet, HashMap};

/// What actions are judged by.
pub(super) struct Judge<'r> {
    pub(super) rules: &'r [&'static Rule],
    /// The final severity of a rule's finding.
    pub(super) severity: &'r dyn Fn(RuleName, Severity) -> Severity,
    /// The errors that were found on attaches before.
    pub(super) written: &'r HashMap<Span, Vec<RuleName>>,
    pub(super) settled: &'r Settled,
}

/// What decides an attach.
struct Case {
    at: Span,
    /// The rules that it breaks.
    broken: BTreeSet<RuleName>,
    /// The facts that are missing.
    missing: BTreeSet<String>,
}

impl Judge<'_> {
    /// Runs the attach rules on one attach, adds what was said of its parties, and draws the verdict.
    /// Tells whether it fails.
    pub(super) fn attach(
        &self,
        plan: &mut Plan<'_>,
        id: EntityId,
        remarks: &mut Remarks,
        outcome: &mut Outcome,
    ) -> bool {
        let at = plan.entity(id).entry_span();
        let broken = self.written.get(&at).into_iter().flatten().copied().collect();
        let mut case = Case { at, broken, missing: BTreeSet::new() };
        case.hear(plan, id, remarks, outcome);
        for &rule in self.rules {
            let (Check::Attach(check) | Check::Action(check, _)) = rule.check else { continue };
            let mut sink = Sink::new(rule);
            sink.attachment = Some(at);
            let decided = check(&Attach::from(plan.entity(id)), &mut sink);
            if self.settled.doubtful.contains(&id) {
                sink.doubt();
            }
            let broken = self.take(plan, &mut sink, decided, Some(at), outcome);
            case.broken.extend(broken.then_some(rule.name));
            if let Err(unknown) = decided
                && rule.constraint
            {
                case.missing.insert(plan.describe(&unknown));
            }
            // Of its own values only: what other attaches read must not depend on their order.
            plan.disprove(sink.disproved.into_iter().filter(|(entity, _)| *entity == id));
        }
        if let Some((rule, order)) = self.settled.open.get(&id) {
            outcome.undecided.push(Undecided { rule: *rule, attachment: Some(at), missing: order.clone() });
            case.missing.insert(order.clone());
        }
        let verdict = case.verdict(&Attach::from(plan.entity(id)));
        let fails = verdict.decision == Decision::Fail;
        outcome.verdicts.push(verdict);
        fails
    }

    /// Runs the rules for steps on one; tells whether some of them report an error.
    pub(super) fn step(&self, plan: &Plan<'_>, place: u32, outcome: &mut Outcome) -> bool {
        let Some(step) = plan.step(place) else { return false };
        let mut fails = false;
        for &rule in self.rules {
            let (Check::Step(check) | Check::Action(_, check)) = rule.check else { continue };
            let mut sink = Sink::new(rule);
            let decided = check(&step, &mut sink);
            fails |= self.take(plan, &mut sink, decided, None, outcome);
        }
        fails
    }

    /// Takes over what a rule said; tells whether an error is among it.
    fn take(
        &self,
        plan: &Plan<'_>,
        sink: &mut Sink,
        decided: Decided,
        attachment: Option<Span>,
        outcome: &mut Outcome,
    ) -> bool {
        let mut fails = false;
        for mut finding in sink.findings.drain(..) {
            finding.severity = (self.severity)(finding.rule, finding.severity);
            fails |= finding.severity == Severity::Error;
            outcome.findings.push(finding);
        }
        if let Err(unknown) = decided {
            let missing = plan.describe(&unknown);
            outcome.undecided.push(Undecided { rule: sink.rule.name, attachment, missing });
        }
        fails
    }
}

impl Case {
    /// Adds what was said of the attach and of its parties.
    fn hear(&mut self, plan: &Plan<'_>, id: EntityId, remarks: &mut Remarks, outcome: &mut Outcome) {
        let parties = parties(plan, &Attach::from(plan.entity(id)));
        for entity in std::iter::once((id, None)).chain(parties) {
            for remark in remarks.get_mut(&entity).into_iter().flatten() {
                for index in &remark.findings {
                    let Some(finding) = outcome.findings.get_mut(*index) else { continue };
                    finding.attachment.get_or_insert(self.at);
                    if finding.severity == Severity::Error {
                        self.broken.insert(finding.rule);
                    }
                }
                remark.keep_one(&outcome.findings);
                if let Some(unknown) = remark.unknown.filter(|_| remark.rule.constraint) {
                    self.missing.insert(plan.describe(&unknown));
                }
            }
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
            attachment: self.at,
            address: None,
            instance_id: attach.as_written(Field::InstanceId).to_owned(),
            network_interface_id: attach.as_written(Field::NetworkInterfaceId).to_owned(),
            decision,
            rules: self.broken.into_iter().collect(),
            missing: if undecided { self.missing.into_iter().collect() } else { Vec::new() },
        }
    }
}

/// The entities whose faults are faults of the attach: its instance, its ENI, and the vSwitch and
/// security groups that the ENI lives in. Where the ENI sits on the instance already, the state of
/// the instance does not matter any more.
fn parties(plan: &Plan<'_>, attach: &Attach<'_>) -> Vec<(EntityId, Option<Moment>)> {
    let mut parties = Vec::new();
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
            for id in ids.value.iter().flatten() {
                if let Some(group) = plan.find(Kind::SecurityGroup, id.value.id) {
                    add(group);
                }
            }
        }
    }
    parties
}
