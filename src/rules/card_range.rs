use super::{Broken, Decided, Sink, fit, words};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(index) = attach.card_index()? else { return Ok(()) };
    let instance = attach.instance()?;
    let limits = instance.limits()?;
    let cards = limits.network_cards()?;
    if !cards.exist() || cards.holds(index.value) {
        return Ok(());
    }
    let (kind, valid) = (limits.name.value, words::cards(&cards));
    let message = format!(
        "{} names network card {}, but the cards of {kind} are {valid}",
        words::attach(attach),
        index.value
    );
    let mut broken = Broken::new(message, index.span().unwrap_or(attach.span()), "no such card")
        .because(&limits.name, format!("the type is {kind}"))
        .because(
            &cards.quantity,
            format!("{kind} has {}", words::count(cards.quantity.value, "network card", "network cards")),
        );
    if !cards.are_listed() {
        broken = broken.note("no source lists the indexes; they are taken to count up from 0");
    }
    let first = format!("use one of {valid}, or remove network_card_index");
    sink.report(fit::help(broken, &instance, &first, ""));
    Ok(())
}
