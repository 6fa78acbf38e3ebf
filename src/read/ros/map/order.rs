//! What is known of the order of attaches and steps. ROS creates in parallel what does not depend on
//! each other.

use super::super::node::NodeKind;
use super::super::term::{Item, Nth};
use super::Map;
use crate::inventory::{EntryId, TextId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// Pairs of actions, at most. What is beyond has no order that is known.
const EDGES: usize = 200_000;
/// Blocks that are looked at for each block, at most, to find what it depends on.
const LOOKED_AT: usize = 64;
/// Nodes of a block that are looked at for references, at most.
const NODES: usize = 20_000;

/// What the stack does, by the resource that it is done for.
#[derive(Default)]
pub(super) struct Acts {
    of: BTreeMap<(u32, u32), Vec<(Nth, EntryId)>>,
    /// Attaches with the instances that they name.
    attaches: Vec<(TextId, EntryId)>,
    /// Attaches that are part of an instance's creation.
    launches: HashMap<TextId, Vec<EntryId>>,
}

impl Acts {
    pub(super) fn note(&mut self, item: Item, entry: EntryId) {
        self.of.entry((item.stack, item.block)).or_default().push((item.nth, entry));
    }

    pub(super) fn attach(&mut self, item: Item, instance: Option<TextId>, entry: EntryId) {
        self.note(item, entry);
        self.attaches.extend(instance.map(|instance| (instance, entry)));
    }

    pub(super) fn launch(&mut self, item: Item, instance: TextId, entry: EntryId) {
        self.note(item, entry);
        self.launches.entry(instance).or_default().push(entry);
    }
}

/// A dependency between blocks of a stack.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Link {
    on: u32,
    /// By `DependsOn`, and so on all that `Count` makes; else by a reference, which may be to one.
    whole: bool,
}

impl Map<'_, '_, '_> {
    pub(super) fn put_in_order(&mut self) {
        let mut edges: Vec<(EntryId, EntryId)> = Vec::new();
        // An instance is created before anything is attached to it.
        for (instance, attach) in &self.acts.attaches {
            let launches = self.acts.launches.get(instance).into_iter().flatten();
            edges.extend(launches.map(|launch| (*launch, *attach)).take(LOOKED_AT));
        }
        self.nested_acts();
        let stacks: BTreeSet<u32> = self.acts.of.keys().map(|(stack, _)| *stack).collect();
        for stack in stacks {
            self.order_stack(stack, &mut edges);
        }
        edges.sort_unstable();
        edges.dedup();
        self.inventory.edges.extend(edges);
    }

    /// What is done in a nested stack is done for the resource that makes it.
    fn nested_acts(&mut self) {
        for (id, stack) in self.world.stacks.iter().enumerate().rev() {
            let (Some(parent), Ok(id)) = (stack.parent, u32::try_from(id)) else { continue };
            let inner = self.acts.of.range((id, 0)..=(id, u32::MAX)).flat_map(|(_, acts)| acts);
            let inner: Vec<(Nth, EntryId)> = inner.map(|(_, entry)| (parent.nth, *entry)).collect();
            if !inner.is_empty() {
                self.acts.of.entry((parent.stack, parent.block)).or_default().extend(inner);
            }
        }
    }

    fn order_stack(&self, stack: u32, edges: &mut Vec<(EntryId, EntryId)>) {
        let acting = self.acts.of.range((stack, 0)..=(stack, u32::MAX));
        let acting: Vec<u32> = acting.map(|((_, block), _)| *block).collect();
        if acting.len() < 2 {
            return;
        }
        let mut direct: HashMap<u32, Vec<Link>> = HashMap::new();
        for own in acting {
            let (mut open, mut seen) = (vec![Link { on: own, whole: false }], BTreeSet::from([own]));
            while let Some(block) = open.pop() {
                let links = direct.entry(block.on).or_insert_with(|| self.links(stack, block.on));
                for link in links.iter() {
                    if seen.len() > LOOKED_AT || !seen.insert(link.on) {
                        continue;
                    }
                    // What is depended on by way of another is depended on as a whole, or as one.
                    let link = Link { whole: link.whole || block.whole, ..*link };
                    match self.acts.of.get(&(stack, link.on)) {
                        Some(first) => self.pair(first, (stack, own), link.whole, edges),
                        None => open.push(link),
                    }
                }
                if edges.len() > EDGES {
                    return;
                }
            }
        }
    }

    /// One resource of several that is referred to need not be another.
    fn pair(
        &self,
        first: &[(Nth, EntryId)],
        own: (u32, u32),
        whole: bool,
        edges: &mut Vec<(EntryId, EntryId)>,
    ) {
        for (nth, second) in self.acts.of.get(&own).into_iter().flatten() {
            let is_before = |(other, _): &&(Nth, EntryId)| {
                whole || *other == Nth::Only || *nth == Nth::Only || other == nth
            };
            edges.extend(first.iter().filter(is_before).map(|(_, first)| (*first, *second)));
            if edges.len() > EDGES {
                return;
            }
        }
    }

    /// The blocks that a block depends on.
    fn links(&self, stack: u32, block: u32) -> Vec<Link> {
        let Some(found) = self.world.stack(stack) else { return Vec::new() };
        let template = &found.template;
        let Some(block) = template.blocks.get(block as usize) else { return Vec::new() };
        let find = |name: &str| {
            let name = name.split_once('[').map_or(name, |(name, _)| name);
            template.find(name)
        };
        let named = block.depends_on.iter().filter_map(|name| find(name));
        let mut links: Vec<Link> = named.map(|on| Link { on, whole: true }).collect();
        let names = self.references(block.properties);
        links.extend(names.iter().filter_map(|name| find(name)).map(|on| Link { on, whole: false }));
        links.sort_unstable();
        links.dedup();
        links
    }

    /// The names that the expressions in a node refer to.
    fn references(&self, node: Option<super::NodeId>) -> Vec<Rc<str>> {
        let tree = &self.world.tree;
        let (mut open, mut names): (Vec<_>, Vec<Rc<str>>) = (node.into_iter().collect(), Vec::new());
        for _ in 0..NODES {
            let Some(node) = open.pop() else { break };
            let text = |id| self.world.scalar_text(id);
            match tree.call(node) {
                Some(("Ref", name)) => names.extend(text(name).map(Rc::from)),
                Some(("Fn::GetAtt", of)) => {
                    let first = tree.items(of).and_then(|items| items.first().copied()).unwrap_or(of);
                    let name = text(first).unwrap_or_default();
                    names.push(name.split_once('.').map_or(name.as_str(), |(name, _)| name).into());
                }
                Some(("Fn::Sub", of)) => {
                    let first = tree.items(of).and_then(|items| items.first().copied()).unwrap_or(of);
                    let text = text(first).unwrap_or_default();
                    let found = text.split("${").skip(1).filter_map(|part| part.split_once('}'));
                    names.extend(
                        found.map(|(name, _)| Rc::from(name.split('.').next().unwrap_or(name).trim())),
                    );
                }
                _ => {}
            }
            match tree.get(node).map(|node| &node.kind) {
                Some(NodeKind::List(items)) => open.extend(items),
                // What is nested in a template of its own refers to names there.
                Some(NodeKind::Map(pairs)) => {
                    open.extend(pairs.iter().filter(|p| p.key != "TemplateBody").map(|pair| pair.value));
                }
                // Which of the values of a key that stands twice counts nobody knows.
                Some(NodeKind::Repeated(_) | NodeKind::Scalar(_)) | None => {}
            }
        }
        names
    }
}
