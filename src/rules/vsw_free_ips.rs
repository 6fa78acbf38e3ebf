use super::{Broken, Decided, Sink, words};
use crate::inventory::key;
use crate::plan::Vswitch;

pub(super) fn check(vswitch: &Vswitch<'_>, sink: &mut Sink) -> Decided {
    let made = vswitch.made();
    // Without the count, which a snapshot gives, the rule does not apply.
    let Some(free) = vswitch.get(key::AvailableIpAddressCount).given()? else { return Ok(()) };
    // A plan that takes nothing is not to blame for a number below zero.
    if made.addresses == 0 || made.addresses <= free.value {
        return Ok(());
    }
    let message = format!(
        "the plan takes {} of vSwitch {}, which has {} free",
        words::count(made.addresses, "address", "addresses"),
        vswitch.name(),
        free.value
    );
    let mut broken =
        Broken::new(message, free.span().unwrap_or(vswitch.span()), format!("{} free", free.value)).story();
    if made.enis > 0 {
        broken = broken.fact(format!("the plan makes {} in it", words::count(made.enis, "ENI", "ENIs")));
    }
    if made.assigned > 0 {
        broken = broken.fact(format!("{} by assign steps", are(made.assigned, "taken")));
    }
    if made.freed > 0 {
        broken = broken.fact(format!("{} before", are(made.freed, "given back")));
    }
    if let Some(step) = made.last {
        broken = broken.also(vswitch.plan().entity(step).entry_span(), "this step takes the last of them");
    }
    sink.report(
        broken.help(format!("put some ENIs into another vSwitch of the same zone than {}", vswitch.name())),
    );
    Ok(())
}

fn are(n: i64, what: &str) -> String {
    format!("{} {} {what}", words::count(n, "address", "addresses"), if n == 1 { "is" } else { "are" })
}
