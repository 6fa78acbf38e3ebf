//! What the tests of this room share.

use std::fmt::Write as _;

use super::{Event, Events, Kind, Notation, SyntaxError};

/// All events up to the end or the error.
pub(super) fn read(text: &str, notation: Notation) -> (Vec<Event<'_>>, Option<SyntaxError>) {
    let mut events = Events::new(text, notation);
    let mut all = Vec::new();
    loop {
        match events.next() {
            Ok(Some(event)) => all.push(event),
            Ok(None) => return (all, None),
            Err(error) => {
                assert_eq!(events.next(), Ok(None), "an error is the end");
                return (all, Some(error));
            }
        }
    }
}

/// The structure on one line: `<` and `>` around documents, `=` after keys, `"` around strings,
/// `'` behind what an alias or merge key put there, `a!` for a key that stands twice.
pub(super) fn sketch(text: &str, notation: Notation) -> String {
    let (events, error) = read(text, notation);
    let mut line = String::new();
    for event in &events {
        let via = if event.via.is_some() { "'" } else { "" };
        _ = match &event.kind {
            Kind::DocumentStart => write!(line, "<"),
            Kind::DocumentEnd => write!(line, ">"),
            Kind::MapStart => write!(line, "{{{via}"),
            Kind::MapEnd => write!(line, "}}{via}"),
            Kind::SeqStart => write!(line, "[{via}"),
            Kind::SeqEnd => write!(line, "]{via}"),
            Kind::Key(name) => write!(line, "{name}{via}="),
            Kind::DuplicateKey { name, .. } => write!(line, "{name}{via}!"),
            Kind::Scalar(scalar) => {
                let quote = if scalar.quoted { "\"" } else { "" };
                let tag = scalar.tag.as_deref().map(|tag| format!("{tag} ")).unwrap_or_default();
                write!(line, "{tag}{quote}{}{quote}{via}", scalar.text)
            }
        };
        if !matches!(event.kind, Kind::Key(_) | Kind::DocumentStart | Kind::MapStart | Kind::SeqStart) {
            line.push(' ');
        }
    }
    if let Some(error) = error {
        _ = write!(line, "ERROR {}", error.message);
    }
    line.trim_end().replace(" ]", "]").replace(" }", "}").replace(" >", ">")
}

/// The bytes that an error shows.
pub(super) fn shown(text: &str, notation: Notation) -> (&str, String) {
    let error = read(text, notation).1.expect("an error");
    let range = error.range.start as usize..error.range.end as usize;
    (text.get(range).expect("a range of the text"), error.message)
}
