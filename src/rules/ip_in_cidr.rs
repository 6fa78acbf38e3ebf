use super::{Decided, Sink, net};
use crate::plan::Eni;

pub(super) fn check(eni: &Eni<'_>, sink: &mut Sink) -> Decided {
    let addresses = eni.ipv4_addresses()?;
    if addresses.is_empty() {
        return Ok(());
    }
    let Some(vswitch) = net::if_made(eni, eni.vswitch())? else { return Ok(()) };
    let Some(block) = net::if_made(eni, vswitch.cidr())? else { return Ok(()) };
    net::report_outside(eni, &addresses, &vswitch, &block, sink);
    Ok(())
}
