use super::{Broken, Decided, Sink};
use crate::inventory::{Fact, Field, Kind, Name, Why, key};
use crate::plan::{Attach, Eni, Step};
use crate::source::Span;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(named) = attach.trunk_id()? else { return Ok(()) };
    let eni = attach.eni()?;
    let Some(recorded) = eni.get(key::TrunkNetworkInterfaceId).given()? else { return Ok(()) };
    let differs = recorded.value.differs(&named.value);
    if !differs.map_err(|why| eni.unknown(Field::TrunkNetworkInterfaceId, why))? {
        return Ok(());
    }
    // An ENI that is in use on another instance is refused for that.
    let instance = attach.get(key::InstanceId).known()?;
    if let Ok(Some(holder)) = eni.holder()
        && holder.value != instance.value
    {
        let elsewhere = holder.value.differs(&instance.value);
        // Of masked IDs the other rule says what is missing.
        return match elsewhere {
            Err(why) if why != Why::Masked => Err(eni.unknown(Field::InstanceId, why)),
            _ => Ok(()),
        };
    }
    let message = format!(
        "ENI {} is a member of trunk {}, but the attach names trunk {}",
        eni.name(),
        recorded.value,
        named.value
    );
    sink.report(
        Broken::new(message, named.span().unwrap_or(attach.span()), "not the trunk that the ENI is on")
            .because(&recorded, format!("ENI {} is on {}", eni.name(), recorded.value))
            .help(format!("name {} as the trunk, or detach {} from it first", recorded.value, eni.name())),
    );
    Ok(())
}

pub(super) fn check_step(step: &Step<'_>, sink: &mut Sink) -> Decided {
    let Some(eni) = step.detaches()? else { return Ok(()) };
    let Some(named) = step.get(key::TrunkNetworkInstanceId).given()? else { return Ok(()) };
    if eni.is_on_trunk(&named.value)? {
        return Ok(());
    }
    let (name, at) = (eni.name(), named.span().unwrap_or(step.place()));
    let Fact::Known(there) = eni.get(key::TrunkNetworkInterfaceId) else {
        sink.report(no_member(step, &eni, named.value, at));
        return Ok(());
    };
    let message =
        format!("ENI {name} is a member of trunk {}, but the step names trunk {}", there.value, named.value);
    sink.report(
        Broken::new(message, at, "not the trunk that the ENI is on")
            .because(&there, format!("ENI {name} is on {}", there.value))
            .story()
            .help(format!("name {} as the trunk", there.value)),
    );
    Ok(())
}

/// An ENI that is on no trunk, or at least not on the one that is named.
fn no_member(step: &Step<'_>, eni: &Eni<'_>, trunk: Name<'_>, at: Span) -> Broken {
    let name = eni.name();
    let message = format!("ENI {name} is no member of trunk {trunk}, which the step names");
    let mut broken = Broken::new(message, at, "the ENI is not on this trunk");
    let listed = || step.find(Kind::Eni, trunk.id)?.span_of(Field::MemberNetworkInterfaceIds);
    if let Some(attach) = eni.put_there_by() {
        broken = broken.also(attach.eni_span(), format!("{name} is attached to no trunk here"));
    } else if let Some(list) = listed() {
        broken = broken.also(list, format!("the members of {trunk} are these"));
    }
    broken.story().help("remove the trunk from the step, or name the trunk that the ENI is on")
}
