use super::no_hot_plug::Running;
use super::{Broken, Decided, Sink, words};
use crate::inventory::Fact;
use crate::plan::{Step, TrafficMode};

pub(super) fn check(step: &Step<'_>, sink: &mut Sink) -> Decided {
    let Some(eni) = step.detaches()? else { return Ok(()) };
    let instance = step.instance()?;
    let status = instance.status();
    if matches!(&status, Fact::Known(status) if status.value != "Running") {
        return Ok(());
    }
    let mode = eni.traffic_mode()?;
    // A type that has no ENI detached while it runs has a rule of its own.
    if mode.value != TrafficMode::HighPerformance || matches!(Running::find(&instance), Ok(Some(_))) {
        return Ok(());
    }
    let status = status.known()?;
    let (name, host) = (eni.name(), instance.name());
    let message =
        format!("ENI {name} is in HighPerformance mode, and instance {host} is Running when it is detached");
    sink.report(
        Broken::new(message, step.place(), "an ERI is detached from a running instance")
            .because(&mode, format!("ENI {name} is in HighPerformance mode"))
            .because(&status, format!("instance {host} is Running"))
            .story()
            .help(words::stop_to_detach(step, &host)),
    );
    Ok(())
}
