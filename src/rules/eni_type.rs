use super::{Broken, Decided, Sink};
use crate::finding::nearest;
use crate::inventory::key;
use crate::plan::{Attach, EniType};

/// The types that the API documents, and one that its tools know.
const TYPES: [&str; 4] = ["Primary", "Secondary", "Trunk", "Member"];

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    let kind = eni.eni_type()?;
    let bonded = match kind.value {
        // Each has a rule of its own.
        EniType::Primary | EniType::Secondary | EniType::Trunk | EniType::Member => return Ok(()),
        EniType::Slave => true,
        EniType::Other => false,
    };
    let word = eni.get(key::Type).known()?.value;
    let name = eni.name();
    let message = if bonded {
        format!("ENI {name} is of type {word}: it is part of a bond, and cannot be attached by itself")
    } else {
        format!("ENI {name} is of type {word}, which the API does not document")
    };
    let help = match nearest(word.text(), TYPES) {
        Some(near) if !bonded => format!("set the type of {name} to {near} if that is meant"),
        _ => "attach a Secondary ENI".to_owned(),
    };
    sink.report(
        Broken::new(message, attach.eni_span(), "only secondary and trunk ENIs can be attached")
            .because(&kind, format!("the type of {name} is {word}"))
            .help(help),
    );
    Ok(())
}
