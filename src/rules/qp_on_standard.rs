use super::{Broken, Decided, Sink, words};
use crate::finding::Severity;
use crate::inventory::key;
use crate::plan::Eni;

pub(super) fn check(eni: &Eni<'_>, sink: &mut Sink) -> Decided {
    if !eni.concerns_plan() {
        return Ok(());
    }
    let number = match eni.get(key::QueuePairNumber).given() {
        Ok(Some(number)) if number.value > 0 => number,
        _ => return Ok(()), // none, or for qp-number
    };
    let mode = match eni.traffic_mode() {
        Ok(mode) => mode,
        Err(unknown) if eni.is_planned() => return Err(unknown),
        Err(_) => return Ok(()), // a warning at most
    };
    if eni.is_eri() != Ok(false) {
        return Ok(());
    }
    let pairs = words::count(number.value, "queue pair", "queue pairs");
    let message = format!("ENI {} has {pairs}, but is in mode Standard", eni.name());
    let broken = Broken::new(message, number.span().unwrap_or(eni.span()), "only ERIs have queue pairs")
        .because(&mode, format!("ENI {} is in mode Standard", eni.name()))
        .help(format!("remove queue_pair_number of {}, or create it in mode HighPerformance", eni.name()));
    // What exists was created somehow; what is to be created will be refused.
    sink.report(if eni.is_planned() {
        broken.severity(Severity::Error).codes(&["InvalidParameter.QueuePairNumberMustEmpty"])
    } else {
        broken.codes(&["InvalidParameter.InvalidQueuePairNumber"])
    });
    Ok(())
}
