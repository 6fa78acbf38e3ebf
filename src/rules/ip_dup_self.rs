use super::{Broken, Decided, Sink, net};
use crate::inventory::{Known, key};
use crate::plan::Eni;
use crate::source::Span;
use std::collections::HashMap;
use std::net::IpAddr;

pub(super) fn check(eni: &Eni<'_>, sink: &mut Sink) -> Decided {
    if let Some(list) = eni.get(key::PrivateIpAddresses).given()? {
        let all: Result<Vec<_>, _> = list.value.iter().collect();
        repeated(eni, &all?, sink);
    }
    repeated(eni, &net::ipv6_addresses(eni)?, sink);
    Ok(())
}

fn repeated(eni: &Eni<'_>, all: &[Known<IpAddr>], sink: &mut Sink) {
    let mut seen: HashMap<IpAddr, Option<Span>> = HashMap::new();
    for address in all {
        let Some(first) = seen.insert(address.value, address.span()) else { continue };
        let message = format!("ENI {} lists the address {} twice", eni.name(), address.value);
        let mut broken = Broken::new(message, address.span().unwrap_or(eni.span()), "again");
        if let Some(first) = first {
            broken = broken.also(first, "listed first");
        }
        sink.report(broken.help(format!("remove one {}", address.value)));
    }
}
