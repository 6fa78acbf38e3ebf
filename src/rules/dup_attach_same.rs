use super::{Broken, Decided, Sink};
use crate::inventory::{Fact, key};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(first) = attach.earlier() else { return Ok(()) };
    let (Fact::Known(eni), Fact::Known(here), Fact::Known(there)) =
        (attach.get(key::NetworkInterfaceId), attach.get(key::InstanceId), first.get(key::InstanceId))
    else {
        return Ok(()); // `dup-attach-other` says what is missing
    };
    if here.value == there.value && !here.value.is_masked() {
        let message = format!("ENI {} is planned to be attached to instance {} twice", eni.value, here.value);
        sink.report(
            Broken::new(message, attach.eni_span(), "planned again")
                .also(first.eni_span(), "planned first")
                .story()
                .help("remove one of the two attaches"),
        );
    }
    Ok(())
}
