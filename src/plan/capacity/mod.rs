//! How much of each limit a plan uses at its peak.
//!
//! The ledger leaves out what a limit refuses, so that one mistake is one finding. Here the actions
//! are replayed with all that the plan wants: the peak may well be over the limit.

mod events;
mod guest;
mod instances;
mod networks;
mod row;
#[cfg(test)]
mod tests;
mod track;

use row::Room;
pub(crate) use row::{Capacity, Limit, Measure};

use super::Plan;

/// What is used of each limit of some plans, the tightest first.
pub(crate) fn capacity<'a>(plans: &'a [Plan<'a>]) -> Vec<Capacity<'a>> {
    let mut rows: Vec<Capacity<'a>> = plans.iter().flat_map(Plan::capacity).collect();
    if plans.len() > 1 {
        row::sort(&mut rows);
    }
    rows
}

impl Plan<'_> {
    /// What is used of each limit: of each instance, vSwitch and security group that some file
    /// describes or some action touches, the tightest first.
    pub(crate) fn capacity(&self) -> Vec<Capacity<'_>> {
        let mut rows = instances::rows(self);
        rows.extend(networks::rows(self));
        row::sort(&mut rows);
        rows
    }
}
