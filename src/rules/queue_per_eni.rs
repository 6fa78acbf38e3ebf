use super::{Broken, Decided, Sink, fit, words};
use crate::inventory::key;
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some((instance, eni)) = attach.target()? else { return Ok(()) };
    let Some(number) = eni.get(key::QueueNumber).given()? else { return Ok(()) };
    let limits = instance.limits()?;
    let default = limits.stated(key::SecondaryEniQueueNumber).known();
    if default.is_ok_and(|default| number.value <= default.value) {
        return Ok(()); // the default fits by construction
    }
    let limit = limits.stated(key::MaximumQueueNumberPerEni).known()?;
    if number.value <= limit.value {
        return Ok(());
    }
    let kind = limits.name.value;
    let queues = words::count(number.value, "queue", "queues");
    let message = format!("ENI {} has {queues}, and {kind} takes {} for each ENI", eni.name(), limit.value);
    let broken = Broken::new(message, attach.eni_span(), format!("this ENI has {queues}"))
        .because(&number, format!("ENI {} has {queues}", eni.name()))
        .because(&limits.name, format!("instance {} is of type {kind}", instance.name()))
        .because(&limit, format!("{kind} takes {} for each ENI", limit.value));
    let first = format!("lower queue_number of {} to {} while it is Available", eni.name(), limit.value);
    sink.report(fit::help(broken, &instance, &first, ""));
    Ok(())
}
