use super::{Broken, Decided, Sink, words};
use crate::inventory::{Field, Verb, Why};
use crate::plan::Step;

pub(super) fn check(step: &Step<'_>, sink: &mut Sink) -> Decided {
    let (done, only) = match step.verb {
        Verb::Start => ("started", "Stopped"),
        Verb::Stop => ("stopped", "Running"),
        Verb::Reboot => ("rebooted", "Running"),
        _ => return Ok(()),
    };
    let instance = step.instance()?;
    let status = instance.status().known()?;
    let name = instance.name();
    let help = match (status.value, step.verb) {
        (word, _) if word == only => return Ok(()),
        ("Stopped", Verb::Reboot) => format!("start {name} instead, or remove this step"),
        ("Running" | "Stopped", _) => words::remedy(
            step,
            || format!("remove this step: {name} is {} already", status.value),
            words::refresh,
        ),
        ("Pending" | "Starting" | "Stopping", _) => words::remedy(
            step,
            || format!("wait until {name} is {only} before this step"),
            |address| format!("run the apply that changes {address} only when {name} is {only}"),
        ),
        // Another rule says that this is no status.
        _ => return Err(instance.unknown(Field::Status, Why::Malformed)),
    };
    let message = format!("instance {name} is {} when it is to be {done}", status.value);
    let label = format!("only an instance that is {only} can be {done}");
    sink.report(
        Broken::new(message, step.place(), label)
            .because(&status, format!("instance {name} is {} from here on", status.value))
            .story()
            .help(help),
    );
    Ok(())
}
