use super::{Broken, Decided, Sink, words};
use crate::inventory::{Field, Verb, Why};
use crate::plan::Step;

pub(super) fn check(step: &Step<'_>, sink: &mut Sink) -> Decided {
    let Some(eni) = step.eni_to(Verb::Delete)? else { return Ok(()) };
    let status = eni.status().known()?;
    let name = eni.name();
    let help = match status.value {
        // A delete that is stuck can be asked for again.
        "Available" | "CreateFailed" | "Deleting" => return Ok(()),
        "InUse" | "Attaching" => words::remedy(
            step,
            || format!("detach {name} first, and wait until it is Available"),
            |address| format!("detach {name} in an apply before {address} is destroyed"),
        ),
        "Detaching" | "Creating" => format!("wait until {name} is Available, then delete it"),
        // Another rule says that this is no status.
        _ => return Err(eni.unknown(Field::Status, Why::Malformed)),
    };
    let message = format!("ENI {name} is {} by then, and only an Available ENI can be deleted", status.value);
    let mut broken = Broken::new(message, step.place(), "this ENI is not Available")
        .because(&status, format!("ENI {name} is {}", status.value));
    if let Ok(Some(holder)) = eni.holder()
        && holder.span() != status.span()
    {
        broken = broken.because(&holder, format!("it is on instance {}", holder.value));
    }
    sink.report(broken.story().help(help));
    Ok(())
}
