use super::{Broken, Decided, Sink};
use crate::inventory::{Field, key};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(first) = attach.earlier() else { return attach.may_repeat().map_or(Ok(()), Err) };
    let eni = attach.get(key::NetworkInterfaceId).known()?;
    let there = first.get(key::InstanceId).known()?;
    let here = attach.get(key::InstanceId).known()?;
    if !here.value.differs(&there.value).map_err(|why| attach.unknown(Field::InstanceId, why))? {
        return Ok(());
    }
    if attach.eni_freed_later().is_some() {
        return Ok(()); // order-detach-first says so
    }
    let message = format!(
        "ENI {} is planned to be attached to instance {} and to {}",
        eni.value, there.value, here.value
    );
    sink.report(
        Broken::new(message, attach.eni_span(), format!("the ENI is on {} by then", there.value))
            .also(first.eni_span(), format!("attached to {} here", there.value))
            .story()
            .help(format!(
                "create another ENI for instance {}: an ENI is on one instance at a time",
                here.value
            )),
    );
    Ok(())
}
