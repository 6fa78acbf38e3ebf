//! Runs the rules over a plan: first those on single things, then action by action.

use super::ask::{Ahead, OfRule};
use super::judge::Judge;
use super::order::{Trial, mend, settle};
use super::registry::Rule;
use super::sink::IF_IT_RUNS;
use super::worlds::{Missing, Said, Worlds};
use super::{Decided, Sink, provider, retries};
use crate::finding::{Finding, RuleName, Severity, Verdict};
use crate::inventory::{Field, Kind, Unknown, Verb};
use crate::plan::{EntityId, Moment, Plan};
use crate::source::Span;
use hashbrown::HashMap;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;

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
pub(super) struct Remark {
    pub(super) rule: &'static Rule,
    /// Indices of findings.
    pub(super) findings: Vec<usize>,
    pub(super) unknown: Option<Unknown>,
    /// Those that attaches heard which may not be done.
    pub(super) doubted: Vec<usize>,
    /// Whether one heard of it that is done.
    pub(super) is_certain: bool,
}

impl Remark {
    fn new(rule: &'static Rule, findings: Vec<usize>, unknown: Option<Unknown>) -> Self {
        Self { rule, findings, unknown, doubted: Vec::new(), is_certain: false }
    }

    /// Once every finding has its attach, one stands for all.
    pub(super) fn keep_one(&mut self, findings: &[Finding]) {
        let is_error = |index: &usize| findings.get(*index).is_some_and(|f| f.severity == Severity::Error);
        if let Some(at) = self.findings.iter().position(is_error) {
            self.findings.swap(0, at);
        }
        self.findings.truncate(1);
    }
}

/// What was said of a thing, whenever; or of an instance as it is from a moment on, until a step
/// changes it.
pub(super) type Remarks = HashMap<(EntityId, Option<Moment>), Vec<Remark>>;

/// Runs `rules` over `plan`, after what was found while reading. `severity` gives the final severity
/// of a rule's finding. What is found does not depend on the number of threads.
pub fn run(
    plan: &mut Plan<'_>,
    rules: &[&'static Rule],
    severity: &(dyn Fn(RuleName, Severity) -> Severity + Sync),
    read: Vec<Finding>,
    threads: NonZeroUsize,
) -> Outcome {
    let mut outcome = Outcome { findings: read, ..Outcome::default() };
    let read = outcome.findings.len();
    let mut trial = Trial::new(rules, severity);
    let settled = settle(plan, &mut trial);
    let mut remarks = Remarks::new();
    let mut worlds = Worlds::new(rules, severity, &mut trial);
    let mut ahead = Ahead::new(rules);
    loop {
        let said = ahead.ask(plan, threads);
        let asked = said.len();
        if asked == 0 {
            break;
        }
        let mut ran = 0;
        for (rule, said) in said {
            ran += 1;
            let disproved = take(plan, rule, said, &mut worlds, &mut outcome, &mut remarks);
            if !disproved.is_empty() {
                plan.disprove(disproved);
                break;
            }
        }
        ahead.pass(ran, asked);
    }
    plan.recount();
    for finding in outcome.findings.iter_mut().skip(read) {
        finding.severity = severity(finding.rule, finding.severity);
    }
    let written = errors_by_attach(&outcome.findings);
    let judge = Judge { rules, severity, written: &written, settled: &settled };
    let actions = plan.actions().to_vec();
    outcome.verdicts.reserve_exact(actions.iter().filter(|action| action.verb == Verb::Attach).count());
    let mut asked = judge.ask(plan, &actions, &remarks, threads).peekable();
    let mut failing = Vec::new();
    for (place, action) in (0..).zip(actions) {
        let fails = if action.verb == Verb::Attach {
            let asked = asked.next_if(|(of, _)| *of == place as usize).map(|(_, asked)| asked);
            judge.attach(plan, action.id, asked.unwrap_or_default(), &mut remarks, &mut worlds, &mut outcome)
        } else {
            hand_on(plan, place, &mut remarks);
            judge.step(plan, place, &mut worlds, &mut outcome)
        };
        failing.extend(fails.then_some(place));
    }
    doubt(&remarks, severity, &mut outcome);
    mend(plan, &mut trial, &failing, &mut outcome.findings);
    outcome.findings.extend(settled.risks);
    retries::note(plan, &mut outcome.findings);
    provider::note(plan, &mut outcome.findings);
    outcome
}

/// Makes warnings of errors on things that only attaches use which may not be done. What some attach
/// fails for stays an error.
fn doubt(remarks: &Remarks, severity: &dyn Fn(RuleName, Severity) -> Severity, outcome: &mut Outcome) {
    let all = || remarks.values().flatten();
    let certain = all().filter(|remark| remark.is_certain).flat_map(|remark| &remark.findings);
    let certain: BTreeSet<usize> = certain.copied().collect();
    let doubted: BTreeSet<usize> = all().flat_map(|remark| remark.doubted.iter().copied()).collect();
    if doubted.is_empty() {
        return;
    }
    let fails: BTreeSet<RuleName> = outcome.verdicts.iter().flat_map(|v| &v.rules).copied().collect();
    for index in doubted.difference(&certain) {
        let Some(finding) = outcome.findings.get_mut(*index) else { continue };
        if !fails.contains(&finding.rule) {
            finding.severity = severity(finding.rule, Severity::Warning);
            finding.message = format!("{IF_IT_RUNS} {}", finding.message);
        }
    }
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

/// Takes over what a rule said that judges anything but attaches; returns what it proved wrong.
fn take(
    plan: &Plan<'_>,
    rule: &'static Rule,
    said: OfRule,
    worlds: &mut Worlds<'_, '_>,
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
            // It is this attach's, whichever hears of the instance first.
            if let (Kind::Attachment, Some(finding)) = (subject.kind, outcome.findings.get_mut(index)) {
                finding.attachment.get_or_insert(plan.entity(subject).entry_span());
            }
            let remark = Remark::new(rule, vec![index], None);
            remarks.entry((subject, None)).or_default().push(remark);
        }
        if let Err(unknown) = decided {
            let missing = plan.describe(&unknown);
            outcome.undecided.push(Undecided { rule: rule.name, attachment: None, missing });
        }
        if let Some(entity) = entity.filter(|_| !findings.is_empty() || decided.is_err()) {
            let remark = Remark::new(rule, findings, decided.err());
            remarks.entry(entity).or_default().push(remark);
        }
    };
    // What hangs on a choice is asked for each of the values; which entity it is, and the how
    // manieth time that the rule looks at it.
    let mut choose = |sink: &mut Sink, spot: (EntityId, usize), decided: Decided| -> Decided {
        let unknown = decided.err().filter(|unknown| unknown.choice().is_some());
        let Some(unknown) = unknown else { return decided };
        let findings = std::mem::take(&mut sink.findings);
        let said = worlds.entity(plan, spot, Said::new(rule, findings, Err(unknown)));
        sink.findings = said.findings;
        sink.subjects.clear(); // these were of the findings before
        match said.open {
            None => Ok(()),
            Some(Missing::Fact(unknown)) => Err(unknown),
            Some(Missing::Order(_)) => decided,
        }
    };
    let answers = match said {
        OfRule::Plan(mut sink, decided) => {
            note(&mut sink, None, decided);
            return sink.disproved;
        }
        OfRule::Things(answers) => answers,
    };
    for answer in answers {
        sink.findings = answer.sink.findings;
        sink.subjects = answer.sink.subjects;
        sink.disproved.extend(answer.sink.disproved);
        let decided = choose(&mut sink, answer.spot, answer.decided);
        note(&mut sink, Some(answer.about), decided);
    }
    sink.disproved
}

/// Hands on what was said of an assign step to its ENI: it concerns the attaches that come after.
fn hand_on(plan: &Plan<'_>, place: u32, remarks: &mut Remarks) {
    let Some(step) = plan.step(place).filter(|step| step.verb == Verb::Assign) else { return };
    let (Some(said), Ok(eni)) = (remarks.remove(&(step.id, None)), step.eni()) else { return };
    let of_eni = remarks.entry((eni.id, None)).or_default();
    for remark in said {
        match of_eni.iter_mut().find(|other| std::ptr::eq(other.rule, remark.rule)) {
            Some(other) => {
                other.findings.extend(remark.findings);
                other.unknown = other.unknown.or(remark.unknown);
            }
            None => of_eni.push(remark),
        }
    }
}
