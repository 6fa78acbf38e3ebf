use super::{Decided, Sink, net};
use crate::plan::Eni;

pub(super) fn check(eni: &Eni<'_>, sink: &mut Sink) -> Decided {
    let addresses = net::ipv6_addresses(eni)?;
    if addresses.is_empty() {
        return Ok(());
    }
    let Some(vswitch) = net::if_made(eni, eni.vswitch())? else { return Ok(()) };
    let Some(Some(block)) = net::if_made(eni, vswitch.ipv6_cidr())? else { return Ok(()) };
    net::report_outside(eni, &addresses, &vswitch, &block, sink);
    Ok(())
}
