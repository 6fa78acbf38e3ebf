use super::{Broken, Decided, Sink};
use crate::inventory::{Known, Why, key};
use crate::plan::{Addressed, Eni};
use crate::source::Span;
use hashbrown::HashMap;
use std::net::IpAddr;

pub(super) fn check(eni: &Addressed<'_>, sink: &mut Sink) -> Decided {
    if let Some(list) = eni.get(key::PrivateIpAddresses).given()? {
        // An address that nobody gives is one that the API chooses.
        let given = list.value.iter().filter(|a| !matches!(a, Err(u) if u.why == Why::NotGiven));
        let all: Result<Vec<_>, _> = given.collect();
        repeated(eni, &all?, sink);
    }
    repeated(eni, eni.ipv6_addresses()?, sink);
    Ok(())
}

/// Addresses that are compared with each other; of more a table is made.
const FEW: usize = 8;

fn repeated(eni: &Eni<'_>, all: &[Known<IpAddr>], sink: &mut Sink) {
    let mut seen: HashMap<IpAddr, Option<Span>> = HashMap::new();
    for (at, address) in all.iter().enumerate() {
        let here = if all.len() > FEW {
            seen.insert(address.value, address.span())
        } else {
            let before = all.iter().take(at).rev().find(|other| other.value == address.value);
            before.map(Known::span)
        };
        let before = || eni.has_already(address.value);
        let Some((first, what)) = here.map(|first| (first, "lists")).or_else(|| Some((before()?, "gets")))
        else {
            continue;
        };
        let message = format!("ENI {} {what} the address {} twice", eni.name(), address.value);
        let mut broken = Broken::new(message, address.span().unwrap_or(eni.span()), "again");
        if let Some(first) = first {
            broken = broken.also(first, "given first");
        }
        sink.report(broken.help(format!("remove one {}", address.value)));
    }
}
