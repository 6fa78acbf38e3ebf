use super::{Broken, Decided, Sink};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Ok(eni) = attach.eni() else { return Ok(()) };
    if eni.is_primary() || !attach.is_done() || attach.launched_with().is_some() {
        return Ok(()); // primary-attach, eni-state or double-channel has the say
    }
    if attach.undone_later().is_some() || attach.eni_freed_later().is_some() {
        return Ok(()); // tf-create-before-destroy or order-detach-first says so
    }
    let Ok(Some(holder)) = eni.holder() else { return Ok(()) };
    let name = eni.name();
    let message = format!("ENI {name} is attached to instance {} already", holder.value);
    sink.report(
        Broken::new(message, attach.eni_span(), "nothing is left to do")
            .because(&holder, format!("ENI {name} is InUse on instance {}", holder.value))
            .story()
            .help(format!("remove this attach, unless a tool runs it that leaves {name} alone")),
    );
    Ok(())
}
