use super::{Broken, Decided, Sink, words};
use crate::finding::Severity;
use crate::inventory::Known;
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    // Advice: what is dropped harms nothing.
    if let Ok(Some(index)) = attach.dropped_card() {
        report_dropped(attach, &index, sink)?;
    }
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

/// The provider leaves the index out, and nobody is told.
fn report_dropped(attach: &Attach<'_>, index: &Known<i64>, sink: &mut Sink) -> Decided {
    let limits = attach.instance()?.limits()?;
    let kind = limits.name.value;
    let message = format!(
        "network card {} of {} is dropped by the provider: {kind} has no network cards",
        index.value,
        words::attach(attach)
    );
    sink.report(
        Broken::new(message, index.span().unwrap_or(attach.span()), "without effect")
            .because(&limits.name, format!("the type is {kind}"))
            .severity(Severity::Info)
            .codes(&[])
            .help("remove network_card_index"),
    );
    Ok(())
}
