use super::{Broken, Decided, Sink};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    if !eni.is_trunk() || attach.trunk_id()?.is_some() || attach.trunks_refused() {
        return Ok(());
    }
    let instance = attach.instance()?;
    let Some((other, planned)) = attach.trunk_before() else {
        return instance.lists_its_enis(); // what is not listed may be a trunk
    };
    let kind = eni.eni_type()?;
    let (how, when, at) = match planned {
        Some(planned) => ("gets", "first", planned.eni_span()),
        None => ("has", "already", other.span()),
    };
    let message = format!(
        "ENI {} is a trunk ENI, but instance {} {how} trunk {} {when}",
        eni.name(),
        instance.name(),
        other.name()
    );
    sink.report(
        Broken::new(message, attach.eni_span(), "a second trunk")
            .also(at, format!("the first trunk of {}", instance.name()))
            .because(&kind, format!("ENI {} is a trunk ENI", eni.name()))
            .story()
            .help(format!("attach members to {} instead, or use another instance", other.name())),
    );
    Ok(())
}
