use super::{Broken, Decided, Sink, fit, words};
use crate::catalog::HotPlug;
use crate::finding::Severity;
use crate::inventory::{Fact, Known, Origin, Tool, Unknown, key};
use crate::plan::{Instance, Limits};
use crate::source::Span;

/// An instance that runs, and whose type takes and gives up ENIs only while stopped.
pub(super) struct Running<'a> {
    pub(super) name: String,
    pub(super) status: Known<&'a str>,
    pub(super) limits: Limits<'a>,
    listed: Known<()>,
}

impl<'a> Running<'a> {
    /// None if the instance does not run, or if its type has hot plug.
    pub(super) fn find(instance: &Instance<'a>) -> Result<Option<Self>, Unknown> {
        let status = instance.status();
        if matches!(&status, Fact::Known(status) if status.value != "Running") {
            return Ok(None);
        }
        let limits = instance.limits()?;
        let HotPlug::StoppedOnly(provenance) = limits.hot_plug() else { return Ok(None) };
        let listed = Known { value: (), origin: Origin::Table(provenance) };
        Ok(Some(Self { name: instance.name(), status: status.known()?, limits, listed }))
    }

    /// What is wrong; `does` is `takes` or `gives up`.
    pub(super) fn message(&self, does: &str) -> String {
        let kind = self.limits.name.value;
        format!("instance {} is Running, and {kind} {does} ENIs only while Stopped", self.name)
    }

    /// Adds the facts, but for what the primary place says.
    pub(super) fn because(&self, mut broken: Broken, primary: Span) -> Broken {
        let (name, kind) = (&self.name, self.limits.name.value);
        if self.limits.name.span() != Some(primary) {
            broken = broken.because(&self.limits.name, format!("the type is {kind}"));
        }
        if self.status.span().is_none() {
            broken = broken.because(&self.status, format!("instance {name} will be Running"));
        } else if self.status.span() != Some(primary) {
            broken = broken.because(&self.status, format!("instance {name} is Running"));
        }
        broken.because(&self.listed, format!("{kind} is on the list of types without hot plug"))
    }
}

pub(super) fn check(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    // What an instance is created with is the matter of `eni-at-launch-nohotplug`.
    let attaches = || instance.attaches().filter(|attach| !attach.is_at_launch());
    let Some(first) = attaches().find(|attach| attach.restarts() != Ok(true)) else {
        return restarted(instance, sink);
    };
    let Some(running) = Running::find(instance)? else { return Ok(()) };
    if !attaches().any(|attach| attach.restarts() == Ok(false)) {
        return first.restarts().map(drop);
    }
    let status = running.status.span();
    let at = status.or(running.limits.name.span()).unwrap_or(instance.span());
    let label = if status.is_some() { "the instance runs" } else { "takes ENIs only while Stopped" };
    let broken = running.because(Broken::new(running.message("takes"), at, label), at).story();
    let first = match first.tool() {
        Some(Tool::Ros) => {
            format!("set EcsRestartOption of the attachments to {} to Auto or Restart", running.name)
        }
        _ => words::remedy(
            instance,
            || format!("stop {} before the attach and start it afterwards", running.name),
            |address| format!("set status of {address} to Stopped until the ENIs are attached"),
        ),
    };
    let broken = fit::help(broken, instance, &first, "use a larger type");
    sink.report(words::planned(broken, instance));
    Ok(())
}

/// Tells that ROS restarts the instance, if it does. It is the type that makes that needed.
fn restarted(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    let Some(attach) = instance.attaches().find(|attach| !attach.is_at_launch()) else { return Ok(()) };
    let (Ok(Some(running)), Ok(option)) =
        (Running::find(instance), attach.get(key::EcsRestartOption).known())
    else {
        return Ok(()); // what is not known of the type decides nothing then
    };
    let message = format!(
        "ROS will restart instance {} to attach ENI {}: {} takes ENIs only while Stopped",
        running.name,
        attach.eni_name(),
        running.limits.name.value
    );
    let at = option.span().unwrap_or(attach.span());
    let broken = Broken::new(message, at, format!("EcsRestartOption is {}", option.value))
        .severity(Severity::Info)
        .codes(&[])
        .about([attach.id])
        .help(format!("make sure that {} may be restarted then", running.name));
    sink.report(running.because(broken, at));
    Ok(())
}
