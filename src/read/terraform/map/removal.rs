//! The order of what a run removes. Terraform keeps in its state what each resource depends on, and
//! destroys in the reverse order: a resource goes before what it depends on is changed or destroyed
//! (`transform_destroy_edge.go` and `transform_destroy_cbd.go` of Terraform). It knows resources
//! there, not instances of them, so that all instances wait.

use super::Map;
use super::order::{Acts, EDGES, LOOKED_AT};
use crate::inventory::{EntryId, TextId};
use crate::read::terraform::document::{Change, ModuleId, Object, ObjectId};
use hashbrown::{HashMap, HashSet};
use std::rc::Rc;

/// What is removed, and what is done with it.
type Removed<'m, 'd> = (ObjectId, &'m Object<'d>, &'m Acts);

/// The objects with which something is done.
struct Acting {
    /// By resource, as a state names it.
    resources: HashMap<String, Vec<ObjectId>>,
    /// By the ID that they have before the run.
    ids: HashMap<TextId, ObjectId>,
    /// The modules that they are in, without keys.
    modules: HashMap<ModuleId, Rc<str>>,
    /// Resources of which some instance is created before the old one is destroyed.
    create_first: HashSet<String>,
}

impl<'d> Map<'_, 'd> {
    /// Orders what is removed and what it depended on.
    pub(super) fn order_removals(&self, edges: &mut Vec<(EntryId, EntryId)>) {
        let all = (0..).zip(&self.document.objects).zip(&self.order.acts);
        let removed: Vec<Removed<'_, '_>> = all
            .filter(|((_, object), acts)| acts.gone.is_some() && !object.depends_on.is_empty())
            .map(|((number, object), acts)| (ObjectId(number), object, acts))
            .collect();
        if removed.is_empty() {
            return;
        }
        let acting = self.acting();
        // First those that a removal is about: of a resource may be very many instances.
        for (id, object, acts) in &removed {
            for other in acts.of.iter().flatten().filter_map(|own| acting.ids.get(own)) {
                let resource = self.resource(*other, &acting).unwrap_or_default();
                if object.depends_on.iter().any(|needed| **needed == *resource) {
                    self.order_removal((*id, object, acts), *other, &acting, edges);
                }
            }
        }
        for (id, object, acts) in &removed {
            for needed in &object.depends_on {
                let others = acting.resources.get(&**needed).into_iter().flatten();
                for other in others.take(LOOKED_AT) {
                    self.order_removal((*id, object, acts), *other, &acting, edges);
                }
            }
            if edges.len() > EDGES {
                return;
            }
        }
    }

    /// Orders the acts on what is removed and on one thing that it depended on.
    fn order_removal(
        &self,
        (id, object, acts): Removed<'_, '_>,
        other: ObjectId,
        acting: &Acting,
        edges: &mut Vec<(EntryId, EntryId)>,
    ) {
        let (Some((begin, end)), Some(others)) = (acts.gone, self.order.acts.get(other.0 as usize)) else {
            return;
        };
        if other == id || !self.waits(object, other, acting) {
            return;
        }
        let create_first = self.is_created_first(id, object, acting);
        for (first, last) in &others.made {
            edges.push(if create_first { (*last, begin) } else { (end, *first) });
        }
        let Some((first, last)) = others.gone else { return };
        edges.push((end, first));
        // What takes the place of the removed one follows the old dependencies, too.
        let other_first =
            self.document.object(other).is_some_and(|object| self.is_created_first(other, object, acting));
        let after =
            acts.made.iter().map(|(new, done)| if other_first { (*done, first) } else { (last, *new) });
        edges.extend(after);
    }

    /// Orders what is removed and what is made that depends on it, as its resource goes on to stand in the
    /// configuration: what is made waits for that. If either is created before it is destroyed, what is
    /// removed goes last. What is not new follows what the state tells it to depend on.
    pub(super) fn order_successors(
        &self,
        pairs: &[(ObjectId, ObjectId)],
        edges: &mut Vec<(EntryId, EntryId)>,
    ) {
        let is_new = |new: ObjectId| self.document.object(new).is_some_and(|o| o.change == Change::Create);
        let mut pairs = pairs.iter().filter(|(_, new)| is_new(*new)).peekable();
        if pairs.peek().is_none() {
            return;
        }
        let acting = self.acting();
        let pairs: Vec<&(ObjectId, ObjectId)> = pairs.collect();
        let forced: HashSet<ObjectId> =
            pairs.iter().filter(|(_, new)| self.graph.creates_first(*new)).map(|(old, _)| *old).collect();
        for (old, new) in pairs {
            let acts = |object: &ObjectId| self.order.acts.get(object.0 as usize);
            let (Some(acts), Some(successor), Some(object)) =
                (acts(old), acts(new), self.document.object(*old))
            else {
                continue;
            };
            let Some((begin, end)) = acts.gone else { continue };
            let create_first = forced.contains(old) || self.is_created_first(*old, object, &acting);
            for (first, last) in &successor.made {
                edges.push(if create_first { (*last, begin) } else { (end, *first) });
            }
        }
    }

    fn acting(&self) -> Acting {
        let mut acting = Acting {
            resources: HashMap::new(),
            ids: HashMap::new(),
            modules: HashMap::new(),
            create_first: HashSet::new(),
        };
        for ((number, object), acts) in (0..).zip(&self.document.objects).zip(&self.order.acts) {
            if !acts.any() {
                continue;
            }
            let module = acting.modules.entry(object.module);
            module.or_insert_with(|| self.module_path(object.module).into());
            let id = ObjectId(number);
            let Some(resource) = self.resource(id, &acting) else { continue };
            if object.change == Change::CreateThenDelete {
                acting.create_first.insert(resource.clone());
            }
            acting.resources.entry(resource).or_default().push(id);
            acting.ids.extend(self.ahead.old_identity(id).map(|own| (own, id)));
        }
        acting
    }

    /// The names of the modules that lead to one, as an address begins.
    fn module_path(&self, module: ModuleId) -> String {
        let mut names = Vec::new();
        let mut at = module;
        while let Some(module) = self.document.module(at)
            && let Some(parent) = module.parent.filter(|parent| *parent < at)
        {
            names.push(&*module.name);
            at = parent;
        }
        names.iter().rev().map(|name| format!("module.{name}.")).collect()
    }

    /// The address of an object's resource, as a state lists it among dependencies.
    fn resource(&self, object: ObjectId, acting: &Acting) -> Option<String> {
        let object = self.document.object(object)?;
        let module = acting.modules.get(&object.module)?;
        Some(format!("{module}{}.{}", object.written_kind, object.name))
    }

    /// Whether a dependency counts between two objects: those in two instances of one module do not
    /// wait for each other.
    fn waits(&self, object: &Object<'_>, other: ObjectId, acting: &Acting) -> bool {
        let Some(other) = self.document.object(other) else { return false };
        other.module == object.module
            || acting.modules.get(&other.module) != acting.modules.get(&object.module)
    }

    /// Whether what takes an object's place comes before it goes. Of what is only destroyed a plan
    /// does not tell: other instances may, or its block.
    fn is_created_first(&self, id: ObjectId, object: &Object<'_>, acting: &Acting) -> bool {
        match object.change {
            _ if object.deposed => true,
            Change::CreateThenDelete => true,
            Change::Delete => {
                let own = self.resource(id, acting);
                own.is_some_and(|own| acting.create_first.contains(&own)) || self.graph.creates_first(id)
            }
            _ => false,
        }
    }
}
