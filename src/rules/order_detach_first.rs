use super::{Broken, Decided, Sink, counts, eni_limit, eri_limit, qp_total, queue_total, registry, words};
use crate::finding::Severity;
use crate::inventory::Verb;
use crate::plan::{Attach, Step, Usage, User};

/// ENIs that a message names.
const NAMED: usize = 3;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    if !attach.may_come_early() {
        return Ok(());
    }
    if let Some(step) = attach.eni_freed_later()
        && attach.undone_later().is_none()
    {
        report_eni(attach, &step, sink)?;
    }
    // What is not known, the rules on these limits say.
    let all = [eni_room(attach), queue_room(attach), eri_room(attach), pair_room(attach)];
    let early: Vec<Room<'_>> = all.into_iter().flatten().collect();
    report_room(attach, &early, sink)
}

/// Something that there is too little of before the attach, and enough of later.
struct Room<'a> {
    /// The rule on it, which leaves it to this one.
    rule: &'static str,
    severity: Severity,
    one: &'static str,
    many: &'static str,
    usage: Usage<'a>,
    total: i64,
    freed: Vec<(User<'a>, Step<'a>)>,
}

impl<'a> Room<'a> {
    fn new(rule: &'static str, nouns: [&'static str; 2], usage: Usage<'a>, total: i64) -> Option<Self> {
        let freed = usage.freed_later(total);
        let [one, many] = nouns;
        let severity = Severity::Error;
        Some(Self { rule, severity, one, many, usage, total, freed }).filter(|room| !room.freed.is_empty())
    }
}

fn eni_room<'a>(attach: &Attach<'a>) -> Option<Room<'a>> {
    let usage = eni_limit::excess(attach).ok()??;
    let total = usage.limit.value;
    Room::new("eni-limit", ["ENI", "ENIs"], usage, total)
}

fn queue_room<'a>(attach: &Attach<'a>) -> Option<Room<'a>> {
    let usage = queue_total::excess(attach).ok()??;
    let total = usage.limit.value;
    Room::new("queue-total", ["queue", "queues"], usage, total)
}

fn eri_room<'a>(attach: &Attach<'a>) -> Option<Room<'a>> {
    let usage = eri_limit::excess(attach).ok()??;
    let total = usage.limit.value;
    Room::new("eri-limit", ["ERI", "ERIs"], usage, total)
}

fn pair_room<'a>(attach: &Attach<'a>) -> Option<Room<'a>> {
    let excess = qp_total::excess(attach).ok()??;
    let (total, severity) = (excess.total(), excess.severity());
    let room = Room::new("qp-total", ["queue pair", "queue pairs"], excess.usage, total)?;
    Some(Room { severity, ..room })
}

fn report_eni(attach: &Attach<'_>, step: &Step<'_>, sink: &mut Sink) -> Decided {
    let (eni, here) = (attach.eni_name(), attach.instance_name());
    let broken = |there: &str| {
        let message = if here == there {
            format!("ENI {eni} is on instance {there} already, until a later step detaches it")
        } else {
            format!("ENI {eni} is to be attached to {here}, but is on instance {there} until a later step")
        };
        Broken::new(message, attach.eni_span(), "this ENI is not Available yet")
    };
    let (broken, there) = match attach.earlier() {
        Some(first) => {
            let there = first.instance_name();
            (broken(there).also(first.eni_span(), format!("attached to {there} here")), there)
        }
        None => {
            let Some(holder) = attach.eni()?.holder()? else { return Ok(()) };
            let there = holder.value.text();
            (broken(there).because(&holder, format!("it is on instance {there}")), there)
        }
    };
    let label = match step.address() {
        Some(old) if here == there => {
            format!("detached only here, as {old} goes; if that was renamed, a moved block keeps it")
        }
        _ => format!("detached from {there} only here"),
    };
    sink.report(
        broken
            .story()
            .also(step.place(), label)
            .help(words::remedy(
                step,
                || format!("move the detach of {eni} before this attach, and wait until it is Available"),
                |address| format!("apply what takes {address} away first, and this attach in a second run"),
            ))
            .codes(&codes(["eni-state"])),
    );
    Ok(())
}

/// One finding, whatever there is too little of: the same steps come too late for all of it.
fn report_room(attach: &Attach<'_>, early: &[Room<'_>], sink: &mut Sink) -> Decided {
    let Some(room) = early.first() else { return Ok(()) };
    let (instance, limits) = (attach.instance()?, attach.instance()?.limits()?);
    let kind = limits.name.value;
    let amount = |n| words::amount(n, room.one, room.many);
    let freed: Vec<String> = room.freed.iter().map(|(user, _)| user.name()).collect();
    let who = words::list(&freed, NAMED);
    let leaves = match room.freed.as_slice() {
        [(_, step)] if step.verb == Verb::Delete => "is deleted",
        [_] => "leaves",
        _ => "leave",
    };
    let message = format!(
        "instance {} has {} before this attach, {kind} takes {}, and {who} {leaves} only later",
        instance.name(),
        amount(room.usage.before),
        room.total,
    );
    let label = format!("this ENI adds {}", amount(room.usage.added));
    let what = |n| if room.one == "ENI" || room.one == "ERI" { String::new() } else { amount(n) };
    let broken = Broken::new(message, attach.eni_span(), label);
    let mut broken = counts::users(broken, &room.usage, room.total, &instance, what)
        .story()
        .because(&limits.name, format!("the type is {kind}"))
        .because(
            &room.usage.limit,
            format!("{kind} takes {}", words::count(room.usage.limit.value, room.one, room.many)),
        );
    for (user, step) in room.freed.iter().take(NAMED) {
        let done = if step.verb == Verb::Delete { "deleted" } else { "detached" };
        broken = broken.also(step.place(), format!("{} is {done} only here", user.name()));
    }
    let severity = early.iter().map(|room| room.severity).max().unwrap_or(Severity::Error);
    let help = match room.freed.as_slice() {
        [(_, step)] if step.verb == Verb::Delete => free_to_delete(&who, step),
        [_] => format!("move the detach of {who} before this attach, and wait until it is Available"),
        _ => format!("detach {who} before this attach, and wait until they are Available"),
    };
    // Terraform replaces it, and creates the new one first.
    let help = match attach.address() {
        Some(address) if room.freed.iter().any(|(_, step)| step.address() == Some(address)) => {
            format!("remove create_before_destroy from {address}, or {}", in_two_runs(&who))
        }
        Some(_) => in_two_runs(&who),
        None => help,
    };
    let codes = codes(early.iter().map(|room| room.rule));
    sink.report(broken.severity(severity).codes(&codes).help(help));
    Ok(())
}

/// The remedy where the only step that would make room is a delete: it is refused until the ENI is
/// Available, and then there is room already.
fn free_to_delete(who: &str, delete: &Step<'_>) -> String {
    let leaves = delete.eni().is_ok_and(|eni| eni.status().known().is_ok_and(|s| s.value == "Detaching"));
    match leaves {
        true => format!("wait before this attach until {who} is Available"),
        false => format!("detach {who} before this attach, and wait until it is Available"),
    }
}

/// The remedy where Terraform runs both.
fn in_two_runs(who: &str) -> String {
    format!("apply what takes {who} away first, and this attach in a second run")
}

/// The codes of the rules that leave it to this one.
fn codes(rules: impl IntoIterator<Item = &'static str>) -> Vec<&'static str> {
    let rules = rules.into_iter().filter_map(registry::find);
    rules.flat_map(|rule| rule.api_errors()).collect()
}
