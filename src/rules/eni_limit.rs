use super::{Broken, Decided, Sink, counts, fit, words};
use crate::inventory::Unknown;
use crate::plan::{Attach, Resource, Usage};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(usage) = excess(attach)? else { return Ok(()) };
    if !usage.freed_later(usage.limit.value).is_empty() {
        return Ok(()); // order-detach-first says so
    }
    let instance = attach.instance()?;
    let limits = instance.limits()?;
    let message = format!(
        "instance {} has {} before this attach, and {} takes {} with the primary one",
        instance.name(),
        words::amount(usage.before, "ENI", "ENIs"),
        limits.name.value,
        usage.limit.value
    );
    let mut broken =
        Broken::new(message, attach.eni_span(), format!("this is ENI number {}", usage.after().least));
    if usage.implies_primary() {
        broken = broken.fact_of(
            instance.span(),
            "the primary ENI counts although it is not listed: every instance has one",
        );
    }
    broken = counts::users(broken, &usage, usage.limit.value, &instance, |_| String::new())
        .story()
        .because(&limits.name, format!("the type is {}", limits.name.value))
        .because(
            &usage.limit,
            format!("{} takes {}", limits.name.value, words::count(usage.limit.value, "ENI", "ENIs")),
        );
    // From one that does not exist yet nothing can be detached.
    let first = match instance.is_planned() {
        true => format!("attach fewer ENIs to {}", instance.name()),
        false => format!("detach an ENI of {} first", instance.name()),
    };
    sink.report(fit::help(broken, &instance, &first, "use a larger instance type"));
    Ok(())
}

/// What there is too much of; none if there is room.
pub(super) fn excess<'a>(attach: &Attach<'a>) -> Result<Option<Usage<'a>>, Unknown> {
    // A type that takes no ENI but the primary one is for another rule to name.
    let Some(usage) = attach.usage(Resource::Enis)?.filter(|usage| usage.limit.value > 1) else {
        return Ok(None);
    };
    if usage.exceeded() { Ok(Some(usage)) } else { usage.settled().map(|()| None) }
}
