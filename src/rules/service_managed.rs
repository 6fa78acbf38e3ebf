use super::{Broken, Decided, Sink};
use crate::inventory::key;
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    let managed = eni.get(key::ServiceManaged).or(false, "an ENI is its owner's by default")?;
    if !managed.value {
        return Ok(());
    }
    let name = eni.name();
    let message = format!("ENI {name} is managed by a cloud service, so it cannot be attached");
    sink.report(
        Broken::new(message, attach.eni_span(), "this ENI is the service's")
            .because(&managed, format!("a cloud service manages {name}"))
            .help("create an ENI of your own and attach that"),
    );
    Ok(())
}
