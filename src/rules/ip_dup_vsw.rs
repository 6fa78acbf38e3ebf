use super::{Broken, Decided, Sink, net};
use crate::inventory::{Field, Why};
use crate::plan::Addressed;

pub(super) fn check(eni: &Addressed<'_>, sink: &mut Sink) -> Decided {
    let (ipv4, ipv6) = (eni.ipv4_addresses()?, eni.ipv6_addresses()?);
    if ipv4.is_empty() && ipv6.is_empty() {
        return Ok(());
    }
    let Some(vpc) = net::if_asked(eni, eni.vpc().known())? else { return Ok(()) };
    if vpc.value.is_opaque() && eni.is_in_plan() {
        return Err(eni.unknown(Field::VpcId, Why::Unresolved)); // it may be that of any other ENI
    }
    for address in ipv4.iter().chain(ipv6) {
        let Some(owner) = eni.taken_by(address.value) else { continue };
        // What exists exists: only an ENI of the plan is news.
        if !(eni.is_in_plan() || owner.is_in_plan()) {
            continue;
        }
        let message = format!(
            "ENI {} has the address {}, which ENI {} of the same VPC has already",
            eni.name(),
            address.value,
            owner.name()
        );
        sink.report(
            Broken::new(message, address.span().unwrap_or(eni.span()), "taken")
                .also(owner.span(), format!("{} has it", owner.name()))
                .because(&vpc, format!("both are in {}", vpc.value))
                .help(format!("give {} another address", eni.name())),
        );
    }
    Ok(())
}
