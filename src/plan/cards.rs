//! Network cards: which ones a type has, and how an instance's ENIs are spread over them.

use super::{Attach, Eni, EniType, Entity, Instance, Limits, Plan};
use crate::inventory::key;
use crate::inventory::{Fact, Field, Kind, Known, Origin, Standing, Unknown, Why};
use hashbrown::HashMap;

/// The card on which an ENI counts that was given none: nothing documents which one it is on, and
/// Alibaba's own software takes it to be this one (inferred).
const UNSPECIFIED: i64 = 0;

#[derive(Debug, Default)]
pub(super) struct Cards {
    /// The card indexes that an inventory lists for an instance type, by the type's row. They are
    /// read once, so that long lists are not read again for every attach.
    listed: HashMap<u32, Result<Known<Vec<i64>>, Unknown>>,
}

impl Cards {
    pub(super) fn find(plan: &Plan<'_>) -> Self {
        let listed = plan.all(Kind::InstanceType).filter_map(|t| Some((t.id.row, listed(&t)?)));
        Self { listed: listed.collect() }
    }
}

fn listed(entity: &Entity<'_>) -> Option<Result<Known<Vec<i64>>, Unknown>> {
    let list = match entity.get(key::NetworkCards) {
        Fact::Absent(_) => return None,
        Fact::Unknown(unknown) => return Some(Err(unknown)),
        Fact::Known(list) => list,
    };
    let indexes = list.value.iter().map(|index| Ok(index?.value)).collect::<Result<Vec<i64>, Unknown>>();
    Some(indexes.map(|mut indexes| {
        indexes.sort_unstable();
        indexes.dedup();
        Known { value: indexes, origin: list.origin }
    }))
}

/// The network cards of an instance type.
#[derive(Clone, Copy)]
pub(crate) struct NetworkCards<'a> {
    /// How many there are; none is known, too.
    pub(crate) quantity: Known<i64>,
    /// Their indexes, sorted. Where no source lists them they are those from 0 on (inferred).
    listed: Option<&'a [i64]>,
}

impl NetworkCards<'_> {
    pub(crate) fn exist(&self) -> bool {
        self.quantity.value > 0
    }

    pub(crate) fn are_listed(&self) -> bool {
        self.listed.is_some()
    }

    pub(crate) fn holds(&self, index: i64) -> bool {
        match self.listed {
            Some(indexes) => indexes.binary_search(&index).is_ok(),
            None => (0..self.quantity.value).contains(&index),
        }
    }

    /// The indexes in rising order. There may be absurdly many: take only what is needed.
    pub(crate) fn indexes(&self) -> impl Iterator<Item = i64> + use<'_> {
        let range = match self.listed {
            Some(_) => 0..0,
            None => 0..self.quantity.value,
        };
        self.listed.unwrap_or_default().iter().copied().chain(range)
    }
}

impl<'a> Limits<'a> {
    /// The network cards of the type. A Describe* answer leaves the card fields out for a type
    /// without cards; in the built-in table and its like an empty cell says nothing.
    pub(crate) fn network_cards(&self) -> Result<NetworkCards<'a>, Unknown> {
        let entity = self.entity();
        let list = entity.and_then(|e| e.plan().start.cards.listed.get(&e.id.row));
        let list = list.map(|list| list.as_ref().map_err(|unknown| *unknown)).transpose()?;
        if let Some(list) = list.filter(|list| !list.value.is_empty()) {
            let n = i64::try_from(list.value.len()).unwrap_or(i64::MAX);
            let quantity = Known { value: n, origin: list.origin };
            return Ok(NetworkCards { quantity, listed: Some(&list.value) });
        }
        let given = match (list, entity) {
            // An empty list is an answer, which the table does not mend.
            (Some(_), Some(entity)) => entity.get(key::NetworkCardQuantity),
            _ => self.get(key::NetworkCardQuantity),
        };
        let quantity = match (given.given()?, list) {
            (Some(quantity), _) => quantity,
            (None, Some(list)) => Known { value: 0, origin: list.origin },
            (None, None) if entity.is_some_and(is_answered) => {
                let origin =
                    Origin::Default("DescribeInstanceTypes leaves them out for a type without cards");
                Known { value: 0, origin }
            }
            (None, None) => return Err(self.unknown(Field::NetworkCardQuantity)),
        };
        if quantity.value < 0 {
            return Err(Unknown { why: Why::Malformed, ..self.unknown(Field::NetworkCardQuantity) });
        }
        Ok(NetworkCards { quantity, listed: None })
    }
}

/// Whether an inventory or a snapshot gives the limits of an instance type.
fn is_answered(entity: Entity<'_>) -> bool {
    let is_ours = |standing| matches!(standing, Standing::Catalog | Standing::Configured);
    entity.statements(Field::EniQuantity).any(|(entry, _)| !is_ours(entry.standing))
}

/// A card that holds more ENIs than another although a planned attach could go there instead.
pub(crate) struct Crowd<'a> {
    /// The last planned attach that names the card.
    pub(crate) attach: Attach<'a>,
    pub(crate) index: Known<i64>,
    /// How many ENIs the card holds when all is done.
    pub(crate) load: i64,
    /// The card that holds the fewest, and how many.
    pub(crate) least: (i64, i64),
}

/// Which ENIs are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    All,
    Eris,
}

impl<'a> Attach<'a> {
    /// The network card that the attach names. A negative index is none: it is no index at all, and
    /// another rule says so.
    ///
    /// Where who makes the call drops the index if the type has no cards, it is none then. If nobody knows
    /// whether the type has some, card 0 is where the ENI goes either way.
    pub(crate) fn card_index(&self) -> Result<Option<Known<i64>>, Unknown> {
        let Some(index) = self.get(key::NetworkCardIndex).given()?.filter(|index| index.value >= 0) else {
            return Ok(None);
        };
        if !self.drops_card()? {
            return Ok(Some(index));
        }
        match self.instance().and_then(|instance| instance.limits()?.network_cards()) {
            Ok(cards) => Ok(Some(index).filter(|_| cards.exist())),
            Err(_) if index.value == UNSPECIFIED => Ok(None),
            Err(unknown) => Err(unknown),
        }
    }

    /// The network card that is named and dropped, as the type has no cards.
    pub(crate) fn dropped_card(&self) -> Result<Option<Known<i64>>, Unknown> {
        match self.get(key::NetworkCardIndex).given()? {
            Some(index) if index.value >= 0 && self.drops_card()? => {
                let cards = self.instance()?.limits()?.network_cards()?;
                Ok(Some(index).filter(|_| !cards.exist()))
            }
            _ => Ok(None),
        }
    }

    fn drops_card(&self) -> Result<bool, Unknown> {
        Ok(self.get(key::DropsNetworkCardIndex).given()?.is_some_and(|drops| drops.value))
    }

    /// Whether the attach leaves open on which card its ENI goes, though it could say so.
    pub(crate) fn card_is_open(&self) -> bool {
        let is_named = self.get(key::NetworkCardIndex).given() != Ok(None);
        !is_named && self.drops_card() == Ok(false) && self.takes_card()
    }

    /// Whether the attach puts an ENI on a card: not if that is there already, was planned before,
    /// or goes to a trunk, whose card it shares.
    fn takes_card(&self) -> bool {
        let (Ok(None), Ok(eni)) = (self.trunk_id(), self.eni()) else { return false };
        self.earlier().is_none() && !eni.is_held_by(self)
    }
}

impl<'a> Instance<'a> {
    /// The fullest card that a planned attach names, if it holds at least two ENIs more than the
    /// emptiest card. None where the type has fewer than two cards, or not known how many, and where
    /// ENIs may be attached that are not listed.
    pub(crate) fn crowded_card(&self, counted: Counted) -> Option<Crowd<'a>> {
        self.newcomers().next()?;
        let end = self.in_the_end();
        self.lists_its_enis().ok()?;
        let cards = end.limits().ok()?.network_cards().ok().filter(|cards| cards.quantity.value > 1)?;
        let counts = |eni: &Eni<'a>| counted == Counted::All || eni.is_eri().is_ok_and(|is| is);
        let mut loads: HashMap<i64, i64> = HashMap::new();
        let mut add = |index: i64| {
            if cards.holds(index) {
                *loads.entry(index).or_default() += 1;
            }
        };
        let mut primary = false;
        for eni in end.attached() {
            primary |= matches!(eni.eni_type(), Ok(kind) if kind.value == EniType::Primary);
            if counts(&eni) {
                let index = eni.get(key::AttachedNetworkCardIndex).given().ok().flatten();
                add(index.map_or(UNSPECIFIED, |index| index.value));
            }
        }
        if !primary && counted == Counted::All {
            add(UNSPECIFIED); // every instance has a primary ENI, listed or not
        }
        let planned = self.newcomers().filter(|(eni, _)| counts(eni)).map(|(_, attach)| attach);
        let planned: Vec<Attach<'a>> = planned.collect();
        for attach in &planned {
            if let Ok(index) = attach.get(key::NetworkCardIndex).given() {
                add(index.map_or(UNSPECIFIED, |index| index.value));
            }
        }
        let load = |index: i64| loads.get(&index).copied().unwrap_or_default();
        let named = planned.into_iter().filter_map(|a| Some((a, a.card_index().ok()??)));
        let (attach, index) =
            named.filter(|(_, index)| cards.holds(index.value)).max_by_key(|(_, i)| load(i.value))?;
        let least = emptiest(&cards, &load)?;
        let crowded = load(index.value).saturating_sub(least.1) > 1;
        crowded.then(|| Crowd { attach, index, load: load(index.value), least })
    }
}

/// The first of the cards that hold the fewest. One that holds none ends the search, so that it
/// takes no longer than there are ENIs.
fn emptiest(cards: &NetworkCards<'_>, load: &impl Fn(i64) -> i64) -> Option<(i64, i64)> {
    let mut least: Option<(i64, i64)> = None;
    for index in cards.indexes() {
        let n = load(index);
        if least.is_none_or(|(_, fewest)| n < fewest) {
            least = Some((index, n));
        }
        if n == 0 {
            break;
        }
    }
    least
}
