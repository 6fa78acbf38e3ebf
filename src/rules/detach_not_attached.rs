use super::{Broken, Decided, Sink, words};
use crate::inventory::{Known, Name, Verb};
use crate::plan::{Eni, Miss, Step};

pub(super) fn check(step: &Step<'_>, sink: &mut Sink) -> Decided {
    let Some(eni) = step.eni_to(Verb::Detach)? else { return Ok(()) };
    match step.misses(&eni)? {
        None => {}
        Some(Miss::State(status)) => report_state(step, &eni, &status, sink),
        Some(Miss::Elsewhere { there, named }) => report_elsewhere(step, &eni, &there, &named, sink),
    }
    Ok(())
}

fn report_state(step: &Step<'_>, eni: &Eni<'_>, status: &Known<&str>, sink: &mut Sink) {
    let name = eni.name();
    let help = match status.value {
        "Attaching" => format!("wait until {name} is InUse, then detach it"),
        _ => words::remedy(step, || "remove this step, or correct its ID".to_owned(), words::refresh),
    };
    let message = format!("ENI {name} is {} by then, so there is nothing to detach", status.value);
    sink.report(
        Broken::new(message, step.place(), "this ENI is on no instance")
            .because(status, format!("ENI {name} is {} from here on", status.value))
            .story()
            .help(help)
            .codes(&["InvalidOperation.InvalidEniState"]),
    );
}

fn report_elsewhere(
    step: &Step<'_>,
    eni: &Eni<'_>,
    there: &Known<Name<'_>>,
    named: &Known<Name<'_>>,
    sink: &mut Sink,
) {
    let name = eni.name();
    let message =
        format!("ENI {name} is on instance {}, but the step detaches it from {}", there.value, named.value);
    sink.report(
        Broken::new(message, named.span().unwrap_or(step.place()), "not the instance that the ENI is on")
            .because(there, format!("ENI {name} is on {}", there.value))
            .story()
            .help(words::remedy(
                step,
                || {
                    let (there, named) = (there.value, named.value);
                    format!("name {there} as the instance, or the ENI of {named} that is meant")
                },
                words::refresh,
            ))
            .codes(&["InvalidParameter.EniNotBelongEcs"]),
    );
}
