use super::{Broken, Decided, Sink, words};
use crate::inventory::{Field, Known, Verb};
use crate::plan::{Apart, Attach, Entity, Step, WrongRegion};
use crate::source::Span;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    if attach.takes_primary() {
        return Ok(()); // refused for that, wherever it is
    }
    let (apart, wrong) = (attach.regions_apart(), attach.wrong_region());
    if let Ok(Some(apart)) = apart {
        report_apart(attach, &apart, sink);
        return Ok(());
    }
    if let Ok(Some(wrong)) = wrong {
        report_wrong(attach, &wrong, sink);
        return Ok(());
    }
    apart?;
    wrong?;
    Ok(())
}

/// What a step is done to must be in the step's region, too. What its call would answer is not
/// documented.
pub(super) fn check_step(step: &Step<'_>, sink: &mut Sink) -> Decided {
    if let Some(wrong) = step.wrong_region()? {
        sink.report(wrong_region(step, &wrong, words::step(step.verb), step.place()).codes(&[]));
    }
    Ok(())
}

fn report_apart(attach: &Attach<'_>, apart: &Apart<&str>, sink: &mut Sink) {
    let Apart { instance: here, eni: there } = apart;
    let message = format!(
        "ENI {} is in region {}, but instance {} is in {}",
        attach.eni_name(),
        there.value,
        attach.instance_name(),
        here.value
    );
    sink.report(
        Broken::new(message, attach.eni_span(), "this ENI cannot be attached here")
            .because(there, format!("ENI {} is in {}", attach.eni_name(), there.value))
            .because(here, format!("instance {} is in {}", attach.instance_name(), here.value))
            .help(format!("create an ENI in region {} and attach that", here.value)),
    );
}

fn report_wrong(attach: &Attach<'_>, wrong: &WrongRegion<'_>, sink: &mut Sink) {
    sink.report(wrong_region(attach, wrong, words::step(Verb::Attach), attach.instance_span()));
}

/// `what` is the action, and `at` where it stands if it names no region.
fn wrong_region(action: &Entity<'_>, wrong: &WrongRegion<'_>, what: String, at: Span) -> Broken {
    let WrongRegion { named, party, its } = wrong;
    let (name, noun) = (party.name(), party.id.kind.noun());
    let message = format!("the {what} is for region {}, but {noun} {name} is in {}", named.value, its.value);
    let own = action.says(Field::RegionId);
    let broken = match named.span().filter(|_| own) {
        Some(span) => Broken::new(message, span, format!("not the region of {name}")),
        None => Broken::new(message, at, format!("this {what} names no region of its own"))
            .because(named, format!("{} is given for all of the file", named.value)),
    };
    let first = words::remedy(
        action,
        || format!("set region_id of the {what} to {}", its.value),
        |address| format!("give {address} a provider whose region is {}", its.value),
    );
    let help = format!("{first}, or correct the region or zone of {name}");
    broken.because(its, place(party.name(), its)).help(help)
}

fn place(name: String, region: &Known<&str>) -> String {
    format!("{name} is in {}", region.value)
}
