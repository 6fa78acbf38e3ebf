//! The JSON reader against serde_json: what one takes the other takes, and both say the same of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

use enilint::syntax::{Events, Kind, Notation, Scalar};
use proptest::prelude::*;
use serde_json::Value;

/// Pieces of JSON, and of what is nearly JSON.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "{\"a\":",
    "\"a\"",
    "\"b\":",
    "\"\"",
    "\"\\u00e9\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud800\"",
    "\"\\ude00\\ud83d\"",
    "\"\u{1}\"",
    "\"\u{7f}\"",
    "\"\t\"",
    "\"\\q\"",
    "\"\\u12\"",
    "\"a\\\"b\"",
    "\"\\\\\"",
    "\"",
    "'",
    "'a'",
    "0",
    "-0",
    "01",
    "1",
    "-1",
    "--1",
    "+1",
    "1.5",
    "1.",
    ".5",
    "1e3",
    "1E+2",
    "1e",
    "1e-",
    "-",
    "12345678901234567890",
    "true",
    "false",
    "null",
    "tru",
    "nullx",
    "NaN",
    "Infinity",
    " ",
    "\n",
    "\t",
    "\r\n",
    "\u{b}",
    "\u{a0}",
    "\u{feff}",
    "\u{e9}",
    "\\",
    "//",
    "/* */",
    "#",
    "\0",
];

/// A document as serde_json builds it; none if a mapping has a key twice, of which they keep different ones.
fn built(events: &mut Events<'_>, text: &str) -> Result<Option<Value>, String> {
    let mut open: Vec<(Value, Option<String>)> = vec![(Value::Array(Vec::new()), None)];
    let mut twice = false;
    loop {
        let event = events.next().map_err(|error| error.message)?.expect("a document that ends");
        let done = match event.kind {
            Kind::DocumentStart => continue,
            Kind::DocumentEnd => break,
            Kind::MapStart => {
                open.push((Value::Object(serde_json::Map::new()), None));
                continue;
            }
            Kind::SeqStart => {
                open.push((Value::Array(Vec::new()), None));
                continue;
            }
            Kind::Key(key) => {
                open.last_mut().unwrap().1 = Some(key.into_owned());
                continue;
            }
            Kind::DuplicateKey { .. } => {
                twice = true;
                continue;
            }
            Kind::MapEnd | Kind::SeqEnd => open.pop().unwrap().0,
            Kind::Scalar(scalar) => {
                let slice = &text[event.range.start as usize..event.range.end as usize];
                assert_eq!(slice.starts_with('"'), scalar.quoted, "{slice}");
                value(&scalar)
            }
        };
        match open.last_mut().unwrap() {
            (Value::Array(items), _) => items.push(done),
            (Value::Object(map), key) => drop(map.insert(key.take().unwrap(), done)),
            _ => unreachable!("only collections are open"),
        }
    }
    let Some((Value::Array(mut items), _)) = open.pop() else { unreachable!("the first is a list") };
    Ok(items.pop().filter(|_| !twice))
}

fn value(scalar: &Scalar<'_>) -> Value {
    if scalar.quoted {
        return Value::String(scalar.text.clone().into_owned());
    }
    match &*scalar.text {
        "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        number => match serde_json::from_str(number) {
            Err(error) if is_beyond(&error) => Value::Null,
            number => number.expect("a number"),
        },
    }
}

/// Whether a number is beyond what serde_json counts with. It is JSON all the same.
fn is_beyond(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("number out of range")
}

/// All documents of a text, each as serde_json would build it.
fn documents(text: &str) -> Result<Vec<Option<Value>>, String> {
    let mut all = Vec::new();
    let mut events = Events::new(text, Notation::Json);
    while events.peek().map_err(|error| error.message)?.is_some() {
        all.push(built(&mut events, text)?);
    }
    Ok(all)
}

/// Whether both agree on a text. A text of several documents is JSON to ours only, as JSON Lines.
fn agree(text: &str) {
    let theirs = serde_json::from_str::<Value>(text);
    match (documents(text), theirs) {
        (Ok(ours), Ok(theirs)) => match ours.as_slice() {
            [Some(ours)] => assert_eq!(*ours, theirs, "{text:?}"),
            [None] => {}
            other => panic!("{} documents of {text:?}", other.len()),
        },
        (Ok(ours), Err(_)) if ours.is_empty() => assert!(text.trim().is_empty(), "{text:?}"),
        (Ok(_), Err(error)) if is_beyond(&error) => {}
        (Ok(ours), Err(error)) => {
            let stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
            let theirs = match stream.collect::<Result<Vec<Value>, _>>() {
                Err(error) if is_beyond(&error) => return,
                theirs => theirs.unwrap_or_else(|_| panic!("{text:?} is taken, but: {error}")),
            };
            assert_eq!(ours.len(), theirs.len(), "{text:?}");
            assert!(ours.len() > 1, "{text:?} is taken, but: {error}");
            for (ours, theirs) in ours.iter().zip(&theirs) {
                assert!(ours.as_ref().is_none_or(|ours| ours == theirs), "{text:?}");
            }
        }
        (Err(message), Ok(_)) => panic!("{text:?} is refused: {message}"),
        (Err(_), Err(_)) => {}
    }
}

#[test]
fn every_piece_and_every_pair() {
    for first in PIECES {
        agree(first);
        for second in PIECES {
            agree(&format!("{first}{second}"));
            agree(&format!("[{first}{second}]"));
            agree(&format!("{{\"k\":{first}{second}}}"));
        }
    }
}

#[test]
fn every_beginning_of_the_fixtures() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/hostile");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if path.extension().is_some_and(|extension| extension == "json") && text.len() < 4000 {
            let ends = (0..=text.len()).filter(|end| text.is_char_boundary(*end));
            ends.for_each(|end| agree(&text[..end]));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn pieces_in_any_order(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..16)) {
        agree(&pieces.concat());
    }

    #[test]
    fn inventories_with_a_mistake(at in any::<prop::sample::Index>(), piece in prop::sample::select(PIECES), cut in 0..4_usize) {
        let text = r#"{"version":1,"enis":[{"id":"eni-1","private_ips":["10.0.0.1"],"queue_number":4.0e0},{}],"x":null}"#;
        let at = at.index(text.len());
        agree(&format!("{}{piece}{}", &text[..at], &text[(at + cut).min(text.len())..]));
    }

    #[test]
    fn any_text(text in "\\PC{0,40}") {
        agree(&text);
    }
}
