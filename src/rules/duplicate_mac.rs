use super::{Broken, Decided, Sink};
use crate::inventory::key;
use crate::inventory::{Fact, Ident, Known, Name};
use crate::plan::{Eni, Plan};
use hashbrown::HashMap;

pub(super) fn check(plan: &Plan<'_>, sink: &mut Sink) -> Decided {
    let mut seen: HashMap<String, Eni<'_>> = HashMap::new();
    for eni in plan.enis() {
        let Some(mac) = mac(&eni) else { continue };
        match seen.get(&normalise(mac.value.text())) {
            Some(first) if matters(first) || matters(&eni) => report(first, &eni, mac, sink),
            Some(_) => {}
            None => drop(seen.insert(normalise(mac.value.text()), eni)),
        }
    }
    Ok(())
}

/// The MAC address of an ENI that can be told from others: one with a masked ID cannot.
fn mac<'a>(eni: &Eni<'a>) -> Option<Known<Name<'a>>> {
    match (eni.ident(), eni.get(key::MacAddress)) {
        (Ident::Id(_), Fact::Known(mac)) if !mac.value.is_masked() => Some(mac),
        _ => None,
    }
}

fn normalise(mac: &str) -> String {
    mac.to_ascii_lowercase().replace('-', ":")
}

/// Examples of documentation repeat MAC addresses; a plan that builds on one should not.
fn matters(eni: &Eni<'_>) -> bool {
    eni.is_declared() || eni.is_used()
}

fn report(first: &Eni<'_>, second: &Eni<'_>, mac: Known<Name<'_>>, sink: &mut Sink) {
    let message = format!("ENIs {} and {} both have MAC address {}", first.name(), second.name(), mac.value);
    let mut broken = Broken::new(
        message,
        mac.span().unwrap_or(second.span()),
        format!("MAC address of {}", second.name()),
    );
    if let Fact::Known(mac) = first.get(key::MacAddress) {
        broken = broken.because(&mac, format!("MAC address of {}", first.name()));
    }
    sink.report(broken.about([second.id]).help(format!(
        "correct the MAC address of one of them, or remove it: {} may be a copy of {}",
        second.name(),
        first.name()
    )));
}
