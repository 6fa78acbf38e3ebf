use super::{Broken, Decided, Sink, words};
use crate::inventory::{Fact, key};
use crate::plan::{Attach, EniType};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(trunk) = attach.trunk()? else { return Ok(()) };
    let kind = trunk.described_type()?;
    if kind.value == EniType::Trunk {
        return Ok(());
    }
    let word = match trunk.get(key::Type) {
        Fact::Known(word) => word.value.text(),
        Fact::Absent(_) | Fact::Unknown(_) => "Secondary",
    };
    let at = attach.trunk_id()?.and_then(|id| id.span()).unwrap_or(attach.span());
    let message =
        format!("{} names trunk {}, but that ENI is of type {word}", words::attach(attach), trunk.name());
    sink.report(
        Broken::new(message, at, "not a trunk ENI")
            .because(&kind, format!("ENI {} is of type {word}", trunk.name()))
            .help("name an ENI of type Trunk, or remove trunk_network_instance_id"),
    );
    Ok(())
}
