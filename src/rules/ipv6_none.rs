use super::{Broken, Decided, Sink, fit, words};
use crate::inventory::key;
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some((instance, eni)) = attach.target()? else { return Ok(()) };
    let held = eni.ipv6()?;
    if held.items == 0 {
        return Ok(());
    }
    let limits = instance.limits()?;
    let limit = limits.get(key::EniIpv6AddressQuantity).known()?;
    if limit.value > 0 {
        return Ok(());
    }
    let kind = limits.name.value;
    let items = words::count(held.items, "IPv6 address or prefix", "IPv6 addresses and prefixes");
    let message = format!("ENI {} holds {items}, but {kind} takes no IPv6", eni.name());
    let mut broken = Broken::new(message, attach.eni_span(), "this ENI has IPv6");
    if let Some(at) = held.span {
        broken = broken.also(at, "IPv6 is given here");
    }
    broken = broken
        .because(&limits.name, format!("instance {} is of type {kind}", instance.name()))
        .because(&limit, format!("{kind} takes no IPv6 addresses"));
    let first = words::without_ipv6(&eni);
    sink.report(fit::help(broken, &instance, &first, "use an instance type with IPv6"));
    Ok(())
}
