use super::{Broken, Decided, Sink, words};
use crate::catalog::{Number, limit};
use crate::inventory::{Field, key};
use crate::plan::Eni;

pub(super) fn check(eni: &Eni<'_>, sink: &mut Sink) -> Decided {
    if !eni.concerns_plan() {
        return Ok(());
    }
    let Some(number) = eni.get(key::QueueNumber).given()? else { return Ok(()) };
    let (least, most) = (limit(Number::EniQueueNumberMin), limit(Number::EniQueueNumberMax));
    if (least.value..=most.value).contains(&number.value) {
        return Ok(());
    }
    let queues = words::count(number.value, "queue", "queues");
    let message = format!("ENI {} asks for {queues}, outside {}-{}", eni.name(), least.value, most.value);
    sink.report(
        Broken::new(message, number.span().unwrap_or(eni.span()), "no number of queues")
            .because(&most.known(), format!("a number of queues is within {}-{}", least.value, most.value))
            .help(format!(
                "set queue_number of {} within {}-{} and within what the instance type takes, or leave it out",
                eni.name(),
                least.value,
                most.value
            ))
            .disproves(eni.id, Field::QueueNumber),
    );
    Ok(())
}
