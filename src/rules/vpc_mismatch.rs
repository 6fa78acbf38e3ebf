use super::{Broken, Decided, Sink};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    if attach.takes_primary() || attach.is_to_classic() || matches!(attach.regions_apart(), Ok(Some(_))) {
        return Ok(()); // refused for that, whatever the VPC
    }
    let Some(apart) = attach.vpcs_apart()? else { return Ok(()) };
    let (here, there) = (apart.instance, apart.eni);
    let (instance, eni) = (attach.instance_name(), attach.eni_name());
    let message =
        format!("ENI {eni} is in VPC {}, but instance {instance} is in {}", there.value, here.value);
    sink.report(
        Broken::new(message, attach.eni_span(), "this ENI cannot be attached here")
            .because(&there, format!("ENI {eni} is in {}", there.value))
            .because(&here, format!("instance {instance} is in {}", here.value))
            .help(format!("create an ENI in a vSwitch of {} and attach that", here.value)),
    );
    Ok(())
}
