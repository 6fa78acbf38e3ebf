use super::{Decided, Sink, words};
use crate::inventory::key;
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some((instance, eni)) = attach.target()? else { return Ok(()) };
    let held = eni.ipv4()?;
    if held.items <= 1 {
        return Ok(()); // every type takes the primary address
    }
    let limit = instance.limits()?.stated(key::EniPrivateIpAddressQuantity).known()?;
    if held.items > limit.value {
        let broken = words::address_limit(attach, &held, ("private IPv4", |eni| eni.given_ipv4()), &limit)?;
        sink.report(broken.note("the primary address counts"));
    }
    Ok(())
}
