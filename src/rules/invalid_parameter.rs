use super::{Broken, Decided, Sink};
use crate::inventory::{Fact, Field, Why, key};
use crate::plan::Attach;

/// Types are checked while files are read, under the same name; this is the part that needs the
/// value.
pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let index = match attach.get(key::NetworkCardIndex) {
        Fact::Unknown(unknown) if unknown.why == Why::Malformed => return Ok(()),
        fact => fact.given()?,
    };
    let Some(index) = index.filter(|index| index.value < 0) else { return Ok(()) };
    let at = index.span().unwrap_or(attach.span());
    sink.report(
        Broken::new(
            format!("network_card_index is {}, but indexes begin at 0", index.value),
            at,
            "less than 0",
        )
        .help("give the index of one of the type's network cards, or remove network_card_index")
        .disproves(attach.id, Field::NetworkCardIndex),
    );
    Ok(())
}
