use super::{Decided, Sink};
use crate::inventory::{Kind, key};
use crate::plan::Attach;

/// Which modules are not read is told while files are read, under the same name; this is what they may
/// do to an attach.
pub(super) fn check(attach: &Attach<'_>, _sink: &mut Sink) -> Decided {
    let instance = attach.get(key::InstanceId).known().ok().map(|id| (Kind::Instance, id.value.id));
    let eni = attach.get(key::NetworkInterfaceId).known().ok().map(|id| (Kind::Eni, id.value.id));
    let mut unknown = [instance, eni].into_iter().flatten();
    unknown.find_map(|(kind, id)| attach.plan().handed(kind, id)).map_or(Ok(()), Err)
}
