//! When most of a vSwitch is taken, in one order of the actions or in all.

use super::{Flow, Free, Made, Take, Taker};
use crate::plan::ties::chain;
use crate::plan::{EntityId, Plan};
use hashbrown::HashSet;

/// Frees that are looked at for each vSwitch where the order is open.
const FREES: usize = 64;

/// Actions that may be followed to find out what comes before these.
const FOLLOWED: usize = 1_000_000;

impl Flow {
    /// What is taken when it is most: before something is given back, or in the end.
    pub(super) fn peak(mut self, order: &mut Order<'_, '_>) -> Made {
        self.takes.sort_by_key(|take| take.by);
        let mut made =
            Made { there: self.there, perhaps: self.perhaps, doubt: self.doubt, ..Made::default() };
        for take in &self.takes {
            made.enis += i64::from(take.kind == Taker::Eni);
            made.primaries += i64::from(take.kind == Taker::Primary);
            made.open = made.open.or(take.open);
        }
        let moments = if order.is_loose { self.of_orders(order) } else { self.in_order() };
        for (at, last) in moments {
            if at.addresses > made.addresses {
                made = Made { addresses: at.addresses, assigned: at.assigned, freed: at.freed, last, ..made };
            }
        }
        made
    }

    /// The moments of the only order that there is.
    fn in_order(&self) -> Vec<(Sum, Option<EntityId>)> {
        let (mut always, mut frees): (Vec<Free>, Vec<Free>) =
            self.frees.iter().partition(|free| free.at.is_none());
        frees.sort_by_key(|free| free.at);
        let (mut sum, mut last) = (Sum::default(), None);
        always.drain(..).for_each(|free| sum.give_back(free));
        let mut takes = self.takes.iter().peekable();
        let mut moments = Vec::with_capacity(frees.len() + 1);
        for free in frees.into_iter().map(Some).chain([None]) {
            let until = free.and_then(|free| free.at);
            while let Some(take) = takes.next_if(|take| until.is_none_or(|until| take.by < until)) {
                sum.take(take);
                last = take.step.or(last);
            }
            moments.push((sum, last));
            free.into_iter().for_each(|free| sum.give_back(free));
        }
        moments
    }

    /// The least at a moment of any order: with what is taken for certain by then, and without all that
    /// may be given back.
    fn of_orders(&self, order: &mut Order<'_, '_>) -> Vec<(Sum, Option<EntityId>)> {
        let timed: Vec<(u32, Option<HashSet<u32>>)> = (self.frees.iter())
            .filter_map(|free| free.at)
            .take(FREES)
            .map(|place| (place, order.before(place)))
            .collect();
        let comes_after = |free: &Free, place: u32| {
            let own = timed.iter().find(|(at, _)| Some(*at) == free.at);
            own.and_then(|(_, before)| before.as_ref()).is_some_and(|before| before.contains(&place))
        };
        let mut moments = Vec::with_capacity(timed.len() + 1);
        for (place, before) in &timed {
            let Some(before) = before else { continue };
            let (mut sum, mut last) = (Sum::default(), None);
            for take in self.takes.iter().filter(|take| before.contains(&take.by)) {
                sum.take(take);
                last = take.step.or(last);
            }
            let earlier = |free: &&Free| free.at != Some(*place) && !comes_after(free, *place);
            self.frees.iter().filter(earlier).for_each(|free| sum.give_back(*free));
            moments.push((sum, last));
        }
        let (mut sum, mut last) = (Sum::default(), None);
        for take in &self.takes {
            sum.take(take);
            last = take.step.or(last);
        }
        self.frees.iter().for_each(|free| sum.give_back(*free));
        moments.push((sum, last));
        moments
    }
}

/// What is taken at a moment.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    addresses: i64,
    assigned: i64,
    freed: i64,
}

impl Sum {
    fn take(&mut self, take: &Take) {
        self.addresses = self.addresses.saturating_add(take.addresses);
        if take.kind == Taker::Assign {
            self.assigned = self.assigned.saturating_add(take.addresses);
        }
    }

    fn give_back(&mut self, free: Free) {
        self.addresses = self.addresses.saturating_sub(free.addresses);
        self.freed = self.freed.saturating_add(free.addresses);
    }
}

/// What comes before what.
pub(super) struct Order<'p, 'a> {
    plan: &'p Plan<'a>,
    is_loose: bool,
    /// For each action the one before it in its list of steps.
    chain: Vec<Option<u32>>,
    left: usize,
}

impl<'p, 'a> Order<'p, 'a> {
    pub(super) fn new(plan: &'p Plan<'a>) -> Self {
        Self { plan, is_loose: plan.is_loose(), chain: chain(plan.actions()), left: FOLLOWED }
    }

    /// The places of all actions that come before one in every order; none if that is too much to
    /// find out.
    fn before(&mut self, place: u32) -> Option<HashSet<u32>> {
        self.plan.always_before(place, &self.chain, &mut self.left)
    }
}
