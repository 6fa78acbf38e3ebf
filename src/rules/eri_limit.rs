use super::{Broken, Decided, Sink, counts, fit, words};
use crate::plan::{Attach, Resource};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    if attach.eri_target()?.is_none() {
        return Ok(());
    }
    let Some(usage) = attach.usage(Resource::Eris)? else { return Ok(()) };
    if usage.limit.value <= 0 {
        return Ok(()); // a type without ERIs is for eri-unsupported
    }
    if !usage.exceeded() {
        return usage.settled();
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
