use super::{Broken, Decided, Sink};
use crate::finding::Severity;
use crate::inventory::key;
use crate::inventory::{Fact, Field, Known, Name, Standing, Tool};
use crate::plan::{Eni, Entity, Plan, Vswitch};

pub(super) fn check(plan: &Plan<'_>, sink: &mut Sink) -> Decided {
    for instance in plan.instances().filter(|i| matters(i)) {
        if let Ok(vswitch) = instance.vswitch() {
            place(&instance, &vswitch, sink);
        }
    }
    for eni in plan.enis().filter(|e| matters(e)) {
        if let Ok(vswitch) = eni.vswitch() {
            place(&eni, &vswitch, sink);
        }
        holder(&eni, sink);
    }
    Ok(())
}

/// Live facts that are odd are nobody's mistake here unless a plan builds on them.
fn matters(entity: &Entity<'_>) -> bool {
    entity.is_declared() || entity.is_used()
}

/// An instance or ENI is in the zone and the VPC of its vSwitch. Both wrong are one mistake: most
/// likely the vSwitch is.
fn place(entity: &Entity<'_>, vswitch: &Vswitch<'_>, sink: &mut Sink) {
    let zones = (entity.get(key::ZoneId), vswitch.get(key::ZoneId));
    let vpcs = (entity.get(key::VpcId), vswitch.get(key::VpcId));
    // A zone that is a symbol may turn out to be the same one.
    let zones = differ(zones).filter(|(own, its)| !own.value.is_symbol() && !its.value.is_symbol());
    let conflicts = [("zone", Field::ZoneId, zones), ("VPC", Field::VpcId, differ(vpcs))];
    let mut found: Option<Broken> = None;
    for (place, field, conflict) in conflicts {
        let Some((own, its)) = conflict else { continue };
        let what = format!("{} {}", entity.id.kind.noun(), entity.name());
        let there = format!("vSwitch {} is in {place} {}", vswitch.name(), its.value);
        let broken = match found.take() {
            Some(broken) => broken.because(&own, format!("{what} is said to be in {place} {}", own.value)),
            None => Broken::new(
                format!("{what} is said to be in {place} {}, but its {there}", own.value),
                own.span().unwrap_or(entity.span()),
                format!("not the {place} of its vSwitch"),
            )
            .about([entity.id]),
        };
        found = Some(broken.because(&its, there).disproves(entity.id, field));
    }
    if let Some(mut broken) = found {
        if let Fact::Known(id) = entity.get(key::VswitchId) {
            broken = broken.because(&id, "its vSwitch");
        }
        let own = match entity.tool() {
            Some(Tool::Ros) if entity.is_planned() => "ZoneId and VpcId: they are those of the vSwitch",
            Some(_) if entity.is_planned() => "availability_zone: it is that of the vSwitch",
            Some(_) => "vpc_id, and move it within its zone only",
            None => "zone_id and vpc_id: they are those of the vSwitch",
        };
        let name = entity.name();
        sink.report(broken.help(format!("correct vswitch_id of {name}, or leave out its {own}")));
    }
}

type Pair<'a> = (Known<Name<'a>>, Known<Name<'a>>);

fn differ<'a>(facts: (Fact<Name<'a>>, Fact<Name<'a>>)) -> Option<Pair<'a>> {
    let (Fact::Known(own), Fact::Known(its)) = facts else { return None };
    (own.value.differs(&its.value) == Ok(true)).then_some((own, its))
}

/// An ENI that is Available sits on no instance. What an instance lists is another rule's.
fn holder(eni: &Eni<'_>, sink: &mut Sink) {
    let (Fact::Known(status), Fact::Known(holder)) = (eni.get(key::Status), eni.get(key::InstanceId)) else {
        return;
    };
    if status.value.text() != "Available" || eni.standing_of(Field::InstanceId) == Some(Standing::Mentioned) {
        return;
    }
    let message =
        format!("ENI {} is said to be Available and to be attached to instance {}", eni.name(), holder.value);
    sink.report(
        Broken::new(message, holder.span().unwrap_or(eni.span()), "an Available ENI has no instance")
            .because(&status, "Available here")
            .help(format!(
                "remove instance_id of {}, or set its status to InUse if it is attached",
                eni.name()
            ))
            .severity(Severity::Warning)
            .about([eni.id]),
    );
}
