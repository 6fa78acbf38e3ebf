//! Calls to steps of the inventory.

use super::calls::{meant, parameter};
use super::pending::{Begun, Conditional, Pending};
use super::value::{Val, What};
use crate::finding::Finding;
use crate::inventory::{
    Draft, EntryId, Field, Inventory, Kind, Standing, Step, TextId, Type, Value, Verb, Why,
};
use crate::read::entry::quoted;
use crate::read::problem::{INVALID_PARAMETER, Problem, UNKNOWN_KEY};
use crate::read::value::{LONGEST, Reading, reading};
use crate::source::{FileId, Span};
use crate::syntax::{Range, Scalar};
use std::collections::HashSet;

/// Where the steps of a script go: they are one sequence.
pub(super) struct Emitter<'r> {
    pub(super) inventory: &'r mut Inventory,
    pub(super) findings: &'r mut Vec<Finding>,
    file: FileId,
    pub(super) sequence: u32,
    /// ENIs with a call that may not be done.
    pub(super) pending: Vec<Pending>,
    /// How many of these something may have waited for.
    pub(super) perhaps_waited: usize,
    /// Instances that may still be stopping or starting.
    pub(super) begun: Vec<Begun>,
    /// The commands at hand that may run or not, and what they wait for.
    pub(super) conditional: Conditional,
    /// How many attaches there were.
    pub(super) attaches: usize,
    /// Flags that were told of.
    told: HashSet<Range>,
    /// Places of attaches.
    places: HashSet<Range>,
}

/// A flag of a call, with its values.
pub(super) struct Flag<'f> {
    pub(super) name: &'f str,
    pub(super) at: Range,
    pub(super) values: &'f [(Val, Range)],
}

impl<'r> Emitter<'r> {
    pub(super) fn new(file: FileId, inventory: &'r mut Inventory, findings: &'r mut Vec<Finding>) -> Self {
        let sequence = inventory.next_sequence();
        let (pending, places, told) = (Vec::new(), HashSet::new(), HashSet::new());
        let (perhaps_waited, begun, attaches) = (0, Vec::new(), 0);
        let conditional = Conditional::default();
        Self {
            inventory,
            findings,
            file,
            sequence,
            pending,
            perhaps_waited,
            begun,
            conditional,
            attaches,
            told,
            places,
        }
    }

    pub(super) fn push(&mut self, verb: Verb, draft: Draft) -> EntryId {
        let entry = self.inventory.add(draft, self.file, Standing::Declared);
        self.inventory.steps.push(Step { sequence: self.sequence, verb, entry });
        entry
    }

    /// A call that is a step. `is_open` says that some of its parameters are not known, `own` is the
    /// name of what it creates; tells whether it is a planned attach.
    pub(super) fn call(
        &mut self,
        verb: Verb,
        flags: &[Flag<'_>],
        (range, places): (Range, &[Range]),
        is_open: bool,
        own: Option<&str>,
    ) -> Option<EntryId> {
        if !matches!(verb, Verb::Create | Verb::Assign | Verb::Delete) {
            self.tell_begun(range); // what a stop or start has begun goes on when the call returns
        }
        match verb {
            Verb::Stop | Verb::Start | Verb::Reboot => {
                self.instances(verb, flags, range);
                None
            }
            Verb::Attach => {
                self.attaches += 1;
                let findings = self.findings.len();
                let mut draft = self.draft(Kind::Attachment, verb, flags, range);
                self.complete(&mut draft, &[Field::InstanceId, Field::NetworkInterfaceId], is_open);
                draft.range = self.place(range, places);
                let at = Span { file: self.file, start: draft.range.start, end: draft.range.end };
                if draft.range != range {
                    let call = Span { file: self.file, start: range.start, end: range.end };
                    self.inventory.note_call_site(at, call);
                }
                self.findings.iter_mut().skip(findings).for_each(|finding| finding.attachment = Some(at));
                let eni = text(&draft, Field::NetworkInterfaceId);
                let entry = self.push(verb, draft);
                eni.into_iter().for_each(|eni| self.await_status(eni, TextId::IN_USE));
                Some(entry)
            }
            Verb::Create => {
                let mut draft = self.draft(Kind::Eni, verb, flags, range);
                if let Some(own) = own {
                    let own = self.inventory.texts.intern(own);
                    draft.set(Field::NetworkInterfaceId, Value::Text(own), range);
                }
                self.complete(&mut draft, &[Field::VswitchId], is_open);
                self.push(verb, draft);
                None
            }
            _ => {
                self.one(verb, flags, range, is_open);
                None
            }
        }
    }

    /// Tells of flags that are like parameters of a call, and are none.
    pub(super) fn mistyped(&mut self, verb: Verb, flags: &[Flag<'_>]) {
        for flag in flags {
            let Some(meant) = meant(verb, flag.name).filter(|_| self.told.insert(flag.at)) else { continue };
            let message = format!("{} is no parameter of this call", quoted(&format!("--{}", flag.name)));
            let problem = Problem::new(UNKNOWN_KEY, message, "the command refuses it");
            let problem = problem.help(format!("did you mean `--{meant}`?"));
            let file = self.file;
            let span = |range: Range| Span { file, start: range.start, end: range.end };
            self.findings.push(problem.finding(span(flag.at), span));
        }
    }

    /// A step on one ENI or instance, which it names.
    fn one(&mut self, verb: Verb, flags: &[Flag<'_>], range: Range, is_open: bool) {
        let mut draft = self.draft(Kind::Step, verb, flags, range);
        let (fields, required) = verb.takes();
        let required = fields.get(..required).unwrap_or_default();
        // A call that the command refuses, or of which it is not known what it is about.
        let is_whole = required.iter().all(|field| draft.range_of(*field).is_some());
        let target = required.first().copied().unwrap_or(Field::NetworkInterfaceId);
        if !is_whole || is_open || !self.is_certain(&draft, target) {
            self.open(range);
        }
        if !is_whole {
            return;
        }
        draft.range = range;
        let eni = text(&draft, Field::NetworkInterfaceId);
        self.push(verb, draft);
        if verb == Verb::Detach {
            eni.into_iter().for_each(|eni| self.drop_pending(eni));
            eni.into_iter().for_each(|eni| self.await_status(eni, TextId::AVAILABLE));
        }
    }

    /// A step for each instance that a call is about.
    fn instances(&mut self, verb: Verb, flags: &[Flag<'_>], range: Range) {
        let mut region = None;
        let mut all = Vec::new();
        for flag in flags {
            match parameter(verb, flag.name) {
                Some((Field::RegionId, _)) => region = self.value(Field::RegionId, flag),
                Some((Field::InstanceId, _)) => {
                    all.extend(self.items(Type::Id, flag.values));
                }
                _ => {}
            }
        }
        let is_known = |value: &Value| match value {
            Value::Text(id) => !self.inventory.texts.name(*id).is_opaque(),
            _ => false,
        };
        if all.is_empty() || !all.iter().all(|(value, _)| is_known(value)) {
            self.open(range);
        }
        for (value, at) in all {
            let mut draft = Draft::new(Kind::Step, range);
            draft.set(Field::InstanceId, value, at);
            if let Some((value, at)) = region {
                draft.set(Field::RegionId, value, at);
            }
            if let Value::Text(id) = value {
                self.begin(id, verb);
            }
            self.push(verb, draft);
        }
    }

    fn draft(&mut self, kind: Kind, verb: Verb, flags: &[Flag<'_>], range: Range) -> Draft {
        let mut draft = Draft::new(kind, range);
        for flag in flags {
            let Some((field, is_list)) = parameter(verb, flag.name) else { continue };
            if is_list {
                for (value, at) in self.items(item_type(field), flag.values) {
                    match value {
                        Value::Unresolved(_) => draft.set(field, value, at),
                        value => draft.push(field, value, at),
                    }
                }
            } else if let Some((value, at)) = self.value(field, flag)
                && (field != Field::RegionId || draft.range_of(field).is_none())
            {
                draft.set(field, value, at);
            }
        }
        draft
    }

    /// Of a call with parameters that are not known those that it cannot do without are given.
    fn complete(&self, draft: &mut Draft, fields: &[Field], is_open: bool) {
        for field in fields.iter().filter(|_| is_open) {
            if draft.range_of(*field).is_none() {
                draft.set(*field, Value::Unresolved(Why::Unresolved), draft.range);
            }
        }
    }

    fn is_certain(&self, draft: &Draft, field: Field) -> bool {
        text(draft, field).is_some_and(|id| !self.inventory.texts.name(id).is_opaque())
    }

    fn value(&mut self, field: Field, flag: &Flag<'_>) -> Option<(Value, Range)> {
        match flag.values {
            [] => None,
            [(val, at)] => {
                let value = self.read(field.ty(), val, field.name(), *at)?;
                Some((value, val.at.unwrap_or(*at)))
            }
            [(_, at), ..] => Some((Value::Unresolved(Why::Unresolved), *at)),
        }
    }

    /// The values of a list, of which each flag gives one, or some as JSON: `'["i-1", "i-2"]'`.
    fn items(&mut self, item: Type, values: &[(Val, Range)]) -> Vec<(Value, Range)> {
        let mut all = Vec::new();
        for (val, at) in values {
            let at = val.at.unwrap_or(*at);
            match &val.what {
                What::Text(text) if text.trim_start().starts_with('[') => {
                    let list: Result<Vec<String>, _> = serde_json::from_str(text);
                    let wrong = || vec![(Value::Unresolved(Why::Unresolved), at)];
                    all.extend(list.map_or_else(
                        |_| wrong(),
                        |list| list.iter().map(|id| (self.plain(item, id), at)).collect(),
                    ));
                }
                _ => all.extend(self.read(item, val, "an ID", at).map(|value| (value, at))),
            }
        }
        all
    }

    fn plain(&mut self, ty: Type, text: &str) -> Value {
        let scalar = Scalar { text: text.into(), quoted: true, tag: None };
        match reading(ty, &scalar, false, &mut self.inventory.texts) {
            Reading::Value(value) => value,
            Reading::Empty => Value::Unresolved(Why::NotGiven),
            Reading::TooLong | Reading::Wrong => Value::Unresolved(Why::Malformed),
        }
    }

    fn read(&mut self, ty: Type, val: &Val, name: &str, at: Range) -> Option<Value> {
        let takes_names = matches!(ty, Type::Id | Type::OptionalId | Type::Symbol);
        match &val.what {
            What::Text(text) => {
                let value = self.plain(ty, text);
                if value == Value::Unresolved(Why::Malformed) {
                    let message = format!("{name} must be {}", ty.describe());
                    let problem = Problem::new(INVALID_PARAMETER, message, format!("not {}", ty.describe()));
                    let problem =
                        problem.code("InvalidParameter").help(format!("give {name} as {}", ty.describe()));
                    let file = self.file;
                    let span = |range: Range| Span { file, start: range.start, end: range.end };
                    self.findings.push(problem.finding(span(at), span));
                }
                Some(value)
            }
            What::Symbol { name, planned } if takes_names && name.len() < LONGEST => {
                let texts = &mut self.inventory.texts;
                Some(Value::Text(if *planned { texts.intern(name) } else { texts.intern_opaque(name) }))
            }
            _ => Some(Value::Unresolved(Why::Unresolved)),
        }
    }

    /// A place for an attach that no other one has, if there is one: the call of the function that it
    /// is in, the word of the loop, or itself.
    fn place(&mut self, own: Range, places: &[Range]) -> Range {
        let free = places.iter().rev().chain([&own]).find(|range| !self.places.contains(range));
        let place = *free.unwrap_or(&own);
        self.places.insert(place);
        place
    }
}

fn text(draft: &Draft, field: Field) -> Option<TextId> {
    match draft.value_of(field) {
        Some(Value::Text(id)) => Some(id),
        _ => None,
    }
}

fn item_type(field: Field) -> Type {
    match field {
        Field::SecurityGroupIds => Type::Id,
        Field::Ipv4Prefixes | Field::Ipv6Prefixes => Type::Cidr,
        _ => Type::Ip,
    }
}
