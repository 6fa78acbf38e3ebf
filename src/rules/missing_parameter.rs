use super::{Broken, Decided, Sink};
use crate::inventory::{Field, Tool};
use crate::plan::Attach;
use crate::source::Span;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    for (field, what) in
        [(Field::InstanceId, "the instance to attach to"), (Field::NetworkInterfaceId, "the ENI to attach")]
    {
        let name = match attach.tool() {
            Some(Tool::Ros) if field == Field::InstanceId => "InstanceId",
            Some(Tool::Ros) => "NetworkInterfaceId",
            _ => field.name(),
        };
        match attach.left_empty(field) {
            Some(at) => empty(name, at, &format!("give the ID of {what}"), sink),
            None if attach.span_of(field).is_some() => {}
            None => {
                let message = format!("the attach has no {name}");
                let broken = Broken::new(message, attach.span(), format!("no {name} in here"));
                sink.report(broken.help(format!("add {name}: the ID of {what}")));
            }
        }
    }
    // A region that is not given is filled in by the tool that runs the plan, which knows it.
    if let Some(at) = attach.left_empty(Field::RegionId) {
        empty(Field::RegionId.name(), at, "give the region of the instance, or leave region_id out", sink);
    }
    Ok(())
}

fn empty(name: &str, at: Span, help: &str, sink: &mut Sink) {
    let message = format!("the attach has an empty {name}");
    sink.report(Broken::new(message, at, "nothing here").help(help));
}
