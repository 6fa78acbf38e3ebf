use super::{Broken, Decided, Sink};
use crate::inventory::key;
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let (instance, eni) = (attach.instance()?, attach.eni()?);
    let limits = instance.limits()?;
    // No public list says which types qualify; without the fact the rule does not apply.
    let Some(supported) = limits.get(key::EnterpriseSgSupported).given()? else { return Ok(()) };
    if supported.value {
        return Ok(());
    }
    for group in eni.security_groups()? {
        let group = group?;
        let advanced = group.value.is_enterprise()?;
        if !advanced.value {
            continue;
        }
        let (name, of) = (group.value.name(), limits.name.value);
        let message = format!(
            "ENI {} is in the advanced security group {name}, which {of} does not support",
            eni.name()
        );
        sink.report(
            Broken::new(message, attach.eni_span(), "this ENI has an advanced group")
                .because(&group, format!("its group {name}"))
                .because(&advanced, format!("{name} is advanced"))
                .because(&supported, format!("{of} takes no advanced groups"))
                .because(&limits.name, format!("{} is of type {of}", instance.name()))
                .help("use a basic security group, or another instance type"),
        );
    }
    Ok(())
}
