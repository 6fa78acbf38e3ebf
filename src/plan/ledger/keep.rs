//! ENIs that come to an instance and go, as they are filed.

use super::{Account, Amount, Index, LOOKED_AT, Ledger, NONE, Occupant, RECOUNTED, Resource, Weight, number};

/// An ENI that is taken away to be added again.
pub(in crate::plan) struct Kept {
    /// Where it was kept.
    pub(in crate::plan) index: u32,
    pub(in crate::plan) eni: Option<u32>,
    pub(in crate::plan) attach: Option<u32>,
    /// Whether it takes a place for certain.
    pub(in crate::plan) is_certain: bool,
}

/// An ENI that comes to an instance.
pub(in crate::plan) struct Coming<'a> {
    /// None if it is described nowhere, as the primary one may be.
    pub(in crate::plan) eni: Option<u32>,
    /// The attach that brings it; none if it is attached already.
    pub(in crate::plan) attach: Option<u32>,
    /// The place of the action by which it counts as it does; none if from the start.
    pub(in crate::plan) place: Option<u32>,
    pub(in crate::plan) weights: &'a [Weight; 4],
    /// How many of it have a number of queues that is not the default: one, none, or one perhaps.
    pub(in crate::plan) own_queues: Amount,
}

impl Ledger {
    /// Begins with the occupants of an instance. `queues` says whether some ENI gives a number.
    pub(in crate::plan) fn begin(&mut self, instance: u32, primary: &[Weight; 4], queues: bool) {
        let (begin, first) = (self.next(), number(self.targets.len()));
        self.of.get_or_insert(instance as usize, number(self.accounts.len()));
        self.accounts.push(Account { instance, begin, end: begin, first, last: first });
        if queues {
            self.queues.insert(instance, Vec::new());
        }
        self.add(
            instance,
            Coming { eni: None, attach: None, place: None, weights: primary, own_queues: Amount::NONE },
        );
    }

    /// Adds an ENI that is attached already, or comes; tells where it is kept.
    pub(in crate::plan) fn add(&mut self, instance: u32, coming: Coming<'_>) -> u32 {
        let at = self.next();
        let Some(of) = account(&self.of, &mut self.accounts, instance) else { return NONE };
        let last = self.occupants.last().filter(|_| of.end > of.begin);
        let mut used = last.map(|occupant| occupant.used).unwrap_or_default();
        of.end = at.saturating_add(1);
        for resource in Resource::ALL {
            let weight = &coming.weights[resource as usize];
            used[resource as usize] = used[resource as usize].plus(weight.amount);
            if let Some(unknown) = weight.open {
                self.open.entry((instance, resource)).or_insert((at, unknown));
            }
        }
        // A member has queues of its own, and takes none of the instance's.
        let queues = coming.weights[Resource::Queues as usize].amount;
        if coming.own_queues.most > 0 && queues.most > 0 {
            let own = Amount { least: coming.own_queues.least.min(queues.least), ..coming.own_queues };
            self.change_own_queues(instance, at, |count| count.plus(own));
        }
        let attach = coming.attach.unwrap_or(NONE);
        let since = coming.place.map_or(0, |place| place.saturating_add(1));
        self.occupants.push(Occupant { eni: coming.eni.unwrap_or(NONE), attach, since, until: NONE, used });
        if since > 0 && attach == NONE {
            self.change_attached(instance, since, |at, sum| sum.plus(coming.weights[at].amount));
        }
        at
    }

    /// Takes all away that are there at the end, to be added again as they count from then on. None if
    /// there are more than any type takes: then they stay as they are.
    pub(in crate::plan) fn clear(&mut self, instance: u32, place: u32) -> Option<Vec<Kept>> {
        let of = account(&self.of, &mut self.accounts, instance)?;
        let since = place.saturating_add(1);
        let occupants = self.occupants.get_mut(of.begin as usize..of.end as usize)?;
        let there = occupants.iter().filter(|occupant| occupant.until == NONE).count();
        if there > RECOUNTED || occupants.len() > LOOKED_AT {
            return None;
        }
        let mut before = [Amount::NONE; 4];
        let mut kept = Vec::with_capacity(there);
        for (index, occupant) in (of.begin..).zip(occupants) {
            let seat = Resource::Enis as usize;
            let is_certain = occupant.used[seat].minus(before[seat]).least > 0;
            before = occupant.used;
            if occupant.until == NONE {
                occupant.until = since;
                let row = |row| Some(row).filter(|row| *row != NONE);
                kept.push(Kept { index, eni: row(occupant.eni), attach: row(occupant.attach), is_certain });
            }
        }
        of.end = of.end.saturating_add(1);
        let (used, at) = ([Amount::NONE; 4], self.next());
        self.occupants.push(Occupant { eni: NONE, attach: NONE, since, until: since, used });
        self.change_attached(instance, since, |_, _| Amount::NONE);
        self.change_own_queues(instance, at, |_| Amount::NONE);
        Some(kept)
    }

    /// Takes an ENI away again that is kept at `index`.
    pub(in crate::plan) fn remove(&mut self, instance: u32, index: u32, place: u32) {
        let since = place.saturating_add(1);
        let Some(before) = index.checked_sub(1).and_then(|i| self.occupants.get(i as usize)) else { return };
        let before = before.used;
        let Some(gone) = self.occupants.get_mut(index as usize) else { return };
        gone.until = since;
        let (own, was_attached) = (gone.used, gone.attach == NONE);
        let Some(of) = account(&self.of, &mut self.accounts, instance) else { return };
        let Some(mut used) = self.occupants.last().map(|last| last.used) else { return };
        for resource in Resource::ALL {
            let at = resource as usize;
            used[at] = used[at].minus(own[at].minus(before[at]));
        }
        of.end = of.end.saturating_add(1);
        let of = |end| self.own_queues_to(instance, end);
        let own_queues = of(index.saturating_add(1)).minus(of(index));
        if own_queues.most > 0 {
            self.change_own_queues(instance, self.next(), |count| count.minus(own_queues));
        }
        self.occupants.push(Occupant { eni: NONE, attach: NONE, since, until: since, used });
        if was_attached {
            self.change_attached(instance, since, |at, sum| sum.minus(own[at].minus(before[at])));
        }
    }
}

/// As [`Ledger::account`], to be changed while occupants are looked at.
fn account<'l>(of: &Index, accounts: &'l mut [Account], instance: u32) -> Option<&'l mut Account> {
    accounts.get_mut(of.get(instance as usize)? as usize)
}
