use super::{Broken, Decided, Sink};
use crate::inventory::{Field, key};
use crate::plan::Eni;

pub(super) fn check(eni: &Eni<'_>, sink: &mut Sink) -> Decided {
    if !eni.concerns_plan() {
        return Ok(());
    }
    let Some(number) = eni.get(key::QueuePairNumber).given()? else { return Ok(()) };
    // A 0 on an ENI that is no ERI only says that it has none.
    if number.value >= 1 || (number.value == 0 && !eni.is_eri()?) {
        return Ok(());
    }
    let message =
        format!("ENI {} asks for {} queue pairs, and an ERI has one or more", eni.name(), number.value);
    sink.report(
        Broken::new(message, number.span().unwrap_or(eni.span()), "no number of queue pairs")
            .help(format!("set queue_pair_number of {} to 1 or more, or leave it out", eni.name()))
            .disproves(eni.id, Field::QueuePairNumber),
    );
    Ok(())
}
