use super::{Broken, Decided, Sink, words};
use crate::inventory::{Fact, Verb, key};
use crate::plan::{Attach, EniType, Step};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    let kind = eni.eni_type()?;
    if kind.value != EniType::Primary {
        return Ok(());
    }
    let name = eni.name();
    let help = match attach.get(key::InstanceId) {
        Fact::Known(here) => format!("create a secondary ENI and attach that to {}", here.value),
        _ => "create a secondary ENI and attach that".to_owned(),
    };
    let Ok(Some(holder)) = eni.holder() else {
        let message = format!("ENI {name} is a primary ENI, which belongs to its instance for good");
        let broken = Broken::new(message, attach.eni_span(), "only secondary ENIs can be attached");
        sink.report(
            broken
                .because(&kind, format!("ENI {name} is primary"))
                .help(help)
                .codes(&["InvalidOperation.InvalidEniType"]),
        );
        return Ok(());
    };
    let message = format!("ENI {name} is the primary ENI of instance {}", holder.value);
    let mut broken = Broken::new(message, attach.eni_span(), "only secondary ENIs can be attached")
        .because(&kind, format!("ENI {name} is primary"))
        .help(help);
    if attach.is_done() {
        // There is nothing to detach.
        broken = broken.codes(&["InvalidOperation.InvalidEniType"]);
    }
    sink.report(broken.because(&holder, format!("it belongs to instance {}", holder.value)));
    Ok(())
}

pub(super) fn check_step(step: &Step<'_>, sink: &mut Sink) -> Decided {
    let (what, code) = match step.verb {
        Verb::Detach => ("detached", "InvalidOperation.DetachPrimaryEniNotAllowed"),
        Verb::Delete => ("deleted", "InvalidOperation.InvalidEniType"),
        _ => return Ok(()),
    };
    let eni = step.eni()?;
    let kind = eni.eni_type()?;
    if kind.value != EniType::Primary || !eni.exists() {
        return Ok(());
    }
    let name = eni.name();
    let message = format!("ENI {name} is a primary ENI, which belongs to its instance and cannot be {what}");
    sink.report(
        Broken::new(message, step.place(), format!("only secondary ENIs can be {what}"))
            .because(&kind, format!("ENI {name} is primary"))
            .help(words::remedy(
                step,
                || "remove this step, or name the secondary ENI that is meant".to_owned(),
                |address| format!("keep {address} as it is: the ENI goes with its instance"),
            ))
            .codes(&[code]),
    );
    Ok(())
}
