//! Runs the rules over a plan and draws the verdicts.

use super::order::{Settled, Trial, mend, settle};
use super::registry::{Check, Rule};
use super::{Decided, Sink};
use crate::finding::{Decision, Finding, RuleName, Severity, Verdict};
use crate::inventory::{Field, Kind, Unknown, Verb};
use crate::plan::{Attach, Entity, EntityId, Moment, Plan, SecurityGroup, Vswitch};
use crate::source::Span;
use std::collections::{BTreeSet, HashMap};

/// What the rules found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// In no order yet.
    pub findings: Vec<Finding>,
    /// One for each planned attach, in the plan's order.
    pub verdicts: Vec<Verdict>,
    /// The rules that lacked a fact, with the facts.
    pub undecided: Vec<Undecided>,
}

/// A rule that lacked a fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Undecided {
    /// The rule.
    pub rule: RuleName,
    /// The planned attach it was asked about, if one.
    pub attachment: Option<Span>,
    /// The fact, like `instances[i-…].instance_type`.
    pub missing: String,
}

/// What a rule said of one thing that is not an attach, as far as attaches care.
struct Remark {
    rule: &'static Rule,
    /// Indices of findings.
    findings: Vec<usize>,
    unknown: Option<Unknown>,
}

/// What was said of a thing, whenever; or of an instance as it is from a moment on, until a step
/// changes it.
type Remarks = HashMap<(EntityId, Option<Moment>), Vec<Remark>>;

/// Runs `rules` over `plan`, after what was found while reading. `severity` gives the final severity
/// of a rule's finding.
pub fn run(
    mut plan: Plan<'_>,
    rules: &[&'static Rule],
    severity: &dyn Fn(RuleName, Severity) -> Severity,
    read: Vec<Finding>,
) -> Outcome {
    let mut outcome = Outcome { findings: read, ..Outcome::default() };
    let read = outcome.findings.len();
    let mut trial = Trial::new(rules, severity);
    let settled = settle(&mut plan, &mut trial);
    let mut remarks = Remarks::new();
    for &rule in rules {
        let disproved = run_on_entities(&plan, rule, &mut outcome, &mut remarks);
        plan.disprove(disproved);
    }
    plan.recount();
    for finding in outcome.findings.iter_mut().skip(read) {
        finding.severity = severity(finding.rule, finding.severity);
    }
    let written = errors_by_attach(&outcome.findings);
    let actions = plan.actions().to_vec();
    let mut failing = Vec::new();
    for (place, action) in (0..).zip(actions) {
        let fails = if action.verb == Verb::Attach {
            judge(&mut plan, action.id, rules, severity, &remarks, &written, &settled, &mut outcome);
            outcome.verdicts.last().is_some_and(|verdict| verdict.decision == Decision::Fail)
        } else {
            judge_step(&plan, place, rules, severity, &mut outcome)
        };
        failing.extend(fails.then_some(place));
    }
    mend(&plan, &mut trial, &failing, &mut outcome.findings);
    outcome.findings.extend(settled.risks);
    outcome
}

/// The errors that were found on attaches before any attach was judged: by readers, and by rules
/// that judge the plan as a whole.
fn errors_by_attach(findings: &[Finding]) -> HashMap<Span, Vec<RuleName>> {
    let mut errors: HashMap<Span, Vec<RuleName>> = HashMap::new();
    for finding in findings.iter().filter(|f| f.severity == Severity::Error) {
        if let Some(at) = finding.attachment {
            errors.entry(at).or_default().push(finding.rule);
        }
    }
    errors
}

/// Runs a rule that judges anything but attaches; returns what it proved wrong.
fn run_on_entities(
    plan: &Plan<'_>,
    rule: &'static Rule,
    outcome: &mut Outcome,
    remarks: &mut Remarks,
) -> Vec<(EntityId, Field)> {
    let mut sink = Sink::new(rule);
    // What one instance is blamed for at several moments is one finding.
    let mut told: HashMap<(EntityId, Span, String), usize> = HashMap::new();
    let mut note = |sink: &mut Sink, entity: Option<(EntityId, Option<Moment>)>, decided: Decided| {
        let mut findings = Vec::new();
        for finding in sink.findings.drain(..) {
            let mut index = outcome.findings.len();
            if let Some((id, Some(_))) = entity {
                index = *told.entry((id, finding.primary.span, finding.message.clone())).or_insert(index);
            }
            findings.push(index);
            if index == outcome.findings.len() {
                outcome.findings.push(finding);
            }
        }
        for (index, subject) in sink.subjects.drain(..) {
            let index = findings.get(index).copied().unwrap_or_default();
            let remark = Remark { rule, findings: vec![index], unknown: None };
            remarks.entry((subject, None)).or_default().push(remark);
        }
        if let Err(unknown) = decided {
            let missing = plan.describe(&unknown);
            outcome.undecided.push(Undecided { rule: rule.name, attachment: None, missing });
        }
        if let Some(entity) = entity.filter(|_| !findings.is_empty() || decided.is_err()) {
            let remark = Remark { rule, findings, unknown: decided.err() };
            remarks.entry(entity).or_default().push(remark);
        }
    };
    match rule.check {
        Check::Reader | Check::Attach(_) | Check::Step(_) | Check::Action(..) => {}
        Check::Plan(check) => {
            let decided = check(plan, &mut sink);
            note(&mut sink, None, decided);
        }
        Check::Vswitch(check) => {
            for entity in plan.all(Kind::Vswitch) {
                let decided = check(&Vswitch::from(entity), &mut sink);
                note(&mut sink, Some((entity.id, None)), decided);
            }
        }
        Check::SecurityGroup(check) => {
            for entity in plan.all(Kind::SecurityGroup) {
                let decided = check(&SecurityGroup::from(entity), &mut sink);
                note(&mut sink, Some((entity.id, None)), decided);
            }
        }
        Check::Instance(check) => {
            for instance in plan.instances().flat_map(|instance| instance.phases()) {
                // What is so before all actions is judged once, whether attaches follow or not.
                if instance.since() == Moment::START || instance.attaches().next().is_some() {
                    let decided = check(&instance, &mut sink);
                    note(&mut sink, Some((instance.id, Some(instance.since()))), decided);
                }
            }
        }
        Check::Eni(check) => {
            for eni in plan.enis() {
                let decided = check(&eni, &mut sink);
                note(&mut sink, Some((eni.id, None)), decided);
            }
        }
    }
    sink.disproved
}

/// Runs the attach rules on one attach, adds what was said of its parties, and draws the verdict.
fn judge(
    plan: &mut Plan<'_>,
    attach: EntityId,
    rules: &[&'static Rule],
    severity: &dyn Fn(RuleName, Severity) -> Severity,
    remarks: &Remarks,
    written: &HashMap<Span, Vec<RuleName>>,
    settled: &Settled,
    outcome: &mut Outcome,
) {
    let (at, parties) = {
        let attach = Attach::from(plan.entity(attach));
        (attach.span(), parties(plan, &attach))
    };
    let mut broken: BTreeSet<RuleName> = written.get(&at).into_iter().flatten().copied().collect();
    let mut missing = BTreeSet::new();
    for entity in std::iter::once((attach, None)).chain(parties) {
        for remark in remarks.get(&entity).map(Vec::as_slice).unwrap_or_default() {
            for index in &remark.findings {
                let Some(finding) = outcome.findings.get_mut(*index) else { continue };
                finding.attachment.get_or_insert(at);
                if finding.severity == Severity::Error {
                    broken.insert(finding.rule);
                }
            }
            if let Some(unknown) = remark.unknown.filter(|_| remark.rule.constraint) {
                missing.insert(plan.describe(&unknown));
            }
        }
    }
    for &rule in rules {
        let (Check::Attach(check) | Check::Action(check, _)) = rule.check else { continue };
        let mut sink = Sink::new(rule);
        sink.attachment = Some(at);
        let decided = check(&Attach::from(plan.entity(attach)), &mut sink);
        for mut finding in sink.findings {
            finding.severity = severity(finding.rule, finding.severity);
            if finding.severity == Severity::Error {
                broken.insert(finding.rule);
            }
            outcome.findings.push(finding);
        }
        if let Err(unknown) = decided {
            let text = plan.describe(&unknown);
            outcome.undecided.push(Undecided {
                rule: rule.name,
                attachment: Some(at),
                missing: text.clone(),
            });
            if rule.constraint {
                missing.insert(text);
            }
        }
        // Of its own values only: what other attaches read must not depend on their order.
        plan.disprove(sink.disproved.into_iter().filter(|(entity, _)| *entity == attach));
    }
    if let Some((rule, order)) = settled.open.get(&attach) {
        outcome.undecided.push(Undecided { rule: *rule, attachment: Some(at), missing: order.clone() });
        missing.insert(order.clone());
    }
    let attach = Attach::from(plan.entity(attach));
    let decision = match (broken.is_empty(), missing.is_empty()) {
        (false, _) => Decision::Fail,
        (true, true) => Decision::Pass,
        (true, false) => Decision::Undecided,
    };
    let undecided = decision == Decision::Undecided;
    outcome.verdicts.push(Verdict {
        attachment: at,
        instance_id: attach.as_written(Field::InstanceId).to_owned(),
        network_interface_id: attach.as_written(Field::NetworkInterfaceId).to_owned(),
        decision,
        rules: broken.into_iter().collect(),
        missing: if undecided { missing.into_iter().collect() } else { Vec::new() },
    });
}

/// Runs the rules for steps on one; tells whether some of them report an error.
fn judge_step(
    plan: &Plan<'_>,
    place: u32,
    rules: &[&'static Rule],
    severity: &dyn Fn(RuleName, Severity) -> Severity,
    outcome: &mut Outcome,
) -> bool {
    let Some(step) = plan.step(place) else { return false };
    let mut fails = false;
    for &rule in rules {
        let (Check::Step(check) | Check::Action(_, check)) = rule.check else { continue };
        let mut sink = Sink::new(rule);
        if let Err(unknown) = check(&step, &mut sink) {
            let missing = plan.describe(&unknown);
            outcome.undecided.push(Undecided { rule: rule.name, attachment: None, missing });
        }
        for mut finding in sink.findings {
            finding.severity = severity(finding.rule, finding.severity);
            fails |= finding.severity == Severity::Error;
            outcome.findings.push(finding);
        }
    }
    fails
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
