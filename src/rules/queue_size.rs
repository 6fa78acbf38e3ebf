use super::{Broken, Decided, Sink};
use crate::catalog::{Number, limit};
use crate::inventory::{Known, Unknown, key};
use crate::plan::Eni;

type Size = Result<Option<Known<i64>>, Unknown>;

pub(super) fn check(eni: &Eni<'_>, sink: &mut Sink) -> Decided {
    if !eni.concerns_plan() {
        return Ok(());
    }
    let rx: Size = eni.get(key::RxQueueSize).given();
    let tx: Size = eni.get(key::TxQueueSize).given();
    if let (Ok(None), Ok(None)) = (&rx, &tx) {
        return Ok(());
    }
    let (least, most) = (limit(Number::QueueSizeMin), limit(Number::QueueSizeMax));
    let wrong = |size: &Known<i64>| {
        let power = u64::try_from(size.value).is_ok_and(u64::is_power_of_two);
        !power || !(least.value..=most.value).contains(&size.value)
    };
    let name = eni.name();
    let help = || {
        format!("set rx_queue_size and tx_queue_size of {name} to {} or both to {}", least.value, most.value)
    };
    for (side, size) in [("rx_queue_size", &rx), ("tx_queue_size", &tx)] {
        let Some(size) = size.as_ref().ok().and_then(Option::as_ref).filter(|size| wrong(size)) else {
            continue;
        };
        let message = format!(
            "ENI {name} has {side} {}, which is no power of two within {}-{}",
            size.value, least.value, most.value
        );
        let at = size.span().unwrap_or(eni.span());
        let reason = format!("a queue size is {} or {}", least.value, most.value);
        sink.report(Broken::new(message, at, "no queue size").because(&most.known(), reason).help(help()));
        return Ok(());
    }
    let (Some(rx), Some(tx)) = (rx?, tx?) else { return Ok(()) };
    if rx.value != tx.value {
        let message = format!("ENI {name} has rx_queue_size {}, but tx_queue_size {}", rx.value, tx.value);
        sink.report(
            Broken::new(message, rx.span().unwrap_or(eni.span()), "the two must be equal")
                .because(&tx, "the other one")
                .help(help()),
        );
    }
    Ok(())
}
