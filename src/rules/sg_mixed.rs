use super::{Broken, Decided, Sink};
use crate::inventory::{Field, Known, Unknown};
use crate::plan::{Attach, SecurityGroup};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    let ids = eni.security_group_ids()?;
    if ids.value.len() < 2 {
        return Ok(());
    }
    let (mut basic, mut advanced, mut missing) = (None, None, None);
    for group in eni.security_groups()? {
        match group.map_err(with_type).and_then(|g| Ok((g.value.is_enterprise()?.value, g))) {
            Ok((true, group)) => advanced = advanced.or(Some(group)),
            Ok((false, group)) => basic = basic.or(Some(group)),
            Err(unknown) => missing = missing.or(Some(unknown)),
        }
    }
    let (Some(basic), Some(advanced)) = (basic, advanced) else { return missing.map_or(Ok(()), Err) };
    let message = format!(
        "ENI {} is in the basic security group {} and in the advanced one {}",
        eni.name(),
        basic.value.name(),
        advanced.value.name()
    );
    let at = ids.span().unwrap_or(attach.eni_span());
    let broken = Broken::new(message, at, "basic and advanced groups together");
    sink.report(
        kind(kind(broken, &basic, "basic"), &advanced, "advanced")
            .help(format!("keep only basic or only advanced groups on {}", eni.name())),
    );
    Ok(())
}

fn kind(broken: Broken, group: &Known<SecurityGroup<'_>>, word: &str) -> Broken {
    match group.value.is_enterprise() {
        Ok(kind) => broken.because(&kind, format!("{} is {word}", group.value.name())),
        Err(_) => broken,
    }
}

fn with_type(unknown: Unknown) -> Unknown {
    Unknown { field: unknown.field.or(Some(Field::SecurityGroupType)), ..unknown }
}
