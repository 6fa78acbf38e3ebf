//! What the whole plan wants of an instance, and which type would hold it.
//!
//! What counts is the moment at which it has the most ENIs. Everything that is planned counts, be it that a limit of the present type refuses it. Only what
//! is known counts: an ENI that no file lists, or a number without a value, is left out.

use super::instance::family_of;
use super::weigh::{Own, Terms};
use super::{Attach, Eni, Entity, Instance, Moment, Plan, Resource};
use crate::catalog::{Fit, Holds, Needs, Types, Want, hot_plug_list};
use crate::inventory::key::{self, Int, Key};
use crate::inventory::{Fact, Kind, Origin, TextId, Unknown};
use hashbrown::HashMap;
use std::sync::OnceLock;

/// How many instance types an inventory may describe. No region has as many; with more of them
/// nothing is suggested, so that a search stays short.
const TYPES: u32 = 2048;

/// How many types of an instance have a suggestion of their own, running and stopped apart: each is a look
/// at the whole plan.
const CASES: usize = 8;

/// How many times between changes of an instance's type or state are looked through for these.
const PHASES: usize = 256;

/// What was found so far. An instance is looked at when a finding first asks for it, as it is when it first has
/// the type that the finding is about: threads ask in any order.
#[derive(Default)]
pub(super) struct Fits {
    types: OnceLock<Types>,
    of: OnceLock<Vec<OfInstance>>,
}

type OfInstance = [OnceLock<Option<Box<Found>>>; CASES];

struct Found {
    /// The type that the instance has then.
    of: String,
    needs: Needs,
    /// Whether nothing was left out for want of a fact.
    whole: bool,
    fit: Fit,
}

/// The type that an instance should have.
pub(crate) struct Fitting<'a> {
    /// What the type of the instance holds.
    pub(crate) present: &'a Holds,
    pub(crate) needs: &'a Needs,
    /// Whether the needs are all that there are, for certain.
    pub(crate) whole: bool,
    pub(crate) choice: Choice<'a>,
}

/// A type that holds what is wanted.
#[derive(Clone, Copy)]
pub(crate) enum Choice<'a> {
    /// The smallest of the family, and the smallest that is no smaller than the present one.
    Family(&'a Holds, Option<&'a Holds>),
    /// None of the family, and the smallest of those that could take its place.
    Other(&'a Holds),
    /// None is known.
    Unknown,
}

impl<'a> Instance<'a> {
    /// The type that would hold all that is planned for the instance. None if nothing is known of
    /// its own type, or if that is known to hold it.
    pub(crate) fn fitting(&self) -> Option<Fitting<'a>> {
        let plan = self.plan;
        let types = plan.types()?;
        let name = self.limits().ok()?.name.value.text();
        let (nth, phase) = self.case()?;
        let found = plan.fits.of.get_or_init(|| plan.instances().map(|_| OfInstance::default()).collect());
        let found = found.get(self.id.row as usize)?.get(nth)?;
        let found = found.get_or_init(|| find(&phase, types, name)).as_ref()?;
        if found.of != name {
            return None; // what it is then is not known
        }
        let choice = match found.fit {
            Fit::Family(at, larger) => Choice::Family(types.at(at)?, larger.and_then(|at| types.at(at))),
            Fit::Other(at) => Choice::Other(types.at(at)?),
            Fit::Unknown => Choice::Unknown,
        };
        Some(Fitting { present: types.find(name)?, needs: &found.needs, whole: found.whole, choice })
    }
}

impl<'a> Instance<'a> {
    /// The first time at which the instance has the type that it has now, and runs or not as it does now; and
    /// how many such cases come before.
    fn case(&self) -> Option<(usize, Instance<'a>)> {
        let case = |instance: &Instance<'a>| {
            let name = instance.limits().ok()?.name.value.id;
            Some((name, matches!(instance.status(), Fact::Known(status) if status.value == "Running")))
        };
        let own = case(self)?;
        let mut met = Vec::new();
        for phase in self.phases().take(PHASES) {
            let Some(its) = case(&phase).filter(|its| !met.contains(its)) else { continue };
            if its == own {
                return Some((met.len(), phase));
            }
            met.push(its);
        }
        None
    }
}

impl<'a> Plan<'a> {
    /// The instance types, as the inventory and the built-in table have them.
    fn types(&self) -> Option<&Types> {
        match self.base.joined.count(Kind::InstanceType) {
            0 => Some(Types::built_in()),
            n if n > TYPES => None,
            _ => Some(self.fits.types.get_or_init(|| {
                Types::amended(self.all(Kind::InstanceType).filter_map(|entity| amended(&entity)).collect())
            })),
        }
    }

    /// Where it is said how much of something a type holds.
    pub(crate) fn origin_of(&self, this: &Holds, want: Want) -> Option<Origin> {
        let Some(field) = want.field() else { return Some(Origin::Table(hot_plug_list())) };
        let entity = self.inventory.texts.find(&this.name).and_then(|id| self.find(Kind::InstanceType, id));
        if let Some(span) = entity.and_then(|entity| entity.span_of(field)) {
            return Some(Origin::At(span));
        }
        self.catalog.value(&this.name, field).map(|(_, provenance)| Origin::Table(provenance))
    }
}

fn find(instance: &Instance<'_>, types: &Types, name: &str) -> Option<Box<Found>> {
    types.find(name)?;
    let mut count = Count::new(instance);
    count.add_all();
    let fit = types.fit(name, &count.needs)?;
    Some(Box::new(Found { of: name.to_owned(), needs: count.needs, whole: count.whole, fit }))
}

/// Counts what an instance is to hold.
struct Count<'a> {
    instance: Instance<'a>,
    terms: Terms<'a>,
    needs: Needs,
    whole: bool,
    /// Trunk → its members, those that are planned included.
    members: HashMap<TextId, i64>,
}

impl<'a> Count<'a> {
    fn new(instance: &Instance<'a>) -> Self {
        Self {
            instance: *instance,
            terms: Terms::new(instance),
            needs: Needs::default(),
            whole: instance.lists_its_enis().is_ok(),
            members: HashMap::new(),
        }
    }

    fn add_all(&mut self) {
        let [primary, ..] = self.terms.implied_primary(&self.instance, false);
        self.needs.enis = i64::from(primary.amount.least);
        self.needs.hot_plug = matches!(self.instance.status(), Fact::Known(s) if s.value == "Running");
        for own in stays_at_peak(&self.instance) {
            match own.attach {
                Some(attach) => self.add_attach(&attach),
                None => self.needs.trunk |= own.eni.is_some_and(|eni| eni.is_trunk()),
            }
            // One that is being detached takes no place.
            if own.attach.is_some() || self.terms.weigh(Resource::Enis, own, false).amount.most > 0 {
                self.add(own);
            }
        }
        self.needs.members = self.members.values().copied().max().unwrap_or_default();
    }

    fn add_attach(&mut self, attach: &Attach<'a>) {
        let plan = self.instance.plan;
        let uses_trunk = self.known(attach.uses_trunk());
        self.needs.trunk |= uses_trunk.unwrap_or_default();
        let index = self.known(attach.card_index()).flatten();
        self.needs.card = self.needs.card.max(index.map(|index| index.value));
        if let Ok(Some(trunk)) = attach.trunk_id()
            && attach.takes_slot()
        {
            let members = self.members.entry(trunk.value.id);
            let members = members.or_insert_with(|| plan.members_of(trunk.value.id));
            *members = members.saturating_add(1);
        }
    }

    /// Adds an ENI with what it holds.
    fn add(&mut self, own: Own<'a>) {
        let seat = self.terms.weigh(Resource::Enis, own, false).amount;
        let eri = self.terms.weigh(Resource::Eris, own, false).amount;
        self.whole &= seat.least == seat.most && eri.least == eri.most && own.eni.is_some();
        self.needs.enis = self.needs.enis.saturating_add(i64::from(seat.least));
        self.needs.eris = self.needs.eris.saturating_add(i64::from(eri.least));
        let Some(eni) = own.eni else { return };
        let ipv4 = self.known(eni.ipv4()).map_or(0, |held| held.items);
        let ipv6 = self.known(eni.ipv6()).map_or(0, |held| held.items);
        self.needs.ipv4 = self.needs.ipv4.max(ipv4);
        self.needs.ipv6 = self.needs.ipv6.max(ipv6);
        if seat.least > 0 && !(own.attach.is_none() && eni.is_primary()) {
            let queues = self.own_number(&eni, key::QueueNumber);
            self.needs.queues.add(queues.filter(|_| self.terms.has_own_queues(own)));
        }
        if eri.least > 0 {
            let pairs = self.own_number(&eni, key::QueuePairNumber);
            self.needs.pairs.add(pairs);
        }
    }

    fn own_number<K: Key<As = Int>>(&mut self, eni: &Eni<'a>, key: K) -> Option<i64> {
        self.known(eni.get(key).given()).flatten().map(|number| number.value)
    }

    fn known<T>(&mut self, fact: Result<T, Unknown>) -> Option<T> {
        self.whole &= fact.is_ok();
        fact.ok()
    }
}

/// An ENI on an instance, from one action on to another.
struct Stay<'a> {
    own: Own<'a>,
    since: Moment,
    until: Moment,
}

/// The ENIs that an instance has when it has the most of them, whether they fit or not.
fn stays_at_peak<'a>(instance: &Instance<'a>) -> impl Iterator<Item = Own<'a>> + use<'a> {
    let start = Instance(instance.at(Moment::START));
    let attached = start.attached().map(|eni| stay(Own { eni: Some(eni), attach: None }, Moment::START));
    let planned = instance.all_attaches().filter(|attach| {
        // What is refused whatever the type, or counted already.
        let there = attach.instance().and_then(|here| Ok(attach.eni()?.is_on(&here)));
        attach.earlier().is_none() && !attach.takes_primary() && there != Ok(true)
    });
    let planned = planned
        .map(|attach| stay(Own { eni: attach.eni().ok(), attach: Some(attach) }, attach.moment().next()));
    let stays: Vec<Stay<'a>> = attached.chain(planned).collect();
    let peak = peak(&stays);
    stays.into_iter().filter(move |stay| stay.since <= peak && peak < stay.until).map(|stay| stay.own)
}

fn stay(own: Own<'_>, since: Moment) -> Stay<'_> {
    let id = match (&own.eni, &own.attach) {
        (_, Some(attach)) => attach.get(key::NetworkInterfaceId).known().ok().map(|id| id.value.id),
        (Some(eni), None) => eni.own_id(),
        (None, None) => None,
    };
    let plan = own.attach.map(|attach| attach.plan()).or(own.eni.map(|eni| eni.plan()));
    let until = plan.zip(id).and_then(|(plan, id)| plan.leaves(id, since));
    Stay { own, since, until: until.unwrap_or(Moment::END) }
}

/// The first moment at which there are the most.
fn peak(stays: &[Stay<'_>]) -> Moment {
    let comings = stays.iter().map(|stay| (stay.since, 1_i64));
    let goings = stays.iter().map(|stay| (stay.until, -1));
    let mut events: Vec<(Moment, i64)> = comings.chain(goings).collect();
    events.sort_unstable(); // of one moment, who goes first
    let (mut now, mut most, mut peak) = (0, 0, Moment::START);
    for (at, change) in events {
        now += change;
        if now > most {
            (most, peak) = (now, at);
        }
    }
    peak
}

/// A type as an inventory describes it; what it leaves out is the table's.
fn amended(entity: &Entity<'_>) -> Option<Holds> {
    let id = entity.entries().find_map(|entry| entry.id)?;
    let name = entity.plan().inventory.texts.name(id);
    if name.is_symbol() || name.is_masked() {
        return None;
    }
    let family = entity.get(key::InstanceTypeFamily).known().map(|family| family.value.text());
    let mut holds = Types::draft(name.text(), family.ok().or_else(|| family_of(name.text()))?);
    amend_sizes(&mut holds, entity);
    set(&mut holds.eris, entity.get(key::EriQuantity), 0);
    set(&mut holds.pairs, entity.get(key::TypeQueuePairNumber), 1);
    set(&mut holds.primary_queues, entity.get(key::PrimaryEniQueueNumber), 1);
    set(&mut holds.secondary_queues, entity.get(key::SecondaryEniQueueNumber), 1);
    set(&mut holds.queues_each, entity.get(key::MaximumQueueNumberPerEni), 1);
    set(&mut holds.queues_in_all, entity.get(key::TotalEniQueueQuantity), 1);
    set(&mut holds.cards, entity.get(key::NetworkCardQuantity), 0);
    match entity.get(key::EniTrunkSupported) {
        Fact::Known(known) => holds.trunk = Some(known.value),
        Fact::Unknown(_) => holds.trunk = None,
        Fact::Absent(_) => {}
    }
    match entity.get(key::NetworkCards) {
        Fact::Known(list) => {
            let mut indexes: Vec<i64> = list.value.iter().flatten().map(|index| index.value).collect();
            indexes.sort_unstable();
            indexes.dedup();
            let from_zero = (0..).zip(&indexes).take_while(|(at, index)| at == *index);
            holds.cards = i64::try_from(from_zero.count()).ok();
        }
        Fact::Unknown(_) => holds.cards = None,
        Fact::Absent(_) => {}
    }
    Some(holds)
}

fn amend_sizes(holds: &mut Holds, entity: &Entity<'_>) {
    set(&mut holds.vcpus, entity.get(key::CpuCoreCount), 1);
    set(&mut holds.memory, entity.get(key::MemorySize), 1);
    set(&mut holds.enis, entity.get(key::EniQuantity), 1);
    set(&mut holds.ipv4, entity.get(key::EniPrivateIpAddressQuantity), 1);
    set(&mut holds.ipv6, entity.get(key::EniIpv6AddressQuantity), 0);
    set(&mut holds.total, entity.get(key::EniTotalQuantity), 1);
}

/// Takes over what is said. A number below `least` stands for one that the API left out.
fn set(number: &mut Option<i64>, said: Fact<i64>, least: i64) {
    match said {
        Fact::Known(known) => *number = Some(known.value).filter(|n| *n >= least),
        Fact::Unknown(_) => *number = None,
        Fact::Absent(_) => {}
    }
}
