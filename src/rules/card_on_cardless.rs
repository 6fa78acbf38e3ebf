use super::{Broken, Decided, Sink, words};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(index) = attach.card_index()? else { return Ok(()) };
    let limits = attach.instance()?.limits()?;
    let cards = limits.network_cards()?;
    if cards.exist() {
        return Ok(());
    }
    let kind = limits.name.value;
    let message = format!(
        "{} names network card {}, but {kind} has no network cards",
        words::attach(attach),
        index.value
    );
    sink.report(
        Broken::new(message, index.span().unwrap_or(attach.span()), "no card can be named here, not even 0")
            .because(&limits.name, format!("the type is {kind}"))
            .because(&cards.quantity, format!("{kind} has no network cards"))
            .help("remove network_card_index"),
    );
    Ok(())
}
