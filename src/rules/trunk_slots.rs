use super::{Broken, Decided, Sink, fit, words};
use crate::plan::Attach;

/// How many of the members that count already are shown; the message has their number.
const SHOWN: usize = 8;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(usage) = attach.trunk_usage()?.filter(|usage| usage.exceeded()) else { return Ok(()) };
    let instance = attach.instance()?;
    let limits = instance.limits()?;
    let (trunk, kind) = (usage.trunk.name(), limits.name.value);
    let message = format!(
        "trunk {trunk} has {} before this attach, and {kind} has room for {}",
        words::count(usage.before, "member", "members"),
        usage.slots()
    );
    let number = usage.before.saturating_add(1);
    let mut broken = Broken::new(message, attach.eni_span(), format!("this is member number {number}"));
    for member in usage.members.iter().take(SHOWN) {
        broken = broken.also(member.span, format!("{} is a member already", usage.name_of(member)));
    }
    for earlier in usage.joining().take(SHOWN.saturating_sub(usage.members.len())) {
        broken = broken.also(earlier.eni_span(), "planned before it");
    }
    broken = broken
        .because(&limits.name, format!("the type is {kind}"))
        .because(&usage.total, format!("{kind} has EniTotalQuantity {}", usage.total.value))
        .because(&usage.own, format!("{kind} has EniQuantity {}, none of them for members", usage.own.value));
    let first = format!("detach a member of {trunk} first");
    sink.report(fit::help(broken, &instance, &first, "use an instance of a larger type"));
    Ok(())
}
