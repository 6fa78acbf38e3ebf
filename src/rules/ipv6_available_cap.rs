use super::{Broken, Decided, Sink, words};
use crate::catalog::{Number, limit};
use crate::inventory::Field;
use crate::plan::Addressed;

pub(super) fn check(eni: &Addressed<'_>, sink: &mut Sink) -> Decided {
    if !eni.concerns_plan() {
        return Ok(());
    }
    let status = eni.status().known();
    if status.is_ok_and(|status| status.value != "Available") {
        return Ok(());
    }
    let (held, given) = (eni.ipv6_without_prefixes()?, eni.given_ipv6_without_prefixes()?);
    let most = limit(Number::AvailableEniIpv6Addresses);
    if given.items == 0 || held.items <= most.value {
        return Ok(());
    }
    let status = status?;
    let (name, at) = (eni.name(), held.span.unwrap_or(eni.span()));
    let items = words::count(held.items, "IPv6 address", "IPv6 addresses");
    let message = format!("ENI {name} has {items}, and one that is Available takes {}", most.value);
    let mut broken = Broken::new(message, at, "too many before it is attached");
    let before = held.items.saturating_sub(given.items);
    if before > 0 {
        broken = broken.also(eni.span(), words::held_before(before, "IPv6"));
    }
    broken = broken
        .story()
        .because(&status, format!("ENI {name} is Available"))
        .because(&most.known(), format!("at most {} before it is attached", most.value))
        .help(format!("assign no more than {} now, and the rest after {name} is attached", most.value));
    let giver = eni.giver();
    for field in [Field::Ipv6Addresses, Field::Ipv6AddressCount] {
        if giver.says(field) {
            broken = broken.disproves(giver.id, field);
        }
    }
    sink.report(broken);
    Ok(())
}
