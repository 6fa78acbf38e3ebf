use super::{Decided, Sink, words};
use crate::inventory::key;
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some((instance, eni)) = attach.target()? else { return Ok(()) };
    let held = eni.ipv6()?;
    if held.items == 0 {
        return Ok(());
    }
    let limit = instance.limits()?.get(key::EniIpv6AddressQuantity).known()?;
    // A type without any is for ipv6-none.
    if limit.value > 0 && held.items > limit.value {
        sink.report(words::address_limit(attach, &held, ("IPv6", |eni| eni.given_ipv6()), &limit)?);
    }
    Ok(())
}
