use super::{Broken, Decided, Sink};
use crate::inventory::{Field, key};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    // The default is true, and a snapshot always says so: only who writes it may have to think.
    if attach.is_done() || !eni.declares(Field::DeleteOnRelease) {
        return Ok(());
    }
    let released = eni.get(key::DeleteOnRelease).known()?;
    let here = attach.get(key::InstanceId).known()?;
    if !released.value {
        return Ok(());
    }
    let name = eni.name();
    let message = format!("ENI {name} will be deleted together with instance {}", here.value);
    sink.report(
        Broken::new(message, attach.eni_span(), "this ENI does not outlive the instance")
            .because(&released, format!("{name} is deleted on release"))
            .help(format!("set delete_on_release to false on {name} if it is to survive {}", here.value)),
    );
    Ok(())
}
