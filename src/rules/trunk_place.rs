use super::{Broken, Decided, Sink};
use crate::inventory::{Fact, Field, Known, Name, key};
use crate::plan::{Attach, Eni};
use crate::source::Span;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(trunk) = attach.real_trunk()? else { return Ok(()) };
    let at = attach.trunk_id()?.and_then(|id| id.span()).unwrap_or(attach.span());
    let here = attach.get(key::InstanceId).known()?;
    if let Some(holder) = trunk.holder()? {
        let elsewhere = holder.value.differs(&here.value);
        if elsewhere.map_err(|why| trunk.unknown(Field::InstanceId, why))? {
            report_elsewhere(sink, at, &trunk, &holder, &here);
            return Ok(());
        }
    }
    // Where the instance's own place is known, the rules for it judge the ENI.
    let (eni, instance) = (attach.eni()?, attach.instance()?);
    if matches!(instance.zone(), Fact::Absent(_)) {
        report_apart(sink, attach, &trunk, (eni.zone(), trunk.zone()), "zone");
    }
    if matches!(instance.vpc(), Fact::Absent(_)) {
        report_apart(sink, attach, &trunk, (eni.vpc(), trunk.vpc()), "VPC");
    }
    Ok(())
}

fn report_elsewhere(
    sink: &mut Sink,
    at: Span,
    trunk: &Eni<'_>,
    there: &Known<Name<'_>>,
    here: &Known<Name<'_>>,
) {
    let message = format!(
        "trunk ENI {} is on instance {}, but the attach is to {}",
        trunk.name(),
        there.value,
        here.value
    );
    sink.report(
        Broken::new(message, at, "this trunk is not on the instance")
            .because(there, format!("{} is on {}", trunk.name(), there.value))
            .because(here, format!("the attach is to {}", here.value))
            .help(format!("name {} as the instance, or a trunk ENI that is on {}", there.value, here.value)),
    );
}

/// Reports a member that is in another place than its trunk.
fn report_apart(
    sink: &mut Sink,
    attach: &Attach<'_>,
    trunk: &Eni<'_>,
    places: (Fact<Name<'_>>, Fact<Name<'_>>),
    noun: &str,
) {
    let (Fact::Known(member), Fact::Known(of_trunk)) = places else { return };
    if member.value.differs_in_value(&of_trunk.value) != Ok(true) {
        return;
    }
    let eni = attach.eni().map_or_else(|_| "the ENI".to_owned(), |eni| format!("ENI {}", eni.name()));
    let message = format!(
        "{eni} is in {noun} {}, but its trunk {} is in {}",
        member.value,
        trunk.name(),
        of_trunk.value
    );
    sink.report(
        Broken::new(message, attach.eni_span(), "this ENI cannot be on that trunk")
            .because(&member, format!("{eni} is in {}", member.value))
            .because(&of_trunk, format!("trunk {} is in {}", trunk.name(), of_trunk.value))
            .help(format!("create an ENI in {noun} {} and attach that", of_trunk.value)),
    );
}
