use super::{Broken, Decided, Sink, words};
use crate::finding::nearest;
use crate::inventory::{Fact, Field, Kind, Known, Name, Standing, key};
use crate::plan::{Entity, Plan};

const INSTANCE: [&str; 5] = ["Pending", "Starting", "Running", "Stopping", "Stopped"];
/// The first five are those of DescribeNetworkInterfaces; the last two come up in its answers, too.
const ENI: [&str; 7] =
    ["Available", "Attaching", "InUse", "Detaching", "Deleting", "Creating", "CreateFailed"];

pub(super) fn check(plan: &Plan<'_>, sink: &mut Sink) -> Decided {
    for instance in plan.instances() {
        one(&instance, &INSTANCE, sink);
    }
    for eni in plan.enis() {
        one(&eni, &ENI, sink);
    }
    for wait in plan.all(Kind::Step) {
        awaited(&wait, sink);
    }
    Ok(())
}

/// What a step waits for.
fn awaited(wait: &Entity<'_>, sink: &mut Sink) {
    let Fact::Known(status) = wait.get(key::Status) else { return };
    if ENI.contains(&status.value.text()) {
        return;
    }
    let shown = words::shown(status.value.text());
    let message = format!("a wait is for the status {shown}, which the API does not document");
    sink.report(
        Broken::new(message, status.span().unwrap_or(wait.span()), "no status of an ENI")
            .help(help(&status, &ENI))
            .disproves(wait.id, Field::Status),
    );
}

fn one(entity: &Entity<'_>, documented: &[&str], sink: &mut Sink) {
    let Fact::Known(status) = entity.get(key::Status) else { return };
    // What a snapshot says of things that no attach touches is the API's business.
    let is_ours = entity.is_used() || entity.entries().any(|e| e.standing == Standing::Declared);
    if documented.contains(&status.value.text()) || !is_ours {
        return;
    }
    let noun = entity.id.kind.noun();
    let at = status.span().unwrap_or(entity.span());
    let shown = words::shown(status.value.text());
    let message = format!("{noun} {} has the status {shown}, which the API does not document", entity.name());
    sink.report(
        Broken::new(message, at, format!("no status of {}", words::a(noun)))
            .help(help(&status, documented))
            .note("rules that need the status are undecided")
            .about([entity.id])
            .disproves(entity.id, Field::Status),
    );
}

fn help(status: &Known<Name<'_>>, documented: &[&str]) -> String {
    let text = status.value.text();
    if let Some(same) = documented.iter().find(|word| word.eq_ignore_ascii_case(text)) {
        return format!("write {same}: the API's words are compared with their case");
    }
    match nearest(text, documented.iter().copied()) {
        Some(near) => format!("write {near} if that is meant"),
        None => format!("write one of {}", words::list(documented, documented.len())),
    }
}
