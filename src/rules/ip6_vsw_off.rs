use super::{Broken, Decided, Sink, net};
use crate::inventory::{Field, Known, Unknown, Why, key};
use crate::plan::{Addressed, Vswitch};

pub(super) fn check(eni: &Addressed<'_>, sink: &mut Sink) -> Decided {
    let items = eni.given_ipv6()?;
    if items.items == 0 {
        return Ok(());
    }
    let Some(vswitch) = net::if_asked(eni, eni.vswitch())? else { return Ok(()) };
    let Some(on) = net::if_asked(eni, is_on(&vswitch))? else { return Ok(()) };
    if on.value {
        return Ok(());
    }
    let message = format!("ENI {} has IPv6, but vSwitch {} has it off", eni.name(), vswitch.name());
    sink.report(
        Broken::new(message, items.span.unwrap_or(eni.span()), "IPv6")
            .because(&on, format!("IPv6 is off in {}", vswitch.name()))
            .help(format!("turn IPv6 on in {}, or take it from {}", vswitch.name(), eni.name())),
    );
    Ok(())
}

/// Whether the vSwitch has IPv6: a block of its own says so, and so does the flag.
fn is_on(vswitch: &Vswitch<'_>) -> Result<Known<bool>, Unknown> {
    if let Some(block) = vswitch.get(key::Ipv6CidrBlock).given()? {
        return Ok(block.map(|b| !b.text().is_empty()));
    }
    match vswitch.get(key::EnabledIpv6).given()? {
        Some(flag) => Ok(flag),
        None => Err(vswitch.unknown(Field::Ipv6CidrBlock, Why::NotGiven)),
    }
}
