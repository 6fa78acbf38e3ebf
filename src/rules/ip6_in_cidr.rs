use super::{Decided, Sink, net};
use crate::plan::{Eni, Vswitch};

pub(super) fn check(eni: &Eni<'_>, sink: &mut Sink) -> Decided {
    let addresses = eni.ipv6_addresses()?;
    if let Some((vswitch, block)) = net::block(eni, &addresses, Vswitch::ipv6_cidr)? {
        net::report_outside(eni, &addresses, &vswitch, &block, sink);
    }
    Ok(())
}
