use super::{Broken, Decided, Sink, words};
use crate::inventory::{Known, Unknown, key};
use crate::plan::{Attach, Eni, Step};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    let Some(managed) = managed(&eni)? else { return Ok(()) };
    let name = eni.name();
    let message = format!("ENI {name} is managed by a cloud service, so it cannot be attached");
    sink.report(
        Broken::new(message, attach.eni_span(), "this ENI is the service's")
            .because(&managed, format!("a cloud service manages {name}"))
            .help("create an ENI of your own and attach that"),
    );
    Ok(())
}

pub(super) fn check_step(step: &Step<'_>, sink: &mut Sink) -> Decided {
    let Some(eni) = step.detaches()? else { return Ok(()) };
    let Some(managed) = managed(&eni)? else { return Ok(()) };
    let name = eni.name();
    let message = format!("ENI {name} is managed by a cloud service, so it cannot be detached");
    sink.report(
        Broken::new(message, step.place(), "this ENI is the service's")
            .because(&managed, format!("a cloud service manages {name}"))
            .help(words::remedy(
                step,
                || "remove this step, and have the service give the ENI back".to_owned(),
                |address| format!("keep {address}, and have the service give the ENI back"),
            )),
    );
    Ok(())
}

/// Set if a service manages the ENI.
fn managed(eni: &Eni<'_>) -> Result<Option<Known<bool>>, Unknown> {
    let managed = eni.get(key::ServiceManaged).or(false, "an ENI is its owner's by default")?;
    Ok(Some(managed).filter(|managed| managed.value))
}
