//! What the order of a plan's actions makes of its verdicts.
//!
//! Where nothing says which of several actions runs first, every order must be safe. So before
//! anything is judged, the orders of each such part of the plan are tried, and the part is judged in
//! one that works if there is one. What fails in another order becomes a warning, and the attach
//! undecided: the fact that is missing is the order. Afterwards, what still fails is tried with its
//! steps in other orders, to tell which one would work.

mod mend;
mod orders;
mod seats;
mod settle;
#[cfg(test)]
mod tests;

pub(super) use mend::mend;
pub(super) use settle::{Settled, settle};

use super::Sink;
use super::registry::{Check, Rule};
use crate::finding::{Finding, RuleName, Severity};
use crate::inventory::{Kind, TextId, Verb};
use crate::plan::{Action, Attach, End, EntityId, Instance, Moment, Plan};
use std::collections::BTreeSet;

/// Actions that may be judged in the search for orders, in all. At some tens of microseconds each it
/// is over in a second or two, whatever the plan.
const BUDGET: usize = 50_000;

/// The rule on order as such. It stands for orders that were not tried, too.
const ORDER: RuleName = RuleName("order-detach-first");

/// Judges actions in orders that are only tried.
pub(super) struct Trial<'r> {
    rules: &'r [&'static Rule],
    severity: &'r dyn Fn(RuleName, Severity) -> Severity,
    left: usize,
}

/// What came of an order.
struct Tried {
    order: Vec<Action>,
    faults: Vec<Fault>,
    /// Of two orders without errors the one with fewer warnings is better.
    warnings: usize,
    /// What it comes to.
    ends: Vec<(TextId, End)>,
}

/// An error in an order that was tried.
struct Fault {
    action: EntityId,
    finding: Finding,
}

/// Which faults an order has, to compare it with another.
type Faults = BTreeSet<(EntityId, RuleName)>;

impl<'r> Trial<'r> {
    pub(super) fn new(
        rules: &'r [&'static Rule],
        severity: &'r dyn Fn(RuleName, Severity) -> Severity,
    ) -> Self {
        Self { rules, severity, left: BUDGET }
    }

    /// Judges actions in an order. None if too much was tried already.
    fn run(&mut self, plan: &Plan<'_>, order: Vec<Action>) -> Option<Tried> {
        self.left = self.left.checked_sub(order.len())?;
        let plan = plan.with_actions(order.clone());
        let (mut faults, mut warnings) = (Vec::new(), 0);
        for (place, action) in (0..).zip(&order) {
            let mut sinks = Vec::new();
            for &rule in self.rules {
                let mut sink = Sink::new(rule);
                sink.attachment = Some(span_of(&plan, action)).filter(|_| action.verb == Verb::Attach);
                // What lacks a fact in one order lacks it in all, or is judged in the order that is
                // taken in the end.
                let _undecided = match rule.check {
                    Check::Attach(check) | Check::Action(check, _) if action.verb == Verb::Attach => {
                        check(&Attach::from(plan.entity(action.id)), &mut sink)
                    }
                    Check::Step(check) | Check::Action(_, check) => {
                        plan.call(place).map_or(Ok(()), |step| check(&step, &mut sink))
                    }
                    Check::Instance(check) => match instance(&plan, action) {
                        Some(instance) => check(&instance, &mut sink),
                        None => Ok(()),
                    },
                    _ => Ok(()),
                };
                sinks.push(sink);
            }
            for mut finding in sinks.into_iter().flat_map(|sink| sink.findings) {
                finding.severity = (self.severity)(finding.rule, finding.severity);
                match finding.severity {
                    Severity::Error => faults.push(Fault { action: action.id, finding }),
                    Severity::Warning => warnings += 1,
                    Severity::Info => {}
                }
            }
        }
        let ends = plan.ends();
        Some(Tried { order, faults, warnings, ends })
    }
}

/// The instance of an attach as it is by then; none if its rules do not matter to the action.
fn instance<'a>(plan: &'a Plan<'a>, action: &Action) -> Option<Instance<'a>> {
    if action.verb != Verb::Attach {
        return None;
    }
    let attach = Attach::from(plan.entity(action.id));
    attach.instance().ok().filter(|_| !attach.is_done())
}

impl Tried {
    fn faults(&self) -> Faults {
        self.faults.iter().map(|fault| (fault.action, fault.finding.rule)).collect()
    }
}

/// For messages: `attach eni-… to i-…`, `stop i-…`.
fn describe(plan: &Plan<'_>, action: &Action) -> String {
    use crate::inventory::{Field, key};
    let entity = plan.entity(action.id);
    let attach = Attach::from(entity);
    let verb = action.verb.name();
    let eni = match action.id.kind {
        Kind::Eni => entity.name(),
        _ => named(attach.as_written(Field::NetworkInterfaceId), "an ENI", entity.address()),
    };
    let instance = named(attach.as_written(Field::InstanceId), "an instance", None);
    match action.verb {
        Verb::Attach => format!("{verb} {eni} to {instance}"),
        Verb::Stop | Verb::Start | Verb::Reboot | Verb::Release => format!("{verb} {instance}"),
        Verb::Resize => {
            let to =
                entity.get(key::InstanceType).known().map_or(String::new(), |t| t.value.text().to_owned());
            format!("{verb} {instance} to {to}")
        }
        Verb::Detach | Verb::Create | Verb::Assign | Verb::Delete | Verb::Wait => format!("{verb} {eni}"),
        Verb::Lost => "a step that cannot be used".to_owned(),
        Verb::Open => "what may be done or not".to_owned(),
    }
}

/// What is named by its ID, if it has one; else by what it is, and by its resource.
fn named(id: &str, what: &str, address: Option<&str>) -> String {
    match (id, address) {
        ("", Some(address)) => format!("{what} by {address}"),
        ("", None) => what.to_owned(),
        (id, _) => id.to_owned(),
    }
}

/// The same of several, in order; of many only the first.
fn describe_all(plan: &Plan<'_>, actions: &[Action]) -> String {
    const SHOWN: usize = 8;
    let mut all: Vec<String> = actions.iter().take(SHOWN).map(|action| describe(plan, action)).collect();
    if actions.len() > SHOWN {
        all.push(format!("{} more", actions.len() - SHOWN));
    }
    all.join(", ")
}

/// The moment of an action does not matter to where it stands.
fn span_of(plan: &Plan<'_>, action: &Action) -> crate::source::Span {
    plan.entity(action.id).at(Moment::START).entry_span()
}
