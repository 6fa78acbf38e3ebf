//! What an instance type holds, and whether that is enough.

use crate::inventory::Field;
use std::borrow::Cow;

/// What is wanted of one instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    /// ENIs, the primary one included.
    pub(crate) enis: i64,
    /// The most IPv4 addresses and prefixes on one ENI.
    pub(crate) ipv4: i64,
    /// The most IPv6 addresses and prefixes on one ENI.
    pub(crate) ipv6: i64,
    /// Queues of secondary ENIs.
    pub(crate) queues: Numbers,
    pub(crate) eris: i64,
    /// Queue pairs of ERIs.
    pub(crate) pairs: Numbers,
    /// Whether a trunk ENI takes part.
    pub(crate) trunk: bool,
    /// The most members on one trunk.
    pub(crate) members: i64,
    /// The highest index of a network card that is named.
    pub(crate) card: Option<i64>,
    /// Whether ENIs are attached while the instance runs.
    pub(crate) hot_plug: bool,
}

/// Numbers that some ENIs have of their own, while the others have the type's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Numbers {
    /// The largest; 0 if no ENI has one of its own.
    pub(crate) most: i64,
    pub(crate) sum: i64,
    /// How many ENIs have the type's.
    pub(crate) others: i64,
}

/// A part of [`Needs`] that a type may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    Enis,
    Ipv4,
    Ipv6,
    Queues,
    Eris,
    QueuePairs,
    Trunk,
    Members,
    Card,
    HotPlug,
}

impl Want {
    const ALL: [Want; 10] = [
        Want::Enis,
        Want::Ipv4,
        Want::Ipv6,
        Want::Queues,
        Want::Eris,
        Want::QueuePairs,
        Want::Trunk,
        Want::Members,
        Want::Card,
        Want::HotPlug,
    ];

    /// What a type says of it; hot plug is a list of its own.
    pub(crate) fn field(self) -> Option<Field> {
        Some(match self {
            Want::Enis => Field::EniQuantity,
            Want::Ipv4 => Field::EniPrivateIpAddressQuantity,
            Want::Ipv6 => Field::EniIpv6AddressQuantity,
            Want::Queues => Field::TotalEniQueueQuantity,
            Want::Eris => Field::EriQuantity,
            Want::QueuePairs => Field::TypeQueuePairNumber,
            Want::Trunk => Field::EniTrunkSupported,
            Want::Members => Field::EniTotalQuantity,
            Want::Card => Field::NetworkCardQuantity,
            Want::HotPlug => return None,
        })
    }
}

impl Numbers {
    /// Adds an ENI, with the number that it has of its own, if it has one.
    pub(crate) fn add(&mut self, own: Option<i64>) {
        match own.filter(|own| *own > 0) {
            Some(own) => {
                self.most = self.most.max(own);
                self.sum = self.sum.saturating_add(own);
            }
            None => self.others = self.others.saturating_add(1),
        }
    }

    /// The sum of all, if each of the others has `default`.
    fn in_all(&self, default: i64) -> i64 {
        self.sum.saturating_add(self.others.saturating_mul(default))
    }
}

/// How well a family is served: no type takes the place of one with a better service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    CreditEntry,
    Entry,
    Enterprise,
}

/// Where a type is on sale, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Listing {
    Everywhere,
    ChinaSite,
    Retired,
    /// On an old page only.
    Unlisted,
}

/// What an instance type holds; none is not known.
#[derive(Clone, Debug)]
pub(crate) struct Holds {
    pub(crate) name: Cow<'static, str>,
    pub(crate) family: Cow<'static, str>,
    pub(crate) vcpus: Option<i64>,
    /// In thousandths of a GiB.
    pub(crate) memory: Option<i64>,
    pub(crate) enis: Option<i64>,
    pub(crate) ipv4: Option<i64>,
    pub(crate) ipv6: Option<i64>,
    /// ENIs and members of trunks together.
    pub(crate) total: Option<i64>,
    pub(crate) trunk: Option<bool>,
    pub(crate) primary_queues: Option<i64>,
    pub(crate) secondary_queues: Option<i64>,
    pub(crate) queues_each: Option<i64>,
    pub(crate) queues_in_all: Option<i64>,
    pub(crate) eris: Option<i64>,
    pub(crate) pairs: Option<i64>,
    /// How many network cards have the indexes from 0 on.
    pub(crate) cards: Option<i64>,
    /// Whether instances take ENIs while they run.
    pub(crate) hot_plug: bool,
    pub(super) architecture: Option<&'static str>,
    pub(super) level: Option<Level>,
    pub(super) listing: Listing,
}

impl Holds {
    /// Reads the cells of a row.
    pub(super) fn read(
        name: Cow<'static, str>,
        family: Cow<'static, str>,
        cell: impl Fn(&str) -> Option<&'static str>,
    ) -> Self {
        let number = |column: &str| cell(column)?.parse::<i64>().ok();
        let stated = |column: &str| number(column).filter(|n| *n > 0); // as Limits::stated
        Self {
            name,
            family,
            vcpus: stated("vcpu"),
            memory: cell("memory_gib").and_then(|cell| Some((cell.parse::<f64>().ok()? * 1000.0) as i64)),
            enis: stated("eni_quantity"),
            ipv4: stated("eni_private_ip_address_quantity"),
            ipv6: number("eni_ipv6_address_quantity"),
            total: stated("eni_total_quantity"),
            trunk: cell("eni_trunk_supported").map(|cell| cell == "true"),
            primary_queues: stated("primary_eni_queue_number"),
            secondary_queues: stated("secondary_eni_queue_number"),
            queues_each: stated("maximum_queue_number_per_eni"),
            queues_in_all: stated("total_eni_queue_quantity"),
            eris: number("eri_quantity"),
            pairs: stated("queue_pair_number"),
            cards: number("network_card_quantity"),
            hot_plug: cell("stopped_only_attach") != Some("true"),
            architecture: cell("cpu_architecture"),
            level: match cell("family_level") {
                Some("EnterpriseLevel") => Some(Level::Enterprise),
                Some("EntryLevel") => Some(Level::Entry),
                Some("CreditEntryLevel") => Some(Level::CreditEntry),
                _ => None,
            },
            listing: match cell("listing_status") {
                Some("listed-2026") => Listing::Everywhere,
                Some("listed-2026-cn") => Listing::ChinaSite,
                Some("retired-2026-cn") => Listing::Retired,
                _ => Listing::Unlisted,
            },
        }
    }

    /// vCPUs and memory, where both are known.
    pub(crate) fn size(&self) -> Option<(i64, i64)> {
        Some((self.vcpus?, self.memory?))
    }

    /// The first of the wants that it is not known to hold.
    pub(crate) fn lacks(&self, needs: &Needs) -> Option<Want> {
        Want::ALL.into_iter().find(|want| !self.holds(*want, needs))
    }

    fn holds(&self, want: Want, needs: &Needs) -> bool {
        let enough = |has: Option<i64>, wanted: i64| has.is_some_and(|has| has >= wanted);
        match want {
            Want::Enis => enough(self.enis, needs.enis),
            Want::Ipv4 => needs.ipv4 <= 1 || enough(self.ipv4, needs.ipv4), // every type takes one
            Want::Ipv6 => needs.ipv6 == 0 || enough(self.ipv6, needs.ipv6),
            Want::Queues => self.holds_queues(&needs.queues),
            Want::Eris => needs.eris == 0 || enough(self.eris, needs.eris),
            Want::QueuePairs => needs.eris == 0 || self.holds_pairs(needs),
            Want::Trunk => !needs.trunk || self.trunk == Some(true),
            Want::Members => needs.members == 0 || enough(self.slots(), needs.members),
            Want::Card => needs.card.is_none_or(|card| self.cards.is_some_and(|cards| cards > card)),
            Want::HotPlug => self.hot_plug || !needs.hot_plug,
        }
    }

    /// How many members a trunk takes.
    pub(crate) fn slots(&self) -> Option<i64> {
        Some(self.total?.saturating_sub(self.enis?))
    }

    /// A type's own defaults fit (inferred), and so does less.
    fn holds_queues(&self, wanted: &Numbers) -> bool {
        if wanted.most <= self.secondary_queues.unwrap_or(0) {
            return true;
        }
        let in_all = || {
            let others = if wanted.others == 0 { 0 } else { self.secondary_queues? };
            Some(wanted.in_all(others).saturating_add(self.primary_queues?) <= self.queues_in_all?)
        };
        self.queues_each.is_some_and(|each| each >= wanted.most) && in_all() == Some(true)
    }

    /// The number of a single ERI is that ERI's own matter; without one it has the type's maximum.
    fn holds_pairs(&self, needs: &Needs) -> bool {
        let wanted = &needs.pairs;
        if needs.eris == 1 && wanted.most == 0 {
            return true;
        }
        let Some(pairs) = self.pairs else { return false };
        wanted.most <= pairs && (needs.eris == 1 || wanted.in_all(pairs) <= pairs)
    }

    /// Whether it has as many vCPUs as another type, and as much memory.
    pub(super) fn is_as_large_as(&self, other: &Holds) -> bool {
        match (self.size(), other.size()) {
            (Some((vcpus, memory)), Some(least)) => vcpus >= least.0 && memory >= least.1,
            _ => false,
        }
    }

    /// Whether it can take the place of a type of another family.
    pub(super) fn replaces(&self, other: &Holds) -> bool {
        let same = self.architecture.is_some() && self.architecture == other.architecture;
        same && self.is_as_large_as(other) && self.level >= other.level.or(Some(Level::Enterprise))
    }
}
