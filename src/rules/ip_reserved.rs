use super::{Decided, Sink, net};
use crate::catalog::Number;
use crate::plan::Addressed;

pub(super) fn check(eni: &Addressed<'_>, sink: &mut Sink) -> Decided {
    let addresses = eni.ipv4_addresses()?;
    if let Some((vswitch, block)) = net::block(eni, addresses, || eni.ipv4_block().map(Some))? {
        let ends = (Number::VswitchReservedIpv4First, Number::VswitchReservedIpv4Last);
        net::report_reserved(eni, addresses, &vswitch, &block, ends, sink);
    }
    Ok(())
}
