use super::{Decided, Sink, net};
use crate::catalog::Number;
use crate::plan::{Eni, Vswitch};

pub(super) fn check(eni: &Eni<'_>, sink: &mut Sink) -> Decided {
    let addresses = eni.ipv6_addresses()?;
    if let Some((vswitch, block)) = net::block(eni, &addresses, Vswitch::ipv6_cidr)? {
        let ends = (Number::VswitchReservedIpv6First, Number::VswitchReservedIpv6Last);
        net::report_reserved(eni, &addresses, &vswitch, &block, ends, sink);
    }
    Ok(())
}
