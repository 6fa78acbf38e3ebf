//! Which instance type holds what a plan wants of an instance.
//!
//! `docs/decisions/009-what-fits.md` says which types are suggested, and why no others.

use super::family::is_plain;
use super::holds::{Holds, Listing, Needs};
use super::{Catalog, HotPlug};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

/// What is found for an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// The smallest type of the same family.
    Family(u32),
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
        let present = self.find(present).filter(|present| !present.holds(needs))?;
        let holding =
            |at: &&u32| self.at(**at).is_some_and(|this| this.size().is_some() && this.holds(needs));
        let on_sale = |at: &&u32| self.at(**at).is_some_and(|this| this.listing <= present.listing);
        let kin = self.families.get(&present.family).map(Vec::as_slice).unwrap_or_default();
        if let Some(at) = kin.iter().filter(on_sale).find(holding) {
            return Some(Fit::Family(*at));
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
