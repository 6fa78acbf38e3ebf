use super::{Decided, Sink, net};
use crate::plan::Addressed;

pub(super) fn check(eni: &Addressed<'_>, sink: &mut Sink) -> Decided {
    let addresses = eni.ipv6_addresses()?;
    if let Some((vswitch, block)) = net::block(eni, addresses, || eni.ipv6_block())? {
        net::report_outside(eni, addresses, &vswitch, &block, sink);
    }
    Ok(())
}
