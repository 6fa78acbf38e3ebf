//! What is known of the order of attaches and steps. Terraform runs what does not depend on each
//! other in any order.

use super::Map;
use super::attach::Attach;
use crate::inventory::{EntryId, TextId};
use crate::read::terraform::document::{Change, Document, ObjectId};
use hashbrown::HashMap;
use std::collections::BTreeSet;

/// Pairs of actions, at most. What is beyond has no order that is known.
pub(super) const EDGES: usize = 200_000;

/// Objects that are looked at for each object of the plan, at most, to find what it depends on.
pub(super) const LOOKED_AT: usize = 64;

/// What the run does with an object, as its first and its last action.
#[derive(Default)]
pub(super) struct Acts {
    /// What makes it, or changes it.
    pub(super) made: Vec<(EntryId, EntryId)>,
    /// What removes it.
    pub(super) gone: Option<(EntryId, EntryId)>,
    /// The ENI that is removed or taken off, and the instance that it is taken off.
    pub(super) of: [Option<TextId>; 2],
}

impl Acts {
    pub(super) fn any(&self) -> bool {
        !self.made.is_empty() || self.gone.is_some()
    }
}

pub(super) struct Order {
    pub(super) acts: Vec<Acts>,
    attaches: Vec<Attach>,
    /// Attaches that are part of an instance's creation.
    launches: Vec<(TextId, EntryId)>,
    /// ENIs with the last action of their detach.
    detached: Vec<(TextId, EntryId)>,
    /// Objects and their ENIs with the delete.
    deleted: Vec<(ObjectId, TextId, EntryId)>,
    /// Instances with the last action that changes them.
    updated: HashMap<TextId, EntryId>,
    /// Instances that go, and had ENIs until then.
    released: BTreeSet<ObjectId>,
}

impl Order {
    pub(super) fn new(document: &Document<'_>) -> Self {
        let acts = document.objects.iter().map(|_| Acts::default()).collect();
        let (attaches, launches, detached, deleted) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (updated, released) = (HashMap::new(), BTreeSet::new());
        Self { acts, attaches, launches, detached, deleted, updated, released }
    }

    pub(super) fn note_attach(&mut self, object: ObjectId, attach: Attach) {
        if let Some(acts) = self.acts.get_mut(object.0 as usize) {
            acts.made.push((attach.0, attach.0));
        }
        self.attaches.push(attach);
    }

    /// As [`Self::note_attach`], for an attach that is part of an instance's creation.
    pub(super) fn note_launch(&mut self, object: ObjectId, attach: Attach) {
        self.launches.extend(attach.1.map(|instance| (instance, attach.0)));
        if let Some(acts) = self.acts.get_mut(object.0 as usize) {
            acts.made.push((attach.0, attach.0));
        }
    }

    pub(super) fn note_detach(
        &mut self,
        object: ObjectId,
        (eni, instance): (TextId, TextId),
        first: EntryId,
        last: EntryId,
    ) {
        self.detached.push((eni, last));
        if let Some(acts) = self.acts.get_mut(object.0 as usize) {
            acts.gone = Some((first, last));
            acts.of = [Some(eni), Some(instance)];
        }
    }

    pub(super) fn note_delete(&mut self, object: ObjectId, eni: TextId, delete: EntryId) {
        self.deleted.push((object, eni, delete));
        if let Some(acts) = self.acts.get_mut(object.0 as usize) {
            acts.gone = Some((delete, delete));
            acts.of = [Some(eni), None];
        }
    }

    /// One of the steps of an instance's end, in order.
    pub(super) fn note_release(&mut self, object: ObjectId, release: EntryId) {
        let Some(acts) = self.acts.get_mut(object.0 as usize) else { return };
        acts.gone = Some((acts.gone.map_or(release, |(first, _)| first), release));
        self.released.insert(object);
    }

    /// One of the steps of an instance's change, in order.
    pub(super) fn note_update(&mut self, object: ObjectId, instance: TextId, step: EntryId) {
        self.updated.insert(instance, step);
        let Some(acts) = self.acts.get_mut(object.0 as usize) else { return };
        match acts.made.first_mut() {
            Some((_, last)) => *last = step,
            None => acts.made.push((step, step)),
        }
    }
}

impl Map<'_, '_> {
    pub(super) fn put_in_order(&mut self) {
        let mut edges: Vec<(EntryId, EntryId)> = Vec::new();
        // What depends on an instance runs when its change is done.
        for Attach(attach, instance, _) in &self.order.attaches {
            let update = instance.and_then(|instance| self.order.updated.get(&instance));
            edges.extend(update.map(|update| (*update, *attach)));
        }
        self.order_launches(&mut edges);
        self.order_deletes(&mut edges);
        self.order_replacements(&mut edges);
        self.order_removals(&mut edges);
        self.order_dependents(&mut edges);
        edges.sort_unstable();
        edges.dedup();
        self.inventory.edges.extend(edges);
    }

    /// An instance is created before anything is attached to it.
    fn order_launches(&self, edges: &mut Vec<(EntryId, EntryId)>) {
        let mut of: HashMap<TextId, Vec<EntryId>> = HashMap::new();
        for (instance, launch) in &self.order.launches {
            of.entry(*instance).or_default().push(*launch);
        }
        for Attach(attach, instance, _) in &self.order.attaches {
            let launches = instance.and_then(|instance| of.get(&instance)).into_iter().flatten();
            edges.extend(launches.map(|launch| (*launch, *attach)).take(LOOKED_AT));
        }
    }

    /// An ENI is deleted when it is taken off. The one that replaces it is there by then, or is not,
    /// and so is what attaches that.
    fn order_deletes(&self, edges: &mut Vec<(EntryId, EntryId)>) {
        let of_eni: HashMap<TextId, EntryId> =
            self.order.deleted.iter().map(|(_, eni, delete)| (*eni, *delete)).collect();
        for (eni, detach) in &self.order.detached {
            edges.extend(of_eni.get(eni).map(|delete| (*detach, *delete)));
        }
        let new = |object: &ObjectId| self.ahead.identity(*object);
        let of_new: HashMap<TextId, (ObjectId, EntryId)> = (self.order.deleted.iter())
            .filter_map(|(object, _, delete)| Some((new(object)?, (*object, *delete))))
            .collect();
        for Attach(attach, _, eni) in &self.order.attaches {
            let Some((object, delete)) = eni.and_then(|eni| of_new.get(&eni)) else { continue };
            let change = self.document.object(*object).map(|object| object.change);
            edges.push(match change {
                Some(Change::CreateThenDelete) => (*attach, *delete),
                _ => (*delete, *attach),
            });
        }
    }

    /// An instance that is replaced goes before the new one comes, or after.
    fn order_replacements(&self, edges: &mut Vec<(EntryId, EntryId)>) {
        for id in &self.order.released {
            let acts = self.order.acts.get(id.0 as usize);
            let change = self.document.object(*id).map(|object| object.change);
            let Some((acts, (begin, end))) = acts.and_then(|acts| Some((acts, acts.gone?))) else { continue };
            edges.extend(acts.made.iter().map(|(first, last)| match change {
                Some(Change::CreateThenDelete) => (*last, begin),
                _ => (end, *first),
            }));
        }
    }

    /// What `depends_on` says, through objects with which nothing is done.
    fn order_dependents(&self, edges: &mut Vec<(EntryId, EntryId)>) {
        let acts = &self.order.acts;
        let acting = (0..).zip(acts).filter(|(_, acts)| acts.any());
        let acting: Vec<(u32, &Acts)> = acting.collect();
        if acting.len() < 2 {
            return;
        }
        let mut direct: HashMap<ObjectId, Vec<ObjectId>> = HashMap::new();
        let mut seen = vec![u32::MAX; acts.len()];
        let mut budget = acts.len().saturating_mul(LOOKED_AT);
        let mut replaced: Vec<(ObjectId, ObjectId)> = Vec::new();
        for (row, own) in acting {
            let mut open = vec![ObjectId(row)];
            while let Some(object) = open.pop() {
                let next = direct.entry(object).or_insert_with(|| self.graph.dependencies(object));
                for first in next.iter() {
                    let Some(mark) = seen.get_mut(first.0 as usize).filter(|mark| **mark != row) else {
                        continue;
                    };
                    *mark = row;
                    budget = budget.saturating_sub(1);
                    let Some(others) = acts.get(first.0 as usize) else { continue };
                    if !others.any() {
                        open.push(*first);
                    } else if first.0 != row {
                        join(others, own, edges);
                        replaced.extend(others.gone.map(|_| (*first, ObjectId(row))));
                    }
                }
                if budget == 0 || edges.len().max(replaced.len()) > EDGES {
                    return self.order_successors(&replaced, edges);
                }
            }
        }
        self.order_successors(&replaced, edges);
    }
}

/// What is needed is made before, and removed after.
fn join(first: &Acts, second: &Acts, edges: &mut Vec<(EntryId, EntryId)>) {
    for (_, end) in &first.made {
        edges.extend(second.made.iter().map(|(begin, _)| (*end, *begin)));
    }
    if let (Some((begin, _)), Some((_, end))) = (first.gone, second.gone) {
        edges.push((end, begin));
    }
}
