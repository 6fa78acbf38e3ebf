use super::{Broken, Decided, Sink, counts, fit, words};
use crate::plan::{Attach, Resource};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(usage) = attach.usage(Resource::Enis)? else { return Ok(()) };
    if usage.limit.value <= 1 {
        return Ok(()); // the type takes no ENI but the primary one, which is for another rule to say
    }
    if !usage.exceeded() {
        return usage.settled();
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
    let first = format!("detach an ENI of {} first", instance.name());
    sink.report(fit::help(broken, &instance, &first, "use a larger instance type"));
    Ok(())
}
