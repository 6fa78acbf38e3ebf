use super::{Broken, Decided, Sink, words};
use crate::inventory::Kind;
use crate::plan::Plan;

/// How many elements of a list are shown.
const SHOWN: usize = 3;

pub(super) fn check(plan: &Plan<'_>, sink: &mut Sink) -> Decided {
    for entity in Kind::ALL.into_iter().flat_map(|kind| plan.all(kind)) {
        for conflict in entity.contradictions() {
            let field = conflict.field.name();
            let first = words::values(&conflict.declared.values, SHOWN);
            let second = words::values(&conflict.other.values, SHOWN);
            let what = format!("{} {}", entity.id.kind.noun(), entity.name());
            let message = format!("{field} of {what} is {first} in one place and {second} in another");
            let broken = Broken::new(message, conflict.other.span, format!("{second} here"))
                .also(conflict.declared.span, format!("{first} here"))
                .help(format!("remove one of the two, or give {field} of {} alike in both", entity.name()))
                .about([entity.id]);
            // What a snapshot knows better is known all the same.
            sink.report(match conflict.snapshot_counts {
                true => broken,
                false => broken.disproves(entity.id, conflict.field),
            });
        }
    }
    Ok(())
}
