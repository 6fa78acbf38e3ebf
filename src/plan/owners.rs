//! Whose each address is, and since when: found once, when first asked.

use super::changes::EniChange;
use super::{Eni, EntityId, Moment, Plan};
use crate::inventory::{Kind, Known, TextId, key};
use crate::source::Span;
use hashbrown::HashMap;
use ipnet::IpNet;
use std::net::IpAddr;

#[derive(Debug, Default)]
pub(super) struct Owners {
    /// An ENI, the place of the step that assigns an address to it, and the address → the ENI that
    /// has it already.
    taken: HashMap<(u32, u32, IpAddr), u32>,
    /// Of an ENI that steps assign addresses to: each address, who gives it first, and where.
    given: HashMap<(u32, IpAddr), Source>,
    /// The same of prefixes.
    prefixes: HashMap<(u32, IpNet), Source>,
}

/// The place of a step, or `TOLD`; and where it gives something.
type Source = (u32, Option<Span>);

/// Stands for the place of a step, where the ENI's own entries give an address.
const TOLD: u32 = u32::MAX;

/// A time in which an ENI has an address.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Claim {
    vpc: TextId,
    address: IpAddr,
    since: Moment,
    /// What exists comes first: of two ENIs the one that the plan makes or attaches is to blame, in
    /// whatever order they stand.
    in_plan: bool,
    eni: u32,
    /// The place of the step that gives it.
    step: u32,
    until: Moment,
}

impl Plan<'_> {
    fn owners(&self) -> &Owners {
        self.owners.get_or_init(|| find(self))
    }
}

impl<'a> Eni<'a> {
    /// The ENI of the same VPC that has an address already which this one is to have.
    pub(crate) fn taken_by(&self, address: IpAddr) -> Option<Eni<'a>> {
        let owner = self.plan.owners().taken.get(&(self.id.row, self.source(), address))?;
        Some(Eni(self.plan.entity(EntityId { kind: Kind::Eni, row: *owner })))
    }

    /// Whether it has an address, and where that is given, before the step that extends it.
    pub(crate) fn has_already(&self, address: IpAddr) -> Option<Option<Span>> {
        self.unless_here(|owners| owners.given.get(&(self.id.row, address)))
    }

    /// The same of a prefix.
    pub(crate) fn has_prefix_already(&self, prefix: IpNet) -> Option<Option<Span>> {
        self.unless_here(|owners| owners.prefixes.get(&(self.id.row, prefix)))
    }

    fn unless_here(&self, first: impl FnOnce(&Owners) -> Option<&Source>) -> Option<Option<Span>> {
        if !self.adds {
            return None;
        }
        let (step, span) = first(self.plan.owners())?;
        (*step != self.source()).then_some(*span)
    }

    fn source(&self) -> u32 {
        if self.adds { self.at.0 } else { TOLD }
    }

    /// The time in which it exists: from its create step to its delete step.
    pub(super) fn lifetime(&self) -> (Moment, Moment) {
        let after = |place: u32| Moment(place).next();
        let created = self.plan.course.place(self.id).filter(|_| self.is_created());
        let changes = self.own_id().map(|id| self.plan.course.changes_of_eni(id)).unwrap_or_default();
        let deleted = changes.last().and_then(|last| match last.to {
            // What is done with it later has its change, too, and that tells the step which deleted it.
            EniChange::Gone(step) => self.plan.course.place(step),
            _ => None,
        });
        (created.map_or(Moment::START, after), deleted.map_or(Moment::END, after))
    }
}

fn find(plan: &Plan<'_>) -> Owners {
    let mut owners = Owners::default();
    let mut claims = Vec::new();
    for eni in plan.enis() {
        let mut extensions = eni.extensions().peekable();
        let is_extended = extensions.peek().is_some();
        for given in std::iter::once(eni).chain(extensions) {
            claim(&given, &mut claims);
            if is_extended {
                owners.note(&given);
            }
        }
    }
    claims.sort_unstable();
    for of_one in claims.chunk_by(|a, b| (a.vpc, a.address) == (b.vpc, b.address)) {
        let mut holder: Option<&Claim> = None;
        for claim in of_one {
            match holder.filter(|holder| holder.until > claim.since) {
                Some(holder) if holder.eni != claim.eni => {
                    owners.taken.insert((claim.eni, claim.step, claim.address), holder.eni);
                }
                _ => {}
            }
            // Who keeps it longest stands for all who have it.
            if holder.is_none_or(|holder| holder.until < claim.until) {
                holder = Some(claim);
            }
        }
    }
    owners
}

impl Owners {
    /// Notes what is given for the first time.
    fn note(&mut self, eni: &Eni<'_>) {
        let (row, source) = (eni.id.row, eni.source());
        for address in addresses(eni) {
            self.given.entry((row, address.value)).or_insert((source, address.span()));
        }
        let prefixes = [eni.prefixes(key::Ipv4Prefixes), eni.prefixes(key::Ipv6Prefixes)];
        for prefix in prefixes.into_iter().flatten().flatten() {
            self.prefixes.entry((row, prefix.value)).or_insert((source, prefix.span()));
        }
    }
}

fn addresses(eni: &Eni<'_>) -> impl Iterator<Item = Known<IpAddr>> {
    eni.ipv4_addresses().into_iter().chain(eni.ipv6_addresses()).flatten()
}

fn claim(eni: &Eni<'_>, claims: &mut Vec<Claim>) {
    let Ok(vpc) = eni.vpc().known() else { return };
    let (created, until) = eni.lifetime();
    let since = if eni.adds { eni.moment().next() } else { created };
    let in_plan = eni.is_in_plan();
    claims.extend(addresses(eni).map(|address| Claim {
        vpc: vpc.value.id,
        address: address.value,
        since,
        in_plan,
        eni: eni.id.row,
        step: eni.source(),
        until,
    }));
}
