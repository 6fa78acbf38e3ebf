use super::{Broken, Decided, Sink};
use crate::inventory::{Field, key};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(at) = attach.span_of(Field::TrunkNetworkInstanceId) else { return Ok(()) };
    let enabled = match attach.plan().account() {
        Some(account) => account.get(key::TrunkEnabled).given()?,
        None => None,
    };
    if enabled.is_some_and(|enabled| enabled.value) {
        return Ok(());
    }
    let mut broken = Broken::new(
        "trunk_network_instance_id is closed to the public: only accounts that were invited may use trunk ENIs",
        at,
        "needs an invitation",
    );
    if let Some(enabled) = enabled {
        broken = broken.because(&enabled, "this account was not invited");
    }
    sink.report(broken.help(
        "remove trunk_network_instance_id, or say facts.account.trunk_enabled: true if the account was invited",
    ));
    Ok(())
}
