use super::{Broken, Decided, Sink, words};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    // Advice: where a fact is missing there is nothing to advise.
    if !attach.card_is_open() {
        return Ok(());
    }
    let Ok(instance) = attach.instance() else { return Ok(()) };
    let Ok(limits) = instance.limits() else { return Ok(()) };
    let Ok(cards) = limits.network_cards() else { return Ok(()) };
    if cards.quantity.value < 2 {
        return Ok(());
    }
    let (kind, n) = (limits.name.value, cards.quantity.value);
    let message = format!("{} names no network card, but {kind} has {n}", words::attach(attach));
    sink.report(
        Broken::new(message, attach.eni_span(), "on which card is not said")
            .because(&limits.name, format!("the type is {kind}"))
            .because(&cards.quantity, format!("{kind} has {n} network cards"))
            .help(format!(
                "set network_card_index to one of {}, so that the ENIs share the cards' bandwidth",
                words::cards(&cards)
            )),
    );
    Ok(())
}
