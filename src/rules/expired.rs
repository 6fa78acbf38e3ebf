use super::{Broken, Decided, Sink, words};
use crate::inventory::{Fact, key};
use crate::plan::Instance;

pub(super) fn check(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    if instance.is_planned() || instance.attaches().next().is_none() {
        return Ok(());
    }
    let now = instance.plan().now;
    let (charge, end) = (instance.get(key::InstanceChargeType), instance.get(key::ExpiredTime));
    match (&charge, &end) {
        // Neither says that it may end: it is pay-as-you-go.
        (Fact::Absent(_), Fact::Absent(_)) => return Ok(()),
        (Fact::Known(charge), _) if charge.value.text() != "PrePaid" => return Ok(()),
        (_, Fact::Known(end)) if end.value >= now => return Ok(()),
        _ => {}
    }
    let (charge, end) = (charge.known()?, end.known()?);
    let name = instance.name();
    let message = format!("instance {name} expired at {}, before {now}", end.value);
    let at = end.span().unwrap_or(instance.span());
    sink.report(words::planned(
        Broken::new(message, at, "paid until then")
            .because(&charge, format!("instance {name} is paid for in advance"))
            .help(format!("renew {name} before the attach, or take a new snapshot if it was renewed")),
        instance,
    ));
    Ok(())
}
