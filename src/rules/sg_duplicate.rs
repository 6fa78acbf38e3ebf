use super::{Broken, Decided, Sink};
use crate::inventory::{Field, TextId, Why};
use crate::plan::{Attach, MOST_GROUPS};
use crate::source::Span;
use hashbrown::HashMap;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    let mut seen: HashMap<TextId, Option<Span>> = HashMap::new();
    let mut opaque = false;
    let ids = eni.security_group_ids()?.value;
    if ids.len() == 1 {
        return ids.iter().next().map_or(Ok(()), |id| id.map(|_| ()));
    }
    for id in ids.iter().take(MOST_GROUPS) {
        let id = id?;
        opaque |= id.value.is_opaque();
        let Some(first) = seen.insert(id.value.id, id.span()) else { continue };
        let message = format!("ENI {} lists security group {} twice", eni.name(), id.value);
        let mut broken = Broken::new(message, id.span().unwrap_or(attach.eni_span()), "again");
        if let Some(first) = first {
            broken = broken.also(first, "listed first");
        }
        sink.report(broken.help(format!("remove one {} of {}", id.value, eni.name())));
    }
    // Two may be the same one; and nobody looks at what no ENI can have.
    if opaque && seen.len() > 1 || ids.len() > MOST_GROUPS {
        return Err(eni.unknown(Field::SecurityGroupIds, Why::Unresolved));
    }
    Ok(())
}
