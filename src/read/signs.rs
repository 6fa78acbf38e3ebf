//! Signs that a text is meant as input, where no key alone tells.

use super::entry::normalise;
use super::section::{CONTAINERS, Section, verb_of};
use super::steps::only_id;
use crate::inventory::Verb;
use crate::syntax::{Event, Events, Kind as EventKind, SyntaxError};

/// Whose a value under `steps` is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Ours,
    /// Nothing stands there.
    Empty,
    Foreign,
}

/// Takes the value of `steps`, or as much of it as tells. Pipelines, workflows and playbooks have
/// steps, too, and some of our verbs: ours are those of which one is a verb with an ID of an instance
/// or an ENI.
pub(super) fn sign_of_steps(events: &mut Events<'_>) -> Result<Sign, SyntaxError> {
    let sign = match events.peek()?.map(|event| &event.kind) {
        Some(EventKind::SeqStart) => return sign_of_list(events),
        Some(EventKind::Scalar(s)) if s.is_null() => Sign::Empty,
        _ => Sign::Foreign,
    };
    events.skip_value()?;
    Ok(sign)
}

fn sign_of_list(events: &mut Events<'_>) -> Result<Sign, SyntaxError> {
    events.next()?; // its start
    let mut sign = Sign::Empty;
    loop {
        match events.peek()?.map(|event| &event.kind) {
            Some(EventKind::MapStart) => {
                if any_key(events, is_ours)? {
                    return Ok(Sign::Ours);
                }
            }
            Some(EventKind::SeqStart | EventKind::Scalar(_)) => drop(events.skip_value()?),
            _ => {
                events.next()?; // its end
                return Ok(sign);
            }
        }
        sign = Sign::Foreign;
    }
}

/// Whether a key of the mapping that comes next is as wanted; stops there. `wanted` may take the
/// value, or leave it.
pub(super) fn any_key(
    events: &mut Events<'_>,
    wanted: impl Fn(&str, &mut Events<'_>) -> Result<bool, SyntaxError>,
) -> Result<bool, SyntaxError> {
    events.next()?; // its start
    loop {
        match events.next()?.map(|event| event.kind) {
            Some(EventKind::Key(key)) => {
                if wanted(&key, events)? {
                    return Ok(true);
                }
            }
            Some(EventKind::DuplicateKey { .. }) => {}
            _ => return Ok(false),
        }
    }
}

/// Whether a key of a step and its value are a verb of ours and what it is done with.
fn is_ours(key: &str, events: &mut Events<'_>) -> Result<bool, SyntaxError> {
    let verb = verb_of(key);
    match (verb, events.peek()?) {
        (Some(verb), Some(Event { kind: EventKind::MapStart, .. })) => {
            return any_key(events, |key, events| {
                events.skip_value()?;
                Ok(names(verb, &normalise(key)))
            });
        }
        (Some(verb), Some(Event { kind: EventKind::Scalar(s), .. }))
            if only_id(verb).is_some() && (s.text.starts_with("i-") || s.text.starts_with("eni-")) =>
        {
            return Ok(true);
        }
        _ => {}
    }
    events.skip_value()?;
    Ok(false)
}

/// Whether a key under a verb is that of the thing that the verb is about.
fn names(verb: Verb, key: &str) -> bool {
    match verb {
        Verb::Stop | Verb::Start | Verb::Reboot | Verb::Resize => key == "instanceid",
        Verb::Create => key == "vswitchid",
        _ => matches!(key, "networkinterfaceid" | "eniid"),
    }
}

/// Whether a malformed text that was found in a folder seems to have been meant as input: it names
/// a section at the beginning of a line, or a container, or has steps that attach.
pub(super) fn looks_like_input(text: &str) -> bool {
    let (mut steps, mut attach) = (false, false);
    text.lines().filter(|line| line.len() < 200).filter_map(key_of_line).any(|key| {
        let section = Section::of(key);
        steps |= section == Some(Section::Steps);
        attach |= verb_of(key) == Some(Verb::Attach);
        CONTAINERS.iter().any(|(outer, ..)| *outer == key)
            || section.is_some_and(Section::tells)
            || (steps && attach)
    })
}

/// What may be a key at the beginning of a line.
fn key_of_line(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("- ").unwrap_or(line).trim_start();
    let line = line.trim_start_matches('{').trim_start().trim_start_matches('"');
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))?;
    let (key, rest) = line.split_at_checked(end)?;
    rest.trim_start_matches('"').trim_start().starts_with(':').then_some(key)
}
