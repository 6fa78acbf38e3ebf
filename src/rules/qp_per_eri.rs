use super::{Broken, Decided, Sink, fit, words};
use crate::inventory::key;
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some((instance, eni)) = attach.eri_target()? else { return Ok(()) };
    let Some(number) = eni.get(key::QueuePairNumber).given()? else { return Ok(()) };
    let limits = instance.limits()?;
    let eris = limits.get(key::EriQuantity).known();
    if eris.is_ok_and(|eris| eris.value <= 0) {
        return Ok(()); // a type without ERIs is for eri-unsupported
    }
    let limit = limits.stated(key::TypeQueuePairNumber).known()?;
    if number.value <= limit.value || !eni.is_eri()? {
        return Ok(());
    }
    let kind = limits.name.value;
    let pairs = words::count(number.value, "queue pair", "queue pairs");
    let message = format!("ENI {} has {pairs}, and {kind} takes {} for each ERI", eni.name(), limit.value);
    let broken = Broken::new(message, attach.eni_span(), format!("this ERI has {pairs}"))
        .because(&number, format!("ENI {} has {pairs}", eni.name()))
        .because(&limits.name, format!("instance {} is of type {kind}", instance.name()))
        .because(&limit, format!("{kind} takes {} for each ERI", limit.value));
    let first = format!("lower queue_pair_number of {} to {}", eni.name(), limit.value);
    sink.report(fit::help(broken, &instance, &first, ""));
    Ok(())
}
