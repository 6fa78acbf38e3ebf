use super::{Broken, Decided, Sink};
use crate::inventory::{Fact, Kind, Known, key};
use crate::plan::{Attach, Plan};
use hashbrown::HashSet;

pub(super) fn check(plan: &Plan<'_>, sink: &mut Sink) -> Decided {
    let mut seen = HashSet::new();
    for attach in plan.attaches() {
        let Some(region) = region(&attach) else { continue };
        if !seen.insert(region.value) {
            continue;
        }
        let Some(facts) = plan.facts_of_region(Kind::Region, region.value) else { continue };
        let Fact::Known(supported) = facts.get(key::EniSupported) else { continue };
        if supported.value {
            continue;
        }
        let message = format!("region {} does not offer ENI attachment", region.value);
        sink.report(
            Broken::new(message, attach.instance_span(), format!("an attach in {}", region.value))
                .because(&supported, "said here")
                .because(&region, format!("the region is {}", region.value))
                .help(format!(
                    "use a region that offers it, or correct facts.regions if {} does",
                    region.value
                ))
                .about([attach.id]),
        );
    }
    Ok(())
}

/// The region that an attach names, else that of its instance.
fn region<'a>(attach: &Attach<'a>) -> Option<Known<&'a str>> {
    let own = attach.region().known();
    own.or_else(|_| attach.instance()?.region().known()).ok()
}
