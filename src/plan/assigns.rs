//! What assign steps add to the addresses of ENIs: sums over the steps, so that what an ENI holds at
//! a moment is one look-up, however many steps there are.
//!
//! A step that the instance type's limits refuse adds nothing, so that no later one is blamed for
//! its excess.

use super::addresses::Item;
use super::perhaps::Target;
use super::{Action, Addresses, Eni, Instance, Moment, Plan};
use crate::inventory::{Fact, Kind, Known, TextId, Unknown, Verb, key};
use hashbrown::HashMap;

type Count = Result<Addresses, Unknown>;

#[derive(Debug, Default)]
pub(super) struct Assigns {
    /// By ENI and moment.
    sums: Vec<Sum>,
    /// What the ENIs that steps assign to hold before all of them.
    told: HashMap<TextId, [Count; 4]>,
    /// The first step that adds nobody knows how much.
    open: HashMap<(TextId, Item), (u32, Unknown)>,
}

/// What the steps up to one add to an ENI.
#[derive(Clone, Copy, Debug)]
struct Sum {
    eni: TextId,
    /// The place of the last step.
    place: u32,
    items: [i64; 4],
    /// The place of the step that adds most of each.
    most: [u32; 4],
}

impl Assigns {
    /// What an ENI holds of an item at its moment; none if nothing is ever assigned to it.
    pub(super) fn held(&self, eni: &Eni<'_>, id: TextId, item: Item) -> Option<Count> {
        if self.told.is_empty() {
            return None;
        }
        let told = *self.told.get(&id)?.get(item as usize)?;
        if let Some((_, unknown)) =
            self.open.get(&(id, item)).filter(|(place, _)| Moment(*place) < eni.moment())
        {
            return Some(told.and(Err(*unknown)));
        }
        let Some(sum) = self.before(id, eni.moment()) else { return Some(told) };
        let added = Addresses { items: sum.items[item as usize], span: None };
        Some(told.map(|told| {
            let step = eni.extended(sum.most[item as usize]).given(item).unwrap_or_default();
            Addresses { items: told.items.saturating_add(added.items), span: told.and(step).span }
        }))
    }

    /// How many of each item the steps before a moment add, as far as is known.
    pub(super) fn added(&self, id: TextId, at: Moment) -> [i64; 4] {
        self.before(id, at).map(|sum| sum.items).unwrap_or_default()
    }

    fn before(&self, id: TextId, at: Moment) -> Option<&Sum> {
        let end = self.sums.partition_point(|sum| (sum.eni, sum.place) < (id, at.0));
        self.sums.get(end.checked_sub(1)?).filter(|sum| sum.eni == id)
    }
}

/// Works through the assign steps in order.
pub(super) fn fill(plan: &Plan<'_>) -> Assigns {
    let mut assigns = Assigns::default();
    for steps in plan.course.assigns().chunk_by(|a, b| a.0 == b.0) {
        let Some(eni) = steps.first().and_then(|(id, _)| plan.find(Kind::Eni, *id)).map(Eni) else {
            continue;
        };
        add(&mut assigns, &eni, steps);
    }
    for (place, action) in (0..).zip(plan.actions()).filter(|(_, action)| action.verb == Verb::Assign) {
        leave_open(&mut assigns, plan, action, place);
    }
    assigns
}

/// What is assigned to one of several ENIs, or perhaps to none, leaves open what each of them holds.
fn leave_open(assigns: &mut Assigns, plan: &Plan<'_>, action: &Action, place: u32) {
    let named = plan.entity(action.id).get(key::NetworkInterfaceId);
    let (Target::Some(names), Fact::Unknown(unknown)) = (Target::of(plan, &named), named) else { return };
    for id in names.iter().map(|name| name.id) {
        let Some(eni) = plan.find(Kind::Eni, id).map(Eni) else { continue };
        assigns.told.entry(id).or_insert_with(|| Item::ALL.map(|item| eni.given(item)));
        let extended = eni.extended(place);
        for item in Item::ALL {
            if !matches!(extended.given(item), Ok(Addresses { items: 0, .. })) {
                let first = assigns.open.entry((id, item)).or_insert((place, unknown));
                if place < first.0 {
                    *first = (place, unknown);
                }
            }
        }
    }
}

/// Works through those on one ENI.
fn add(assigns: &mut Assigns, eni: &Eni<'_>, steps: &[(TextId, u32)]) {
    let told = Item::ALL.map(|item| eni.given(item));
    let (mut items, mut most, mut largest) = ([0_i64; 4], [0; 4], [0; 4]);
    for &(id, place) in steps {
        assigns.told.entry(id).or_insert(told);
        let extended = eni.extended(place);
        let given = Item::ALL.map(|item| extended.given(item));
        let refused = refused(&extended, [&told, &given], &items);
        for item in Item::ALL {
            let at = item as usize;
            match given[at] {
                Ok(_) if refused[at] => {}
                Ok(given) => {
                    items[at] = items[at].saturating_add(given.items);
                    if given.items > largest[at] {
                        (largest[at], most[at]) = (given.items, place);
                    }
                }
                Err(unknown) => {
                    assigns.open.entry((id, item)).or_insert((place, unknown));
                }
            }
        }
        assigns.sums.push(Sum { eni: id, place, items, most });
    }
}

/// Of which items the type of the instance that the ENI is on takes less than a step makes of them.
fn refused(eni: &Eni<'_>, [told, given]: [&[Count; 4]; 2], added: &[i64; 4]) -> [bool; 4] {
    const NONE: [bool; 4] = [false; 4];
    let Ok(Some(holder)) = eni.holder() else { return NONE };
    let Ok(instance) = eni.need(Kind::Instance, holder.value.id) else { return NONE };
    let Ok(limits) = Instance(instance).limits() else { return NONE };
    let exceeds = |items: [Item; 2], limit: Result<Known<i64>, Unknown>| {
        let (mut all, mut new) = (0_i64, 0_i64);
        for at in items.map(|item| item as usize) {
            let (Ok(told), Ok(given)) = (told[at], given[at]) else { return false };
            new = new.saturating_add(given.items);
            all = all.saturating_add(told.items).saturating_add(added[at]).saturating_add(given.items);
        }
        new > 0 && limit.is_ok_and(|limit| all > limit.value)
    };
    let ipv4 =
        exceeds([Item::Ipv4, Item::Ipv4Prefix], limits.stated(key::EniPrivateIpAddressQuantity).known());
    let ipv6 = exceeds([Item::Ipv6, Item::Ipv6Prefix], limits.get(key::EniIpv6AddressQuantity).known());
    [ipv4, ipv4, ipv6, ipv6]
}
