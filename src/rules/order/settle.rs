//! Puts what may run in several orders into one that works, and tells what fails in another.

use super::{Fault, Trial, describe, describe_all, faults_of, orders};
use crate::finding::{Finding, Severity};
use crate::inventory::Verb;
use crate::plan::{Action, EntityId, Part, Plan};
use std::collections::{HashMap, HashSet};

/// What the orders of a plan's loose parts make of it.
#[derive(Default)]
pub(in super::super) struct Settled {
    /// What fails in some orders only: the action, and the finding with the order told.
    pub(in super::super) risks: Vec<(EntityId, Finding)>,
    /// Attaches that are decided by an order that nothing tells, in words.
    pub(in super::super) open: HashMap<EntityId, String>,
}

/// Puts the loose parts of a plan into orders that work, as far as there are any.
pub(in super::super) fn settle(plan: &mut Plan<'_>, trial: &mut Trial<'_>) -> Settled {
    let mut settled = Settled::default();
    let mut order = plan.actions().to_vec();
    let mut changed = false;
    for part in plan.parts().iter().filter(|part| part.is_loose()) {
        let Some(best) = try_orders(plan, part, trial, &mut settled) else { continue };
        for (place, action) in part.places.iter().zip(best) {
            if let Some(slot) = order.get_mut(*place as usize) {
                changed |= *slot != action;
                *slot = action;
            }
        }
    }
    if changed {
        plan.reorder(order);
    }
    settled
}

/// Tries the orders of a part; the one with the fewest faults is returned if it is not the given one.
fn try_orders(
    plan: &Plan<'_>,
    part: &Part,
    trial: &mut Trial<'_>,
    settled: &mut Settled,
) -> Option<Vec<Action>> {
    let candidates = orders::legal(&part.actions);
    let mut tried: Vec<(Vec<Action>, Vec<Fault>)> = Vec::new();
    let mut complete = candidates.complete;
    for order in std::iter::once(part.actions.clone()).chain(candidates.orders) {
        match trial.run(plan, &order) {
            Some(faults) => tried.push((order, faults)),
            None => {
                complete = false;
                break;
            }
        }
    }
    if !complete {
        let text =
            format!("the order of {} actions, as not all of their orders were tried", part.actions.len());
        let attaches = part.actions.iter().filter(|action| action.verb == Verb::Attach);
        settled.open.extend(attaches.map(|action| (action.id, text.clone())));
    }
    let best = (0..tried.len()).min_by_key(|at| tried.get(*at).map(|(_, faults)| faults_of(faults).len()))?;
    tell_risks(plan, &tried, best, settled);
    (best != 0).then(|| tried.swap_remove(best).0)
}

/// Tells of each action that works in the best order what fails in another.
fn tell_risks(plan: &Plan<'_>, tried: &[(Vec<Action>, Vec<Fault>)], best: usize, settled: &mut Settled) {
    let Some((works, own)) = tried.get(best) else { return };
    let failing: HashSet<EntityId> = own.iter().map(|fault| fault.action).collect();
    // Where no order works, it is the errors that count: in another order others have them.
    if !failing.is_empty() {
        return;
    }
    let mut told: HashSet<EntityId> = HashSet::new();
    for (order, faults) in tried {
        for fault in faults.iter().filter(|fault| told.insert(fault.action)) {
            settled.risks.push((fault.action, risk(plan, fault, order, works)));
            if let Some(text) = missing(plan, fault.action, order, works) {
                settled.open.insert(fault.action, text);
            }
        }
    }
}

/// The finding of an order that fails, as a warning that names one that works.
fn risk(plan: &Plan<'_>, fault: &Fault, fails: &[Action], works: &[Action]) -> Finding {
    let mut finding = fault.finding.clone();
    finding.severity = Severity::Warning;
    finding.message = format!("in some orders {}", finding.message);
    finding.notes.push(format!("this order fails: {}", describe_all(plan, fails)));
    finding.help = Some(format!("make sure that they run in this order: {}", describe_all(plan, works)));
    finding
}

/// The order that decides an action: of the action and the first one that changes sides.
fn missing(plan: &Plan<'_>, id: EntityId, fails: &[Action], works: &[Action]) -> Option<String> {
    let before = |order: &[Action]| -> HashSet<EntityId> {
        order.iter().take_while(|action| action.id != id).map(|action| action.id).collect()
    };
    let (in_one, in_other) = (before(fails), before(works));
    let own = works.iter().find(|action| action.id == id)?;
    let other = works.iter().find(|action| in_one.contains(&action.id) != in_other.contains(&action.id))?;
    let (first, second) = if in_other.contains(&other.id) { (other, own) } else { (own, other) };
    Some(format!("whether {} comes before {}", describe(plan, first), describe(plan, second)))
}
