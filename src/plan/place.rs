//! Where the two ends of an attach are, and whether that is the same place.

use super::{Attach, Eni, Entity, Instance, Step};
use crate::inventory::key;
use crate::inventory::{Fact, Field, Kind, Known, Name, Unknown, Why};

/// The places of an attach's instance and of its ENI, where these differ.
#[derive(Clone, Copy)]
pub(crate) struct Apart<T> {
    pub(crate) instance: Known<T>,
    pub(crate) eni: Known<T>,
}

/// A region that an attach names although its instance or ENI is in another.
#[derive(Clone, Copy)]
pub(crate) struct WrongRegion<'a> {
    pub(crate) named: Known<&'a str>,
    /// The instance or the ENI.
    pub(crate) party: Entity<'a>,
    pub(crate) its: Known<&'a str>,
}

impl<'a> Attach<'a> {
    /// The zones of instance and ENI, if they differ.
    pub(crate) fn zones_apart(&self) -> Result<Option<Apart<Name<'a>>>, Unknown> {
        let (instance, eni) = (self.instance()?, self.eni()?);
        let known = told(&instance, Field::ZoneId, instance.zone())
            .and_then(|here| Ok((here, told(&eni, Field::ZoneId, eni.zone())?)));
        let (here, there) = match known {
            Ok(known) => known,
            Err(unknown) => return in_one_vswitch(&instance, &eni, unknown),
        };
        // A zone is a value, not an identity: a symbol may turn out to be the same one.
        let of = if here.value.is_symbol() { *instance } else { *eni };
        let apart = here.value.differs_in_value(&there.value);
        let apart = apart.map_err(|why| of.unknown(Field::ZoneId, why))?;
        Ok(apart.then_some(Apart { instance: here, eni: there }))
    }

    /// Whether instance and ENI are known to be in one zone.
    fn is_in_one_zone(&self) -> bool {
        let find = || matches!(self.zones_apart(), Ok(None));
        self.ends.map_or_else(find, |ends| *ends.in_one_zone.get_or_init(find))
    }

    /// The VPCs of instance and ENI, if they differ.
    pub(crate) fn vpcs_apart(&self) -> Result<Option<Apart<Name<'a>>>, Unknown> {
        let (instance, eni) = (self.instance()?, self.eni()?);
        let known = told(&instance, Field::VpcId, instance.vpc())
            .and_then(|here| Ok((here, told(&eni, Field::VpcId, eni.vpc())?)));
        match known {
            Ok((here, there)) => match here.value.differs(&there.value) {
                Ok(differs) => Ok(differs.then_some(Apart { instance: here, eni: there })),
                Err(why) => {
                    let of = if here.value.is_opaque() { *instance } else { *eni };
                    in_one_vswitch(&instance, &eni, of.unknown(Field::VpcId, why))
                }
            },
            Err(unknown) => in_one_vswitch(&instance, &eni, unknown),
        }
    }

    /// The regions of instance and ENI, if they differ.
    pub(crate) fn regions_apart(&self) -> Result<Option<Apart<&'a str>>, Unknown> {
        // One zone is in one region, whatever its name.
        if self.is_in_one_zone() {
            return Ok(None);
        }
        let (instance, eni) = (self.instance()?, self.eni()?);
        let (here, there) = (instance.region().known()?, eni.region().known()?);
        Ok((here.value != there.value).then_some(Apart { instance: here, eni: there }))
    }

    /// The region that the attach names, or that its file gives for everything.
    pub(crate) fn region(&self) -> Fact<&'a str> {
        own_region(self)
    }

    /// The region that the attach names, if its instance or ENI is in another.
    pub(crate) fn wrong_region(&self) -> Result<Option<WrongRegion<'a>>, Unknown> {
        let Some(named) = self.region().given()? else { return Ok(None) };
        let (instance, eni) = (self.instance(), self.eni());
        let here = instance.and_then(|i| Ok((*i, i.region().known()?)));
        if let Ok((party, its)) = here {
            if its.value != named.value {
                return Ok(Some(WrongRegion { named, party, its }));
            }
            if self.is_in_one_zone() {
                return Ok(None);
            }
        }
        let (party, its) = eni.and_then(|e| Ok((*e, e.region().known()?)))?;
        if its.value != named.value {
            return Ok(Some(WrongRegion { named, party, its }));
        }
        here.map(|_| None)
    }
}

impl<'a> Step<'a> {
    /// The region that the step names, or that its file gives for everything, if the instance or the
    /// ENI that it names is in another. An ENI that it creates is where its vSwitch is.
    pub(crate) fn wrong_region(&self) -> Result<Option<WrongRegion<'a>>, Unknown> {
        if self.id.kind != Kind::Step {
            return Ok(None);
        }
        let Some(named) = own_region(self).given()? else { return Ok(None) };
        let (mut unknown, here) = (None, *self);
        let instance = self
            .get(key::InstanceId)
            .given()?
            .map(|_| here.instance().and_then(|i| Ok((*i, i.region().known()?))));
        let eni = self
            .get(key::NetworkInterfaceId)
            .given()?
            .map(|_| here.eni().and_then(|e| Ok((*e, e.region().known()?))));
        for party in [instance, eni].into_iter().flatten() {
            match party {
                Ok((party, its)) if its.value != named.value => {
                    return Ok(Some(WrongRegion { named, party, its }));
                }
                Ok(_) => {}
                Err(missing) => unknown = unknown.or(Some(missing)),
            }
        }
        unknown.map_or(Ok(None), Err)
    }
}

impl<'a> Instance<'a> {
    /// Its region: its own, or its zone's, or the one that its file gives for everything.
    pub(crate) fn region(&self) -> Fact<&'a str> {
        region(self, self.zone())
    }
}

impl<'a> Eni<'a> {
    /// Its region: its own, or its zone's, or the one that its file gives for everything.
    pub(crate) fn region(&self) -> Fact<&'a str> {
        region(self, self.zone())
    }
}

/// What is in one vSwitch is in one zone and one VPC, even if nobody says which.
fn in_one_vswitch<T>(
    instance: &Instance<'_>,
    eni: &Eni<'_>,
    unknown: Unknown,
) -> Result<Option<Apart<T>>, Unknown> {
    let (here, there) = (instance.get(key::VswitchId).known(), eni.get(key::VswitchId).known());
    match (here, there) {
        (Ok(here), Ok(there)) if here.value == there.value && !here.value.is_masked() => Ok(None),
        _ => Err(unknown),
    }
}

/// A place that is given and not masked.
fn told<'a>(entity: &Entity<'a>, field: Field, place: Fact<Name<'a>>) -> Result<Known<Name<'a>>, Unknown> {
    let place = place.known()?;
    if place.value.is_masked() { Err(entity.unknown(field, Why::Masked)) } else { Ok(place) }
}

fn own_region<'a>(entity: &Entity<'a>) -> Fact<&'a str> {
    match entity.get(key::RegionId) {
        Fact::Known(region) if region.value.is_symbol() => {
            Fact::Unknown(entity.unknown(Field::RegionId, Why::Unresolved))
        }
        // One that is masked was read as not known.
        region => region.map(|r| r.text()),
    }
}

/// A zone tells more than what a file gives for everything in it, and than a region that it is
/// certainly not in.
fn region<'a>(entity: &Entity<'a>, zone: Fact<Name<'a>>) -> Fact<&'a str> {
    if entity.says(Field::RegionId) {
        let own = own_region(entity);
        return match (own, zone) {
            (Fact::Known(own), Fact::Known(zone)) => {
                let of_zone =
                    region_of_zone(zone.value.text()).filter(|its| is_elsewhere(entity, own.value, its));
                Fact::Known(of_zone.map_or(own, |its| zone.map(|_| its)))
            }
            (own, _) => own,
        };
    }
    match zone {
        Fact::Known(zone) => match region_of_zone(zone.value.text()) {
            Some(region) => Fact::Known(zone.map(|_| region)),
            None => own_region(entity),
        },
        // With the zone the region would be known, too.
        zone => own_region(entity).or_else(|| zone.map(|z| z.text())),
    }
}

/// Whether two regions are surely two. That a zone's ID begins with its region's is no rule that anybody
/// gives: so only regions of the list count, and none that is a part of the other by name, like
/// `cn-hangzhou-finance`.
fn is_elsewhere(entity: &Entity<'_>, one: &str, other: &str) -> bool {
    let listed = |region| entity.plan.catalog.knows_region(region);
    !one.starts_with(other) && !other.starts_with(one) && listed(one) && listed(other)
}

/// `cn-hangzhou` of `cn-hangzhou-h`, `us-west-1` of `us-west-1a` (inferred from the IDs in use).
fn region_of_zone(zone: &str) -> Option<&str> {
    let rest = zone.strip_suffix(|c: char| c.is_ascii_lowercase())?;
    let region = match rest.strip_suffix('-') {
        Some(region) => region,
        None if rest.ends_with(|c: char| c.is_ascii_digit()) => rest,
        None => return None,
    };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (region.contains('-') && region.chars().all(plain)).then_some(region)
}

#[cfg(test)]
mod tests {
    use super::region_of_zone;

    #[test]
    fn regions_of_zones() {
        for (zone, region) in [
            ("cn-hangzhou-h", Some("cn-hangzhou")),
            ("us-west-1a", Some("us-west-1")),
            ("cn-shanghai-finance-1k", Some("cn-shanghai-finance-1")),
            ("cn-hangzhou", None),
            ("zone-h", None),
            ("${zone}", None),
            ("cn-hangzhou-*", None),
            ("h", None),
            ("-h", None),
            ("", None),
        ] {
            assert_eq!(region_of_zone(zone), region, "{zone}");
        }
    }
}
