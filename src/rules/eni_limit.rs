use super::{Broken, Decided, Sink, words};
use crate::plan::{Attach, Resource};

/// How many of the ENIs that count already are shown; the message has their number.
const SHOWN: usize = 8;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(usage) = attach.usage(Resource::Enis)? else { return Ok(()) };
    let instance = attach.instance()?;
    if !usage.exceeded() {
        // What is not listed may count, too.
        return instance.lists_its_enis();
    }
    if usage.limit.value <= 1 {
        return Ok(()); // `unsupported-generation` says that the type takes no secondary ENI
    }
    let limits = instance.limits()?;
    let message = format!(
        "instance {} has {} before this attach, and {} takes {} with the primary one",
        instance.name(),
        words::count(usage.before, "ENI", "ENIs"),
        limits.name.value,
        usage.limit.value
    );
    let mut broken = Broken::new(message, attach.eni_span(), format!("this is ENI number {}", usage.after()));
    for (eni, attach, _) in usage.users.iter().take(SHOWN) {
        broken = match attach {
            Some(attach) => broken.also(attach.eni_span(), "planned before it"),
            None => broken.also(eni.span(), format!("{} is attached already", eni.name())),
        };
    }
    if usage.implied_primary {
        broken = broken.note("the primary ENI counts although it is not listed: every instance has one");
    }
    sink.report(
        broken
            .because(&limits.name, format!("the type is {}", limits.name.value))
            .because(
                &usage.limit,
                format!("{} takes {}", limits.name.value, words::count(usage.limit.value, "ENI", "ENIs")),
            )
            .help(format!("detach an ENI of {} first, or use a larger instance type", instance.name())),
    );
    Ok(())
}
