use super::{Broken, Decided, Sink, words};
use crate::inventory::{Field, Why};
use crate::plan::Instance;

pub(super) fn check(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    if instance.attaches().next().is_none() {
        return Ok(());
    }
    let status = instance.status().known()?;
    let what = match status.value {
        "Running" | "Stopped" => return Ok(()),
        "Pending" => "is being created",
        "Starting" => "is being started",
        "Stopping" => "is being stopped",
        // Another rule says that this is no status.
        _ => return Err(instance.unknown(Field::Status, Why::Malformed)),
    };
    let name = instance.name();
    let message =
        format!("instance {name} is {}, but it takes ENIs only while Running or Stopped", status.value);
    let at = status.span().unwrap_or(instance.span());
    sink.report(words::planned(
        Broken::new(message, at, format!("the instance {what}"))
            .story()
            .help(format!("wait until {name} is Running or Stopped, then attach")),
        instance,
    ));
    Ok(())
}
