use super::{Broken, Decided, Sink};
use crate::inventory::Fact;
use crate::plan::{Attach, EniType};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    let in_use = matches!(eni.status(), Fact::Known(status) if status.value != "Available");
    // An ENI that is on a trunk now is refused for its state.
    if matches!(attach.trunk_id(), Ok(Some(_))) || in_use {
        return Ok(());
    }
    let kind = eni.eni_type()?;
    if kind.value != EniType::Member {
        return Ok(());
    }
    attach.trunk_id()?;
    let message = format!("ENI {} is of type Member, but the attach names no trunk", eni.name());
    sink.report(
        Broken::new(message, attach.eni_span(), "a member cannot be attached to an instance itself")
            .because(&kind, format!("ENI {} is of type Member", eni.name()))
            .help("name its trunk ENI in trunk_network_instance_id, or attach a Secondary ENI"),
    );
    Ok(())
}
