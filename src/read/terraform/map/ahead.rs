//! What must be known of the whole plan before its first object is filed: who is who, and which
//! ENIs are attached.

use super::Fate;
use crate::inventory::{Inventory, Kind, TextId, Texts, Type, Value};
use crate::read::planned::symbol;
use crate::read::terraform::document::{Document, Mode, Object, ObjectId};
use crate::read::terraform::graph::{Graph, Place};
use crate::read::terraform::schema::{self, Want};
use crate::read::terraform::tape::Json;
use crate::read::terraform::term::Term;
use crate::read::value::{Reading, reading};
use crate::syntax::{Range, Scalar};
use hashbrown::{HashMap, HashSet};

#[derive(Default)]
pub(super) struct Ahead {
    /// By object: the ID that it has after the run, a symbol if that is not known yet.
    now: Vec<Option<TextId>>,
    /// By object: the ID that it has before.
    old: Vec<Option<TextId>>,
    /// ENIs that are attached before the run.
    attached: HashSet<TextId>,
    /// Instances with the ENIs that attachment resources hold on them.
    held: HashMap<TextId, Vec<(TextId, Range)>>,
    /// Launch templates by ID and by name.
    templates: HashMap<TextId, ObjectId>,
    /// Whether some ENI is a trunk, or takes members: then not every other one is secondary.
    pub(super) trunks: bool,
    /// ENIs that exist, with whether they are deleted when their instance is, and where that is said.
    released: HashMap<TextId, (bool, Range)>,
    /// ENIs that attachment resources attach.
    pub(super) planned: HashSet<TextId>,
}

impl Ahead {
    pub(super) fn look(graph: &Graph<'_>, inventory: &mut Inventory) -> Self {
        let (document, texts) = (graph.document, &mut inventory.texts);
        let mut ahead = Self::default();
        for (index, object) in (0..).zip(&document.objects) {
            let table = schema::table(&object.kind).filter(|_| object.mode == Mode::Managed);
            let is_thing =
                table.is_some_and(|t| schema::identity(t.name).is_some() || t.kind == Some(Kind::Instance));
            let before = document.json(object.before);
            let (now, old) = if is_thing { ids(object, document, before, texts) } else { (None, None) };
            ahead.now.push(now);
            ahead.old.push(old);
            if document.alone.is_some() && object.before.is_none() {
                ahead.note_alone(graph, ObjectId(index), object, now, texts);
                continue;
            }
            let before = document.json(object.before).filter(|_| Fate::of(object).was);
            let after = document.json(object.after);
            match table.and_then(|table| table.kind) {
                Some(Kind::Attachment) => {
                    let unknown = document.json(object.unknown);
                    ahead.trunks |= [before, after, unknown].into_iter().any(names_trunk);
                    ahead.note_pair(before, texts);
                }
                Some(Kind::Instance) => ahead.note_listed(before, texts),
                Some(Kind::Eni) => {
                    let is_trunk =
                        |json: Option<Json<'_>>| text(json, "instance_type").is_some_and(|t| t == "Trunk");
                    ahead.trunks |= is_trunk(before) || is_trunk(after);
                    ahead.note_release(old, before, after);
                }
                None => ahead.note_template(ObjectId(index), after.or(before), now, texts),
                _ => {}
            }
        }
        ahead
    }

    /// The ID of an object after the run; none if it is gone by then.
    pub(super) fn identity(&self, object: ObjectId) -> Option<TextId> {
        self.now.get(object.0 as usize).copied().flatten()
    }

    /// The ID of an object before the run.
    pub(super) fn old_identity(&self, object: ObjectId) -> Option<TextId> {
        self.old.get(object.0 as usize).copied().flatten()
    }

    pub(super) fn is_attached(&self, eni: TextId) -> bool {
        self.attached.contains(&eni)
    }

    /// The ENIs that attachment resources hold on an instance.
    pub(super) fn held(&self, instance: TextId) -> &[(TextId, Range)] {
        self.held.get(&instance).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether an ENI that exists is deleted when its instance is, and where that is said.
    pub(super) fn released(&self, eni: TextId) -> Option<(bool, Range)> {
        self.released.get(&eni).copied()
    }

    pub(super) fn template(&self, name: TextId) -> Option<ObjectId> {
        self.templates.get(&name).copied()
    }

    /// Of configuration alone the names of templates are worked out.
    fn note_alone(
        &mut self,
        graph: &Graph<'_>,
        id: ObjectId,
        object: &Object<'_>,
        own: Option<TextId>,
        texts: &mut Texts,
    ) {
        if object.kind != "alicloud_ecs_launch_template" || object.open {
            return;
        }
        for name in ["launch_template_name", "name"] {
            let place = Place { block: None, name };
            if let Term::Text(name) = graph.attribute(id, place, Want::Value).term {
                self.templates.insert(texts.intern(&name), id);
            }
        }
        self.templates.extend(own.map(|own| (own, id)));
    }

    fn note_pair(&mut self, before: Option<Json<'_>>, texts: &mut Texts) {
        let Some(json) = before else { return };
        let (eni, instance) = pair(json);
        let (Some((eni, at)), Some((instance, _))) = (eni, instance) else { return };
        if let (Some(eni), Some(instance)) = (known_id(&eni, texts), known_id(&instance, texts)) {
            self.attached.insert(eni);
            self.held.entry(instance).or_default().push((eni, at));
        }
    }

    /// Of an ENI whose attribute changes nobody knows which value holds when its instance goes.
    fn note_release(&mut self, eni: Option<TextId>, before: Option<Json<'_>>, after: Option<Json<'_>>) {
        let says = |json: Json<'_>| {
            let says = json.get("delete_on_release")?;
            Some((says.as_bool()?, says.range()))
        };
        let (Some(eni), Some((goes, at))) = (eni, before.and_then(says)) else { return };
        if after.is_none_or(|after| says(after).is_some_and(|(later, _)| later == goes)) {
            self.released.insert(eni, (goes, at));
        }
    }

    fn note_listed(&mut self, before: Option<Json<'_>>, texts: &mut Texts) {
        let list = before.and_then(|json| json.get("network_interfaces"));
        let items = list.into_iter().flat_map(Json::items);
        for json in items.chain(before) {
            if let Some(eni) = text(Some(json), "network_interface_id").and_then(|id| known_id(&id, texts)) {
                self.attached.insert(eni);
            }
        }
    }

    fn note_template(
        &mut self,
        object: ObjectId,
        json: Option<Json<'_>>,
        id: Option<TextId>,
        texts: &mut Texts,
    ) {
        let names = ["launch_template_name", "name"].into_iter().filter_map(|name| text(json, name));
        for name in names.filter(|name| !name.is_empty()) {
            self.templates.insert(texts.intern(&name), object);
        }
        if let Some(id) = id {
            self.templates.insert(id, object);
        }
    }
}

/// The IDs of an object after and before the run.
fn ids(
    object: &Object<'_>,
    document: &Document<'_>,
    before: Option<Json<'_>>,
    texts: &mut Texts,
) -> (Option<TextId>, Option<TextId>) {
    let fate = Fate::of(object);
    let old = text(before, "id").filter(|_| fate.was).and_then(|id| known_id(&id, texts));
    let now = match fate {
        Fate { is_new: true, .. } => Some(symbol(texts, &document.in_run(&object.address))),
        Fate { stays: true, .. } => old,
        _ => None,
    };
    (now, old)
}

/// The ENI and the instance of an attachment that exists, with their places. Its own ID is made of
/// both.
pub(super) type Part = Option<(String, Range)>;

pub(super) fn pair(json: Json<'_>) -> (Part, Part) {
    let own = json.get("id").and_then(|id| Some((id.as_text()?, id.range())));
    let of_id = |take: fn(&str) -> Option<&str>| {
        let (id, range) = own.as_ref()?;
        Some((take(id)?.to_owned(), *range))
    };
    let given = |name: &str| {
        let json = json.get(name)?;
        Some((json.as_text().filter(|text| !text.is_empty())?.into_owned(), json.range()))
    };
    let eni = given("network_interface_id").or_else(|| of_id(|id| Some(id.split_once(':')?.0)));
    let instance = given("instance_id").or_else(|| of_id(|id| Some(id.split_once(':')?.1)));
    (eni, instance)
}

/// An ID as the state gives it.
pub(super) fn known_id(id: &str, texts: &mut Texts) -> Option<TextId> {
    if crate::inventory::is_symbol(id) {
        return None;
    }
    let scalar = Scalar { text: id.into(), quoted: true, tag: None };
    match reading(Type::Id, &scalar, true, texts) {
        Reading::Value(Value::Text(id)) => Some(id),
        _ => None,
    }
}

fn text(json: Option<Json<'_>>, key: &str) -> Option<String> {
    Some(json?.get(key)?.as_text()?.into_owned())
}

/// Whether an attachment names a trunk, known or not.
fn names_trunk(json: Option<Json<'_>>) -> bool {
    let trunk = json.and_then(|json| json.get("trunk_network_instance_id"));
    trunk.is_some_and(|trunk| {
        trunk.as_bool() == Some(true) || trunk.as_text().is_some_and(|text| !text.is_empty())
    })
}
