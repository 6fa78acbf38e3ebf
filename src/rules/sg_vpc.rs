use super::{Broken, Decided, Sink};
use crate::inventory::{Field, Kind, Known, Unknown, key};
use crate::plan::{Attach, Eni, MOST_GROUPS, SecurityGroup};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    let mut missing = None;
    for group in eni.security_groups()? {
        match group.map_err(with_vpc).and_then(|group| check_group(attach, &eni, &group, sink)) {
            Ok(()) => {}
            Err(unknown) => missing = missing.or(Some(unknown)),
        }
    }
    check_instance(attach, sink);
    missing.map_or(Ok(()), Err)
}

/// A new instance is created with groups of its own. With one of another VPC it is not, and nothing is
/// attached to it. Where a fact is missing, only the ENI's groups count.
fn check_instance(attach: &Attach<'_>, sink: &mut Sink) {
    let Some(instance) = attach.instance().ok().filter(|instance| instance.is_planned()) else { return };
    let (Ok(groups), Ok(own)) = (instance.get(key::SecurityGroupIds).known(), instance.vpc().known()) else {
        return;
    };
    for id in groups.value.iter().take(MOST_GROUPS).flatten() {
        let Ok(group) = instance.need(Kind::SecurityGroup, id.value.id) else { continue };
        let Ok(vpc) = group.get(key::SecurityGroupVpcId).known() else { continue };
        if vpc.value.text().is_empty() || vpc.value.differs(&own.value) != Ok(true) {
            continue;
        }
        let (name, its) = (instance.name(), group.name());
        let message = format!(
            "instance {name} is to be created in {}, but its security group {its} is in {}",
            own.value, vpc.value
        );
        sink.report(
            Broken::new(message, id.span().unwrap_or(attach.instance_span()), "a group of another VPC")
                .because(&vpc, format!("{its} is in {}", vpc.value))
                .because(&own, format!("{name} is in {}", own.value))
                .help(format!("create {name} only with security groups of {}", own.value))
                .codes(&[]),
        );
        return;
    }
}

/// Of a group that is not described, the VPC is what is missing.
fn with_vpc(unknown: Unknown) -> Unknown {
    Unknown { field: unknown.field.or(Some(Field::SecurityGroupVpcId)), ..unknown }
}

fn check_group(
    attach: &Attach<'_>,
    eni: &Eni<'_>,
    group: &Known<SecurityGroup<'_>>,
    sink: &mut Sink,
) -> Decided {
    let at = group.span().unwrap_or(attach.eni_span());
    let name = || group.value.name();
    let vpc = group.value.get(key::SecurityGroupVpcId).known()?;
    if vpc.value.text().is_empty() {
        let message =
            format!("ENI {} is in security group {}, which is of the classic network", eni.name(), name());
        sink.report(
            Broken::new(message, at, "a classic group")
                .because(&vpc, format!("{} is in no VPC", name()))
                .help(format!("replace {} with a security group of the ENI's VPC", name()))
                .codes(&["InvalidSecurityGroupId.NotVpc"]),
        );
        return Ok(());
    }
    let own = eni.vpc().known()?;
    match own.value.differs(&vpc.value) {
        Ok(false) => return Ok(()),
        Ok(true) => {}
        Err(why) if own.value.is_opaque() || own.value.is_masked() => {
            return Err(eni.unknown(Field::VpcId, why));
        }
        Err(why) => return Err(group.value.unknown(Field::SecurityGroupVpcId, why)),
    }
    let name = name();
    let message =
        format!("ENI {} is in {}, but its security group {name} is in {}", eni.name(), own.value, vpc.value);
    sink.report(
        Broken::new(message, at, "a group of another VPC")
            .because(&vpc, format!("{name} is in {}", vpc.value))
            .because(&own, format!("{} is in {}", eni.name(), own.value))
            .help(format!("put {} only into security groups of {}", eni.name(), own.value))
            .codes(&["InvalidOperation.VpcMismatch"]),
    );
    Ok(())
}
