use super::{Broken, Decided, Sink};
use crate::inventory::{Fact, key};
use crate::plan::{Attach, TrafficMode};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    // One that is being created is not running yet.
    if attach.is_done() || attach.is_at_launch() {
        return Ok(());
    }
    let (instance, eni) = (attach.instance()?, attach.eni()?);
    let status = instance.status();
    if matches!(&status, Fact::Known(status) if status.value != "Running") {
        return Ok(());
    }
    let mode = eni.traffic_mode()?;
    if mode.value != TrafficMode::HighPerformance || takes_no_eri(attach) {
        return Ok(());
    }
    let status = status.known()?;
    let (name, host) = (eni.name(), instance.name());
    let message = format!("ENI {name} is in HighPerformance mode, and instance {host} is Running");
    sink.report(
        Broken::new(message, attach.eni_span(), "an ERI is attached to a running instance")
            .because(&mode, format!("ENI {name} is in HighPerformance mode"))
            .because(&status, format!("instance {host} is Running"))
            .note("it can be detached again only while the instance is Stopped")
            .help(format!(
                "stop {host} first if the attach is refused, and plan to stop it for every detach"
            )),
    );
    Ok(())
}

/// Another rule refuses the attach then.
fn takes_no_eri(attach: &Attach<'_>) -> bool {
    let quantity = attach.instance().and_then(|i| i.limits()?.get(key::EriQuantity).known());
    matches!(quantity, Ok(n) if n.value == 0)
}
