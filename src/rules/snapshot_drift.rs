use super::{Broken, Decided, Sink, words};
use crate::inventory::Kind;
use crate::plan::Plan;

/// How many elements of a list are shown.
const SHOWN: usize = 3;

pub(super) fn check(plan: &Plan<'_>, sink: &mut Sink) -> Decided {
    for entity in Kind::ALL.into_iter().flat_map(|kind| plan.all(kind)) {
        for drift in entity.drifts() {
            let field = drift.field.name();
            let declared = words::values(&drift.declared.values, SHOWN);
            let observed = words::values(&drift.other.values, SHOWN);
            let what = format!("{} {}", entity.id.kind.noun(), entity.name());
            let message =
                format!("{field} of {what} is {declared} in the inventory, but {observed} in the snapshot");
            let (here, there, help) = if drift.snapshot_counts {
                (
                    format!("{declared} here is not used"),
                    format!("{observed} counts: a snapshot knows this better"),
                    format!("correct {field} of {}, or take a new snapshot", entity.name()),
                )
            } else {
                (
                    format!("{declared} counts: it is taken as what the plan wants"),
                    format!("{observed} here"),
                    format!("correct {field} of {}, unless the plan is to change it", entity.name()),
                )
            };
            sink.report(
                Broken::new(message, drift.declared.span, here)
                    .also(drift.other.span, there)
                    .help(help)
                    .about([entity.id]),
            );
        }
    }
    Ok(())
}
