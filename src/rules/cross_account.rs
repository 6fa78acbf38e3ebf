use super::{Broken, Decided, Sink};
use crate::inventory::{Field, Name, Why, key};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let (instance, eni) = (attach.instance()?, attach.eni()?);
    let Some(theirs) = eni.get(key::OwnerId).given()? else { return Ok(()) };
    let ours = match instance.get(key::OwnerId).given()? {
        Some(owner) => owner,
        // An instance is of the account that the run is for, unless it says otherwise.
        None => match attach.plan().account_id().given()? {
            Some(account) => account,
            None => return Ok(()),
        },
    };
    let clear = |owner: Name<'_>| !owner.is_symbol() && !owner.is_masked();
    let of = if clear(ours.value) { *eni } else { *instance };
    let differs = ours.value.differs_in_value(&theirs.value);
    if !differs.map_err(|_| of.unknown(Field::OwnerId, Why::Unresolved))? {
        return Ok(());
    }
    let eni_id = attach.get(key::NetworkInterfaceId).known()?;
    if attach.plan().permits(eni_id.value, ours.value)? {
        return Ok(());
    }
    let message = format!(
        "ENI {} belongs to account {}, but instance {} to {}",
        eni.name(),
        theirs.value,
        instance.name(),
        ours.value
    );
    sink.report(
        Broken::new(message, attach.eni_span(), "an ENI of another account")
            .because(&theirs, format!("{} belongs to {}", eni.name(), theirs.value))
            .because(&ours, format!("{} belongs to {}", instance.name(), ours.value))
            .help(format!(
                "let account {} grant InstanceAttach on {} to {}, and list that under facts.eni_permissions",
                theirs.value,
                eni.name(),
                ours.value
            )),
    );
    Ok(())
}
