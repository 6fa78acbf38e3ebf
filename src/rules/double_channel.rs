use super::{Broken, Decided, Sink};
use crate::finding::Severity;
use crate::inventory::{Tool, key};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    if attach.takes_primary() {
        return Ok(()); // refused for that
    }
    let Some(launched) = attach.launched_with() else { return mixed(attach, sink) };
    let (name, here) = (attach.eni_name(), attach.instance_name());
    let with = launched.value.name();
    let same = with == here;
    let message = if same {
        format!("ENI {name} is planned twice for instance {with}: with the instance, and by this attach")
    } else {
        format!("ENI {name} is planned for instance {with}, which is created with it, and for {here}")
    };
    let help = if same {
        "remove this attach, or take the ENI off the instance's own list".to_owned()
    } else {
        format!("create another ENI for one of the two, or take {name} off the list of {with}")
    };
    sink.report(
        Broken::new(message, attach.eni_span(), "this ENI is not Available by then")
            .because(&launched, format!("{with} is created with it"))
            .story()
            .help(help),
    );
    Ok(())
}

/// Terraform: the instance's own list holds some of its ENIs, and attachments add others. Told once
/// for each instance.
fn mixed(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let (Some(address), Ok(instance)) = (attach.address(), attach.instance()) else { return Ok(()) };
    let mut apart = instance.attaches().filter(|other| other.address().is_some() && !other.is_at_launch());
    if instance.tool() != Some(Tool::Terraform) || apart.next().is_none_or(|first| first.id != attach.id) {
        return Ok(());
    }
    let at_launch = instance.attaches().find(|other| other.is_at_launch());
    let own = match at_launch.map(|attach| attach.get(key::NetworkInterfaceId).known()) {
        Some(Ok(eni)) => eni,
        _ => match instance.launches() {
            Ok(Some(eni)) => eni,
            _ => return Ok(()),
        },
    };
    let name = instance.name();
    let message = format!("instance {name} lists ENIs of its own, and {address} attaches another one");
    sink.report(
        Broken::new(message, attach.instance_span(), "this instance has a list of ENIs")
            .because(&own, format!("{name} is created with {}", own.value))
            .help("list all ENIs of the instance, or attach them all by attachment resources")
            .note("the provider reads all of them into the list; a change there may replace the instance")
            .severity(Severity::Warning)
            .codes(&[]),
    );
    Ok(())
}
