use super::track::Outcome;
use crate::inventory::{Known, Unknown};
use crate::plan::{Amount, Entity};
use crate::source::Span;
use std::cmp::{Ordering, Reverse};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Measure {
    /// ENIs on an instance, the primary one included; of an advanced security group its members.
    Enis,
    /// Private IPv4 addresses and prefixes of the ENI of an instance that has the most.
    Ipv4,
    /// The same for IPv6.
    Ipv6,
    /// NIC queues of all ENIs of an instance.
    Queues,
    /// RDMA interfaces of an instance.
    Eris,
    /// Queue pairs of all ERIs of an instance.
    QueuePairs,
    /// ENIs on a network card of an instance.
    NetworkCard(i64),
    /// IPv4 addresses that the plan takes of those that are free in a vSwitch.
    FreeIps,
    /// Private addresses and prefixes in a basic security group.
    PrivateIps,
}

impl Measure {
    /// The names of all.
    pub(crate) const NAMES: [&str; 9] =
        ["enis", "ipv4", "ipv6", "queues", "eris", "queue_pairs", "network_card", "free_ips", "private_ips"];

    /// Its name for programs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Measure::Enis => "enis",
            Measure::Ipv4 => "ipv4",
            Measure::Ipv6 => "ipv6",
            Measure::Queues => "queues",
            Measure::Eris => "eris",
            Measure::QueuePairs => "queue_pairs",
            Measure::NetworkCard(_) => "network_card",
            Measure::FreeIps => "free_ips",
            Measure::PrivateIps => "private_ips",
        }
    }

    /// The index of the network card, if it is one.
    pub(crate) fn card(self) -> Option<i64> {
        match self {
            Measure::NetworkCard(index) => Some(index),
            _ => None,
        }
    }
}

/// How much there may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Limit {
    Known(Known<i64>),
    /// For want of a fact, which is among the missing ones.
    Unknown,
    /// Nothing documents a limit.
    Undocumented,
}

/// What is left at the peak; less than nothing if the plan wants too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    /// None if there is no telling.
    pub(crate) least: Option<i64>,
    pub(crate) most: i64,
}

impl Room {
    /// The room, if it is certain.
    pub(crate) fn exact(self) -> Option<i64> {
        self.least.filter(|least| *least == self.most)
    }
}

/// What a plan uses of one limit.
pub(crate) struct Capacity<'a> {
    /// The instance, vSwitch or security group.
    pub(crate) of: Entity<'a>,
    pub(crate) measure: Measure,
    /// Before all actions.
    pub(crate) used: Amount,
    pub(crate) peak: Amount,
    /// The action at which the peak is reached, or the ENI that the plan makes; none if it is so
    /// from the start.
    pub(crate) peak_at: Option<Span>,
    pub(crate) limit: Limit,
    /// None without a limit.
    pub(crate) room: Option<Room>,
    /// The facts for want of which a number is not certain.
    pub(crate) missing: Vec<Unknown>,
}

impl<'a> Capacity<'a> {
    /// `open` is what makes the numbers uncertain, `rest` why more may count than is listed.
    pub(super) fn new(
        of: Entity<'a>,
        measure: Measure,
        outcome: Outcome,
        open: Option<Unknown>,
        rest: Option<Unknown>,
    ) -> Self {
        let Outcome { mut used, mut peak, peak_at, limit, mut room, missing } = outcome;
        let exact = |amount: Amount| amount.least == amount.most;
        let open = open.filter(|_| !exact(used) || !exact(peak));
        if rest.is_some() {
            used.most = u32::MAX;
            peak.most = u32::MAX;
            room = room.map(|room| Room { least: None, ..room });
        }
        let mut all: Vec<Unknown> = Vec::new();
        for unknown in [missing, open, rest].into_iter().flatten() {
            if !all.contains(&unknown) {
                all.push(unknown);
            }
        }
        Self { of, measure, used, peak, peak_at, limit, room, missing: all }
    }

    /// Whether the plan wants more than there is, for certain.
    pub(crate) fn is_over(&self) -> bool {
        self.room.is_some_and(|room| room.most < 0)
    }

    /// Whether less than `least` is left; none if there is no telling.
    pub(crate) fn has_less_than(&self, least: i64) -> Option<bool> {
        let room = self.room?;
        if room.most < least {
            return Some(true);
        }
        room.least.filter(|room| *room >= least).map(|_| false)
    }

    /// Less room first, then less of what there is; then without a limit.
    fn tighter(&self, other: &Self) -> Ordering {
        let class = |row: &Self| match row.limit {
            Limit::Known(_) => 0,
            Limit::Unknown => 1,
            Limit::Undocumented => 2,
        };
        let room = |row: &Self| row.room.map(|room| (room.most, room.least.unwrap_or(i64::MIN)));
        let limit = |row: &Self| match row.limit {
            Limit::Known(limit) => limit.value,
            Limit::Unknown | Limit::Undocumented => 0,
        };
        let relative = match self.room.map_or(0, |room| room.most) {
            0 => Ordering::Equal,
            // The same room is little of a great limit, and the same excess much of a small one.
            1.. => Reverse(limit(self)).cmp(&Reverse(limit(other))),
            _ => limit(self).cmp(&limit(other)),
        };
        let most = |row: &Self| room(row).map(|(most, _)| most);
        class(self)
            .cmp(&class(other))
            .then_with(|| most(self).cmp(&most(other)))
            .then(relative)
            .then_with(|| room(self).cmp(&room(other)))
    }
}

/// The tightest first; what is equally tight by kind, ID and measure.
pub(super) fn sort(rows: &mut [Capacity<'_>]) {
    rows.sort_by(|a, b| {
        a.tighter(b)
            .then_with(|| a.of.id.kind.cmp(&b.of.id.kind))
            .then_with(|| id(a).cmp(id(b)))
            .then_with(|| (a.of.id.row, a.measure).cmp(&(b.of.id.row, b.measure)))
    });
}

fn id<'a>(row: &Capacity<'a>) -> &'a str {
    row.of.own_id().map_or("", |id| row.of.plan.inventory.texts.get(id))
}
