use super::{Broken, Decided, Sink, fit};
use crate::inventory::key;
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some((instance, eni)) = attach.eri_target()? else { return Ok(()) };
    let limits = instance.limits()?;
    let limit = limits.get(key::EriQuantity).known()?;
    if limit.value > 0 {
        return Ok(()); // whatever the mode
    }
    let mode = eni.traffic_mode()?;
    if !eni.is_eri()? {
        return Ok(());
    }
    let kind = limits.name.value;
    let message = format!("ENI {} is in mode HighPerformance, but {kind} takes no ERI", eni.name());
    let broken = Broken::new(message, attach.eni_span(), "this ENI is an ERI")
        .because(&mode, format!("ENI {} is in mode HighPerformance", eni.name()))
        .because(&limits.name, format!("instance {} is of type {kind}", instance.name()))
        .because(&limit, format!("{kind} takes no ERI"));
    let otherwise = format!("use an instance type that takes ERIs instead of {kind}");
    sink.report(fit::help(broken, &instance, "attach an ENI in mode Standard", &otherwise));
    Ok(())
}
