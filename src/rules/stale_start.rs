use super::{Broken, Decided, Sink, words};
use crate::catalog::limit_text;
use crate::finding::Severity;
use crate::inventory::{Fact, key};
use crate::plan::Instance;
use jiff::Timestamp;

pub(super) fn check(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    // One that ROS restarts for the attach has a new start then.
    if instance.is_planned() || instance.attaches().all(|attach| attach.restarts() == Ok(true)) {
        return Ok(());
    }
    let (Some(first), Some(first_utc8)) = (time("start_time_min"), time("start_time_min_utc8")) else {
        return Ok(()); // a test rules this out
    };
    let status = instance.status();
    if matches!(&status, Fact::Known(status) if status.value != "Running") {
        return Ok(());
    }
    let started = match instance.get(key::StartTime).known() {
        Ok(started) if started.value >= first => return Ok(()),
        Ok(started) => started,
        // A start cannot precede the creation.
        Err(unknown) => match instance.get(key::CreationTime) {
            Fact::Known(created) if created.value >= first => return Ok(()),
            _ => return Err(unknown),
        },
    };
    let status = status.known()?;
    let name = instance.name();
    let since = started.value;
    let (message, severity) = if since < first_utc8 {
        let message =
            format!("instance {name} has run since {since}, and takes no ENI if started before {first}");
        (message, Severity::Error)
    } else {
        let day = first.strftime("%F");
        let message =
            format!("instance {name} has run since {since}, which is before {day} in UTC but not in UTC+8");
        (message, Severity::Warning)
    };
    let at = started.span().unwrap_or(instance.span());
    let broken = Broken::new(message, at, format!("last started then, before {first}"))
        .severity(severity)
        .story()
        .because(&status, format!("instance {name} is Running"))
        .help(format!("reboot {name} with RebootInstance or in the console, not from inside the guest"));
    sink.report(words::planned(broken, instance));
    Ok(())
}

fn time(name: &str) -> Option<Timestamp> {
    limit_text(name)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_both_times() {
        assert!(time("start_time_min_utc8").unwrap() < time("start_time_min").unwrap());
    }
}
