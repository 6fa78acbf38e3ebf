use super::{Broken, Decided, Sink};
use crate::inventory::{Field, Why, key};
use crate::plan::{Attach, Eni};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(trunk) = attach.real_trunk()?.filter(Eni::exists) else { return Ok(()) };
    let status = trunk.status().known()?;
    let instance = attach.get(key::InstanceId).known()?.value;
    let elsewhere = matches!(trunk.holder(), Ok(Some(holder)) if holder.value != instance);
    // A type without trunks and a trunk that is elsewhere have rules of their own.
    let comes = status.value == "Attaching" && attach.is_after_wait(&trunk, "InUse");
    if status.value == "InUse" || comes || attach.trunks_refused() || elsewhere {
        return Ok(());
    }
    if !matches!(status.value, "Available" | "Attaching" | "Detaching" | "Deleting") {
        return Err(trunk.unknown(Field::Status, Why::Malformed)); // another rule says that this is no status
    }
    let at = attach.trunk_id()?.and_then(|id| id.span()).unwrap_or(attach.span());
    let name = trunk.name();
    let state = format!("trunk ENI {name} is {}", status.value);
    let help = match status.value {
        "Deleting" => format!("attach another trunk ENI to {instance}, and name that"),
        "Available" => format!("attach {name} to {instance} first, and wait until it is InUse"),
        "Detaching" => format!("attach {name} to {instance} again, and wait until it is InUse"),
        _ => format!("wait until {name} is InUse on {instance}"),
    };
    let message = format!("{state}, but it must be InUse to take members");
    sink.report(Broken::new(message, at, "not in use").because(&status, state).story().help(help));
    Ok(())
}
