use super::{Broken, Decided, Sink};
use crate::inventory::{Known, Unknown};
use crate::plan::{Attach, Eni, EniType, SecurityGroup};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let (instance, eni) = (attach.instance()?, attach.eni()?);
    let mut primary = None;
    for other in instance.attached() {
        if other.eni_type()?.value == EniType::Primary {
            primary = Some(other);
        }
    }
    let Some(primary) = primary else { return Ok(()) };
    let (Some(here), Some(there)) = (kind(&primary)?, kind(&eni)?) else { return Ok(()) };
    if here.1 == there.1 {
        return Ok(());
    }
    let word = |advanced| if advanced { "advanced" } else { "basic" };
    let message = format!(
        "ENI {} is in {} security groups, and the primary ENI of {} is in {} ones",
        eni.name(),
        word(there.1),
        instance.name(),
        word(here.1)
    );
    sink.report(
        Broken::new(message, attach.eni_span(), "of the other kind")
            .because(&there.0, format!("{} is {}", there.0.value.name(), word(there.1)))
            .because(&here.0, format!("{} is {}", here.0.value.name(), word(here.1)))
            .help("use one kind of group on an instance if its rules are to be read together"),
    );
    Ok(())
}

/// The first group of an ENI, and whether it is advanced.
fn kind<'a>(eni: &Eni<'a>) -> Result<Option<(Known<SecurityGroup<'a>>, bool)>, Unknown> {
    match eni.security_groups()?.next() {
        Some(group) => {
            let group = group?;
            Ok(Some((group, group.value.is_enterprise()?.value)))
        }
        None => Ok(None),
    }
}
