//! Tells of what fails which order of the steps would work, or which two of them conflict.

use super::{Fault, Faults, ORDER, Trial, Tried, describe, describe_all, orders, span_of};
use crate::finding::Finding;
use crate::inventory::Verb;
use crate::plan::{Action, EntityId, Part, Plan};
use crate::source::Span;
use hashbrown::{HashMap, HashSet};

/// Adds to the errors of steps which order of the steps mends them. `failing` are the places of the
/// actions that have errors, in order.
pub(in super::super) fn mend(
    plan: &Plan<'_>,
    trial: &mut Trial<'_>,
    failing: &[u32],
    findings: &mut [Finding],
) {
    if failing.is_empty() || plan.loses_steps() {
        return;
    }
    let fails = |part: &Part| part.places.iter().any(|place| failing.binary_search(place).is_ok());
    let parts = plan.parts().into_iter().filter(fails).collect::<Vec<Part>>();
    let parts: Vec<&Part> =
        parts.iter().filter(|part| part.actions.iter().any(|a| a.verb != Verb::Attach)).collect();
    if parts.is_empty() {
        return;
    }
    let mut index: HashMap<(&str, Span, String), Vec<usize>> = HashMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let key = (finding.rule.as_str(), finding.primary.span, finding.message.clone());
        index.entry(key).or_default().push(at);
    }
    for part in parts {
        for (fault, advice) in advise(plan, part, trial) {
            let finding = &fault.finding;
            let key = (finding.rule.as_str(), finding.primary.span, finding.message.clone());
            for at in index.get(&key).map(Vec::as_slice).unwrap_or_default() {
                if let Some(finding) = findings.get_mut(*at) {
                    advice.add_to(finding);
                }
            }
        }
    }
}

/// What can be said of the order of a part for the sake of one of its faults.
enum Advice {
    /// This order of the steps works.
    Order(String),
    /// No order of all works; without this action there is none to mend.
    Conflict { with: String, at: Span, complete: bool },
}

impl Advice {
    fn add_to(&self, finding: &mut Finding) {
        match self {
            Advice::Order(order) => {
                finding.help = Some(match finding.help.take() {
                    // Its own help says the same, of one step only.
                    Some(_) if finding.rule == ORDER => order.clone(),
                    Some(help) if !help.contains(order.as_str()) => format!("{order}, or {help}"),
                    _ => order.clone(),
                });
            }
            Advice::Conflict { with, at, complete } => {
                let scope =
                    if *complete { "no order of the steps works" } else { "no order that was tried works" };
                let note = format!("{scope}: this conflicts with {with}");
                if !finding.notes.contains(&note) {
                    finding.notes.push(note);
                    if finding.primary.span != *at
                        && finding.related.iter().all(|label| !at.contains(label.span))
                    {
                        finding.related.push(crate::finding::Label::new(*at, "conflicts with this"));
                    }
                }
            }
        }
    }
}

fn advise(plan: &Plan<'_>, part: &Part, trial: &mut Trial<'_>) -> Vec<(Fault, Advice)> {
    let Some(judged) = trial.run(plan, part.actions.clone()) else { return Vec::new() };
    let own = judged.faults();
    if own.is_empty() {
        return Vec::new();
    }
    let candidates = orders::any(&part.actions);
    let mut complete = candidates.complete;
    // Of the orders that mend most, the one with the fewest warnings.
    let mut best: Option<(Vec<Action>, Faults, usize)> = None;
    for order in candidates.orders {
        let Some(tried) = trial.run(plan, order) else {
            complete = false;
            break;
        };
        let left = tried.faults();
        let fewest = best.as_ref().map_or((own.len(), 0), |(_, left, warnings)| (left.len(), *warnings));
        // An order that comes to something else is another plan.
        let same = tried.ends == judged.ends;
        let is_better = same && (left.len(), tried.warnings) < fewest && left.is_subset(&own);
        if is_better && !leans_on_failing(&part.actions, &tried, &own, &left) {
            let done = left.is_empty() && tried.warnings == 0;
            best = Some((tried.order, left, tried.warnings));
            if done {
                break;
            }
        }
    }
    let mut advice = Vec::new();
    for fault in judged.faults {
        let key = (fault.action, fault.finding.rule);
        let given = match &best {
            // Nobody moves what Terraform orders: the finding's own help tells what to do.
            Some((_, left, _)) if !left.contains(&key) && plan.entity(fault.action).address().is_some() => {
                None
            }
            Some((order, left, _)) if !left.contains(&key) => {
                Some(Advice::Order(tell(plan, &part.actions, order)))
            }
            _ => conflict(plan, part, &fault, complete, trial),
        };
        advice.extend(given.map(|given| (fault, given)));
    }
    advice
}

/// Whether an order mends something by putting before it a detach or delete that still fails: one that is
/// refused makes no room.
fn leans_on_failing(from: &[Action], tried: &Tried, own: &Faults, left: &Faults) -> bool {
    let was: HashMap<EntityId, usize> = from.iter().enumerate().map(|(at, action)| (action.id, at)).collect();
    let frees = |action: &&Action| matches!(action.verb, Verb::Detach | Verb::Delete | Verb::Release);
    let fails = |action: &&Action| left.iter().any(|(id, _)| *id == action.id);
    let refused: HashSet<EntityId> =
        from.iter().filter(frees).filter(fails).map(|action| action.id).collect();
    let mended: HashSet<EntityId> = own.difference(left).map(|(action, _)| *action).collect();
    let mut latest = None;
    tried.order.iter().any(|action| {
        let place = was.get(&action.id).copied();
        let leans = mended.contains(&action.id) && latest > place;
        latest = if refused.contains(&action.id) { latest.max(place) } else { latest };
        leans
    })
}

/// The action without which a fault is none.
fn conflict(
    plan: &Plan<'_>,
    part: &Part,
    fault: &Fault,
    complete: bool,
    trial: &mut Trial<'_>,
) -> Option<Advice> {
    let others = part.actions.iter().filter(|action| action.id != fault.action);
    for other in others {
        let rest: Vec<Action> = part.actions.iter().filter(|action| action.id != other.id).copied().collect();
        let left = trial.run(plan, rest)?.faults();
        if left.iter().all(|(action, _)| *action != fault.action) {
            let (with, at) = (describe(plan, other), span_of(plan, other));
            return Some(Advice::Conflict { with, at, complete });
        }
    }
    None
}

/// How to come from one order to another: by moving one action if that is all.
fn tell(plan: &Plan<'_>, from: &[Action], to: &[Action]) -> String {
    for moved in to {
        let without = |order: &[Action]| -> Vec<Action> {
            order.iter().filter(|action| action.id != moved.id).copied().collect()
        };
        if without(from) != without(to) {
            continue;
        }
        let at = to.iter().position(|action| action.id == moved.id).unwrap_or_default();
        let was = from.iter().position(|action| action.id == moved.id).unwrap_or_default();
        let neighbour = if at < was { to.get(at + 1) } else { at.checked_sub(1).and_then(|at| to.get(at)) };
        if let Some(neighbour) = neighbour {
            let side = if at < was { "before" } else { "after" };
            let (moved, neighbour) = (describe(plan, moved), describe(plan, neighbour));
            return format!("move \"{moved}\" to right {side} \"{neighbour}\"");
        }
    }
    format!("run the steps in this order: {}", describe_all(plan, to))
}
