//! Resources that stand there twice: nobody can tell which of both counts. What they may attach is listed
//! all the same, and what they may change is not known.

use super::super::node::NodeId;
use super::super::refs::LONGEST_REASON;
use super::super::schema::{self, Makes, STACK};
use super::super::template::{Template, Twice};
use super::super::world::Scope;
use super::Map;
use crate::inventory::{Draft, Field, Kind, Resource, Standing, Step, TextId, Tool, Type, Value, Verb, Why};
use crate::syntax::Range;
use std::collections::BTreeSet;

impl Map<'_, '_, '_> {
    pub(super) fn doubtful(&mut self) {
        let world = self.world;
        for (number, stack) in (0..).zip(&world.stacks) {
            for twice in &stack.template.twice {
                let Some(rest) = self.left.checked_sub(1) else { return };
                self.left = rest;
                let address = format!("{}{}", stack.prefix, twice.name);
                if twice.readings.iter().any(|(kind, properties)| self.attaches(kind, *properties)) {
                    self.doubtful_attach(&address, twice.head, &twice.what);
                }
                self.doubtful_stack(&address, twice);
                self.doubtful_assigns(number, twice);
                // What may join a group may do so with any ENI.
                self.joins_any |= twice.readings.iter().any(|(kind, _)| makes(kind) == Some(Makes::Join));
            }
        }
    }

    /// Whether a resource of a type attaches ENIs.
    fn attaches(&self, kind: &str, properties: Option<NodeId>) -> bool {
        match makes(kind) {
            Some(Makes::Attachment) => true,
            Some(Makes::Group) => {
                properties.is_some_and(|id| self.world.tree.child(id, "EniMappings").is_some())
            }
            _ => false,
        }
    }

    /// An attach of which nothing is known but that something that tells it stands there twice.
    pub(super) fn doubtful_attach(&mut self, address: &str, at: Range, what: &str) {
        let mut draft = Draft::new(Kind::Attachment, at);
        let reason = self.given_twice(what);
        for field in [Field::InstanceId, Field::NetworkInterfaceId] {
            draft.set(field, Value::Unresolved(Why::Unresolved), at);
            draft.explain(field, reason);
        }
        let entry = self.inventory.add(draft, self.file, Standing::Declared);
        let address = self.inventory.texts.intern(address);
        self.inventory.add_resource(entry, Resource { address, head: self.span(at), tool: Tool::Ros });
    }

    /// A reason. A name may be of any length, and a reason is repeated.
    fn given_twice(&mut self, what: &str) -> TextId {
        let what = if what.len() <= LONGEST_REASON { what } else { "the resource" };
        self.inventory.texts.intern(&format!("{what} is given twice"))
    }

    /// What a nested stack may attach.
    fn doubtful_stack(&mut self, address: &str, twice: &Twice) {
        let tree = &self.world.tree;
        let body = |properties: Option<NodeId>| tree.child(properties?, "TemplateBody");
        let of_stacks = twice.readings.iter().filter(|(kind, _)| &**kind == STACK);
        let bodies = of_stacks.filter_map(|(_, properties)| body(*properties));
        let mut open: Vec<(String, NodeId)> = bodies.map(|body| (address.to_owned(), body)).collect();
        // Both readings may attach the same, and have the same template.
        let (mut told, mut seen) = (BTreeSet::new(), BTreeSet::new());
        while let Some((prefix, root)) = open.pop() {
            if !seen.insert(root) {
                continue;
            }
            let template = Template::of(tree, root);
            let blocks =
                template.blocks.iter().map(|block| (&block.name, block.head, &block.kind, block.properties));
            let doubled = template.twice.iter().flat_map(|twice| {
                twice.readings.iter().map(|(kind, properties)| (&twice.name, twice.head, kind, *properties))
            });
            for (name, head, kind, properties) in blocks.chain(doubled) {
                let Some(rest) = self.left.checked_sub(1) else { return };
                self.left = rest;
                let address = format!("{prefix}/{name}");
                if &**kind == STACK {
                    open.extend(body(properties).map(|body| (address, body)));
                } else if self.attaches(kind, properties) && told.insert(address.clone()) {
                    self.doubtful_attach(&address, head, &twice.what);
                }
            }
        }
    }

    /// What may be assigned to ENIs: nobody knows how much.
    fn doubtful_assigns(&mut self, stack: u32, twice: &Twice) {
        for (kind, properties) in &twice.readings {
            let (Some(table), Some(properties)) = (schema::find(kind), *properties) else { continue };
            let tree = &self.world.tree;
            let Some(eni) =
                tree.child(properties, "NetworkInterfaceId").filter(|_| table.makes == Makes::Assign)
            else {
                continue;
            };
            let (at, term) = (tree.range(eni), self.world.eval(eni, Scope::of(stack)));
            let Some(eni) = self.value(Type::Id, &term, at) else { continue };
            let mut draft = Draft::new(Kind::Step, twice.head);
            draft.set(Field::NetworkInterfaceId, eni, at);
            let reason = self.given_twice(&twice.what);
            for (field, node) in table.fields(tree, properties) {
                if field != Field::NetworkInterfaceId {
                    draft.set(field, Value::Unresolved(Why::Unresolved), tree.range(node));
                    draft.explain(field, reason);
                }
            }
            let sequence = self.inventory.next_sequence();
            let entry = self.inventory.add(draft, self.file, Standing::Declared);
            self.inventory.steps.push(Step { sequence, verb: Verb::Assign, entry });
        }
    }
}

fn makes(kind: &str) -> Option<Makes> {
    schema::find(kind).map(|table| table.makes)
}
