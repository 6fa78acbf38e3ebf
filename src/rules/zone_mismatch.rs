use super::{Broken, Decided, Sink};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    // Another region or another VPC is the graver mistake, and its cure cures this one.
    let elsewhere = matches!(attach.regions_apart(), Ok(Some(_)))
        || matches!(attach.vpcs_apart(), Ok(Some(_))) && !attach.is_to_classic();
    if elsewhere || attach.takes_primary() {
        return Ok(());
    }
    let Some(apart) = attach.zones_apart()? else { return Ok(()) };
    let (here, there) = (apart.instance, apart.eni);
    let (instance, eni) = (attach.instance_name(), attach.eni_name());
    let message =
        format!("ENI {eni} is in zone {}, but instance {instance} is in {}", there.value, here.value);
    sink.report(
        Broken::new(message, attach.eni_span(), "this ENI cannot be attached here")
            .because(&there, format!("ENI {eni} is in {}", there.value))
            .because(&here, format!("instance {instance} is in {}", here.value))
            .help(format!("create an ENI in a vSwitch of zone {} and attach that", here.value)),
    );
    Ok(())
}
