use super::{Broken, Decided, Sink, endless_wait};
use crate::inventory::{Verb, key};
use crate::plan::{Attach, Pending, Step};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    if attach.takes_primary() {
        return Ok(()); // no wait would help
    }
    if let Some(detach) = attach.pending_detach()? {
        let name = detach.eni;
        let message = format!("ENI {name} is attached after its detach without a wait until it is Available");
        let label = "this ENI may still be Detaching";
        let broken = Broken::new(message, attach.eni_span(), label);
        report(broken.codes(&["InvalidOperation.InvalidEniState"]), &detach, "detached here", sink);
    }
    if let Some(trunk) = attach.pending_trunk()? {
        let name = trunk.eni;
        let message =
            format!("trunk ENI {name} takes a member after its attach without a wait until it is InUse");
        let at = attach.trunk_id()?.and_then(|id| id.span()).unwrap_or(attach.span());
        let broken = Broken::new(message, at, "this trunk may still be Attaching");
        report(broken.codes(&["InvalidOperation.InvalidTrunkEniStatus"]), &trunk, "attached here", sink);
    }
    Ok(())
}

pub(super) fn check_step(step: &Step<'_>, sink: &mut Sink) -> Decided {
    // Of a primary ENI, and of one that is not there, other rules say it all.
    if step.eni_to(Verb::Delete)?.is_none() {
        return Ok(());
    }
    if let Some(detach) = step.pending_detach()? {
        let name = detach.eni;
        let message = format!("ENI {name} is deleted after its detach without a wait until it is Available");
        let broken = Broken::new(message, step.place(), "this ENI may still be Detaching");
        report(broken.codes(&["InvalidOperation.InvalidEniState"]), &detach, "detached here", sink);
    }
    Ok(())
}

fn report(broken: Broken, call: &Pending<'_>, what: &str, sink: &mut Sink) {
    // Of a wait that never ends, that is said: with the right status it is the one that is missing.
    if call.others.iter().any(|wait| endless_wait::is_endless(wait).unwrap_or(false)) {
        return;
    }
    let (name, status) = (call.eni, call.comes_to);
    let mut broken = broken.also(call.at, format!("{what}; the call returns before it is done"));
    for wait in call.others.iter().take(1) {
        let Ok(other) = wait.get(key::Status).known() else { continue };
        broken = broken.because(&other, format!("this waits for {}, not for {status}", other.value));
    }
    sink.report(broken.story().help(format!("put a wait between the two, for {name} with status {status}")));
}
