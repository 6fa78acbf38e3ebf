use super::{Broken, Decided, Sink, counts, fit, words};
use crate::inventory::Unknown;
use crate::plan::{Attach, Resource, Usage};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(usage) = excess(attach)? else { return Ok(()) };
    if !usage.freed_later(usage.limit.value).is_empty() {
        return Ok(()); // order-detach-first says so
    }
    let (instance, eni) = (attach.instance()?, attach.eni()?);
    let limits = instance.limits()?;
    let kind = limits.name.value;
    let eris = |n| words::count(n, "ERI", "ERIs");
    let message = format!(
        "instance {} has {} before this attach, and {kind} takes {}",
        instance.name(),
        words::amount(usage.before, "ERI", "ERIs"),
        usage.limit.value
    );
    let label = format!("this is ERI number {}", usage.after().least);
    let broken = Broken::new(message, attach.eni_span(), label);
    let mut broken = counts::users(broken, &usage, usage.limit.value, &instance, |_| String::new());
    if let Ok(mode) = eni.traffic_mode() {
        broken = broken.because(&mode, format!("ENI {} is in mode HighPerformance", eni.name()));
    }
    broken = broken
        .story()
        .because(&limits.name, format!("the type is {kind}"))
        .because(&usage.limit, format!("{kind} takes {}", eris(usage.limit.value)));
    let first =
        format!("attach an ENI in mode Standard to {}, or attach {} elsewhere", instance.name(), eni.name());
    sink.report(fit::help(broken, &instance, &first, ""));
    Ok(())
}

/// What there is too much of; none if there is room.
pub(super) fn excess<'a>(attach: &Attach<'a>) -> Result<Option<Usage<'a>>, Unknown> {
    if attach.eri_target()?.is_none() {
        return Ok(None);
    }
    // A type without ERIs is for eri-unsupported.
    let Some(usage) = attach.usage(Resource::Eris)?.filter(|usage| usage.limit.value > 0) else {
        return Ok(None);
    };
    if usage.exceeded() { Ok(Some(usage)) } else { usage.settled().map(|()| None) }
}
