use super::{Broken, Decided, Sink, words};
use crate::inventory::key;
use crate::plan::Instance;
use hashbrown::HashSet;

/// How many reasons are reported; the API documents five.
const SHOWN: usize = 8;

pub(super) fn check(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    if instance.attaches().next().is_none() {
        return Ok(());
    }
    let Some(locks) = instance.get(key::OperationLocks).given()? else { return Ok(()) };
    let name = instance.name();
    let mut seen = HashSet::new();
    let mut missing = None;
    for lock in locks.value.iter() {
        let reason = match lock {
            Ok(reason) => reason,
            Err(unknown) => {
                missing.get_or_insert(unknown);
                continue;
            }
        };
        if seen.len() >= SHOWN || !seen.insert(reason.value.id) {
            continue;
        }
        let (what, help) = explain(reason.value.text(), &name);
        let message = format!("instance {name} is locked ({}): {what}", reason.value);
        let at = reason.span().unwrap_or(instance.span());
        sink.report(words::planned(Broken::new(message, at, "the lock").help(help), instance));
    }
    missing.map_or(Ok(()), Err)
}

/// What a lock means, and what to do about it.
fn explain(reason: &str, name: &str) -> (&'static str, String) {
    if reason.eq_ignore_ascii_case("Recycling") {
        let help = format!("attach to another instance: {name} will not last");
        return ("it is a spot instance that is about to be released", help);
    }
    match reason {
        "financial" => ("a payment is overdue", format!("pay what is overdue, so that {name} is unlocked")),
        "dedicatedhostfinancial" => (
            "a payment for its dedicated host is overdue",
            format!("pay what is overdue for the dedicated host, so that {name} is unlocked"),
        ),
        "security" => (
            "it was locked for security reasons",
            format!("settle the security event in the console, so that {name} is unlocked"),
        ),
        "refunded" => ("it was refunded", format!("attach to another instance: {name} was given back")),
        _ => (
            "the API documents no such reason",
            format!("find out in the console why {name} is locked, and have it unlocked"),
        ),
    }
}
