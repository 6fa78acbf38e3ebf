//! How many addresses of each vSwitch the plan takes: counted once, when first asked.
//!
//! Takes have a place in the order by which they are done at the latest, as the attach of an ENI that
//! the plan makes at no step; what is given back has the place of its delete, or none if nobody knows
//! when. Where the order is open, what may be given back before counts as given back, so that the
//! number is one that no order gets below.

mod peak;

use super::members::Change;
use super::{Eni, EntityId, Instance, Moment, Plan, Vswitch};
use crate::catalog::{Number, limit};
use crate::inventory::{Field, Kind, Known, Unknown, Verb, Why, key};
use hashbrown::HashMap;
use ipnet::IpNet;
use peak::Order;

/// What the plan takes of a vSwitch.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Made {
    /// The ENIs that it makes in it.
    pub(crate) enis: i64,
    /// The primary ENIs of instances that it makes in it, if nothing else tells of these.
    pub(crate) primaries: i64,
    /// IPv4 addresses, at most at any time; a prefix takes as many as it spans.
    pub(crate) addresses: i64,
    /// Of these, what steps assign.
    pub(crate) assigned: i64,
    /// What deletes have given back by then.
    pub(crate) freed: i64,
    /// The step that takes the last of them.
    pub(crate) last: Option<EntityId>,
    /// Why there is no telling how many more are taken.
    pub(crate) open: Option<Unknown>,
    /// Addresses that may be taken or not, at most.
    pub(crate) perhaps: i64,
    /// Why that is not known.
    pub(crate) doubt: Option<Unknown>,
    /// What the ENIs take that exist before, as far as they are listed.
    pub(crate) there: i64,
}

/// How many addresses of a vSwitch can be taken.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Vacancy {
    /// So many are free, as a snapshot tells.
    Free(Known<i64>),
    /// So many the block has that are not reserved. Of a vSwitch that exists, nobody knows how many of
    /// them are taken.
    Block { addresses: i64, block: Known<IpNet> },
}

/// Addresses that are taken.
#[derive(Clone, Copy, Debug)]
struct Take {
    /// The place of the action by which they are; the end if there is none.
    by: u32,
    addresses: i64,
    kind: Taker,
    step: Option<EntityId>,
    open: Option<Unknown>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taker {
    Eni,
    Primary,
    Assign,
}

/// Addresses that are given back, at most.
#[derive(Clone, Copy, Debug)]
struct Free {
    /// None if it may be at any time.
    at: Option<u32>,
    addresses: i64,
}

/// What is taken and given back of one vSwitch.
#[derive(Debug, Default)]
struct Flow {
    takes: Vec<Take>,
    frees: Vec<Free>,
    there: i64,
    perhaps: i64,
    doubt: Option<Unknown>,
}

/// By vSwitch.
#[derive(Debug, Default)]
pub(super) struct Flows(HashMap<u32, Made>);

impl<'a> Vswitch<'a> {
    /// What the plan makes in it.
    pub(crate) fn made(&self) -> Made {
        let flows = self.plan().flows.get_or_init(|| count(self.plan()));
        flows.0.get(&self.id.row).copied().unwrap_or_default()
    }

    /// How many of its addresses can be taken, if anything tells.
    pub(crate) fn vacancy(&self) -> Result<Option<Vacancy>, Unknown> {
        if let Some(free) = self.get(key::AvailableIpAddressCount).given()? {
            return Ok(Some(Vacancy::Free(free)));
        }
        if self.get(key::CidrBlock).given() == Ok(None) {
            return Ok(None);
        }
        let block = match self.cidr() {
            Ok(block) => block,
            // What a rule refuses is told there.
            Err(unknown) if self.is_planned() && unknown.why != Why::Disproved => return Err(unknown),
            Err(_) => return Ok(None),
        };
        let IpNet::V4(net) = block.value else { return Ok(None) };
        let all = 1_i64 << 32_u8.saturating_sub(net.prefix_len());
        let reserved = [Number::VswitchReservedIpv4First, Number::VswitchReservedIpv4Last];
        let addresses = reserved.iter().fold(all, |left, number| left.saturating_sub(limit(*number).value));
        Ok(Some(Vacancy::Block { addresses: addresses.max(0), block }))
    }
}

/// Goes through what exists, what the plan makes, and the actions.
fn count(plan: &Plan<'_>) -> Flows {
    let mut flows: HashMap<u32, Flow> = HashMap::new();
    let mut anywhere: Vec<Free> = Vec::new();
    for eni in plan.enis().filter(|eni| !eni.is_created()) {
        let vswitch = match eni.vswitch() {
            Ok(vswitch) => vswitch,
            Err(unknown) => {
                in_one_of(plan, &eni, unknown, &mut flows);
                continue;
            }
        };
        let flow = flows.entry(vswitch.id.row).or_default();
        if eni.is_planned() {
            flow.takes.push(Take::of(&eni, first_place(plan, &eni), None));
        } else {
            flow.exists(&eni);
        }
    }
    for (vswitch, instance) in plan.unnamed_primaries() {
        let flow = flows.entry(vswitch).or_default();
        match instance.attached().find(Eni::is_primary) {
            // One that is there, or that the plan makes, has its addresses already.
            Some(eni) => {
                let which = eni.unknown(Field::NetworkInterfaceId, Why::Unresolved);
                flow.doubt(Change::told(&eni).ipv4, which);
            }
            None => flow.takes.push(primary(plan, &instance)),
        }
    }
    for (id, most) in plan.inventory.takes() {
        let Some(vswitch) = plan.find(Kind::Vswitch, id) else { continue };
        let most = most.and_then(|most| i64::try_from(most).ok()).unwrap_or(i64::MAX);
        let unknown = vswitch.unknown(Field::AvailableIpAddressCount, Why::NotGiven);
        flows.entry(vswitch.id.row).or_default().doubt(most, unknown);
    }
    for (place, action) in (0..).zip(plan.actions()) {
        match action.verb {
            Verb::Create => {
                let eni = Eni(plan.entity(action.id));
                if let Some(vswitch) = eni.vswitch().ok().filter(|_| eni.is_created()) {
                    let take = Take::of(&eni, place, Some(action.id));
                    flows.entry(vswitch.id.row).or_default().takes.push(take);
                }
            }
            Verb::Assign => {
                if let Some((vswitch, take)) = assigned(plan, action.id, place) {
                    flows.entry(vswitch).or_default().takes.push(take);
                }
            }
            Verb::Delete => match deleted(plan, action.id, place) {
                Some((Some(vswitch), free)) => flows.entry(vswitch).or_default().frees.push(free),
                Some((None, free)) => anywhere.push(free),
                None => {}
            },
            Verb::Release => {
                if let Some((vswitch, free)) = released(plan, action.id, place) {
                    flows.entry(vswitch).or_default().frees.push(free);
                }
            }
            Verb::Lost => anywhere.push(Free { at: Some(place), addresses: i64::MAX }),
            _ => {}
        }
    }
    let mut order = Order::new(plan);
    let made = |(row, mut flow): (u32, Flow)| {
        flow.frees.extend(&anywhere);
        (row, flow.peak(&mut order))
    };
    Flows(flows.into_iter().map(made).collect())
}

/// An ENI to be made that is in one of several vSwitches may take addresses of each.
fn in_one_of(plan: &Plan<'_>, eni: &Eni<'_>, unknown: Unknown, flows: &mut HashMap<u32, Flow>) {
    let Some(choice) = unknown.choice().filter(|_| eni.is_planned()) else { return };
    let addresses = if eni.given_ipv4().is_err() { i64::MAX } else { Change::told(eni).ipv4 };
    for name in plan.inventory.candidates(choice).flatten() {
        if let Some(vswitch) = plan.find(Kind::Vswitch, name.id) {
            flows.entry(vswitch.id.row).or_default().doubt(addresses, unknown);
        }
    }
}

/// By when an ENI is made that no step makes.
fn first_place(plan: &Plan<'_>, eni: &Eni<'_>) -> u32 {
    use super::changes::EniChange;
    let changes = eni.own_id().map(|id| plan.course.changes_of_eni(id)).unwrap_or_default();
    let mut certain =
        changes.iter().filter(|change| !matches!(change.to, EniChange::Perhaps(_) | EniChange::Lost));
    certain.next().map_or(u32::MAX, |change| change.place)
}

impl<'a> Plan<'a> {
    /// The new instances whose primary ENIs are none of the plan's ENIs, so that no more is known than
    /// that each takes an address; with the rows of their vSwitches.
    pub(super) fn unnamed_primaries(&self) -> impl Iterator<Item = (u32, Instance<'_>)> {
        let is_counted = |eni: Eni<'_>| eni.is_primary() && eni.own_id().is_some();
        let new = self.instances().filter(|instance| instance.is_planned());
        new.filter(move |instance| !instance.attached().any(is_counted)).filter_map(|instance| {
            let id = instance.get(key::VswitchId).known().ok()?.value.id;
            Some((self.find(Kind::Vswitch, id)?.id.row, instance))
        })
    }
}

/// What the primary ENI of a new instance takes, of which nothing is said.
fn primary(plan: &Plan<'_>, instance: &Instance<'_>) -> Take {
    let first = instance.all_attaches().filter_map(|attach| plan.course.place(attach.id)).min();
    let by = first.unwrap_or(u32::MAX);
    Take { by, addresses: 1, kind: Taker::Primary, step: None, open: None }
}

/// What an assign step adds.
fn assigned(plan: &Plan<'_>, step: EntityId, place: u32) -> Option<(u32, Take)> {
    let id = plan.entity(step).get(key::NetworkInterfaceId).known().ok()?.value.id;
    let eni = plan.find(Kind::Eni, id).map(Eni)?;
    let before = plan.assigns.added(id, Moment(place));
    let mut added = plan.assigns.added(id, Moment(place).next());
    added.iter_mut().zip(before).for_each(|(added, before)| *added = added.saturating_sub(before));
    let open = eni.extended(place).given_ipv4().err();
    let addresses = Change::new(0, added).ipv4;
    Some((
        eni.vswitch().ok()?.id.row,
        Take { by: place, addresses, kind: Taker::Assign, step: Some(step), open },
    ))
}

/// What a delete gives back at most, and where; nowhere in particular if that is not known.
fn deleted(plan: &Plan<'_>, step: EntityId, place: u32) -> Option<(Option<u32>, Free)> {
    let at = Some(place);
    let eni = plan.entity(step).get(key::NetworkInterfaceId).known();
    let eni = eni.ok().and_then(|id| plan.find(Kind::Eni, id.value.id)).map(Eni);
    let Some(eni) = eni else { return Some((None, Free { at, addresses: i64::MAX })) };
    let (made, gone) = eni.lifetime();
    if gone != Moment(place).next() || made >= gone {
        return None; // it is gone already, or not there yet
    }
    let vswitch = eni.vswitch().ok().map(|vswitch| vswitch.id.row);
    if vswitch.is_none() && eni.get(key::VswitchId).known().is_ok() {
        return None; // one that is described nowhere
    }
    Some((vswitch, Free { at, addresses: most_of(&Eni(eni.at(Moment(place)))) }))
}

/// What the end of an instance gives back of an ENI, which may be deleted with it.
fn released(plan: &Plan<'_>, step: EntityId, place: u32) -> Option<(u32, Free)> {
    let id = plan.entity(step).get(key::NetworkInterfaceId).known().ok()?.value.id;
    let eni = Eni(plan.find(Kind::Eni, id)?.at(Moment(place)));
    let vswitch = eni.vswitch().ok().filter(|_| !outlasts(&eni))?;
    Some((vswitch.id.row, Free { at: Some(place), addresses: most_of(&eni) }))
}

/// Whether an ENI is known not to be deleted with its instance.
fn outlasts(eni: &Eni<'_>) -> bool {
    eni.get(key::DeleteOnRelease).known().is_ok_and(|goes| !goes.value)
}

/// How many addresses an ENI has at most at its moment.
fn most_of(eni: &Eni<'_>) -> i64 {
    if eni.ipv4().is_err() {
        return i64::MAX;
    }
    let added = eni.own_id().map(|id| eni.plan().assigns.added(id, eni.moment())).unwrap_or_default();
    Change::told(&Eni(eni.at(Moment::START))).ipv4.saturating_add(Change::new(0, added).ipv4)
}

impl Take {
    /// What an ENI takes for itself.
    fn of(eni: &Eni<'_>, by: u32, step: Option<EntityId>) -> Self {
        let addresses = Change::told(eni).ipv4;
        Self { by, addresses, kind: Taker::Eni, step, open: eni.given_ipv4().err() }
    }
}

impl Flow {
    /// Addresses that may be taken.
    fn doubt(&mut self, addresses: i64, unknown: Unknown) {
        self.perhaps = self.perhaps.saturating_add(addresses);
        self.doubt = self.doubt.or(Some(unknown));
    }

    /// An ENI that is there before all actions. One without an ID may be another one's double.
    fn exists(&mut self, eni: &Eni<'_>) {
        let status = eni.get(key::Status).known();
        if status.as_ref().is_err_and(|unknown| unknown.why == Why::Leaves) && !outlasts(eni) {
            // It goes with its instance, whenever that is.
            self.frees.push(Free { at: None, addresses: most_of(eni) });
        }
        if eni.own_id().is_some() && !status.is_ok_and(|status| status.value.text() == "Deleting") {
            self.there = self.there.saturating_add(Change::told(eni).ipv4);
        }
    }
}
