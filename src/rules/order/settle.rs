//! Puts what may run in several orders into one that works, and tells what fails in another.

use super::orders::{self, Orders};
use super::{Faults, ORDER, Trial, Tried, describe, describe_all, seats};
use crate::finding::{Finding, RuleName, Severity};
use crate::inventory::{Tool, Verb, same_resource};
use crate::plan::{Action, BUDGET, Bounds, EntityId, Part, Plan};
use hashbrown::{HashMap, HashSet};

/// What the orders of a plan's loose parts make of it.
#[derive(Default)]
pub(in super::super) struct Settled {
    /// What fails in some orders only, with the orders told.
    pub(in super::super) risks: Vec<Finding>,
    /// Attaches that are decided by an order that nothing tells: the rule that waits for it, and
    /// the order in words.
    pub(in super::super) open: HashMap<EntityId, (RuleName, String)>,
    /// What fails of attaches in the order that is judged, and not in every other, where not all orders
    /// were tried: some order may work for all.
    pub(in super::super) doubtful: Faults,
}

/// Puts the loose parts of a plan into orders that work, as far as there are any.
pub(in super::super) fn settle(plan: &mut Plan<'_>, trial: &mut Trial<'_>) -> Settled {
    let mut settled = Settled::default();
    // What cannot be used may come at any time, so that no order tells anything.
    if !plan.is_loose() || plan.loses_steps() {
        return settled;
    }
    let mut order = plan.actions().to_vec();
    let mut changed = false;
    let mut left = BUDGET;
    for part in plan.parts().iter().filter(|part| part.is_loose()) {
        let bounds = plan.bounds(part, &mut left);
        if bounds.total {
            continue;
        }
        let candidates = candidates(plan, part, &bounds);
        let Some(best) = try_orders(plan, part, candidates, trial, &mut settled) else { continue };
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

/// The orders of a part that are tried.
fn candidates(plan: &Plan<'_>, part: &Part, bounds: &Bounds) -> Orders {
    let legal = orders::legal(&part.actions, bounds);
    if legal.complete {
        return legal;
    }
    let stand_for_all = || {
        let (turns, before) = (plan.turns(part)?, bounds.before.as_deref()?);
        seats::orders(&part.actions, &turns, before)
    };
    stand_for_all().map_or(legal, |orders| Orders { orders, complete: true })
}

/// Tries the orders of a part; the best one is returned if it is not the given one.
fn try_orders(
    plan: &Plan<'_>,
    part: &Part,
    candidates: Orders,
    trial: &mut Trial<'_>,
    settled: &mut Settled,
) -> Option<Vec<Action>> {
    let mut tried: Vec<Tried> = Vec::new();
    let mut complete = candidates.complete;
    for order in std::iter::once(part.actions.clone()).chain(candidates.orders) {
        match trial.run(plan, order) {
            Some(result) => tried.push(result),
            None => {
                complete = false;
                break;
            }
        }
    }
    if !complete {
        let n = part.actions.len();
        let text = format!("the order of {n} actions, as not all of their orders were tried");
        let attaches = part.actions.iter().filter(|action| action.verb == Verb::Attach);
        settled.open.extend(attaches.map(|action| (action.id, (ORDER, text.clone()))));
    }
    let rank = |at: &usize| tried.get(*at).map(|tried| (tried.faults().len(), tried.warnings));
    let best = (0..tried.len()).min_by_key(rank)?;
    if !complete {
        settled.doubtful.append(&mut doubtful(&tried, tried.get(best)?));
    }
    tell_risks(plan, &tried, tried.get(best)?, settled);
    (best != 0).then(|| tried.swap_remove(best).order)
}

/// What fails in the best order, and not in every other. Of an action that fails in all of them, each
/// time for another reason, its reasons stand: no order is known to work for it.
fn doubtful(tried: &[Tried], best: &Tried) -> Faults {
    let always = tried.iter().map(Tried::faults).reduce(|a, b| &a & &b).unwrap_or_default();
    let failing = |tried: &Tried| tried.faults.iter().map(|fault| fault.action).collect::<HashSet<_>>();
    let stuck = tried.iter().map(failing).reduce(|a, b| &a & &b).unwrap_or_default();
    let by_itself: HashSet<EntityId> = always.iter().map(|(action, _)| *action).collect();
    let stays = |action: &EntityId| stuck.contains(action) && !by_itself.contains(action);
    best.faults().into_iter().filter(|fault| !always.contains(fault) && !stays(&fault.0)).collect()
}

/// Tells of each action that works in the best order what fails in another.
fn tell_risks(plan: &Plan<'_>, tried: &[Tried], best: &Tried, settled: &mut Settled) {
    // Where no order works, it is the errors that count: in another order others have them.
    if !best.faults.is_empty() {
        return;
    }
    for action in &best.order {
        // The order that differs least from the one that works tells most.
        let failing = tried.iter().filter(|tried| tried.faults.iter().any(|fault| fault.action == action.id));
        let changed = |tried: &&Tried| changed_sides(action.id, &tried.order, &best.order).len();
        let Some(fails) = failing.min_by_key(changed) else { continue };
        let Some(fault) = fails.faults.iter().find(|fault| fault.action == action.id) else { continue };
        let finding = &fault.finding;
        if let Some(other) = changed_sides(action.id, &fails.order, &best.order).first() {
            let text = missing(plan, action, other, &best.order);
            settled.open.insert(action.id, (finding.rule, text));
        }
        let apart = changed_sides(action.id, &fails.order, &best.order);
        let of_one = !apart.is_empty() && apart.iter().all(|other| are_of_one(plan, action, other));
        settled.risks.push(risk(plan, finding.clone(), (&fails.order, &best.order), of_one));
    }
}

/// Whether two actions are those of instances of one resource, which nothing can put in order.
fn are_of_one(plan: &Plan<'_>, one: &Action, other: &Action) -> bool {
    let address = |action: &Action| plan.entity(action.id).address();
    address(one).zip(address(other)).is_some_and(|(one, other)| same_resource(one, other))
}

/// The finding of an order that fails, as a warning that names one that works. `of_one` says whether what
/// matters is the order of instances of one resource.
fn risk(
    plan: &Plan<'_>,
    mut finding: Finding,
    (fails, works): (&[Action], &[Action]),
    of_one: bool,
) -> Finding {
    finding.severity = Severity::Warning;
    // What the story does not tell was for the help that goes.
    let told = |note: &String| finding.trace.iter().any(|label| label.text.contains(note.as_str()));
    finding.notes.retain(|note| finding.trace.is_empty() || told(note));
    finding.message = format!("in some orders {}", finding.message);
    finding.notes.push(format!("this order fails: {}", describe_all(plan, fails)));
    let order = describe_all(plan, works);
    let tool = works.iter().find_map(|action| plan.entity(action.id).tool());
    finding.help = Some(match tool {
        _ if of_one => {
            format!("apply one after the other, as nothing orders the instances of one resource: {order}")
        }
        Some(Tool::Terraform) => {
            format!("let depends_on make sure of this order, or apply one after the other: {order}")
        }
        Some(Tool::Ros) => format!("let DependsOn make sure of this order: {order}"),
        Some(Tool::Crossplane) | None => format!("make sure that they run in this order: {order}"),
    });
    finding
}

/// The actions that come before an action in one order and after it in the other.
fn changed_sides<'a>(id: EntityId, one: &[Action], other: &'a [Action]) -> Vec<&'a Action> {
    let before = |order: &[Action]| -> HashSet<EntityId> {
        order.iter().take_while(|action| action.id != id).map(|action| action.id).collect()
    };
    let (in_one, in_other) = (before(one), before(other));
    other.iter().filter(|action| in_one.contains(&action.id) != in_other.contains(&action.id)).collect()
}

/// The order of two actions that decides one of them, in words.
fn missing(plan: &Plan<'_>, own: &Action, other: &Action, works: &[Action]) -> String {
    let place = |action: &Action| works.iter().position(|other| other.id == action.id);
    let (first, second) = if place(own) < place(other) { (own, other) } else { (other, own) };
    format!("the order of {} and {}", describe(plan, first), describe(plan, second))
}
