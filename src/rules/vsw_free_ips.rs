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
    sink.report(
        Broken::new(message, free.span().unwrap_or(vswitch.span()), format!("{} free", free.value))
            .story()
            .fact(format!("the plan makes {} in it", words::count(made.enis, "ENI", "ENIs")))
            .help(format!("put some ENIs into another vSwitch of the same zone than {}", vswitch.name())),
    );
    Ok(())
}
