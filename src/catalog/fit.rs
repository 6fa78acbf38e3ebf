//! Which instance type holds what a plan wants of an instance.
//!
//! `docs/decisions/009-what-fits.md` says which types are suggested, and why no others.

use super::family::is_plain;
use super::holds::{Holds, Listing, Needs};
use super::{Catalog, HotPlug};
use hashbrown::HashMap;
use std::borrow::Cow;
use std::sync::OnceLock;

/// What is found for an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// The smallest type of the same family, and the smallest that is no smaller than the present
    /// one: some small types take more ENIs than larger ones.
    Family(u32, Option<u32>),
    /// No type of the family; the smallest of the others.
    Other(u32),
    /// None is known.
    Unknown,
}

/// The types, sorted by size.
#[derive(Debug)]
pub(crate) struct Types {
    all: Vec<Holds>,
    names: HashMap<Cow<'static, str>, u32>,
    families: HashMap<Cow<'static, str>, Vec<u32>>,
    /// Plain servers of current families.
    current: Vec<u32>,
}

impl Types {
    /// Those of the built-in table.
    pub(crate) fn built_in() -> &'static Types {
        static TYPES: OnceLock<Types> = OnceLock::new();
        TYPES.get_or_init(|| {
            let catalog = Catalog::built_in();
            let types = catalog.rows().map(|(name, row)| {
                let family = row.cell("family").unwrap_or_default();
                Holds::read(Cow::Borrowed(name), Cow::Borrowed(family), |column| row.cell(column))
            });
            Types::new(types.collect())
        })
    }

    /// Those of the built-in table, but for what an inventory says of types.
    pub(crate) fn amended(own: Vec<Holds>) -> Types {
        let mut all = Types::built_in().all.clone();
        for new in own {
            let known = Types::built_in().names.get(&new.name).and_then(|at| all.get_mut(*at as usize));
            match known {
                Some(old) => *old = new,
                None => all.push(new),
            }
        }
        Types::new(all)
    }

    /// What the table has of a type, to be amended. A type that it does not have is one that whoever
    /// describes it can have; its architecture and service are those of its family.
    pub(crate) fn draft(name: &str, family: &str) -> Holds {
        let types = Types::built_in();
        if let Some(known) = types.find(name) {
            return known.clone();
        }
        let kin = types.families.get(family).and_then(|kin| types.at(*kin.first()?));
        Holds {
            architecture: kin.and_then(|kin| kin.architecture),
            level: kin.and_then(|kin| kin.level),
            listing: Listing::Everywhere,
            hot_plug: Catalog::built_in().hot_plug(name) == HotPlug::Yes,
            ..Holds::read(Cow::Owned(name.to_owned()), Cow::Owned(family.to_owned()), |_| None)
        }
    }

    fn new(mut all: Vec<Holds>) -> Types {
        // The size is in numbers: by name, 16xlarge would come before 2xlarge. Unknown comes first.
        all.sort_by(|a, b| (a.vcpus, a.memory, &a.name).cmp(&(b.vcpus, b.memory, &b.name)));
        let mut types = Types { all, names: HashMap::new(), families: HashMap::new(), current: Vec::new() };
        for (at, this) in (0..).zip(&types.all) {
            types.names.insert(this.name.clone(), at);
            types.families.entry(this.family.clone()).or_default().push(at);
            let level = this.level.is_some() && this.architecture.is_some();
            if level && this.listing == Listing::Everywhere && is_plain(&this.family) {
                types.current.push(at);
            }
        }
        types
    }

    /// The type of a name.
    pub(crate) fn find(&self, name: &str) -> Option<&Holds> {
        self.at(*self.names.get(name)?)
    }

    /// The type of a [`Fit`].
    pub(crate) fn at(&self, index: u32) -> Option<&Holds> {
        self.all.get(index as usize)
    }

    /// The type that an instance of type `present` should have instead. None if nothing is known of
    /// that type, or if it is known to hold all that is wanted.
    pub(crate) fn fit(&self, present: &str, needs: &Needs) -> Option<Fit> {
        let present = self.find(present).filter(|present| present.lacks(needs).is_some())?;
        let holding = |at: &&u32| {
            self.at(**at).is_some_and(|this| this.size().is_some() && this.lacks(needs).is_none())
        };
        let on_sale = |at: &&u32| self.at(**at).is_some_and(|this| this.listing <= present.listing);
        let kin = self.families.get(&present.family).map(Vec::as_slice).unwrap_or_default();
        let mut kin = kin.iter().filter(on_sale).filter(holding);
        if let Some(least) = kin.next() {
            let as_large = |at: &&u32| self.at(**at).is_some_and(|this| this.is_as_large_as(present));
            return Some(Fit::Family(*least, std::iter::once(least).chain(kin).find(as_large).copied()));
        }
        if !is_plain(&present.family) {
            return Some(Fit::Unknown);
        }
        let replaces = |at: &&u32| self.at(**at).is_some_and(|this| this.replaces(present));
        let first = self.current.partition_point(|at| self.at(*at).is_some_and(|t| t.vcpus < present.vcpus));
        let larger = self.current.get(first..).unwrap_or_default();
        Some(larger.iter().filter(replaces).find(holding).map_or(Fit::Unknown, |at| Fit::Other(*at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::holds::Numbers;

    fn enis(enis: i64) -> Needs {
        Needs { enis, ipv4: 1, ..Needs::default() }
    }

    fn named(types: &Types, present: &str, needs: &Needs) -> String {
        match types.fit(present, needs) {
            Some(Fit::Family(at, _)) => types.at(at).unwrap().name.to_string(),
            Some(Fit::Other(at)) => format!("other {}", types.at(at).unwrap().name),
            Some(Fit::Unknown) => "unknown".to_owned(),
            None => "none".to_owned(),
        }
    }

    /// A type of a family that no table has, with few words.
    fn made(name: &str, size: (i64, i64), enis: i64) -> Holds {
        let family = name.rsplit_once('.').unwrap().0;
        let mut holds = Types::draft(name, family);
        (holds.vcpus, holds.memory, holds.enis) = (Some(size.0), Some(size.1 * 1000), Some(enis));
        holds
    }

    #[test]
    fn built_in_types() {
        let types = Types::built_in();
        for (present, wanted, fit) in [
            ("ecs.g7.large", 4, "ecs.g7.xlarge"),
            ("ecs.g7.large", 5, "ecs.g7.3xlarge"),
            ("ecs.g7.large", 3, "none"), // it holds them
            ("ecs.g7.32xlarge", 200, "unknown"),
            ("ecs.no.large", 2, "none"),
            ("ecs.t6-c1m1.large", 3, "other ecs.u2i-c1m1.large"),
            ("ecs.g6r.large", 9, "other ecs.c8y.32xlarge"), // ARM
            ("ecs.c8y.large", 9, "ecs.c8y.32xlarge"),
            ("ecs.ebmg5.24xlarge", 33, "unknown"),
            ("ecs.gn7i-c8g1.2xlarge", 30, "unknown"),
            ("ecs.g6.13xlarge", 8, "ecs.g6.4xlarge"),
        ] {
            assert_eq!(named(types, present, &enis(wanted)), fit, "{present} {wanted}");
        }
    }

    #[test]
    fn smaller_types_that_take_more() {
        let types = Types::built_in();
        for (present, wanted, no_smaller) in
            [("ecs.g6.13xlarge", 8, Some("ecs.g6.26xlarge")), ("ecs.g7.large", 4, Some("ecs.g7.xlarge"))]
        {
            let Some(Fit::Family(_, at)) = types.fit(present, &enis(wanted)) else { panic!("{present}") };
            assert_eq!(at.and_then(|at| types.at(at)).map(|t| t.name.as_ref()), no_smaller);
        }
    }

    /// The smallest by numbers, over the whole table, in the dullest way.
    #[test]
    fn the_smallest_of_the_family() {
        let types = Types::built_in();
        for present in &types.all {
            for wanted in 2..=34 {
                if present.enis.is_some_and(|has| has >= wanted) {
                    continue;
                }
                let mut best: Option<&Holds> = None;
                for other in &types.all {
                    let fits = other.family == present.family
                        && other.enis.is_some_and(|has| has >= wanted)
                        && other.listing <= present.listing;
                    let key = |t: &Holds| (t.vcpus, t.memory, t.name.clone());
                    if fits && best.is_none_or(|best| key(other) < key(best)) {
                        best = Some(other);
                    }
                }
                let found = match types.fit(&present.name, &enis(wanted)) {
                    Some(Fit::Family(at, _)) => types.at(at),
                    _ => None,
                };
                assert_eq!(found.map(|t| &t.name), best.map(|t| &t.name), "{} {wanted}", present.name);
            }
        }
    }

    #[test]
    fn other_families_are_of_the_same_kind_and_no_smaller() {
        let types = Types::built_in();
        let mut seen = 0;
        for present in &types.all {
            for wanted in 2..=34 {
                let Some(Fit::Other(at)) = types.fit(&present.name, &enis(wanted)) else { continue };
                let other = types.at(at).unwrap();
                assert!(is_plain(&present.family) && is_plain(&other.family), "{}", present.name);
                assert_eq!(other.architecture, present.architecture, "{}", present.name);
                assert!(other.vcpus >= present.vcpus && other.memory >= present.memory, "{}", present.name);
                assert!(other.level >= present.level && other.listing == Listing::Everywhere);
                seen += 1;
            }
        }
        assert!(seen > 100, "{seen}");
    }

    #[test]
    fn the_table_fits_its_use() {
        for (family, kin) in &Types::built_in().families {
            let first = Types::built_in().at(kin[0]).unwrap().architecture;
            for this in kin.iter().map(|at| Types::built_in().at(*at).unwrap()) {
                assert_eq!(this.architecture, first, "{family}");
                assert!(this.size().is_some(), "{}", this.name);
                let listed = Catalog::built_in().hot_plug(&this.name) == HotPlug::Yes;
                assert_eq!(this.hot_plug, listed, "{}", this.name);
            }
        }
    }

    #[test]
    fn size_is_not_the_order_of_names() {
        let types = Types::amended(vec![
            made("ecs.q1.16xlarge", (64, 256), 8),
            made("ecs.q1.2xlarge", (8, 32), 8),
            made("ecs.q1.c2xlarge", (8, 16), 8),
            made("ecs.q1.a", (2, 8), 2),
        ]);
        assert_eq!(named(&types, "ecs.q1.a", &enis(3)), "ecs.q1.c2xlarge");
        assert_eq!(named(&types, "ecs.q1.a", &enis(9)), "unknown"); // of no known architecture
    }

    #[test]
    fn what_is_given_wins_over_the_table() {
        let mut xlarge = Types::draft("ecs.g7.xlarge", "ecs.g7");
        xlarge.enis = Some(9);
        let types = Types::amended(vec![xlarge.clone()]);
        assert_eq!(named(&types, "ecs.g7.large", &enis(9)), "ecs.g7.xlarge");
        xlarge.enis = None;
        let types = Types::amended(vec![xlarge, made("ecs.g7.larger", (3, 12), 4)]);
        assert_eq!(named(&types, "ecs.g7.large", &enis(4)), "ecs.g7.larger");
        assert_eq!(named(&types, "ecs.g7.large", &enis(5)), "ecs.g7.3xlarge");
    }

    #[test]
    fn what_is_not_known_is_not_suggested() {
        let types = Types::amended(vec![made("ecs.q1.a", (2, 8), 2), made("ecs.q1.b", (4, 16), 8)]);
        assert_eq!(named(&types, "ecs.q1.a", &enis(3)), "ecs.q1.b");
        for needs in [
            Needs { ipv4: 2, ..enis(3) },
            Needs { ipv6: 1, ..enis(3) },
            Needs { eris: 1, ..enis(3) },
            Needs { trunk: true, ..enis(3) },
            Needs { members: 1, ..enis(3) },
            Needs { card: Some(0), ..enis(3) },
            Needs { queues: Numbers { most: 2, sum: 2, others: 1 }, ..enis(3) },
        ] {
            assert_eq!(named(&types, "ecs.q1.a", &needs), "unknown", "{needs:?}");
        }
    }

    #[test]
    fn queues_and_queue_pairs() {
        let mut large = made("ecs.q1.b", (4, 16), 8);
        (large.primary_queues, large.secondary_queues) = (Some(4), Some(2));
        (large.queues_each, large.queues_in_all) = (Some(8), Some(16));
        (large.eris, large.pairs) = (Some(2), Some(10));
        let types = Types::amended(vec![made("ecs.q1.a", (2, 8), 2), large]);
        let queues = |most, sum, others| Needs { queues: Numbers { most, sum, others }, ..enis(3) };
        let pairs = |eris, most, sum, others| Needs { eris, pairs: Numbers { most, sum, others }, ..enis(3) };
        for (needs, fits) in [
            (queues(2, 90, 0), true),  // no more than the default
            (queues(8, 8, 2), true),   // 4 + 8 + 2 × 2
            (queues(8, 9, 2), false),  // one more
            (queues(9, 9, 0), false),  // too many for one
            (pairs(1, 0, 0, 1), true), // the type's own number
            (pairs(1, 11, 11, 0), false),
            (pairs(2, 5, 10, 0), true),
            (pairs(2, 6, 11, 0), false),
            (pairs(2, 1, 1, 1), false), // 1 + 10
            (pairs(3, 1, 3, 0), false),
        ] {
            assert_eq!(named(&types, "ecs.q1.a", &needs) == "ecs.q1.b", fits, "{needs:?}");
        }
    }
}
