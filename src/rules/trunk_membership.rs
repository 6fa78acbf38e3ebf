use super::{Broken, Decided, Sink};
use crate::inventory::{Field, Why, key};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(named) = attach.trunk_id()? else { return Ok(()) };
    let eni = attach.eni()?;
    let Some(recorded) = eni.get(key::TrunkNetworkInterfaceId).given()? else { return Ok(()) };
    if recorded.value == named.value {
        return Ok(());
    }
    if recorded.value.is_masked() || named.value.is_masked() {
        return Err(eni.unknown(Field::TrunkNetworkInterfaceId, Why::Masked));
    }
    // An ENI that is in use on another instance is refused for that.
    let instance = attach.get(key::InstanceId).known()?;
    if matches!(eni.holder(), Ok(Some(holder)) if holder.value != instance.value) {
        return Ok(());
    }
    let message = format!(
        "ENI {} is a member of trunk {}, but the attach names trunk {}",
        eni.name(),
        recorded.value,
        named.value
    );
    sink.report(
        Broken::new(message, named.span().unwrap_or(attach.span()), "not the trunk that the ENI is on")
            .because(&recorded, format!("ENI {} is on {}", eni.name(), recorded.value))
            .help(format!("name {} as the trunk, or detach {} from it first", recorded.value, eni.name())),
    );
    Ok(())
}
