use super::{Broken, Decided, Sink, words};
use crate::finding::nearest;
use crate::inventory::Known;
use crate::plan::{EntityId, Plan};
use hashbrown::HashMap;

/// A region that attaches name, with the first place, the first attach, and how many there are.
type Named<'a> = (Known<&'a str>, EntityId, i64);

pub(super) fn check(plan: &Plan<'_>, sink: &mut Sink) -> Decided {
    let mut order: Vec<Named<'_>> = Vec::new();
    let mut seen: HashMap<&str, Option<usize>> = HashMap::new();
    for attach in plan.attaches() {
        let Ok(region) = attach.region().known() else { continue };
        let at = *seen.entry(region.value).or_insert_with(|| {
            if plan.catalog.knows_region(region.value) {
                return None;
            }
            order.push((region, attach.id, 0));
            Some(order.len() - 1)
        });
        // A region that the attach's own parts contradict is `region-mismatch`'s.
        if let Some(named) = at.and_then(|at| order.get_mut(at))
            && !matches!(attach.wrong_region(), Ok(Some(_)))
        {
            named.2 += 1;
        }
    }
    for (region, attach, count) in order.into_iter().filter(|named| named.2 > 0) {
        let span = region.span().unwrap_or(plan.entity(attach).span());
        let message = format!("region {} is not in the built-in list", region.value);
        let near = nearest(region.value, plan.catalog.regions());
        let label = format!("for {}", words::count(count, "planned attach", "planned attaches"));
        sink.report(Broken::new(message, span, label).about([attach]).help(match near {
            Some(near) => format!("correct the region if {near} is meant"),
            None => "correct the region if it is misspelt".to_owned(),
        }));
    }
    Ok(())
}
