use super::{Broken, Decided, Sink, words};
use crate::finding::Severity;
use crate::inventory::{Known, key};
use crate::plan::{Attach, Plan};
use crate::source::Span;

/// How many of the attaches are shown; the message has their number.
const SHOWN: usize = 8;

pub(super) fn check(plan: &Plan<'_>, sink: &mut Sink) -> Decided {
    let enabled = plan.account_enables(key::NetworkCardEnabled);
    if enabled.is_some_and(|enabled| enabled.value) {
        return Ok(());
    }
    let uses = || plan.attaches().filter_map(|attach| Some((attach, used(&attach)?)));
    let place =
        |(attach, index): &(Attach<'_>, Known<i64>)| -> Span { index.span().unwrap_or(attach.span()) };
    if let Some(disabled) = enabled {
        for used in uses() {
            let message = format!(
                "{} names network card {}, but the account may not choose one",
                words::attach(&used.0),
                used.1.value
            );
            sink.report(
                Broken::new(message, place(&used), "a network card is chosen")
                    .because(&disabled, "network cards are not enabled for the account")
                    .about([used.0.id])
                    .severity(Severity::Error)
                    .help("have network cards enabled for the account, or remove network_card_index"),
            );
        }
        return Ok(());
    }
    let Some(first) = uses().next() else { return Ok(()) };
    let n = i64::try_from(uses().count()).unwrap_or(i64::MAX);
    let message = format!(
        "{} a network card, which not every account may",
        words::count(n, "planned attach names", "planned attaches name")
    );
    let mut broken = Broken::new(message, place(&first), "a network card is chosen");
    for other in uses().skip(1).take(SHOWN) {
        broken = broken.also(place(&other), "here, too");
    }
    sink.report(broken.help(
        "make sure that the account may choose network cards, then set network_card_enabled: true \
         under facts.account",
    ));
    Ok(())
}

/// The card that an attach names, unless the type has none, which another rule says.
fn used<'a>(attach: &Attach<'a>) -> Option<Known<i64>> {
    let cards = attach.instance().and_then(|i| i.limits()?.network_cards());
    let index = attach.card_index().ok()??;
    (!cards.is_ok_and(|cards| !cards.exist())).then_some(index)
}
