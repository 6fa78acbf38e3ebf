use super::{Broken, Decided, Sink};
use crate::plan::{Attach, EniType};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(trunk) = attach.trunk_id()? else { return Ok(()) };
    let eni = attach.eni()?;
    let kind = eni.eni_type()?;
    // A primary ENI cannot be attached to anything: it is refused as such.
    if kind.value != EniType::Trunk {
        return Ok(());
    }
    let message = format!(
        "ENI {} is a trunk ENI itself, but only a Secondary ENI can become a member of trunk {}",
        eni.name(),
        trunk.value
    );
    let broken = Broken::new(message, attach.eni_span(), "this ENI cannot be a member");
    sink.report(
        broken
            .because(&kind, format!("ENI {} is of type Trunk", eni.name()))
            .because(&trunk, format!("the attach is to trunk {}", trunk.value))
            .help(format!(
                "remove trunk_network_instance_id to attach {} itself, or attach a Secondary ENI",
                eni.name()
            )),
    );
    Ok(())
}
