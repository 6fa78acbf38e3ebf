use super::{Broken, Decided, Sink};
use crate::inventory::{Field, Why, key};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    if eni.is_primary() {
        return Ok(()); // primary-attach says it all
    }
    let status = eni.status().known()?;
    match status.value {
        // What may wait for its detach, or not, says nothing for certain.
        "Available" => return attach.pending_detach().map(|_| ()),
        "InUse" => return in_use(attach, sink),
        _ => {}
    }
    let name = eni.name();
    let (message, help) = match status.value {
        "Attaching" | "Detaching" | "Creating" if attach.is_after_wait(&eni, "Available") => return Ok(()),
        "Attaching" | "Detaching" | "Creating" => (
            format!("ENI {name} is {}, and only an Available ENI can be attached", status.value),
            format!("wait until {name} is Available, or take a new snapshot and check again"),
        ),
        "Deleting" => (
            format!("ENI {name} is being deleted, so it cannot be attached"),
            "create another ENI and attach that".to_owned(),
        ),
        "CreateFailed" => (
            format!("ENI {name} is CreateFailed, so it cannot be attached"),
            format!("delete {name}, create another ENI and attach that"),
        ),
        // Another rule says that this is no status.
        _ => return Err(eni.unknown(Field::Status, Why::Malformed)),
    };
    let mut broken = Broken::new(message, attach.eni_span(), "this ENI is not Available")
        .because(&status, format!("ENI {name} is {}", status.value))
        .help(help);
    if let Ok(Some(holder)) = eni.holder() {
        broken = broken.because(&holder, format!("its instance is {}", holder.value));
    }
    if status.value == "Detaching" {
        broken = broken.note("if it stays Detaching, detach it again, then restart its instance");
    }
    sink.report(broken.story());
    Ok(())
}

fn in_use(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    if attach.is_done() || attach.earlier().is_some() {
        return Ok(()); // already-attached says so, or one of the rules on repeated attaches
    }
    if attach.eni_freed_later().is_some() || attach.launched_with().is_some() {
        return Ok(()); // order-detach-first or double-channel says so
    }
    let eni = attach.eni()?;
    let (status, here) = (eni.status().known()?, attach.get(key::InstanceId).known()?);
    let Some(holder) = eni.holder()? else { return Ok(()) };
    if let Err(why) = holder.value.differs(&here.value) {
        return Err(eni.unknown(Field::InstanceId, why)); // it may be on the very instance
    }
    let name = eni.name();
    let message = format!(
        "ENI {name} is InUse on instance {}, so it cannot be attached to {}",
        holder.value, here.value
    );
    let mut broken = Broken::new(message, attach.eni_span(), "this ENI is not Available");
    if status.span() != holder.span() {
        broken = broken.because(&status, format!("ENI {name} is InUse"));
    }
    let broken = broken.because(&holder, format!("it is on instance {}", holder.value)).story();
    sink.report(broken.help(format!(
        "detach {name} from {} first and wait until it is Available, or attach another ENI",
        holder.value
    )));
    Ok(())
}
