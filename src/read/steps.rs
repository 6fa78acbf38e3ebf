//! The `steps` of an inventory: what is done in order, one verb a step.

use super::entry::{extent, is_comment, quoted};
use super::problem::{Problem, UNKNOWN_KEY, WRONG_TYPE};
use super::section::verb_of;
use super::{Failure, Reader};
use crate::inventory::{Draft, Field, Kind, Standing, Step, TextId, Value, Verb};
use crate::syntax::{Event, Kind as EventKind, Range};
use std::borrow::Cow;

/// A step while it is read.
#[derive(Default)]
struct Parts<'s> {
    verb: Option<(Verb, Range)>,
    /// What the verb is done with; none if that is of no use.
    draft: Option<Draft>,
    /// The keys that are no verbs.
    others: Vec<(Cow<'s, str>, Range)>,
    /// Whether a verb stands twice, or a second one does: it cannot be told which is meant.
    doubtful: bool,
}

impl<'s> Reader<'s, '_> {
    /// Notes that a file plans with `attachments` or with `steps`; it may not have both.
    pub(super) fn plan_with(&mut self, name: &'static str, key: Range) -> Result<(), Failure> {
        if matches!(self.peek()?, Some(Event { kind: EventKind::Scalar(s), .. }) if s.is_null()) {
            return Ok(()); // null says that it is not given
        }
        match self.planned {
            None => self.planned = Some((name, key)),
            Some((other, first)) if other != name => {
                let problem = Problem::new(
                    WRONG_TYPE,
                    "a file has attachments or steps, not both",
                    format!("{name} beside {other}"),
                );
                let help = "make each planned attach a step, or move the steps to a file of their own";
                self.report(key, problem.also(first, format!("{other} is given here")).help(help));
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// The steps of one list: a sequence of its own.
    pub(super) fn steps(&mut self) -> Result<(), Failure> {
        let start = self.need()?;
        match start.kind {
            EventKind::SeqStart => {}
            EventKind::Scalar(s) if s.is_null() => return Ok(()),
            other => {
                let problem = Problem::new(WRONG_TYPE, "steps must be a list of mappings", "not a list");
                self.report(start.range, problem);
                let sequence = self.next_sequence();
                self.lose_step(sequence, start.range);
                return self.skip_rest(&other);
            }
        }
        let sequence = self.next_sequence();
        loop {
            let event = self.need()?;
            match &event.kind {
                EventKind::MapStart => self.step(sequence, &event)?,
                EventKind::SeqEnd => return Ok(()),
                other => {
                    let problem = Problem::new(WRONG_TYPE, "a step must be a mapping", "not a mapping");
                    self.report(event.range, problem.help("write its verb as a key, like stop: i-…"));
                    self.lose_step(sequence, event.range);
                    self.skip_rest(other)?;
                }
            }
        }
    }

    /// The number of a new list.
    fn next_sequence(&self) -> u32 {
        self.read.inventory.next_sequence()
    }

    /// Notes that a step could not be used: the result is incomplete, and nobody knows what those
    /// after it find.
    fn lose_step(&mut self, sequence: u32, at: Range) {
        self.lost_step = true;
        let entry = self.add(Draft::new(Kind::Step, at), Standing::Declared);
        self.read.inventory.steps.push(Step { sequence, verb: Verb::Lost, entry });
    }

    /// One step, and its place in its sequence. Of one that is of no use only that it is there.
    fn step(&mut self, sequence: u32, start: &Event<'s>) -> Result<(), Failure> {
        let findings = self.read.findings.len();
        let mut parts = Parts::default();
        let end = loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) => self.part(key, event.range, &mut parts)?,
                EventKind::DuplicateKey { name, first } => {
                    self.duplicate_key(&name, event.range, first);
                    parts.doubtful |= verb_of(&name).is_some();
                }
                _ => break event.range,
            }
        };
        let Some((verb, at)) = parts.verb else {
            self.no_verb(start, &parts.others);
            self.lose_step(sequence, extent(start, end));
            return Ok(());
        };
        for (key, range) in &parts.others {
            self.beside(verb, key, *range);
        }
        let draft = parts.draft.filter(|draft| self.is_whole(verb, draft, at) && !parts.doubtful);
        let Some(mut draft) = draft else {
            match verb {
                Verb::Wait if !parts.doubtful => self.lost_step = true, // it changes nothing
                _ => self.lose_step(sequence, extent(start, end)),
            }
            return Ok(());
        };
        draft.range = extent(start, end);
        if verb == Verb::Create {
            self.without_state(&mut draft);
        }
        if verb == Verb::Attach {
            self.attachment = Some(findings);
        }
        let entry = self.add(draft, Standing::Declared);
        self.read.inventory.steps.push(Step { sequence, verb, entry });
        Ok(())
    }

    /// A key of a step, with its value.
    fn part(&mut self, key: Cow<'s, str>, range: Range, parts: &mut Parts<'s>) -> Result<(), Failure> {
        let Some(verb) = verb_of(&key) else {
            if !is_comment(&key) {
                parts.others.push((key, range));
            }
            return self.skip();
        };
        let Some((first, at)) = parts.verb else {
            parts.verb = Some((verb, range));
            parts.draft = self.done_with(verb)?;
            return Ok(());
        };
        parts.doubtful = true;
        if first == verb {
            self.duplicate_key(&key, range, at);
        } else {
            let message =
                format!("a step does one thing, but this one has {} and {}", first.name(), verb.name());
            let problem = Problem::new(WRONG_TYPE, message, "a second verb").also(at, "the first verb");
            self.report(range, problem.help("make a step of each, in the order in which they are done"));
        }
        self.skip()
    }

    /// What stands under a verb. None if it is nothing of the kind.
    fn done_with(&mut self, verb: Verb) -> Result<Option<Draft>, Failure> {
        let kind = match verb {
            Verb::Attach => Kind::Attachment,
            Verb::Create => Kind::Eni,
            _ => Kind::Step,
        };
        let event = self.need()?;
        match (&event.kind, only_id(verb)) {
            (EventKind::MapStart, _) => {
                self.verb = Some(verb).filter(|_| kind == Kind::Step);
                let draft = self.entry(kind, &event);
                self.verb = None;
                draft.map(Some)
            }
            (EventKind::Scalar(scalar), Some(id)) => {
                let mut draft = Draft::new(kind, event.range);
                if let Some(value) = self.scalar(id.ty(), scalar, event.range, id.name(), false) {
                    draft.set(id, value, event.range);
                }
                Ok(Some(draft))
            }
            (other, id) => {
                let what = if id.is_some() { "an ID or a mapping" } else { "a mapping" };
                let message = format!("{} must be {what}", verb.name());
                let problem = Problem::new(WRONG_TYPE, message, format!("not {what}"));
                let is_null = matches!(other, EventKind::Scalar(s) if s.is_null());
                self.report(
                    event.range,
                    match (is_null, id) {
                        (true, _) => problem.help("write its fields below it, indented further"),
                        (false, None) => {
                            problem.help(format!("write {} as key and value", listed(required(verb), "and")))
                        }
                        (false, Some(_)) => problem.help("make a step for each ID"),
                    },
                );
                self.skip_rest(other)?;
                Ok(None)
            }
        }
    }

    /// Whether a step has what it cannot do without; if not, that is reported.
    fn is_whole(&mut self, verb: Verb, draft: &Draft, at: Range) -> bool {
        let lacks: Vec<&str> =
            required(verb).iter().filter(|field| !draft.gives(**field)).map(|field| field.name()).collect();
        let (needs, help) = if !lacks.is_empty() {
            let lacks = lacks.join(" and ");
            (lacks.clone(), format!("give {lacks}"))
        } else if verb == Verb::Assign && !ADDRESSES.iter().any(|field| draft.gives(*field)) {
            let help = format!("give {}", listed(&ADDRESSES, "or"));
            ("addresses or prefixes, or how many of them".to_owned(), help)
        } else {
            return true;
        };
        let message = format!("{} needs {needs}", phrase(verb));
        self.report(at, Problem::new(WRONG_TYPE, message, "not a whole step").help(help));
        false
    }

    /// Takes out what nobody can say of an ENI before it is created: a new one is Available.
    fn without_state(&mut self, draft: &mut Draft) {
        for field in STATE {
            let as_it_will_be = draft.value_of(field) == Some(Value::Text(TextId::AVAILABLE));
            if let Some(range) = draft.remove(field).filter(|_| !as_it_will_be) {
                let message = format!("a create step cannot give {}: a new ENI is Available", field.name());
                let help = "remove it, and make a step of the attach if the ENI is to be on an instance";
                self.report(range, Problem::new(UNKNOWN_KEY, message, "not used").help(help));
            }
        }
    }

    /// A step whose keys are no verbs. The one that is nearly a verb is the one to mend.
    fn no_verb(&mut self, start: &Event<'_>, others: &[(Cow<'_, str>, Range)]) {
        let verbs = Verb::ALL.map(Verb::name);
        let mut near = None;
        for (key, range) in others {
            near = self.nearest_of("steps", key, verbs).map(|verb| (key, *range, verb));
            if near.is_some() {
                break;
            }
        }
        let all = format!("write one of {}", verbs.join(", "));
        let (at, message, help) = match (near, others.first()) {
            (Some((key, at, verb)), _) => (
                at,
                format!("{} is no verb of a step", quoted(key)),
                format!("write {verb} if that is meant"),
            ),
            (None, Some((key, at))) => (*at, format!("{} is no verb of a step", quoted(key)), all),
            (None, None) => (start.via.unwrap_or(start.range), "a step needs a verb".to_owned(), all),
        };
        self.report(at, Problem::new(WRONG_TYPE, message, "no verb").help(help));
    }

    /// A key that stands beside the verb.
    fn beside(&mut self, verb: Verb, key: &str, range: Range) {
        let message = format!("a step has no key {} beside its verb", quoted(key));
        let help = format!("move it into {}, if it belongs there, or write it as a comment", verb.name());
        self.report(range, Problem::new(UNKNOWN_KEY, message, "unknown key").help(help));
    }
}

/// What an assign may give; it has to give one.
const ADDRESSES: [Field; 8] = [
    Field::PrivateIpAddresses,
    Field::SecondaryPrivateIpAddressCount,
    Field::Ipv6Addresses,
    Field::Ipv6AddressCount,
    Field::Ipv4Prefixes,
    Field::Ipv4PrefixCount,
    Field::Ipv6Prefixes,
    Field::Ipv6PrefixCount,
];

/// What an ENI has from what is done with it.
const STATE: [Field; 5] = [
    Field::Status,
    Field::InstanceId,
    Field::AttachedNetworkCardIndex,
    Field::TrunkNetworkInterfaceId,
    Field::MemberNetworkInterfaceIds,
];

/// What a verb cannot do without.
fn required(verb: Verb) -> &'static [Field] {
    let (fields, count) = verb.takes();
    fields.get(..count).unwrap_or(fields)
}

/// The ID that may stand alone under a verb.
pub(super) fn only_id(verb: Verb) -> Option<Field> {
    match verb {
        Verb::Stop | Verb::Start | Verb::Reboot => Some(Field::InstanceId),
        Verb::Detach | Verb::Delete => Some(Field::NetworkInterfaceId),
        _ => None,
    }
}

/// For messages: `a stop step`.
pub(super) fn phrase(verb: Verb) -> String {
    let article = if matches!(verb, Verb::Attach | Verb::Assign) { "an" } else { "a" };
    format!("{article} {} step", verb.name())
}

/// `a, b or c`; for a verb whose fields are an entry's, that.
fn listed(fields: &[Field], word: &str) -> String {
    let names: Vec<&str> = fields.iter().map(|field| field.name()).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {word} {last}", rest.join(", ")),
        Some((last, _)) => (*last).to_owned(),
        None => "its fields".to_owned(),
    }
}

#[cfg(test)]
mod tests;
