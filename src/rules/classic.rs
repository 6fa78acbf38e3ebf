use super::{Broken, Decided, Sink};
use crate::inventory::{Field, Why};
use crate::plan::Instance;

pub(super) fn check(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    if !instance.is_used() {
        return Ok(());
    }
    let network = instance.network_type().known()?;
    match network.value.to_ascii_lowercase().as_str() {
        "vpc" => Ok(()),
        "classic" => {
            let message = format!("instance {} is in the classic network, not in a VPC", instance.name());
            sink.report(
                Broken::new(message, network.span().unwrap_or(instance.span()), "takes no ENI")
                    .help(format!("migrate {} to a VPC first, or use an instance in one", instance.name())),
            );
            Ok(())
        }
        _ => Err(instance.unknown(Field::InstanceNetworkType, Why::Malformed)),
    }
}
