//! Addresses in blocks, for the rules on addresses.

use super::{Broken, Sink};
use crate::catalog::{Number, limit};
use crate::inventory::{Known, Unknown};
use crate::plan::{Eni, Vswitch};
use ipnet::IpNet;
use std::net::IpAddr;

/// Reports the addresses that are outside of their vSwitch's block.
pub(super) fn report_outside(
    eni: &Eni<'_>,
    addresses: &[Known<IpAddr>],
    vswitch: &Vswitch<'_>,
    block: &Known<IpNet>,
    sink: &mut Sink,
) {
    for address in addresses.iter().filter(|a| !block.value.contains(&a.value)) {
        let (ip, net) = (address.value, block.value);
        let message = format!(
            "the address {ip} of ENI {} is outside of {net}, the block of vSwitch {}",
            eni.name(),
            vswitch.name()
        );
        sink.report(
            Broken::new(message, address.span().unwrap_or(eni.span()), "outside of the vSwitch")
                .because(block, format!("{} has {net}", vswitch.name()))
                .help(format!("give {} an address of {net}, or another vSwitch", eni.name())),
        );
    }
}

/// Reports the addresses that are among the first `first` or the last `last` of their block.
pub(super) fn report_reserved(
    eni: &Eni<'_>,
    addresses: &[Known<IpAddr>],
    vswitch: &Vswitch<'_>,
    block: &Known<IpNet>,
    (first, last): (Number, Number),
    sink: &mut Sink,
) {
    let (first, last) = (limit(first), limit(last));
    for address in addresses {
        let Some((before, after)) = place(&block.value, address.value) else { continue };
        if at_least(before, first.value) && at_least(after, last.value) {
            continue;
        }
        let (ip, net) = (address.value, block.value);
        let message = format!(
            "the address {ip} of ENI {} is reserved in {net}, the block of vSwitch {}",
            eni.name(),
            vswitch.name()
        );
        let reserved = format!("the first address and the last {} are reserved", last.value);
        sink.report(
            Broken::new(message, address.span().unwrap_or(eni.span()), "reserved")
                .because(block, format!("{} has {net}", vswitch.name()))
                .because(&last.known(), reserved)
                .help(format!("give {} another address of {net}", eni.name())),
        );
    }
}

fn at_least(n: u128, least: i64) -> bool {
    u128::try_from(least).is_ok_and(|least| n >= least)
}

/// An address's place in a block: how many come before it, and how many after it.
fn place(block: &IpNet, address: IpAddr) -> Option<(u128, u128)> {
    if !block.contains(&address) {
        return None;
    }
    let (first, last, at) = (bits(block.network()), bits(block.broadcast()), bits(address));
    Some((at - first, last - at))
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

/// The vSwitch of an ENI and a block of it, for a rule on `addresses` in that block. None if there is
/// nothing to judge.
pub(super) fn block<T>(
    eni: &Eni<'_>,
    addresses: &[Known<IpAddr>],
    block: impl FnOnce() -> Result<Option<T>, Unknown>,
) -> Result<Option<T>, Unknown> {
    if addresses.is_empty() {
        return Ok(None);
    }
    if_asked(eni, block()).map(Option::flatten)
}

/// What a missing fact about addresses means: the API checked those of an ENI that exists when it
/// gave them out, so only for addresses that the plan asks for does the rule stay undecided.
pub(super) fn if_asked<T>(eni: &Eni<'_>, fact: Result<T, Unknown>) -> Result<Option<T>, Unknown> {
    match fact {
        Ok(value) => Ok(Some(value)),
        Err(unknown) if eni.asks_for_addresses() => Err(unknown),
        Err(_) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_blocks() {
        let block: IpNet = "192.168.1.0/24".parse().unwrap();
        let place = |address: &str| place(&block, address.parse().unwrap());
        assert_eq!(place("192.168.1.0"), Some((0, 255)));
        assert_eq!(place("192.168.1.253"), Some((253, 2)));
        assert_eq!(place("192.168.2.0"), None);
        assert_eq!(place("::1"), None);
        let all: IpNet = "::/0".parse().unwrap();
        assert_eq!(super::place(&all, "::1".parse().unwrap()), Some((1, u128::MAX - 1)));
    }
}
