use super::{Broken, Decided, Sink};
use crate::inventory::{Field, key};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(at) = attach.span_of(Field::TrunkNetworkInstanceId) else { return Ok(()) };
    // Who says whether the account was invited has thought of it; `trunk-invitation` takes it from
    // there.
    if let Some(account) = attach.plan().account()
        && account.get(key::TrunkEnabled).given()?.is_some()
    {
        return Ok(());
    }
    let message = "trunk_network_instance_id is closed to the public: only accounts that were invited may use trunk ENIs";
    sink.report(Broken::new(message, at, "needs an invitation").help(
        "remove trunk_network_instance_id, or say facts.account.trunk_enabled: true if the account was invited",
    ));
    Ok(())
}
