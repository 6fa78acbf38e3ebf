use super::{Broken, Decided, Sink};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let (Some(address), Some(step)) = (attach.address(), attach.undone_later()) else { return Ok(()) };
    let Some(holder) = attach.eni()?.holder()? else { return Ok(()) };
    let (name, there) = (attach.eni_name(), holder.value.text());
    let message = format!(
        "{address} is created anew before the old one is destroyed, but ENI {name} is on instance {there} until then"
    );
    sink.report(
        Broken::new(message, attach.eni_span(), "this ENI is not Available yet")
            .because(&holder, format!("it is on instance {there}"))
            .story()
            .also(step.place(), format!("detached from {there} only here"))
            .help(format!("remove create_before_destroy from {address} and from what depends on it")),
    );
    Ok(())
}
