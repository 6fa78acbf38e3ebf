use super::{Decided, Sink, net};
use crate::catalog::Number;
use crate::plan::Addressed;

pub(super) fn check(eni: &Addressed<'_>, sink: &mut Sink) -> Decided {
    let addresses = eni.ipv6_addresses()?;
    if let Some((vswitch, block)) = net::block(eni, addresses, || eni.ipv6_block())? {
        let ends = (Number::VswitchReservedIpv6First, Number::VswitchReservedIpv6Last);
        net::report_reserved(eni, addresses, &vswitch, &block, ends, sink);
    }
    Ok(())
}
