//! Instances: their ENIs come and go, get addresses, and their type may change.

use super::events::{Event, events, span};
use super::guest::{COUNTED, Guest, SUMS};
use super::track::{Ceiling, Greatest, Tally, Track};
use super::{Capacity, Measure};
use crate::inventory::{Field, Kind, TextId, Unknown, Why, key};
use crate::plan::weigh::{Own, Terms};
use crate::plan::{Amount, Attach, Eni, EntityId, Instance, Moment, NetworkCards, Plan, Resource};
use std::collections::{BTreeMap, HashMap};

/// The measures that every instance has, in the order of what an ENI weighs.
const MEASURES: [Measure; COUNTED] =
    [Measure::Enis, Measure::Queues, Measure::Eris, Measure::QueuePairs, Measure::Ipv4, Measure::Ipv6];

/// Network cards that are shown though nothing is on them. No documented type has more than 16.
const CARDS: usize = 64;

pub(super) fn rows<'a>(plan: &'a Plan<'a>) -> Vec<Capacity<'a>> {
    let (events, anywhere) = events(plan);
    let mut events = events.into_iter().peekable();
    let mut rows = Vec::new();
    for instance in plan.instances() {
        let row = instance.id.row;
        let mut own = Vec::new();
        while let Some((_, place, event)) = events.next_if(|(of, ..)| *of <= row) {
            own.push((place, event));
        }
        // One that is only mentioned by an ENI has no facts of its own.
        if instance.is_listed() || !own.is_empty() {
            rows.extend(replay(instance, &own, anywhere));
        }
    }
    rows
}

/// An instance while the plan runs.
struct Replay<'a> {
    instance: Instance<'a>,
    terms: Terms<'a>,
    sums: [Tally; SUMS],
    greatest: [Greatest; COUNTED - SUMS],
    /// What makes each number uncertain.
    open: [Option<Unknown>; COUNTED],
    cards: HashMap<i64, Tally>,
    cards_open: Option<Unknown>,
    /// Those that may be changed or leave, by ID.
    guests: HashMap<TextId, Guest>,
    /// Whether some ENI gives a number of queues.
    numbered: bool,
    /// Set if some attach may be to any instance.
    anywhere: Option<Unknown>,
}

fn replay<'a>(
    instance: Instance<'a>,
    events: &[(u32, Event)],
    anywhere: Option<Unknown>,
) -> Vec<Capacity<'a>> {
    let mut replay = Replay {
        instance,
        terms: Terms::new(&instance),
        sums: Default::default(),
        greatest: Default::default(),
        open: Default::default(),
        cards: HashMap::new(),
        cards_open: None,
        guests: HashMap::new(),
        numbered: false,
        anywhere,
    };
    replay.start();
    let numbers = std::array::from_fn(|at| {
        let at: usize = at;
        Track::new(replay.amount(at), replay.limit(at))
    });
    let mut tracks = Tracks { numbers, cards: BTreeMap::new() };
    for index in replay.cards.keys() {
        tracks.cards.insert(*index, Track::new(replay.on_card(*index), Ok(None)));
    }
    let mut has_cards = tracks.add_cards(&replay.instance);
    for (place, event) in events {
        has_cards |= replay.act(*place, *event, &mut tracks);
    }
    replay.rows(tracks, has_cards)
}

struct Tracks {
    numbers: [Track; COUNTED],
    cards: BTreeMap<i64, Track>,
}

impl Tracks {
    /// Adds the cards of the instance's type; says whether it has any.
    fn add_cards(&mut self, instance: &Instance<'_>) -> bool {
        let cards = instance.limits().and_then(|limits| limits.network_cards());
        let Some(cards) = cards.ok().filter(NetworkCards::exist) else { return false };
        for index in cards.indexes().take(CARDS) {
            self.cards.entry(index).or_insert_with(|| Track::new(Amount::NONE, Ok(None)));
        }
        true
    }
}

impl<'a> Replay<'a> {
    fn plan(&self) -> &'a Plan<'a> {
        self.instance.plan()
    }

    /// Counts what is there before all actions.
    fn start(&mut self) {
        self.count(&Guest::implied(&self.terms.implied_primary(&self.instance, true)), true);
        for eni in self.instance.attached() {
            self.welcome(eni.own_id(), Own { eni: Some(eni), attach: None });
        }
        if self.instance.lists_its_own() || self.instance.is_planned() {
            return;
        }
        let plan = self.plan();
        let adrift = plan.start.adrift.get(&Some(self.instance.id.row));
        for (id, unknown) in adrift.into_iter().flatten() {
            let eni = Eni(plan.entity(*id));
            let mut guest = Guest::new(&self.terms, Own { eni: Some(eni), attach: None });
            guest.loosen(*unknown);
            self.count(&guest, true);
            if let Some(id) = eni.own_id() {
                self.guests.insert(id, guest);
            }
        }
    }

    fn welcome(&mut self, id: Option<TextId>, own: Own<'a>) -> Guest {
        let guest = Guest::new(&self.terms, own);
        self.numbered |= own.eni.is_some_and(|eni| eni.get(key::QueueNumber).given() != Ok(None));
        self.count(&guest, true);
        if let Some(id) = id {
            self.guests.insert(id, guest);
        }
        guest
    }

    /// Adds a guest, or takes it away.
    fn count(&mut self, guest: &Guest, comes: bool) {
        let (sums, rest) = guest.weights.split_at(SUMS);
        for (sum, weight) in self.sums.iter_mut().zip(sums) {
            if comes { sum.add(weight.amount) } else { sum.remove(weight.amount) }
        }
        for (greatest, weight) in self.greatest.iter_mut().zip(rest) {
            if comes { greatest.add(weight.amount) } else { greatest.remove(weight.amount) }
        }
        for (open, weight) in self.open.iter_mut().zip(&guest.weights) {
            *open = open.or(weight.open);
        }
        let [seat, ..] = &guest.weights;
        match guest.card {
            _ if seat.amount == Amount::NONE => {}
            Ok(index) => {
                let card = self.cards.entry(index).or_default();
                if comes { card.add(seat.amount) } else { card.remove(seat.amount) }
            }
            Err(unknown) => self.cards_open = self.cards_open.or(Some(unknown)),
        }
    }

    fn amount(&self, at: usize) -> Amount {
        match self.sums.get(at) {
            Some(sum) => sum.amount(),
            None => self.greatest.get(at.saturating_sub(SUMS)).map_or(Amount::NONE, Greatest::amount),
        }
    }

    fn on_card(&self, index: i64) -> Amount {
        self.cards.get(&index).map_or(Amount::NONE, |tally| tally.amount())
    }

    /// How much the type has, now.
    fn limit(&self, at: usize) -> Ceiling {
        let limits = || self.instance.limits();
        Ok(Some(match MEASURES.get(at) {
            Some(Measure::Queues) => self.terms.limit(Resource::Queues)?,
            Some(Measure::Eris) => self.terms.limit(Resource::Eris)?,
            Some(Measure::QueuePairs) => {
                let all = self.terms.ceiling(Resource::QueuePairs)?;
                self.terms.limit(Resource::QueuePairs)?.map(|_| all)
            }
            Some(Measure::Ipv4) => limits()?.stated(key::EniPrivateIpAddressQuantity).known()?,
            Some(Measure::Ipv6) => limits()?.get(key::EniIpv6AddressQuantity).known()?,
            _ => self.terms.limit(Resource::Enis)?,
        }))
    }

    /// Does what an action does; says whether the type has network cards from now on.
    fn act(&mut self, place: u32, event: Event, tracks: &mut Tracks) -> bool {
        let (plan, after) = (self.plan(), Moment(place).next());
        let touched = match event {
            Event::Attach(row) => {
                self.attach(Attach::from(plan.entity(EntityId { kind: Kind::Attachment, row })))
            }
            Event::Perhaps(row) => {
                self.perhaps(Attach::from(plan.entity(EntityId { kind: Kind::Attachment, row })))
            }
            Event::Leave(id) => self.guests.remove(&id).inspect(|guest| self.count(guest, false)),
            Event::Assign(id) => self.assign(id, place),
            Event::Resize => {
                self.instance = Instance(self.instance.at(after));
                self.terms = Terms::new(&self.instance);
                for (at, track) in tracks.numbers.iter_mut().enumerate() {
                    track.limit_changes(self.amount(at), self.limit(at), span(plan, place));
                }
                return tracks.add_cards(&self.instance);
            }
        };
        let Some(guest) = touched else { return false };
        for (at, track) in tracks.numbers.iter_mut().enumerate() {
            track.see(self.amount(at), || span(plan, place));
        }
        if let Ok(index) = guest.card {
            let track = tracks.cards.entry(index).or_insert_with(|| Track::new(Amount::NONE, Ok(None)));
            track.see(self.on_card(index), || span(plan, place));
        }
        false
    }

    /// None if the attach does nothing: its ENI is there already.
    fn attach(&mut self, attach: Attach<'a>) -> Option<Guest> {
        let own = Own { eni: attach.eni().ok(), attach: Some(attach) };
        let id = attach.get(key::NetworkInterfaceId).known().ok()?.value.id;
        if attach.earlier().is_some() || own.eni.is_some_and(|eni| eni.is_on(&self.instance)) {
            return None;
        }
        // It may have been there, and now it is for certain.
        if let Some(guest) = self.guests.remove(&id) {
            self.count(&guest, false);
        }
        Some(self.welcome(Some(id), own))
    }

    /// What is perhaps another attach's counts as perhaps here.
    fn perhaps(&mut self, attach: Attach<'a>) -> Option<Guest> {
        let unknown = attach.doubts().filter(|_| !attach.repeats())?;
        let mut guest = Guest::one_of(&self.terms, &attach, unknown);
        let here = attach.instance().is_ok_and(|instance| instance.id == self.instance.id);
        if !here || !attach.brings_for_certain(&self.instance) {
            guest.loosen(unknown);
        }
        self.numbered |= attach.may_give_queues();
        self.count(&guest, true);
        Some(guest)
    }

    fn assign(&mut self, id: TextId, place: u32) -> Option<Guest> {
        let before = *self.guests.get(&id)?;
        let mut guest = before;
        guest.assign(&Eni(self.plan().find(Kind::Eni, id)?).extended(place));
        self.count(&before, false);
        self.count(&guest, true);
        self.guests.insert(id, guest);
        Some(guest)
    }

    /// Why more may be on the instance than is listed.
    fn rest(&self) -> Option<Unknown> {
        if self.instance.may_hold_others(Moment::END) {
            return Some(self.instance.unknown(Field::NetworkInterfaces, Why::Lost));
        }
        if let Err(unknown) = self.instance.lists_its_enis() {
            return Some(unknown);
        }
        if self.anywhere.is_some() || self.instance.lists_its_own() || self.instance.is_planned() {
            return self.anywhere;
        }
        let adrift = self.plan().start.adrift.get(&None)?;
        adrift.first().map(|(_, unknown)| *unknown)
    }

    fn rows(self, tracks: Tracks, has_cards: bool) -> Vec<Capacity<'a>> {
        let rest = self.rest();
        let of = self.plan().entity(self.instance.id);
        let mut rows = Vec::new();
        for ((measure, track), open) in MEASURES.into_iter().zip(tracks.numbers).zip(self.open) {
            let row = Capacity::new(of, measure, track.finish(), open, rest);
            if self.is_worth(&row) {
                rows.push(row);
            }
        }
        if has_cards {
            rows.extend(tracks.cards.into_iter().map(|(index, track)| {
                let rest = rest.or(self.cards_open);
                let open = self.open.first().copied().flatten();
                Capacity::new(of, Measure::NetworkCard(index), track.finish(), open, rest)
            }));
        }
        rows
    }

    /// Whether a row says something: not that nothing is used of what there is none of, or nobody
    /// knows how much.
    fn is_worth(&self, row: &Capacity<'_>) -> bool {
        let exists = matches!(row.limit, super::Limit::Known(limit) if limit.value > 0);
        match row.measure {
            Measure::Enis | Measure::Ipv4 => true,
            // By default each ENI has some; without a total that says nothing.
            Measure::Queues => exists || self.numbered,
            _ => exists || row.peak.least > 0,
        }
    }
}
