use super::{Broken, Decided, Sink, fit, words};
use crate::catalog::HotPlug;
use crate::inventory::{Fact, Known, Origin};
use crate::plan::Instance;

pub(super) fn check(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    if instance.attaches().next().is_none() {
        return Ok(());
    }
    let status = instance.status();
    if matches!(&status, Fact::Known(status) if status.value != "Running") {
        return Ok(());
    }
    let limits = instance.limits()?;
    let HotPlug::StoppedOnly(provenance) = limits.hot_plug() else { return Ok(()) };
    let status = status.known()?;
    let (name, kind) = (instance.name(), limits.name.value);
    let message = format!("instance {name} is Running, and {kind} takes ENIs only while Stopped");
    let at = status.span().or(limits.name.span()).unwrap_or(instance.span());
    let label = if status.span().is_some() { "the instance runs" } else { "takes ENIs only while Stopped" };
    let mut broken = Broken::new(message, at, label);
    if limits.name.span() != Some(at) {
        broken = broken.because(&limits.name, format!("the type is {kind}"));
    }
    if status.span().is_none() {
        broken = broken.because(&status, format!("instance {name} will be Running"));
    }
    let listed = Known { value: (), origin: Origin::Table(provenance) };
    let broken = broken.because(&listed, format!("{kind} is on the list of types without hot plug")).story();
    let first = format!("stop {name} before the attach and start it afterwards");
    let broken = fit::help(broken, instance, &first, "use a larger type");
    sink.report(words::planned(broken, instance));
    Ok(())
}
