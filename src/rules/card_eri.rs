use super::{Broken, Decided, Sink};
use crate::plan::{Counted, Instance};

pub(super) fn check(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    let crowd = instance.crowded_card(Counted::Eris).filter(|crowd| crowd.least.1 == 0);
    let Some(crowd) = crowd else { return Ok(()) };
    let (full, (least, _)) = (crowd.index.value, crowd.least);
    let message = format!(
        "network card {full} of instance {} gets {} ERIs, but card {least} has none",
        instance.name(),
        crowd.load
    );
    sink.report(
        Broken::new(message, crowd.index.span().unwrap_or(crowd.attach.span()), "one ERI more on this card")
            .help(format!("set this network_card_index to {least}: each card carries RDMA of its own")),
    );
    Ok(())
}
