use super::{Broken, Decided, Sink, words};
use crate::plan::{Counted, Instance};

pub(super) fn check(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    let Some(crowd) = instance.crowded_card(Counted::All) else { return Ok(()) };
    // What is said of its ERIs is not said again.
    if instance.crowded_card(Counted::Eris).is_some_and(|eris| eris.least.1 == 0) {
        return Ok(());
    }
    let (full, (least, fewest)) = (crowd.index.value, crowd.least);
    let message = format!(
        "network card {full} of instance {} gets {}, but card {least} has {}",
        instance.name(),
        words::count(crowd.load, "ENI", "ENIs"),
        if fewest == 0 { "none".to_owned() } else { fewest.to_string() }
    );
    sink.report(
        Broken::new(message, crowd.index.span().unwrap_or(crowd.attach.span()), "the fullest card")
            .note("the primary ENI and ENIs of which no card is known count on card 0")
            .help(format!("set this network_card_index to {least}: the ENIs of a card share its bandwidth")),
    );
    Ok(())
}
