use super::{Broken, Decided, Sink};
use crate::inventory::{Unknown, Verb, key};
use crate::plan::Step;

pub(super) fn check(step: &Step<'_>, sink: &mut Sink) -> Decided {
    if step.verb != Verb::Wait || !is_endless(step)? {
        return Ok(());
    }
    let (eni, wanted) = (step.eni()?, step.get(key::Status).known()?);
    let status = eni.status().known()?;
    let (name, word) = (eni.name(), wanted.value);
    let (first, missing) = match (word.text(), status.value) {
        ("InUse" | "Attaching", _) => (format!("attach {name} before this wait"), "attaches"),
        ("Available" | "Detaching", "InUse" | "Attaching") => {
            (format!("detach {name} before this wait"), "detaches")
        }
        _ => (String::new(), "does"),
    };
    let message = format!("ENI {name} is {} by then and will not be {word}", status.value);
    let label = match missing {
        "does" => "this wait never ends".to_owned(),
        _ => format!("this wait never ends: nothing {missing} the ENI"),
    };
    let at = wanted.span().unwrap_or(step.place());
    let broken = Broken::new(message, at, label)
        .because(&status, format!("ENI {name} is {} from here on", status.value))
        .story();
    let instead = eni.statuses_to_come()?.last().copied().unwrap_or_default();
    let help = match first.as_str() {
        "" => format!("wait for {instead}, or remove this wait"),
        first => format!("wait for {instead}, or {first}"),
    };
    sink.report(broken.help(help));
    Ok(())
}

/// Whether a wait is for a status that the ENI does not come to. What waits for an ENI that is
/// deleted is for another rule.
pub(super) fn is_endless(wait: &Step<'_>) -> Result<bool, Unknown> {
    let wanted = wait.get(key::Status).known()?.value.text();
    let eni = wait.eni()?;
    if eni.was_detached_late() {
        return Ok(false); // order-detach-first says so
    }
    let to_come = eni.statuses_to_come()?;
    Ok(!to_come.is_empty() && !to_come.contains(&wanted))
}
