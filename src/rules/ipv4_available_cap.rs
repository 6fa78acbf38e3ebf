use super::{Broken, Decided, Sink, words};
use crate::catalog::{Number, limit};
use crate::finding::Severity;
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
    let (held, given) = (eni.ipv4()?, eni.given_ipv4()?);
    if given.items == 0 {
        return Ok(()); // a step that assigns others
    }
    let before = held.items.saturating_sub(given.items);
    let secondary = held.items.saturating_sub(1);
    let (most, console) = (limit(Number::AvailableEniSecondaryIps), limit(Number::AvailableEniIpsConsole));
    if held.items <= console.value || (secondary <= most.value && status.is_err()) {
        return Ok(()); // few enough, or advice at most
    }
    let status = status?;
    let at = held.span.unwrap_or(eni.span());
    let items = words::count(secondary, "secondary private IPv4 address", "secondary private IPv4 addresses");
    let name = eni.name();
    if secondary <= most.value {
        if before > console.value {
            return Ok(()); // it was said of what gave those before
        }
        let message = format!(
            "ENI {name} has {items} while it is Available; the API takes {}, the console's page says {} with the primary one",
            most.value, console.value
        );
        sink.report(
            Broken::new(message, at, "prefixes count, too")
                .because(&console.known(), "the lower number is the console's")
                .severity(Severity::Info)
                .codes(&[])
                .help(format!(
                    "assign those beyond {} after {name} is attached, if this is refused",
                    console.value
                )),
        );
        return Ok(());
    }
    let message = format!("ENI {name} has {items}, and one that is Available takes {}", most.value);
    let mut broken = Broken::new(message, at, "prefixes count, too");
    if before > 0 {
        broken = broken.also(eni.span(), words::held_before(before, "private IPv4"));
    }
    broken = broken
        .story()
        .because(&status, format!("ENI {name} is Available"))
        .because(&most.known(), format!("at most {} before it is attached", most.value))
        .help(format!("assign no more than {} now, and the rest after {name} is attached", most.value));
    let giver = eni.giver();
    for field in [
        Field::PrivateIpAddresses,
        Field::SecondaryPrivateIpAddressCount,
        Field::Ipv4Prefixes,
        Field::Ipv4PrefixCount,
    ] {
        if giver.says(field) {
            broken = broken.disproves(giver.id, field);
        }
    }
    sink.report(broken);
    Ok(())
}
