use super::counts::{self, Before, List};
use super::{Broken, Decided, Sink, words};
use crate::inventory::Field;
use crate::plan::{EniType, Step};

pub(super) fn check(step: &Step<'_>, sink: &mut Sink) -> Decided {
    let Some(eni) = step.detaches()? else { return Ok(()) };
    let kind = eni.eni_type()?;
    if kind.value != EniType::Trunk {
        return Ok(());
    }
    let trunk = step.members_of(eni)?;
    if trunk.before <= 0 {
        return Ok(());
    }
    let (name, n) = (eni.name(), words::count(trunk.before, "member", "members"));
    let message = format!("trunk {name} has {n} by then, and only a trunk without members can be detached");
    let broken = Broken::new(message, step.place(), "this trunk has members");
    let list = eni.span_of(Field::MemberNetworkInterfaceIds);
    let already = |name| format!("{name} is a member");
    let members = trunk.members().map(|m| Before::one(m.span, already(trunk.name_of(m)), list));
    let joining = trunk.joining().map(|a| Before::one(a.eni_span(), already(a.eni_name()), None));
    let all = members.chain(joining).take(counts::LOOKED_AT).collect();
    let list = List { at: list, says: |n: usize, _| format!("{n} members are listed here") };
    sink.report(
        counts::add(broken, all, 0, &list).story().because(&kind, format!("ENI {name} is a trunk")).help(
            words::remedy(
                step,
                || format!("detach the members of {name} first, and wait until they are Available"),
                |address| format!("take the members of {name} off it in an apply before {address} goes"),
            ),
        ),
    );
    Ok(())
}
