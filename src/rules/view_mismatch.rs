use super::{Broken, Decided, Sink};
use crate::inventory::key;
use crate::inventory::{Fact, Field, Kind, Known, Name, Standing, TextId};
use crate::plan::{Eni, EniType, Entity, Instance, Plan};
use hashbrown::HashSet;

pub(super) fn check(plan: &Plan<'_>, sink: &mut Sink) -> Decided {
    let mut listed = HashSet::new();
    let mut pairs = HashSet::new();
    for instance in plan.instances() {
        let Fact::Known(ids) = instance.get(key::NetworkInterfaces) else { continue };
        for id in ids.value.iter().flatten() {
            listed.insert(id.value.id);
            if !pairs.insert((instance.id.row, id.value.id)) {
                continue; // listed twice
            }
            if let Some(eni) = plan.find(Kind::Eni, id.value.id) {
                listed_by(&instance, &Eni::from(eni), &id, sink);
            }
        }
    }
    for eni in plan.enis() {
        held_by(&eni, &listed, sink);
    }
    Ok(())
}

/// Live facts of two moments differ; that matters only to a plan that builds on them.
fn matters(instance: &Instance<'_>, eni: &Eni<'_>) -> bool {
    let matters = |entity: &Entity<'_>| entity.is_declared() || entity.is_used();
    matters(instance) || matters(eni)
}

/// The instance lists the ENI; does the ENI say the same?
fn listed_by(instance: &Instance<'_>, eni: &Eni<'_>, place: &Known<Name<'_>>, sink: &mut Sink) {
    let (Fact::Known(own), Fact::Known(holder)) = (instance.get(key::InstanceId), eni.get(key::InstanceId))
    else {
        return;
    };
    let differs = holder.value.differs(&own.value);
    if own.value.is_masked() || differs.is_err() || !matters(instance, eni) {
        return;
    }
    let at = place.span().unwrap_or(instance.span());
    let (name, host) = (eni.name(), instance.name());
    if differs == Ok(true) {
        let message =
            format!("instance {host} lists ENI {name}, but the ENI is on instance {}", holder.value);
        sink.report(
            Broken::new(message, at, format!("{host} lists it"))
                .because(&holder, format!("{name} is on {}", holder.value))
                .help(format!("correct instance_id of {name}, or remove it from the list of {host}"))
                .about([eni.id]),
        );
    } else if eni.standing_of(Field::InstanceId) == Some(Standing::Mentioned) && !instance.is_planned() {
        // An instance that is created with the ENI does not have it before.
        let Fact::Known(status) = eni.get(key::Status) else { return };
        if status.value.text() == "Available" {
            let message = format!("instance {host} lists ENI {name}, but the ENI is Available");
            sink.report(
                Broken::new(message, at, format!("{host} lists it"))
                    .because(&status, "an Available ENI is on no instance")
                    .help(format!("correct the status of {name}, or remove it from the list of {host}"))
                    .about([eni.id]),
            );
        }
    }
}

/// The ENI says that it is on an instance; does that one list it? The list has primary and
/// secondary ENIs only.
fn held_by(eni: &Eni<'_>, listed: &HashSet<TextId>, sink: &mut Sink) {
    let plain = matches!(eni.eni_type(), Ok(t) if matches!(t.value, EniType::Primary | EniType::Secondary));
    let (Fact::Known(own), Ok(Some(holder)), Fact::Known(status)) =
        (eni.get(key::NetworkInterfaceId), eni.holder(), eni.status())
    else {
        return;
    };
    let out = own.value.is_masked() || listed.contains(&own.value.id);
    if !plain || out || status.value != "InUse" {
        return;
    }
    let Some(instance) = eni.plan().find(Kind::Instance, holder.value.id).map(Instance::from) else { return };
    let Fact::Known(list) = instance.get(key::NetworkInterfaces) else { return };
    let opaque = |id: &Known<Name<'_>>| id.value.is_opaque();
    if own.value.is_opaque() || list.value.iter().any(|id| id.map_or(true, |id| opaque(&id))) {
        return; // it may be listed under another name
    }
    if matters(&instance, eni) {
        let (name, host) = (eni.name(), instance.name());
        let message = format!("ENI {name} is on instance {host}, but the instance does not list it");
        sink.report(
            Broken::new(message, holder.span().unwrap_or(eni.span()), format!("{name} is on {host}"))
                .because(&list, format!("{host} lists its ENIs here"))
                .help(format!("add {name} to network_interfaces of {host}, or correct its instance_id"))
                .about([eni.id]),
        );
    }
}
