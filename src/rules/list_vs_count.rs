use super::{Broken, Decided, Sink};
use crate::inventory::Unknown;
use crate::inventory::key::{self, Decode, Key, List};
use crate::plan::{Addressed, Eni};

pub(super) fn check(eni: &Addressed<'_>, sink: &mut Sink) -> Decided {
    groups(eni, sink);
    // The first private address of an ENI is the primary one; the count is of those besides.
    let primary = usize::from(eni.extended_by().is_none());
    pair(eni, sink, key::PrivateIpAddresses, key::SecondaryPrivateIpAddressCount, primary)?;
    pair(eni, sink, key::Ipv6Addresses, key::Ipv6AddressCount, 0)?;
    pair(eni, sink, key::Ipv4Prefixes, key::Ipv4PrefixCount, 0)?;
    pair(eni, sink, key::Ipv6Prefixes, key::Ipv6PrefixCount, 0)
}

/// One group beside a list of groups: only ROS has a property for it.
fn groups(eni: &Eni<'_>, sink: &mut Sink) {
    let Ok(single) = eni.get(key::SecurityGroupId).known() else { return };
    let message = format!("ENI {} gives both SecurityGroupId and SecurityGroupIds", eni.name());
    let at = single.span().unwrap_or(eni.span());
    sink.report(
        Broken::new(message, at, "given beside SecurityGroupIds")
            .help("remove SecurityGroupId, and list the group in SecurityGroupIds; CreateNetworkInterface takes one of them"),
    );
}

fn pair<'a, L, C, D>(eni: &Eni<'a>, sink: &mut Sink, list: L, count: C, free: usize) -> Result<(), Unknown>
where
    L: Key,
    L::As: Decode<Out<'a> = List<'a, D>>,
    D: Decode,
    C: Key<As = key::Int>,
{
    let (Some(listed), Some(counted)) = (eni.get(list).given()?, eni.get(count).given()?) else {
        return Ok(());
    };
    let extra = listed.value.len().saturating_sub(free);
    // Of an ENI that exists both may be told, if they agree; a request takes only one.
    let agrees = i64::try_from(extra) == Ok(counted.value);
    if extra == 0 || (agrees && !eni.asks_for_addresses()) {
        return Ok(());
    }
    let (list, count) = (L::FIELD.name(), C::FIELD.name());
    let (who, call) = match eni.extended_by() {
        Some(_) if L::FIELD.name().starts_with("ipv6") => ("the assign to ENI", "AssignIpv6Addresses"),
        Some(_) => ("the assign to ENI", "AssignPrivateIpAddresses"),
        None => ("ENI", "CreateNetworkInterface"),
    };
    let message = format!("{who} {} gives both {list} ({extra}) and {count} ({})", eni.name(), counted.value);
    let at = counted.span().unwrap_or(eni.span());
    sink.report(
        Broken::new(message, at, format!("{count} is {}", counted.value))
            .because(&listed, format!("{list} lists {extra}"))
            .help(format!("remove {count}, or {list}; {call} takes one of them")),
    );
    Ok(())
}
