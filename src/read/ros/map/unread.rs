//! Nested stacks of which the resources are not known: their template is elsewhere, or they stand there
//! twice. They may do anything with what they are given, so little is known of that.

use super::super::node::NodeId;
use super::super::refs::LONGEST_REASON;
use super::super::schema::{self, Makes, STACK};
use super::super::term::{Item, Nth, Part, Term};
use super::super::world::Scope;
use super::Map;
use crate::inventory::{Draft, Field, Kind, Standing, TextId, Type, Value, Why};
use crate::read::entry::quoted;
use crate::read::problem::{Problem, UNREAD_STACK};
use crate::syntax::Range;
use std::collections::BTreeSet;

/// Values that one stack is given and that are looked at.
const GIVEN: usize = 2_000;

/// What says that the template of a stack is elsewhere.
const ELSEWHERE: [&str; 3] = ["TemplateURL", "TemplateId", "TemplateScratchId"];

impl Map<'_, '_, '_> {
    pub(super) fn unread(&mut self) {
        let world = self.world;
        let (mut told, mut lent) = (BTreeSet::new(), BTreeSet::new());
        for (number, stack) in (0..).zip(&world.stacks) {
            for twice in &stack.template.twice {
                let reason = format!("{} is given twice", twice.what);
                for (_, properties) in twice.readings.iter().filter(|(kind, _)| &**kind == STACK) {
                    self.lend(*properties, Scope::of(number), &reason, &mut lent);
                }
            }
            for (at, block) in (0..).zip(&stack.template.blocks) {
                let properties = block.properties.filter(|_| &*block.kind == STACK);
                let Some(place) = properties.and_then(|properties| self.elsewhere(properties)) else {
                    continue;
                };
                for item in world.items(number, at) {
                    let Some(rest) = self.left.checked_sub(1) else { return };
                    self.left = rest;
                    if world.presence(item) == Term::Bool(false) {
                        continue;
                    }
                    let name = world.name(Item { nth: Nth::Only, ..item }, Part::Itself);
                    if told.insert(place) {
                        self.tell_unread(&name, world.tree.range(place));
                    }
                    let reason = format!("nested stack {name}, which was not read, is given it");
                    self.lend(properties, Scope::from(item), &reason, &mut lent);
                }
            }
        }
    }

    /// Where a stack says that its template is not here.
    fn elsewhere(&self, properties: NodeId) -> Option<NodeId> {
        let tree = &self.world.tree;
        let body = tree.child(properties, "TemplateBody");
        let is_read = |body: &NodeId| tree.call(*body).is_none() && !tree.pairs(*body).is_empty();
        if body.as_ref().is_some_and(is_read) {
            return None;
        }
        // A mapping without anything makes nothing.
        let body = body.filter(|body| {
            tree.call(*body).is_some() || tree.text(*body).is_some() || tree.repeated(*body).is_some()
        });
        ELSEWHERE.iter().find_map(|key| tree.child(properties, key)).or(body)
    }

    fn tell_unread(&mut self, name: &str, at: Range) {
        let at = self.span(at);
        let message = format!("the resources of nested stack {} were not read", quoted(name));
        let problem = Problem::new(UNREAD_STACK, message, "its template is not part of this one")
            .help("check that template by itself, too; what this one gives it is left undecided here");
        self.findings.push(problem.finding(at, |_| at));
    }

    /// Makes unknown what a stack may change of what it is given.
    fn lend(&mut self, properties: Option<NodeId>, scope: Scope, reason: &str, lent: &mut BTreeSet<TextId>) {
        let tree = &self.world.tree;
        let Some(given) = properties.and_then(|properties| tree.child(properties, "Parameters")) else {
            return;
        };
        let reason = if reason.len() <= LONGEST_REASON { reason } else { "a nested stack is given it" };
        let reason = self.inventory.texts.intern(reason);
        let at = tree.range(given);
        let mut open = vec![self.world.eval(given, scope)];
        for _ in 0..GIVEN {
            let Some(term) = open.pop() else { return };
            match &term {
                Term::List(items) | Term::OneOf(items, _) => open.extend(items.iter().cloned()),
                Term::Map(pairs) => open.extend(pairs.iter().map(|(_, term)| term.clone())),
                Term::Id(..) | Term::Token(_) | Term::Text(_) => self.lend_one(&term, (at, reason), lent),
                Term::Each(item, part) => self.lend_one(&Term::Id(*item, *part), (at, reason), lent),
                Term::Null | Term::Bool(_) | Term::Number(_) | Term::Unknown => {}
            }
        }
    }

    fn lend_one(&mut self, term: &Term, (at, reason): (Range, TextId), lent: &mut BTreeSet<TextId>) {
        let Some(Value::Text(id)) = self.value(Type::Id, term, at) else { return };
        let kind = match term {
            Term::Id(item, part) => self.kind_of(*item, *part),
            _ => self.parties.get(&id).copied(),
        };
        let (own, fields): (_, &[Field]) = match kind {
            Some(Kind::Instance) => (Field::InstanceId, &[Field::NetworkInterfaces]),
            Some(Kind::Eni) => (Field::NetworkInterfaceId, &[Field::Status, Field::InstanceId]),
            _ => return,
        };
        let Some(kind) = kind.filter(|_| lent.insert(id)) else { return };
        let mut draft = Draft::new(kind, at);
        draft.set(own, Value::Text(id), at);
        for field in fields {
            draft.set(*field, Value::Unresolved(Why::Unresolved), at);
            draft.explain(*field, reason);
        }
        self.inventory.add(draft, self.file, Standing::Mentioned);
    }

    /// Whether what a resource makes is an instance or an ENI.
    fn kind_of(&self, item: Item, part: Part) -> Option<Kind> {
        let table = schema::find(&self.world.block(item)?.kind)?;
        match part {
            // A primary ENI stays where it is.
            Part::PrimaryEni => None,
            Part::Member(_) => Some(Kind::Instance),
            Part::Itself => match table.makes {
                Makes::Thing(kind) => Some(kind),
                _ => None,
            },
        }
    }
}
