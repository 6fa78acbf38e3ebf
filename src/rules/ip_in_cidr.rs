use super::{Decided, Sink, net};
use crate::plan::Eni;

pub(super) fn check(eni: &Eni<'_>, sink: &mut Sink) -> Decided {
    let addresses = eni.ipv4_addresses()?;
    if let Some((vswitch, block)) = net::block(eni, &addresses, |vswitch| vswitch.cidr().map(Some))? {
        net::report_outside(eni, &addresses, &vswitch, &block, sink);
    }
    Ok(())
}
