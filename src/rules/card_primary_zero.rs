use super::{Broken, Decided, Sink};
use crate::catalog::{Number, limit};
use crate::finding::Severity;
use crate::inventory::key;
use crate::plan::{Eni, EniType};

pub(super) fn check(eni: &Eni<'_>, sink: &mut Sink) -> Decided {
    let only = limit(Number::PrimaryNetworkCardIndex).known();
    let Some(index) = eni.get(key::AttachedNetworkCardIndex).given()? else { return Ok(()) };
    if index.value == only.value || index.value < 0 {
        return Ok(());
    }
    let kind = eni.eni_type()?;
    if kind.value != EniType::Primary {
        return Ok(());
    }
    let message = format!(
        "primary ENI {} is on network card {}, but a primary ENI can only be on card {}",
        eni.name(),
        index.value,
        only.value
    );
    let broken = Broken::new(message, index.span().unwrap_or(eni.span()), "not for a primary ENI")
        .because(&kind, format!("ENI {} is primary", eni.name()))
        .because(&only, format!("a primary ENI can only be on card {}", only.value));
    sink.report(if is_made_by_the_plan(eni) {
        broken.help(format!("set network_card_index to {}, or leave it out", only.value))
    } else {
        broken
            .severity(Severity::Warning)
            .help("look the index up in an answer of DescribeNetworkInterfaces and correct it here")
    });
    Ok(())
}

/// A primary ENI comes and goes with its instance.
fn is_made_by_the_plan(eni: &Eni<'_>) -> bool {
    let holder = eni.get(key::InstanceId).given().ok().flatten();
    eni.is_planned() || holder.is_some_and(|holder| holder.value.is_planned())
}
