use super::{Broken, Decided, Sink, words};
use crate::inventory::key;
use crate::plan::Vswitch;

pub(super) fn check(vswitch: &Vswitch<'_>, sink: &mut Sink) -> Decided {
    let made = vswitch.made();
    if made.enis == 0 {
        return Ok(());
    }
    let Some(status) = vswitch.get(key::Status).given()? else { return Ok(()) };
    if status.value.text() == "Available" {
        return Ok(());
    }
    let message = format!(
        "vSwitch {} is {}, and the plan makes {} in it",
        vswitch.name(),
        status.value,
        words::count(made.enis, "ENI", "ENIs")
    );
    sink.report(
        Broken::new(message, status.span().unwrap_or(vswitch.span()), "not Available")
            .help(format!("wait until {} is Available", vswitch.name())),
    );
    Ok(())
}
