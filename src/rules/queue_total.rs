use super::{Broken, Decided, Sink, counts, fit, words};
use crate::plan::{Attach, EniType, Resource, User};

/// How many ENIs the help names.
const NAMED: usize = 4;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(usage) = attach.usage(Resource::Queues)? else { return Ok(()) };
    if !usage.exceeded() {
        return usage.settled();
    }
    let (instance, eni) = (attach.instance()?, attach.eni()?);
    let limits = instance.limits()?;
    let kind = limits.name.value;
    let queues = |n| words::amount(n, "queue", "queues");
    let message = format!(
        "instance {} has {} before this attach, ENI {} adds {}, and {kind} has {} in all",
        instance.name(),
        queues(usage.before),
        eni.name(),
        usage.added.least,
        usage.limit.value
    );
    let mut broken =
        Broken::new(message, attach.eni_span(), format!("this ENI adds {}", queues(usage.added)));
    if usage.implies_primary() {
        let fact = "the primary ENI counts with its default although it is not listed";
        broken = broken.fact_of(instance.span(), fact);
    }
    let mut names: Vec<String> = vec![eni.name()];
    names.extend(usage.users().take(NAMED).filter(can_be_lowered).map(|user| user.name()));
    broken = counts::users(broken, &usage, usage.limit.value, &instance, queues)
        .story()
        .because(&limits.name, format!("the type is {kind}"))
        .because(
            &usage.limit,
            format!("{kind} has {} in all", words::count(usage.limit.value, "queue", "queues")),
        );
    let first = format!(
        "lower queue_number of {}, so that all ENIs together have {} or fewer",
        words::list(&names, NAMED),
        usage.limit.value
    );
    sink.report(fit::help(broken, &instance, &first, ""));
    Ok(())
}

/// The number of a primary ENI cannot be changed.
fn can_be_lowered(user: &User<'_>) -> bool {
    !user.eni.is_some_and(|eni| eni.eni_type().is_ok_and(|kind| kind.value == EniType::Primary))
}
