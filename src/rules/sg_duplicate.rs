use super::{Broken, Decided, Sink};
use crate::inventory::{Field, TextId, Why};
use crate::plan::Attach;
use crate::source::Span;
use hashbrown::HashMap;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    let mut seen: HashMap<TextId, Option<Span>> = HashMap::new();
    let mut opaque = false;
    for id in eni.security_group_ids()?.value.iter() {
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
    if opaque && seen.len() > 1 {
        return Err(eni.unknown(Field::SecurityGroupIds, Why::Unresolved)); // two may be the same one
    }
    Ok(())
}
