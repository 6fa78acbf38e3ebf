use super::{Broken, Decided, Sink};
use crate::inventory::key;
use crate::plan::Instance;

pub(super) fn check(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    if instance.attaches().next().is_none() {
        return Ok(());
    }
    let Some(enabled) = instance.get(key::EnableJumboFrame).given()?.filter(|e| e.value) else {
        return Ok(());
    };
    let limits = instance.limits()?;
    let supported = limits.get(key::JumboFrameSupport).known()?;
    if supported.value {
        return Ok(());
    }
    let (name, kind) = (instance.name(), limits.name.value);
    let message = format!("instance {name} has jumbo frames enabled, and {kind} does not support them");
    let at = enabled.span().unwrap_or(instance.span());
    sink.report(
        Broken::new(message, at, "jumbo frames are enabled here")
            .because(&limits.name, format!("the type is {kind}"))
            .because(&supported, format!("{kind} does not support jumbo frames"))
            .help(format!("set enable_jumbo_frame to false on {name}, or use a type that supports them")),
    );
    Ok(())
}
