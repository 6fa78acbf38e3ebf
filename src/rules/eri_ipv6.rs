use super::{Broken, Decided, Sink, words};
use crate::plan::Addressed;

pub(super) fn check(eni: &Addressed<'_>, sink: &mut Sink) -> Decided {
    if !eni.concerns_plan() || eni.is_eri() == Ok(false) {
        return Ok(());
    }
    let held = eni.given_ipv6()?;
    if held.items == 0 || !eni.is_eri()? {
        return Ok(());
    }
    let mode = eni.traffic_mode()?;
    let items = words::count(held.items, "IPv6 address or prefix", "IPv6 addresses and prefixes");
    let message =
        format!("ENI {} is in mode HighPerformance, which has no IPv6, but holds {items}", eni.name());
    sink.report(
        Broken::new(message, held.span.unwrap_or(eni.span()), "IPv6 is given here")
            .because(&mode, "an ENI in this mode has no IPv6")
            .help(format!("{}, or create an ENI in mode Standard", words::without_ipv6(eni))),
    );
    Ok(())
}
