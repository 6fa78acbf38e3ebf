//! Manifests to entries of the inventory.

mod instance;

use super::tree::Tree;
use super::{Manifest, in_namespace, is_template};
use crate::inventory::{
    Draft, EntryId, Field, Inventory, Kind, Resource, Standing, TextId, Tool, Type, Value, Why,
};
use crate::read::entry::normalise;
use crate::read::terraform::schema::{Attr, IdOf, Meaning, Want};
use crate::read::value::{Reading, reading};
use crate::source::Span;
use crate::syntax::{Range, Scalar};
use std::collections::HashMap;

/// What a resource gets an ID of, by its kind.
const KINDS: [(IdOf, &str); 5] = [
    (IdOf::Instance, "Instance"),
    (IdOf::Eni, "NetworkInterface"),
    (IdOf::Vswitch, "Vswitch"),
    (IdOf::Vpc, "VPC"),
    (IdOf::SecurityGroup, "SecurityGroup"),
];

/// How many resources a selector is held against, in all.
const BUDGET: usize = 10_000_000;

/// Most resources that a selector fits and that are told apart: of more, nobody looks at each.
const MOST: usize = 64;

/// Files all manifests.
pub(super) fn map(manifests: &[Manifest<'_>], inventory: &mut Inventory) {
    let labels = manifests.iter().map(Manifest::labels).collect();
    let (names, labelled) = (HashMap::new(), HashMap::new());
    let mut map = Map {
        manifests,
        inventory,
        names,
        labels,
        labelled,
        budget: BUDGET,
        choices: 0,
        order: instance::Order::default(),
    };
    for (index, manifest) in manifests.iter().enumerate() {
        map.names.entry((manifest.kind, &manifest.name)).or_insert(index);
        for (key, value) in map.labels.get(index).into_iter().flatten() {
            map.labelled.entry((manifest.kind, *key, *value)).or_default().push(index);
        }
    }
    for manifest in manifests {
        map.manifest(manifest);
    }
    map.put_in_order();
}

struct Map<'m, 'i> {
    manifests: &'m [Manifest<'m>],
    inventory: &'i mut Inventory,
    names: HashMap<(&'static str, &'m str), usize>,
    /// The labels of each resource, and the resources of each kind and label.
    labels: Vec<HashMap<&'m str, &'m str>>,
    labelled: HashMap<(&'static str, &'m str, &'m str), Vec<usize>>,
    budget: usize,
    choices: usize,
    order: instance::Order,
}

/// What an attribute refers to, or holds.
enum Given {
    One(Value),
    Many(Vec<(Value, Range)>),
}

impl<'m> Map<'m, '_> {
    fn manifest(&mut self, manifest: &'m Manifest<'m>) {
        let Some(kind) = manifest.table.kind else { return };
        let exists = manifest.is_observed() || manifest.external_name().is_some();
        if kind == Kind::Attachment {
            return self.attachment(manifest, exists);
        }
        let mut draft = Draft::new(kind, manifest.tree.range());
        let head = head(manifest);
        let own = self.identity(manifest);
        if let Some(field) = kind.id_field() {
            draft.set(field, Value::Text(own), head);
        }
        self.facts(&mut draft, manifest, manifest.table.attributes);
        // Not told what it has, one that exists may have anything.
        let is_new = !exists;
        if kind == Kind::Eni && is_new && draft.range_of(Field::SecurityGroupIds).is_none() {
            draft.set_list(Field::SecurityGroupIds, Vec::new(), head);
        }
        if kind == Kind::Instance {
            self.instance(&mut draft, manifest, (own, is_new));
        }
        let standing = if manifest.is_observed() { Standing::Observed } else { Standing::Declared };
        self.file(draft, manifest, standing);
    }

    /// A planned attach; or what is attached already, where the provider has done it.
    fn attachment(&mut self, manifest: &'m Manifest<'m>, exists: bool) {
        let mut draft = Draft::new(Kind::Attachment, manifest.tree.range());
        self.facts(&mut draft, manifest, manifest.table.attributes);
        let head = head(manifest);
        if !exists {
            for field in [Field::InstanceId, Field::NetworkInterfaceId] {
                if draft.range_of(field).is_none() {
                    draft.set(field, Value::Unresolved(Why::NotGiven), head);
                }
            }
            let instance = draft.value_of(Field::InstanceId);
            let entry = self.file(draft, manifest, Standing::Declared);
            self.order.note_attach(instance, entry);
            return;
        }
        let mut eni = Draft::new(Kind::Eni, manifest.tree.range());
        let pair = manifest.external_name().and_then(|(name, at)| Some((name.split_once(':')?, at)));
        if let Some(((own, instance), at)) = pair {
            for (field, id) in [(Field::NetworkInterfaceId, own), (Field::InstanceId, instance)] {
                let id = self.inventory.texts.intern(id);
                eni.set(field, Value::Text(id), at);
            }
        }
        for field in [Field::NetworkInterfaceId, Field::InstanceId] {
            eni.take_over(field, &draft);
        }
        if eni.range_of(Field::NetworkInterfaceId).is_some() && eni.range_of(Field::InstanceId).is_some() {
            eni.set(Field::Status, Value::Text(TextId::IN_USE), head);
            // The provider attaches secondary ENIs; but where there are trunks, it may be one.
            let is_trunk = |other: &Manifest<'_>| {
                let kind = other.tree.at(&["spec", "forProvider", "instanceType"]).and_then(Tree::text);
                kind == Some("Trunk")
            };
            if draft.range_of(Field::TrunkNetworkInstanceId).is_none() && !self.manifests.iter().any(is_trunk)
            {
                let secondary = self.inventory.texts.intern("Secondary");
                eni.set(Field::Type, Value::Text(secondary), head);
            }
            self.file(eni, manifest, Standing::Mentioned);
        }
    }

    fn file(&mut self, mut draft: Draft, manifest: &Manifest<'_>, standing: Standing) -> EntryId {
        let region = manifest.tree.at(&["spec", "forProvider", "region"]);
        if let Some(region) = region
            && draft.range_of(Field::RegionId).is_none()
            && let Some(value) = self.scalar(Type::Symbol, region)
        {
            draft.set(Field::RegionId, value, region.range());
        }
        let entry = self.inventory.add(draft, manifest.file, standing);
        let address = self.inventory.texts.intern(&format!("{}/{}", manifest.kind, manifest.name));
        let at = head(manifest);
        let head = Span { file: manifest.file, start: at.start, end: at.end };
        self.inventory.add_resource(entry, Resource { address, head, tool: Tool::Crossplane });
        entry
    }

    /// The ID that a resource has, or a symbol of its own.
    fn identity(&mut self, manifest: &Manifest<'_>) -> TextId {
        match manifest.external_name() {
            Some((id, _)) => self.inventory.texts.intern(id),
            None => {
                let mut symbol = symbol(manifest.kind, &manifest.name);
                if is_template(&manifest.name) {
                    // Another one of this name is not the same.
                    let place = format!("#{}:{}}}", manifest.file.0, manifest.tree.range().start);
                    symbol.pop();
                    symbol.push_str(&place);
                }
                let texts = &mut self.inventory.texts;
                // What is only looked at exists, whatever its ID is.
                if manifest.is_observed() { texts.intern_opaque(&symbol) } else { texts.intern(&symbol) }
            }
        }
    }

    fn facts(&mut self, draft: &mut Draft, manifest: &'m Manifest<'m>, attributes: &'static [Attr]) {
        for attr in attributes {
            let field = match attr.meaning {
                Meaning::Field(field) | Meaning::NonZero(field) => field,
                Meaning::Secondaries => Field::PrivateIpAddresses,
                Meaning::Single(_) | Meaning::Asked | Meaning::Unused => continue,
            };
            if draft.range_of(field).is_some() {
                continue;
            }
            let Some((given, at)) = self.given(manifest, attr, field) else { continue };
            set(draft, (attr, field), given, at);
        }
    }

    /// What a manifest gives for an attribute: itself, by reference, or as the provider saw it last.
    fn given(&mut self, manifest: &'m Manifest<'m>, attr: &Attr, field: Field) -> Option<(Given, Range)> {
        let parts = [&["spec", "forProvider"], &["spec", "initProvider"], &["status", "atProvider"]];
        for part in parts {
            let Some(part) = manifest.tree.at(part) else { continue };
            if let Some(found) = self.given_in(part, manifest.namespace.as_deref(), attr, field) {
                return Some(found);
            }
        }
        None
    }

    /// What a part of a manifest gives for an attribute.
    fn given_in(
        &mut self,
        part: &'m Tree<'m>,
        namespace: Option<&str>,
        attr: &Attr,
        field: Field,
    ) -> Option<(Given, Range)> {
        for name in attr.names {
            if let Some(value) = part.get(name)
                && let Some(given) = self.written(value, field)
            {
                return Some((given, value.range()));
            }
            let of = match attr.want {
                Want::Id(of) | Want::Ids(of) => of,
                Want::Value | Want::Values => continue,
            };
            let Some((_, kind)) = KINDS.iter().find(|(other, _)| *other == of) else { continue };
            let many = matches!(attr.want, Want::Ids(_));
            if let Some(found) = self.reference(part, namespace, name, (kind, many)) {
                return Some(found);
            }
        }
        None
    }

    fn written(&mut self, value: &Tree<'_>, field: Field) -> Option<Given> {
        let Some(item) = field.ty().item() else {
            return self.scalar(field.ty(), value).map(Given::One);
        };
        match value {
            Tree::List(items, _) => {
                let items = items.iter().filter_map(|tree| Some((self.scalar(item, tree)?, tree.range())));
                Some(Given::Many(items.collect()))
            }
            Tree::Scalar(scalar, _) if scalar.is_null() => None,
            _ => Some(Given::One(Value::Unresolved(Why::Malformed))),
        }
    }

    /// None if nothing is given.
    fn scalar(&mut self, ty: Type, value: &Tree<'_>) -> Option<Value> {
        let Tree::Scalar(scalar, _) = value else { return Some(Value::Unresolved(Why::Malformed)) };
        if is_template(&scalar.text) {
            return Some(Value::Unresolved(Why::Unresolved));
        }
        let scalar = Scalar { tag: None, ..scalar.clone() };
        match reading(ty, &scalar, true, &mut self.inventory.texts) {
            Reading::Empty => None,
            Reading::Value(value) => Some(value),
            Reading::TooLong | Reading::Wrong => Some(Value::Unresolved(Why::Malformed)),
        }
    }

    /// What `…Ref`, `…Refs` or `…Selector` lead to.
    fn reference(
        &mut self,
        part: &'m Tree<'m>,
        namespace: Option<&str>,
        name: &str,
        (kind, many): (&'static str, bool),
    ) -> Option<(Given, Range)> {
        let bases = bases(name);
        let find = |ending: &str| bases.iter().find_map(|base| part.get(&format!("{base}{ending}")));
        if let Some(refs) = find("refs").filter(|_| many) {
            let items = refs.items().iter().filter_map(|one| {
                let name = one.get("name")?;
                let own = one.get("namespace").and_then(Tree::text).filter(|_| namespace.is_some());
                Some((self.named(kind, own.or(namespace), name.text()?), name.range()))
            });
            return Some((Given::Many(items.collect()), refs.range()));
        }
        if let Some(one) = find("ref")
            && let Some(name) = one.get("name")
            && let Some(text) = name.text()
        {
            let own = one.get("namespace").and_then(Tree::text).filter(|_| namespace.is_some());
            let value = self.named(kind, own.or(namespace), text);
            let given = if many { Given::Many(vec![(value, name.range())]) } else { Given::One(value) };
            return Some((given, name.range()));
        }
        let selector = find("selector")?;
        Some((self.selected(selector, namespace, kind, many), selector.range()))
    }

    /// The resource of a name; one that no file has exists elsewhere.
    fn named(&mut self, kind: &'static str, namespace: Option<&str>, name: &str) -> Value {
        if is_template(name) {
            return Value::Unresolved(Why::Unresolved);
        }
        let name = in_namespace(namespace, name);
        let name = name.as_str();
        match self.names.get(&(kind, name)).copied().and_then(|index| self.manifests.get(index)) {
            Some(manifest) => Value::Text(self.identity(manifest)),
            None => Value::Text(self.inventory.texts.intern_opaque(&symbol(kind, name))),
        }
    }

    /// The resources that have some labels. Of several, the provider takes any.
    fn selected(
        &mut self,
        selector: &Tree<'_>,
        namespace: Option<&str>,
        kind: &'static str,
        many: bool,
    ) -> Given {
        let labels: Vec<(&str, &str)> =
            selector.get("matchLabels").map(|l| l.pairs().collect()).unwrap_or_default();
        let by_controller = selector.get("matchControllerRef").and_then(Tree::text) == Some("true");
        let lists = labels.iter().map(|(key, value)| self.labelled.get(&(kind, *key, *value)));
        let fewest =
            lists.map(|list| list.map(Vec::as_slice).unwrap_or_default()).min_by_key(|list| list.len());
        let fewest = fewest.unwrap_or_default().to_vec();
        if by_controller || labels.is_empty() || self.budget < fewest.len() {
            return Given::One(Value::Unresolved(Why::Unresolved));
        }
        self.budget -= fewest.len();
        let fits = |index: &usize| {
            let own = self.labels.get(*index);
            labels.iter().all(|(key, value)| own.and_then(|own| own.get(key)) == Some(value))
        };
        let all = fewest.into_iter().filter(fits).filter_map(|index| self.manifests.get(index));
        let all: Vec<&Manifest<'_>> = all.filter(|other| other.namespace.as_deref() == namespace).collect();
        if all.len() > MOST {
            return Given::One(Value::Unresolved(Why::Unresolved));
        }
        let at = selector.range();
        let values: Vec<Value> =
            all.into_iter().map(|manifest| Value::Text(self.identity(manifest))).collect();
        match (values.as_slice(), many) {
            ([], _) => {
                let labels: Vec<String> =
                    labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
                let name = symbol(kind, &in_namespace(namespace, &format!("[{}]", labels.join(","))));
                Given::One(if many || name.len() > 500 {
                    Value::Unresolved(Why::Unresolved)
                } else {
                    Value::Text(self.inventory.texts.intern_opaque(&name))
                })
            }
            (_, true) => Given::Many(values.into_iter().map(|value| (value, at)).collect()),
            ([one], false) => Given::One(*one),
            (_, false) => {
                self.choices += 1;
                let key = self.inventory.texts.intern(&format!("crossplane selector {}", self.choices));
                Given::One(Value::OneOf(self.inventory.choice(key, values, at)))
            }
        }
    }
}

/// Sets what is given for an attribute.
fn set(draft: &mut Draft, (attr, field): (&Attr, Field), given: Given, at: Range) {
    match given {
        Given::One(Value::Int(0)) if matches!(attr.meaning, Meaning::NonZero(_)) => {}
        Given::One(value) => draft.set(field, value, at),
        Given::Many(mut items) => {
            if matches!(attr.meaning, Meaning::Secondaries) {
                // The API's list has the primary one, too, and first.
                let primary = draft.value_of(Field::PrivateIpAddress);
                let primary = primary.unwrap_or(Value::Unresolved(Why::NotGiven));
                items.retain(|(item, _)| *item != primary);
                items.insert(0, (primary, at));
            }
            draft.set_list(field, items, at);
        }
    }
}

/// What names of references to an attribute begin with: `securityGroupIds` has `securityGroupRefs`.
pub(super) fn bases(name: &str) -> Vec<String> {
    let name = normalise(name);
    let mut bases = vec![name.clone()];
    for ending in ["s", "ids", "id"] {
        bases.extend(name.strip_suffix(ending).map(str::to_owned));
    }
    bases
}

fn symbol(kind: &str, name: &str) -> String {
    format!("${{{kind}/{name}}}").replace('*', "\u{2217}")
}

/// Where to point if a resource is meant as a whole: its name.
fn head(manifest: &Manifest<'_>) -> Range {
    manifest.metadata("name").map_or(manifest.tree.range(), Tree::range)
}
