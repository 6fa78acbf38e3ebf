//! Which resource a place belongs to, in formats that have addresses.

use super::{Inventory, Kind, Resource, Value, span};
use crate::source::{FileId, Span};
use hashbrown::HashMap;
use std::cmp::Reverse;

/// The addresses of the resources of an inventory, by places.
pub(crate) struct Addresses<'a> {
    inventory: &'a Inventory,
    /// Of planned attaches and steps.
    actions: HashMap<Span, Shared<'a>>,
    /// Of entries and their facts.
    places: Vec<Place<'a>>,
}

/// Where resources are as a whole, by their addresses. Two plans may use one address.
pub(crate) struct Heads<'a> {
    /// Of those that stand in a file, or whose block does.
    near: HashMap<(&'a str, FileId), Head>,
    all: HashMap<&'a str, Head>,
}

/// A place that is one, or several.
#[derive(Default)]
enum Head {
    #[default]
    None,
    One(Span),
    Several,
}

impl Heads<'_> {
    /// Where the resource is that is meant in a file, if only one can be.
    pub(crate) fn of(&self, address: &str, file: FileId) -> Option<Span> {
        match self.near.get(&(address, file)).or_else(|| self.all.get(address))? {
            Head::One(head) => Some(*head),
            Head::None | Head::Several => None,
        }
    }
}

impl Head {
    fn add(&mut self, head: Span) {
        *self = match self {
            Self::None => Self::One(head),
            Self::One(one) if *one == head => return,
            Self::One(_) | Self::Several => Self::Several,
        };
    }
}

/// A place, which lies in others or in none: such is the nature of syntax.
struct Place<'a> {
    span: Span,
    address: Shared<'a>,
    /// The innermost place around it.
    around: Option<usize>,
}

impl<'a> Addresses<'a> {
    /// None if nothing has an address, as in all formats but a few. [`Self::around`] is to be asked about
    /// `wanted` alone.
    pub(crate) fn of(inventory: &'a Inventory, wanted: impl Iterator<Item = Span>) -> Option<Self> {
        if inventory.resources.is_empty() {
            return None;
        }
        let mut actions = HashMap::new();
        for (id, resource) in &inventory.resources {
            if matches!(id.kind, Kind::Attachment | Kind::Step) {
                let span = inventory.entry(*id).span();
                let address = inventory.texts.get(resource.address);
                let shared = actions.entry(span).or_insert(Shared::One(address));
                shared.add(address);
            }
        }
        let mut starts: Vec<(FileId, u32)> = wanted.map(|span| (span.file, span.start)).collect();
        starts.sort_unstable();
        starts.dedup();
        Some(Self { inventory, actions, places: places(inventory, &starts) })
    }

    /// Where each resource is as a whole.
    pub(crate) fn heads(&self) -> Heads<'a> {
        let mut heads = Heads { near: HashMap::new(), all: HashMap::new() };
        for (id, Resource { address, head, .. }) in &self.inventory.resources {
            let address = self.inventory.texts.get(*address);
            let own = self.inventory.entry(*id).span().file;
            for file in [own, head.file] {
                heads.near.entry((address, file)).or_default().add(*head);
            }
            heads.all.entry(address).or_default().add(*head);
        }
        heads
    }

    /// The address of the planned attach or step with this entry.
    pub(crate) fn of_action(&self, entry: Span) -> Option<String> {
        self.actions.get(&entry)?.text()
    }

    /// The address of the resource that a place belongs to. What several instances of one block
    /// share has the address of the block.
    pub(crate) fn around(&self, at: Span) -> Option<String> {
        let start = (at.file, at.start, Reverse(at.end));
        let before =
            |place: &Place<'_>| (place.span.file, place.span.start, Reverse(place.span.end)) <= start;
        let mut index = self.places.partition_point(before).checked_sub(1);
        while let Some(place) = index.and_then(|index| self.places.get(index)) {
            let address = place.address.text().filter(|_| place.span.contains(at));
            if address.is_some() {
                return address;
            }
            index = place.around;
        }
        None
    }
}

/// Every place that belongs to a resource and in which one of `starts` is, in order. Most places are in no
/// finding, and to sort them all would take longer than to look.
fn places<'a>(inventory: &'a Inventory, starts: &[(FileId, u32)]) -> Vec<Place<'a>> {
    let is_wanted = |span: Span| {
        let at = starts.partition_point(|start| *start < (span.file, span.start));
        starts.get(at).is_some_and(|start| *start <= (span.file, span.end))
    };
    let mut told = Vec::new();
    let mut tell = |span: Span, address| told.extend(is_wanted(span).then_some((span, address)));
    for (id, resource) in &inventory.resources {
        let address = inventory.texts.get(resource.address);
        let entry = inventory.entry(*id);
        tell(entry.span(), address);
        tell(resource.head, address);
        for fact in inventory.facts(entry) {
            tell(fact.span(), address);
            if let Value::List { start, len } = fact.value {
                let items = inventory.items(start, len);
                items.for_each(|item| tell(span(fact.file, item.range), address));
            }
        }
    }
    // They mostly are in order.
    told.sort_by_key(|(span, _)| (span.file, span.start, Reverse(span.end)));
    let mut places: Vec<Place<'_>> = Vec::new();
    for (span, address) in told {
        match places.last_mut().filter(|place| place.span == span) {
            Some(place) => place.address.add(address),
            None => places.push(Place { span, address: Shared::One(address), around: None }),
        }
    }
    let mut open: Vec<(usize, Span)> = Vec::new();
    for (index, place) in places.iter_mut().enumerate() {
        while open.last().is_some_and(|(_, outer)| !outer.contains(place.span)) {
            open.pop();
        }
        place.around = open.last().map(|(outer, _)| *outer);
        open.push((index, place.span));
    }
    places
}

/// What the addresses of all that share a place have in common.
enum Shared<'a> {
    One(&'a str),
    /// Resources of one block: the address in parts, without the indexes that differ.
    Block(Vec<Part<'a>>),
    /// Different blocks.
    Nothing,
}

/// A name with the index behind it: `node["a"]`.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Part<'a> {
    name: &'a str,
    index: &'a str,
}

impl<'a> Shared<'a> {
    fn add(&mut self, address: &'a str) {
        let mut parts = match self {
            Self::One(one) if *one == address => return,
            Self::One(one) => parts(one),
            Self::Block(parts) => std::mem::take(parts),
            Self::Nothing => return,
        };
        let others = self::parts(address);
        let is_block =
            parts.len() == others.len() && parts.iter().zip(&others).all(|(a, b)| a.name == b.name);
        for (part, _) in parts.iter_mut().zip(&others).filter(|(part, other)| part.index != other.index) {
            part.index = "";
        }
        *self = if is_block { Self::Block(parts) } else { Self::Nothing };
    }

    fn text(&self) -> Option<String> {
        match self {
            Self::One(address) => Some((*address).to_owned()),
            Self::Block(parts) => {
                let parts: Vec<String> = parts.iter().map(|p| format!("{}{}", p.name, p.index)).collect();
                Some(parts.join("."))
            }
            Self::Nothing => None,
        }
    }
}

/// Whether a resource, or all that is in a module, as people name it, is or holds the one with an
/// address. Without an index all instances are meant.
pub(crate) fn covers_address(wanted: &str, address: &str) -> bool {
    let (wanted, parts) = (parts(wanted), parts(address));
    let is_module = wanted.len() % 2 == 0 && wanted.iter().step_by(2).all(|part| part.name == "module");
    let fits = |(wanted, part): (&Part<'_>, &Part<'_>)| {
        wanted.name == part.name && (wanted.index.is_empty() || wanted.index == part.index)
    };
    (wanted.len() == parts.len() || is_module && wanted.len() < parts.len())
        && wanted.iter().zip(&parts).all(fits)
}

/// Whether two addresses are of instances of one resource.
pub(crate) fn same_resource(one: &str, other: &str) -> bool {
    let names = |address| parts(address).into_iter().map(|part| part.name);
    names(one).eq(names(other))
}

/// An address at its dots, but for those in the quotes of an index.
fn parts(address: &str) -> Vec<Part<'_>> {
    let mut ends = Vec::new();
    let mut bracket = None;
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in address.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' if !quoted => bracket = bracket.or(Some(at)),
            b'.' if !quoted => ends.push((at, bracket.take())),
            _ => {}
        }
    }
    ends.push((address.len(), bracket));
    let mut start = 0;
    let mut parts = Vec::with_capacity(ends.len());
    for (end, bracket) in ends {
        let (name, index) = (start..bracket.unwrap_or(end), bracket.unwrap_or(end)..end);
        let text = |range| address.get(range).unwrap_or_default();
        parts.push(Part { name: text(name), index: text(index) });
        start = end + 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::{Draft, Field, Standing, Tool};
    use crate::syntax::Range;

    const PLAN: FileId = FileId(0);
    const CODE: FileId = FileId(1);

    fn span(file: FileId, start: u32, end: u32) -> Span {
        Span { file, start, end }
    }

    /// Files an entry with a fact in the configuration.
    fn add(inventory: &mut Inventory, kind: Kind, range: (u32, u32), address: &str, fact: Span) {
        let mut draft = Draft::new(kind, Range { start: range.0, end: range.1 });
        draft.set_at(Field::ZoneId, Value::Int(1), fact);
        let id = inventory.add(draft, PLAN, Standing::Declared);
        let address = inventory.texts.intern(address);
        inventory.add_resource(id, Resource { address, head: span(CODE, 0, 5), tool: Tool::Terraform });
    }

    fn shared(addresses: &[&str]) -> Option<String> {
        let mut shared = Shared::One(addresses[0]);
        addresses[1..].iter().for_each(|address| shared.add(address));
        shared.text()
    }

    #[test]
    fn native_inventories_have_none() {
        assert!(Addresses::of(&Inventory::default(), std::iter::empty()).is_none());
    }

    #[test]
    fn what_addresses_share() {
        let cases: [(&[&str], Option<&str>); 8] = [
            (&["a.x[0]", "a.x[0]"], Some("a.x[0]")),
            (&["a.x[0]", "a.x[1]", "a.x[0]"], Some("a.x")),
            (&["module.m[\"p.q\"].a.x[0]", "module.m[\"p.q\"].a.x[1]"], Some("module.m[\"p.q\"].a.x")),
            (&["module.m[\"a\"].a.x[0]", "module.m[\"b\"].a.x[0]"], Some("module.m.a.x[0]")),
            (&["a.x[\"\\\"].b.y[\"]", "a.x[\"z\"]"], Some("a.x")),
            (&["a.x", "a.x[0]"], Some("a.x")),
            (&["a.x[0]", "a.y[0]", "a.x[0]"], None),
            (&["a.x", "module.m.a.x"], None),
        ];
        for (addresses, expected) in cases {
            assert_eq!(shared(addresses).as_deref(), expected, "{addresses:?}");
        }
    }

    #[test]
    fn what_people_name() {
        let cases = [
            ("a.x", "a.x", true),
            ("a.x", "a.x[0]", true),
            ("a.x[0]", "a.x[1]", false),
            ("a.x", "module.m.a.x", false),
            ("module.m", "module.m[\"p.q\"].a.x[0]", true),
            ("module.m.a.x", "module.m[\"p.q\"].a.x[0]", true),
            ("module.m[\"r\"]", "module.m[\"p.q\"].a.x[0]", false),
            ("module", "module.m.a.x", false),
            ("a", "a.x", false),
            ("module.m.a", "module.m.a.x", false),
            ("", "a.x", false),
        ];
        for (wanted, address, expected) in cases {
            assert_eq!(covers_address(wanted, address), expected, "{wanted} {address}");
        }
    }

    #[test]
    fn instances_of_one_resource() {
        assert!(same_resource("a.x[0]", "a.x[1]"));
        assert!(same_resource("module.m[\"p.q\"].a.x", "module.m[\"r\"].a.x[\"[\"]"));
        assert!(!same_resource("a.x[0]", "a.y[0]"));
        assert!(!same_resource("a.x", "module.m.a.x"));
    }

    #[test]
    fn the_innermost_place_that_tells() {
        let mut inventory = Inventory::default();
        let local = span(CODE, 90, 95);
        add(&mut inventory, Kind::Instance, (10, 20), "a.x[0]", span(CODE, 2, 4));
        add(&mut inventory, Kind::Instance, (20, 30), "a.x[1]", span(CODE, 2, 4));
        add(&mut inventory, Kind::Eni, (30, 40), "a.y", local);
        add(&mut inventory, Kind::Attachment, (40, 60), "a.z", local);
        // A fact of one resource that stands in another.
        add(&mut inventory, Kind::Eni, (60, 70), "a.far", span(PLAN, 42, 44));
        let cases = [
            (span(PLAN, 10, 20), Some("a.x[0]")),
            (span(PLAN, 25, 26), Some("a.x[1]")),
            (span(PLAN, 19, 21), None),
            (span(PLAN, 0, 5), None),
            (span(PLAN, 50, 51), Some("a.z")),
            (span(PLAN, 43, 44), Some("a.far")),
            (span(PLAN, 42, 45), Some("a.z")),
            (span(CODE, 2, 4), Some("a.x")),
            (span(CODE, 3, 3), Some("a.x")),
            (local, None),
            (span(FileId(2), 10, 20), None),
        ];
        let addresses = Addresses::of(&inventory, cases.iter().map(|(at, _)| *at)).unwrap();
        assert_eq!(addresses.of_action(span(PLAN, 40, 60)).as_deref(), Some("a.z"));
        assert_eq!(addresses.of_action(span(PLAN, 30, 40)), None, "no action");
        for (at, expected) in cases {
            assert_eq!(addresses.around(at).as_deref(), expected, "{at:?}");
        }
    }
}
