use super::{Broken, Decided, Sink, words};
use crate::catalog::{IdFault, id_fault};
use crate::finding::{Severity, mistyped};
use crate::inventory::key::{self, Id, Key};
use crate::inventory::{Field, Kind, Known, Name, Standing, TextId, Verb};
use crate::plan::{Entity, EntityId, Plan};
use hashbrown::HashMap;

/// Suggestions compare every ID with every other: only for the first few, in inventories of a size
/// that people write.
const SUGGESTIONS: usize = 10;
const CANDIDATES: usize = 1000;

pub(super) fn check(plan: &Plan<'_>, sink: &mut Sink) -> Decided {
    let mut missing = Missing::new(plan);
    for action in plan.actions().iter().filter(|action| !matches!(action.verb, Verb::Create | Verb::Open)) {
        let action = plan.entity(action.id);
        missing.look(&action, Kind::Instance, key::InstanceId);
        missing.look(&action, Kind::Eni, key::NetworkInterfaceId);
        missing.look(&action, Kind::Eni, key::TrunkNetworkInstanceId);
    }
    for eni in plan.enis() {
        missing.look(&eni, Kind::Vswitch, key::VswitchId);
        missing.look_groups(&eni);
        missing.look(&eni, Kind::Instance, key::InstanceId);
        missing.look(&eni, Kind::Vpc, key::VpcId);
    }
    for instance in plan.instances() {
        missing.look(&instance, Kind::Vswitch, key::VswitchId);
        missing.look_groups(&instance);
        missing.look(&instance, Kind::Vpc, key::VpcId);
    }
    for vswitch in plan.all(Kind::Vswitch) {
        missing.look(&vswitch, Kind::Vpc, key::VpcId);
    }
    for group in plan.all(Kind::SecurityGroup) {
        if let Ok(id) = group.get(key::SecurityGroupVpcId).known() {
            missing.add(&group, Kind::Vpc, Field::SecurityGroupVpcId, &id);
        }
    }
    for (index, reference) in missing.found.iter().enumerate() {
        missing.report(reference, index < SUGGESTIONS, sink);
    }
    Ok(())
}

/// An ID that nothing declares.
struct Reference<'a> {
    kind: Kind,
    /// Where it is used first.
    id: Known<Name<'a>>,
    from: Entity<'a>,
    count: i64,
    /// What uses it.
    users: Vec<EntityId>,
}

struct Missing<'a> {
    plan: &'a Plan<'a>,
    listed: [bool; Kind::COUNT],
    /// Kinds that answers of the API list.
    observed: [bool; Kind::COUNT],
    found: Vec<Reference<'a>>,
    index: HashMap<(Kind, TextId), usize>,
}

impl<'a> Missing<'a> {
    fn new(plan: &'a Plan<'a>) -> Self {
        let listed = Kind::ALL.map(|kind| plan.lists(kind));
        let is_observed = |kind| plan.all(kind).any(|entity| entity.is_observed_outside());
        let observed = Kind::ALL.map(is_observed);
        Self { plan, listed, observed, found: Vec::new(), index: HashMap::new() }
    }

    fn look<K: Key<As = Id>>(&mut self, from: &Entity<'a>, kind: Kind, key: K) {
        if let Ok(id) = from.get(key).known() {
            self.add(from, kind, K::FIELD, &id);
        }
    }

    fn look_groups(&mut self, from: &Entity<'a>) {
        if let Ok(ids) = from.get(key::SecurityGroupIds).known() {
            for id in ids.value.iter().flatten() {
                self.add(from, Kind::SecurityGroup, Field::SecurityGroupIds, &id);
            }
        }
    }

    fn add(&mut self, from: &Entity<'a>, kind: Kind, field: Field, id: &Known<Name<'a>>) {
        let known = self.plan.find(kind, id.value.id).is_some();
        if known || !is_id_of(kind, id.value) || !self.tells(from, kind, field) {
            return;
        }
        let index = *self.index.entry((kind, id.value.id)).or_insert_with(|| {
            self.found.push(Reference { kind, id: *id, from: *from, count: 0, users: Vec::new() });
            self.found.len() - 1
        });
        let closed = self.closed(kind);
        if let Some(reference) = self.found.get_mut(index) {
            reference.count += 1;
            // A warning decides nothing, so the first user is enough.
            if reference.users.is_empty() || closed {
                reference.users.push(from.id);
            }
        }
    }

    /// Whether a reference to what is not listed is worth telling. What the API itself refers to
    /// exists. In an open world a kind that nobody lists is left out on purpose; and of a VPC
    /// nothing but its ID is ever needed, so many leave it out of a complete inventory, too.
    fn tells(&self, from: &Entity<'a>, kind: Kind, field: Field) -> bool {
        let declared = from.standing_of(field) == Some(Standing::Declared);
        let closed = self.closed(kind) && kind != Kind::Vpc;
        // A Terraform configuration refers to things that others made, so it takes a snapshot to tell.
        let told = match from.address() {
            Some(_) => self.observed[kind as usize],
            None => is_action(from.id.kind) || self.listed[kind as usize],
        };
        declared && (closed || told)
    }

    /// Whether what is not listed does not exist. A step that cannot be used may create an ENI.
    fn closed(&self, kind: Kind) -> bool {
        self.plan.inventory.closed(kind) && !(kind == Kind::Eni && self.plan.loses_steps())
    }

    fn report(&self, reference: &Reference<'a>, suggest: bool, sink: &mut Sink) {
        let Reference { kind, id, from, count, users } = reference;
        let (noun, section) = (kind.noun(), kind.section());
        let closed = self.closed(*kind);
        let (message, severity) = if closed {
            let message =
                format!("{noun} {} does not exist: the inventory is complete and does not list it", id.value);
            (message, Severity::Error)
        } else {
            (format!("{noun} {} is not listed in any file", id.value), Severity::Warning)
        };
        let at = id.span().unwrap_or(from.span());
        let label = match from.id.kind {
            Kind::Attachment => "named by this attach".to_owned(),
            Kind::Step => "named by this step".to_owned(),
            kind => format!("named by {} {}", kind.noun(), from.name()),
        };
        let mut broken = Broken::new(message, at, label).severity(severity).codes(codes(*kind, from.id.kind));
        if *count > 1 {
            broken =
                broken.note(format!("and {}", words::count(count - 1, "more reference", "more references")));
        }
        let near = if suggest { self.near(*kind, id.value.text()) } else { None };
        // What a tool plans lists nothing that exists; a snapshot does.
        let is_resource = users.first().is_some_and(|user| self.plan.entity(*user).address().is_some());
        let list = match is_resource {
            true => format!("give a snapshot that has {}", id.value),
            false => format!("list {} under {section}", id.value),
        };
        sink.report(broken.about(users.iter().copied()).help(match near {
            Some(near) => format!("correct the ID if {near} is meant, or {list}"),
            None => format!("{list}, or correct the ID"),
        }));
    }

    fn near(&self, kind: Kind, id: &str) -> Option<&'a str> {
        let entities = self.plan.all(kind).take(CANDIDATES);
        let ids = entities.filter_map(|e| e.entries().find_map(|entry| entry.id));
        mistyped(id, ids.map(|id| self.plan.inventory.texts.get(id)))
    }
}

/// Whether a text can be looked up at all; if not, `malformed-id` says so.
fn is_id_of(kind: Kind, id: Name<'_>) -> bool {
    // A group without a VPC is of the classic network.
    // What stands for an unknown value may be listed under its own name.
    !id.text().is_empty()
        && !id.is_opaque()
        && (id.is_symbol() || !id_fault(kind, id.text()).is_some_and(IdFault::is_certain))
}

fn is_action(kind: Kind) -> bool {
    matches!(kind, Kind::Attachment | Kind::Step)
}

/// What the calls of attaches and steps answer, where they look the ID up.
fn codes(kind: Kind, from: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Instance if is_action(from) => &["InvalidInstanceId.NotFound", "InvalidEcsId.NotFound"],
        Kind::Eni => &["InvalidEniId.NotFound"],
        Kind::Vswitch => &["InvalidVSwitchId.NotFound"],
        Kind::SecurityGroup => &["InvalidSecurityGroupId.NotFound"],
        _ => &[],
    }
}
