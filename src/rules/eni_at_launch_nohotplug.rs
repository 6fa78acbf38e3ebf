use super::{Broken, Decided, Sink};
use crate::catalog::HotPlug;
use crate::inventory::{Known, Origin, key};
use crate::plan::{Instance, Moment};

pub(super) fn check(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    if !instance.is_planned() || instance.since() != Moment::START {
        return Ok(());
    }
    let first = instance.attaches().find(|attach| attach.is_at_launch());
    let launched = match first.map(|attach| attach.get(key::NetworkInterfaceId).known()) {
        Some(eni) => eni.map(Some),
        None => instance.launches(),
    };
    if launched == Ok(None) {
        return Ok(());
    }
    let limits = instance.limits()?;
    let HotPlug::StoppedOnly(provenance) = limits.hot_plug() else { return Ok(()) };
    let Some(eni) = launched? else { return Ok(()) };
    let (name, kind) = (instance.name(), limits.name.value);
    let message = format!(
        "instance {name} is to be created with secondary ENI {}, which {kind} does not take",
        eni.value
    );
    let at = eni.span().unwrap_or(instance.span());
    let listed = Known { value: (), origin: Origin::Table(provenance) };
    sink.report(
        Broken::new(message, at, "not while the instance is created")
            .because(&limits.name, format!("the type is {kind}"))
            .because(&listed, format!("{kind} is on the list of types without hot plug"))
            .help(format!(
                "stop {name} once it is created and attach {} then, or use a larger type",
                eni.value
            )),
    );
    Ok(())
}
