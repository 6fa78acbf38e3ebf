//! What holds for the events of any text, and how two ways of reading it agree.

// Shared by crates that use one part or another; what does not hold ends the test.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use enilint::syntax::{Event, Events, Kind, Notation, SyntaxError};
use serde_json::{Map, Value};

/// Makes the full parser of YAML read a text from its beginning.
const DIRECTIVE: &str = "%YAML 1.2\n";

type Read<'s> = (Vec<Event<'s>>, Option<SyntaxError>);

/// All events, up to an error if there is one. Their places are in the text, and what begins ends.
fn read(text: &str, notation: Notation) -> Read<'_> {
    let mut events = Events::new(text, notation);
    let (mut all, mut open) = (Vec::new(), Vec::new());
    let error = loop {
        match events.next() {
            Ok(None) => break None,
            Err(error) => break Some(error),
            Ok(Some(event)) => {
                assert!(
                    text.get(event.range.start as usize..event.range.end as usize).is_some(),
                    "{event:?}"
                );
                match event.kind {
                    Kind::DocumentStart => open.push('d'),
                    Kind::MapStart => open.push('m'),
                    Kind::SeqStart => open.push('s'),
                    Kind::DocumentEnd => assert_eq!(open.pop(), Some('d')),
                    Kind::MapEnd => assert_eq!(open.pop(), Some('m')),
                    Kind::SeqEnd => assert_eq!(open.pop(), Some('s')),
                    Kind::Key(_) | Kind::DuplicateKey { .. } => assert_eq!(open.last(), Some(&'m')),
                    Kind::Scalar(_) => assert!(!open.is_empty()),
                }
                assert!(open.len() <= 252, "nested deeper than is read");
                all.push(event);
            }
        }
    };
    assert!(error.is_some() || open.is_empty(), "{open:?}");
    let at = error.as_ref().map_or(0..0, |error| error.range.start as usize..error.range.end as usize);
    assert!(text.get(at).is_some(), "{error:?}");
    assert_eq!(events.next(), Ok(None), "nothing comes after the end");
    (all, error)
}

/// The quick way through a text of YAML and the full one tell the same.
pub fn yaml(text: &str) {
    let quick = read(text, Notation::Yaml);
    let is_content =
        |line: &&str| !line.trim_start_matches([' ', '\t']).is_empty() && !line.trim_start().starts_with('#');
    let Some(first) = text.split(['\n', '\r']).find(is_content) else { return };
    let head = match first {
        // What stands there is a directive or the end of a document, and another would be one too many.
        _ if first.starts_with(['%', '\u{feff}']) || first.starts_with("...") => return,
        _ if first.strip_prefix("---").is_some_and(ends_word) => DIRECTIVE.to_owned(),
        _ => format!("{DIRECTIVE}---\n"),
    };
    let whole = format!("{head}{text}");
    let full = read(&whole, Notation::Yaml);
    agree(&quick, &full, head.len() as u32);
}

/// Whether a marker ends where this begins.
fn ends_word(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '\t'])
}

fn agree(quick: &Read<'_>, full: &Read<'_>, shift: u32) {
    let error = |read: &Read<'_>| read.1.as_ref().map(|error| error.message.clone());
    // How much aliases may repeat depends on the length of the text.
    if [quick, full].iter().any(|read| error(read).is_some_and(|message| message.contains("alias"))) {
        return;
    }
    assert_eq!(error(quick), error(full));
    if let (Some(quick), Some(full)) = (&quick.1, &full.1) {
        assert_eq!((quick.range.start + shift, quick.range.end + shift), (full.range.start, full.range.end));
        return;
    }
    assert_eq!(quick.0.len(), full.0.len(), "{quick:?}\n{full:?}");
    // The first is the start of a document, which may have got its `---`.
    for (quick, full) in quick.0.iter().zip(&full.0).skip(1) {
        let (start, end) = (quick.range.start + shift, quick.range.end + shift);
        assert_eq!((start, end), (full.range.start, full.range.end), "{quick:?} {full:?}");
        match (&quick.kind, &full.kind) {
            (Kind::DuplicateKey { name, first }, Kind::DuplicateKey { name: other, first: place }) => {
                assert_eq!((name, first.start + shift), (other, place.start));
            }
            (quick, full) => assert_eq!(quick, full),
        }
    }
}

/// What another parser of JSON takes for one value, the reader takes for the same.
pub fn json(text: &str) {
    let (events, error) = read(text, Notation::Json);
    let Ok(expected) = serde_json::from_str::<Value>(text) else { return };
    assert_eq!(error, None);
    // The other parser keeps the last of equal keys, the reader the first.
    if !events.iter().any(|event| matches!(event.kind, Kind::DuplicateKey { .. })) {
        assert_eq!(value(&events), expected);
    }
}

/// The value that events tell.
fn value(events: &[Event<'_>]) -> Value {
    let mut open: Vec<(Value, String)> = vec![(Value::Array(Vec::new()), String::new())];
    for event in events {
        let done = match &event.kind {
            Kind::Key(name) => {
                open.last_mut().unwrap().1 = name.to_string();
                continue;
            }
            Kind::MapStart => {
                open.push((Value::Object(Map::new()), String::new()));
                continue;
            }
            Kind::SeqStart => {
                open.push((Value::Array(Vec::new()), String::new()));
                continue;
            }
            Kind::DocumentStart | Kind::DocumentEnd | Kind::DuplicateKey { .. } => continue,
            Kind::MapEnd | Kind::SeqEnd => open.pop().unwrap().0,
            Kind::Scalar(scalar) if scalar.quoted => Value::from(&*scalar.text),
            Kind::Scalar(scalar) => serde_json::from_str(&scalar.text).unwrap(),
        };
        match open.last_mut().unwrap() {
            (Value::Array(items), _) => items.push(done),
            (Value::Object(map), key) => drop(map.insert(std::mem::take(key), done)),
            _ => unreachable!(),
        }
    }
    open[0].0[0].take()
}
