use super::{Broken, Decided, Sink};
use crate::inventory::{Field, Known};
use crate::plan::{Apart, Attach, WrongRegion};

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
    let WrongRegion { named, party, its } = wrong;
    let what = format!("{} {}", party.id.kind.noun(), party.name());
    let message = format!("the attach is for region {}, but {what} is in {}", named.value, its.value);
    let own = attach.says(Field::RegionId);
    let broken = match named.span().filter(|_| own) {
        Some(span) => Broken::new(message, span, format!("not the region of {}", party.name())),
        None => Broken::new(message, attach.instance_span(), "this attach names no region of its own")
            .because(named, format!("{} is given for all of the file", named.value)),
    };
    let first = match attach.address() {
        Some(address) => format!("give {address} a provider whose region is {}", its.value),
        None => format!("set region_id of the attach to {}", its.value),
    };
    let help = format!("{first}, or correct the region or zone of {}", party.name());
    sink.report(broken.because(its, place(party.name(), its)).help(help));
}

fn place(name: String, region: &Known<&str>) -> String {
    format!("{name} is in {}", region.value)
}
