use super::counts::{self, Before, List};
use super::{Broken, Decided, Sink, fit, words};
use crate::inventory::Field;
use crate::plan::Attach;

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
    let broken = Broken::new(message, attach.eni_span(), format!("this is member number {number}"));
    let list = usage.trunk.span_of(Field::MemberNetworkInterfaceIds);
    let already = |name| format!("{name} is a member already");
    let members = usage.members().map(|m| Before::one(m.span, already(usage.name_of(m)), list));
    let joining = usage.joining().map(|a| Before::one(a.eni_span(), "planned before it".to_owned(), None));
    let all = members.chain(joining).take(counts::LOOKED_AT).collect();
    let list = List { at: list, says: |n: usize, _| format!("{n} members are listed here") };
    let broken = counts::add(broken, all, usage.slots().saturating_sub(1), &list)
        .story()
        .because(&limits.name, format!("the type is {kind}"))
        .because(&usage.total, format!("{kind} has EniTotalQuantity {}", usage.total.value))
        .because(&usage.own, format!("{kind} has EniQuantity {}, none of them for members", usage.own.value));
    let first = format!("detach a member of {trunk} first");
    sink.report(fit::help(broken, &instance, &first, "use an instance of a larger type"));
    Ok(())
}
