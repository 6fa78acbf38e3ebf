use super::{Broken, Decided, Sink};
use crate::inventory::{Field, Why};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let (instance, eni) = (attach.instance()?, attach.eni()?);
    let (here, there) = (instance.zone().known()?, eni.zone().known()?);
    if here.value == there.value {
        return Ok(());
    }
    if here.value.is_symbol() || there.value.is_symbol() {
        return Err(eni.unknown(Field::ZoneId, Why::Unresolved));
    }
    let message = format!(
        "ENI {} is in zone {}, but instance {} is in {}",
        eni.name(),
        there.value,
        instance.name(),
        here.value
    );
    sink.report(
        Broken::new(message, attach.eni_span(), "this ENI cannot be attached here")
            .because(&there, format!("ENI {} is in {}", eni.name(), there.value))
            .because(&here, format!("instance {} is in {}", instance.name(), here.value))
            .help(format!("create an ENI in a vSwitch of zone {} and attach that", here.value)),
    );
    Ok(())
}
