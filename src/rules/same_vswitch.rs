use super::{Broken, Decided, Sink, words};
use crate::inventory::{Fact, Known, Name, TextId, Unknown, key};
use crate::plan::{Attach, Eni, EniType, EntityId, Instance};
use std::collections::{BTreeMap, BTreeSet};

/// How many vSwitches are reported for one instance, and how many ENIs are named for each.
const SHOWN: usize = 4;

/// The ENIs of one instance in one vSwitch.
struct Shared<'a> {
    vswitch: Name<'a>,
    enis: Vec<Occupant<'a>>,
}

/// An ENI of the instance.
enum Occupant<'a> {
    /// The primary one, if it is not listed; and where the instance gives its vSwitch.
    Implied(Known<Name<'a>>),
    Attached(Eni<'a>, Known<Name<'a>>),
    Planned(Eni<'a>, Attach<'a>),
}

pub(super) fn check(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    if instance.newcomers().next().is_none() {
        return Ok(());
    }
    let instance = &instance.in_the_end();
    let (shared, missing) = by_vswitch(instance);
    let crowded = shared.iter().filter(|s| s.enis.len() > 1);
    for (shared, attach) in crowded.filter_map(|s| Some((s, s.planned()?))).take(SHOWN) {
        report(instance, shared, attach, sink);
    }
    missing.map_or(Ok(()), Err)
}

fn report(instance: &Instance<'_>, shared: &Shared<'_>, attach: &Attach<'_>, sink: &mut Sink) {
    let (name, vswitch) = (instance.name(), shared.vswitch);
    let n = shared.enis.len();
    let names: Vec<String> = shared.enis.iter().take(SHOWN).map(Occupant::name).collect();
    let names = words::first(&names, n);
    let message = format!("instance {name} will have {n} ENIs in vSwitch {vswitch}: {names}");
    let mut broken = Broken::new(message, attach.eni_span(), format!("this ENI is in {vswitch}, too"));
    for eni in shared.enis.iter().take(SHOWN) {
        let name = eni.name();
        broken = match eni {
            Occupant::Planned(_, other) if other.id == attach.id => broken,
            Occupant::Planned(_, other) => broken.also(other.eni_span(), format!("so is {name}")),
            Occupant::Implied(at) | Occupant::Attached(_, at) => {
                broken.because(at, format!("{name} is in {vswitch}"))
            }
        };
    }
    sink.report(
        broken
            .about([attach.id])
            .help("create the ENI in another vSwitch of the zone, or set up routes by source address"),
    );
}

impl<'a> Shared<'a> {
    /// The last planned ENI: the one that need not be there.
    fn planned(&self) -> Option<&Attach<'a>> {
        self.enis.iter().rev().find_map(|eni| match eni {
            Occupant::Planned(_, attach) => Some(attach),
            Occupant::Implied(_) | Occupant::Attached(..) => None,
        })
    }
}

impl Occupant<'_> {
    fn name(&self) -> String {
        match self {
            Occupant::Implied(_) => "its primary ENI".to_owned(),
            Occupant::Attached(eni, _) | Occupant::Planned(eni, _) => eni.name(),
        }
    }
}

/// The ENIs that the instance has and gets, by vSwitch, in order of appearance; and the first fact
/// that was missing.
fn by_vswitch<'a>(instance: &Instance<'a>) -> (Vec<Shared<'a>>, Option<Unknown>) {
    let mut all: Vec<Shared<'a>> = Vec::new();
    let mut index: BTreeMap<TextId, usize> = BTreeMap::new();
    let mut add = |vswitch: Name<'a>, eni: Occupant<'a>| {
        let at = *index.entry(vswitch.id).or_insert(all.len());
        match all.get_mut(at) {
            Some(shared) => shared.enis.push(eni),
            None => all.push(Shared { vswitch, enis: vec![eni] }),
        }
    };
    // The instance's own vSwitch is that of its primary ENI.
    let own = instance.get(key::VswitchId);
    let mut missing = None;
    if let (Fact::Known(at), false) = (&own, instance.attached().any(|eni| eni.is_primary())) {
        add(at.value, Occupant::Implied(*at));
    }
    // One that may have been taken off and put on again is told by the attach.
    let planned: BTreeSet<EntityId> = instance.newcomers().map(|(eni, _)| eni.id).collect();
    for eni in instance.attached().filter(is_counted).filter(|eni| !planned.contains(&eni.id)) {
        let vswitch = match eni.get(key::VswitchId) {
            Fact::Absent(_) if eni.is_primary() => own.clone(),
            vswitch => vswitch,
        };
        match vswitch.known() {
            Ok(at) => add(at.value, Occupant::Attached(eni, at)),
            Err(unknown) => missing = missing.or(Some(unknown)),
        }
    }
    // One that is primary is refused for that.
    for (eni, attach) in instance.newcomers().filter(|(eni, _)| !eni.is_primary()) {
        match eni.get(key::VswitchId).known() {
            Ok(at) => add(at.value, Occupant::Planned(eni, attach)),
            Err(unknown) => missing = missing.or(Some(unknown)),
        }
    }
    (all, missing)
}

/// Members of a trunk and parts of a bond are not interfaces that the instance routes by.
fn is_counted(eni: &Eni<'_>) -> bool {
    !matches!(eni.eni_type(), Ok(t) if matches!(t.value, EniType::Member | EniType::Slave))
}
