use super::{Broken, Decided, Sink};
use crate::plan::Plan;

pub(super) fn check(plan: &Plan<'_>, sink: &mut Sink) -> Decided {
    for repeated in plan.repeated() {
        let Some(id) = plan.inventory.entry(repeated.second).id else { continue };
        let Some(entity) = plan.find(repeated.second.kind, id) else { continue };
        let message = format!("{} {} is declared twice", entity.id.kind.noun(), entity.name());
        sink.report(
            Broken::new(message, plan.id_span(repeated.second), "declared again; this entry is not used")
                .also(plan.id_span(repeated.first), "declared first")
                .help(format!("remove one of the two entries of {}, or correct its ID", entity.name()))
                .about([entity.id]),
        );
    }
    Ok(())
}
