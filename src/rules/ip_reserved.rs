use super::{Decided, Sink, net};
use crate::catalog::Number;
use crate::plan::Eni;

pub(super) fn check(eni: &Eni<'_>, sink: &mut Sink) -> Decided {
    let addresses = eni.ipv4_addresses()?;
    if addresses.is_empty() {
        return Ok(());
    }
    let Some(vswitch) = net::if_made(eni, eni.vswitch())? else { return Ok(()) };
    let Some(block) = net::if_made(eni, vswitch.cidr())? else { return Ok(()) };
    let ends = (Number::VswitchReservedIpv4First, Number::VswitchReservedIpv4Last);
    net::report_reserved(eni, &addresses, &vswitch, &block, ends, sink);
    Ok(())
}
