use super::{Broken, Decided, Sink, fit};
use crate::inventory::key;
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    if !attach.uses_trunk()? {
        return Ok(());
    }
    let (instance, eni) = (attach.instance()?, attach.eni()?);
    let limits = instance.limits()?;
    let supported = limits.get(key::EniTrunkSupported).known()?;
    if supported.value {
        return Ok(());
    }
    let (what, at) = match attach.trunk_id()? {
        Some(trunk) => {
            (format!("the attach of ENI {} is to trunk {}", eni.name(), trunk.value), trunk.span())
        }
        None => (format!("ENI {} is a trunk ENI", eni.name()), None),
    };
    let message = format!(
        "{what}, but instance {} is {}, which takes no trunk ENI",
        instance.name(),
        limits.name.value
    );
    let mut broken = Broken::new(message, at.unwrap_or(attach.eni_span()), "no trunk ENI can be here");
    if at.is_none() {
        broken = broken.because(&eni.eni_type()?, format!("ENI {} is a trunk ENI", eni.name()));
    }
    broken = broken
        .because(&limits.name, format!("the type is {}", limits.name.value))
        .because(&supported, format!("{} has EniTrunkSupported false", limits.name.value));
    let otherwise = format!("change {} to an instance type with EniTrunkSupported true", instance.name());
    sink.report(fit::help(broken, &instance, "attach a Secondary ENI without a trunk", &otherwise));
    Ok(())
}
