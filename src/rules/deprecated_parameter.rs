use super::{Broken, Decided, Sink};
use crate::inventory::Field;
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    if let Some(at) = attach.span_of(Field::WaitForNetworkConfigurationReady) {
        let message = "wait_for_network_configuration_ready is deprecated and no longer has an effect";
        sink.report(
            Broken::new(message, at, "no longer supported").help("remove it; true and false are alike"),
        );
    }
    Ok(())
}
