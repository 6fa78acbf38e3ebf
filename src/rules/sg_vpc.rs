use super::{Broken, Decided, Sink};
use crate::inventory::{Field, Known, Unknown, Why, key};
use crate::plan::{Attach, Eni, SecurityGroup};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    let mut missing = None;
    for group in eni.security_groups()? {
        match group.map_err(with_vpc).and_then(|group| check_group(attach, &eni, &group, sink)) {
            Ok(()) => {}
            Err(unknown) => missing = missing.or(Some(unknown)),
        }
    }
    missing.map_or(Ok(()), Err)
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
    let name = group.value.name();
    let vpc = group.value.get(key::SecurityGroupVpcId).known()?;
    if vpc.value.text.is_empty() {
        let message =
            format!("ENI {} is in security group {name}, which is of the classic network", eni.name());
        sink.report(
            Broken::new(message, at, "a classic group")
                .because(&vpc, format!("{name} is in no VPC"))
                .help(format!("replace {name} with a security group of the ENI's VPC"))
                .codes(&["InvalidSecurityGroupId.NotVpc"]),
        );
        return Ok(());
    }
    let own = eni.vpc().known()?;
    // Two masked IDs are told apart by what is to be seen of them.
    match own.value.differs(&vpc.value) {
        Ok(false) => return Ok(()),
        Err(why) if why != Why::Masked => {
            let opaque = if own.value.is_opaque() {
                eni.unknown(Field::VpcId, why)
            } else {
                group.value.unknown(Field::SecurityGroupVpcId, why)
            };
            return Err(opaque);
        }
        _ => {}
    }
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
