use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::super::testing::{read, shown, sketch};
use super::super::{Kind, Notation, Range};
use super::*;

fn json(text: &str) -> String {
    sketch(text, Notation::Json)
}

fn error(text: &str) -> (&str, String) {
    shown(text, Notation::Json)
}

#[test]
fn values_and_documents() {
    assert_eq!(json(" {\"a\" : 1 , \"b\":[true,null,[],{}]}\n"), "<{a=1 b=[true null [] {}]}>");
    assert_eq!(json("{\"a\":1}\r\n\r\n{\"a\":2}\n[3]"), "<{a=1}> <{a=2}> <[3]>");
    assert_eq!(json("-0.5e+3"), "<-0.5e+3>");
    assert_eq!(json("\"\""), "<\"\">");
    for empty in ["", " \r\n\t\n"] {
        assert_eq!(json(empty), "");
    }
}

#[test]
fn strings() {
    let text = r#"["plain","\u0041\ud83d\ude00\n\/\\\"","é","<<"]"#;
    let (events, error) = read(text, Notation::Json);
    assert_eq!(error, None);
    let strings: Vec<_> = events
        .iter()
        .filter_map(|e| match &e.kind {
            Kind::Scalar(s) => Some((&*s.text, matches!(s.text, Cow::Borrowed(_)), s.quoted, e.range)),
            _ => None,
        })
        .collect();
    let expected = [
        ("plain", true, true, Range::new(1, 8)),
        ("A😀\n/\\\"", false, true, Range::new(9, 37)),
        ("é", true, true, Range::new(38, 42)),
        ("<<", true, true, Range::new(43, 47)),
    ];
    assert_eq!(strings, expected);
}

#[test]
fn what_json_is_not() {
    for (text, at, message) in [
        ("[1,]", ",", "a comma before a closing bracket"),
        ("{\"a\":1 , }", ",", "a comma before a closing bracket"),
        ("[,1]", ",", "expected a value, found `,`"),
        ("[1 2]", "2", "expected `,` or `]`, found `2`"),
        ("[-01]", "-01", "a number with a leading zero"),
        ("[1.]", "1.", "an unfinished number"),
        ("[.5]", ".", "expected a value, found `.`"),
        ("[+1]", "+", "expected a value, found `+`"),
        ("1e", "1e", "an unfinished number"),
        ("[NaN]", "NaN", "expected a value, found `NaN`"),
        ("[tru]", "tru", "expected a value, found `tru`"),
        ("nullx", "x", "the JSON value ended before `x`"),
        ("{\"a\":1]", "]", "expected `,` or `}`, found `]`"),
        ("{a:1}", "a", "expected a key in double quotes, found `a`"),
        ("{\"a\" 1}", "1", "expected `:`, found `1`"),
        ("{\"a\":}", "}", "expected a value, found `}`"),
        ("['a']", "'", "expected a value, found `'`"),
        ("[1] // x", "/", "the JSON value ended before `/`"),
        ("/* x */ 1", "/", "expected a value, found `/`"),
        ("[\u{a0}1]", "\u{a0}", "expected a value, found U+00A0"),
        ("[\u{1b}1]", "\u{1b}", "expected a value, found U+001B"),
        ("{\"a\":1}{\"a\":2}", "{", "the JSON value ended before `{`"),
        ("\"a\u{1}b\"", "\u{1}", "a control character (U+0001) inside a string"),
        ("\"a\nb\"", "\n", "a control character (U+000A) inside a string"),
        (r#""\é""#, r"\é", "a backslash before `é` is no escape of JSON"),
        (r#""\u12""#, r"\u", "`\\u` needs four hexadecimal digits"),
        (r#""\u+123""#, r"\u", "`\\u` needs four hexadecimal digits"),
        (r#""\ud800x""#, r"\ud800", "half of a surrogate pair"),
        (r#""\ud800\u0041""#, r"\ud800\u0041", "half of a surrogate pair"),
        (r#""\udc00""#, r"\udc00", "half of a surrogate pair"),
        ("[1, [2", "[", "an unclosed `[`"),
        ("{\"a\":", "{", "an unclosed `{`"),
        ("[1, \"abc", "\"", "an unclosed string"),
        ("\"abc\\", "\"", "an unclosed string"),
        ("\"abc\\n", "\"", "an unclosed string"),
    ] {
        assert_eq!(error(text), (at, message.to_owned()), "{text:?}");
    }
    assert_eq!(read("[1, [2", Notation::Json).1.expect("unclosed").range, Range::new(4, 5));
}

#[test]
fn the_end_of_plain_text_is_found_at_any_offset() {
    for stop in ["\"", "\\", "\u{1f}"] {
        for length in 0..40 {
            for before in ["x", "é", "\u{7f}", "😀", "!", "]", "#"] {
                let text = before.repeat(length) + stop + "\"\\\u{0}";
                let expected = length * before.len();
                assert_eq!((0..=expected).map(|at| plain_end(text.as_bytes(), at)).max(), Some(expected));
            }
        }
    }
    assert_eq!(plain_end(b"abc", 0), 3);
    assert_eq!(plain_end(b"abc", 7), 7);
}

#[test]
fn hostile_depth() {
    for text in ["[".repeat(1_000_000), "{\"a\":".repeat(300_000), "[{\"a\":".repeat(200)] {
        let (events, error) = read(&text, Notation::Json);
        assert_eq!(error.expect("too deep").message, "nested deeper than 250 levels");
        assert!(events.len() < 2 * MAX_DEPTH + 2);
    }
    let deepest = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
    assert_eq!(read(&deepest, Notation::Json).1, None);
}

/// What the events say, built anew; `None` if a key stands twice.
fn rebuild(text: &str) -> Result<(Vec<Value>, bool), SyntaxError> {
    let (events, error) = read(text, Notation::Json);
    if let Some(error) = error {
        return Err(error);
    }
    let (mut documents, mut twice) = (Vec::new(), false);
    let mut open: Vec<(Value, String)> = Vec::new();
    for event in events {
        let value = match event.kind {
            Kind::DocumentStart | Kind::DocumentEnd => continue,
            Kind::MapStart => {
                open.push((Value::Object(Map::new()), String::new()));
                continue;
            }
            Kind::SeqStart => {
                open.push((Value::Array(Vec::new()), String::new()));
                continue;
            }
            Kind::Key(key) => {
                open.last_mut().expect("a mapping").1 = key.into_owned();
                continue;
            }
            Kind::DuplicateKey { .. } => {
                twice = true;
                continue;
            }
            Kind::MapEnd | Kind::SeqEnd => open.pop().expect("an open collection").0,
            Kind::Scalar(s) if s.quoted => Value::String(s.text.into_owned()),
            // A number out of serde_json's range is a number nevertheless.
            Kind::Scalar(s) => serde_json::from_str(&s.text).unwrap_or(Value::Null),
        };
        match open.last_mut() {
            Some((Value::Object(map), key)) => _ = map.insert(std::mem::take(key), value),
            Some((Value::Array(list), _)) => list.push(value),
            _ => documents.push(value),
        }
    }
    Ok((documents, twice))
}

fn value() -> impl Strategy<Value = Value> {
    let text = "[a-c\"\\\\/\u{1}\n\u{7f}é😀]{0,12}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-e\\n]{0,3}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn written() -> impl Strategy<Value = String> {
    (value(), any::<bool>()).prop_map(|(v, pretty)| if pretty { format!("{v:#}") } else { v.to_string() })
}

/// A text with some characters replaced, removed or put in.
fn mutated() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "", "{", "}", "[", "]", ",", ":", "\"", "\\", "0", "-", ".", "e", "t", "null", " ", "\n", "\t",
        "\u{1}", "\\u", "\\ud83d", "\\udE00", "é", "\u{feff}", "/", "'",
    ]);
    let edit = (any::<prop::sample::Index>(), 0..3_usize, piece);
    (written(), prop::collection::vec(edit, 0..4)).prop_map(|(mut text, edits)| {
        for (at, length, piece) in edits {
            let places: Vec<usize> = (0..=text.len()).filter(|&i| text.is_char_boundary(i)).collect();
            let start = at.index(places.len());
            let end = (start + length).min(places.len() - 1);
            text.replace_range(places[start]..places[end], piece);
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_serde_json(text in mutated()) {
        let ours = rebuild(&text);
        match serde_json::from_str::<Value>(&text) {
            Ok(theirs) => {
                let (documents, twice) = ours.expect("valid JSON");
                prop_assert_eq!(documents.len(), 1);
                prop_assert!(twice || documents[0] == theirs);
            }
            Err(error) if error.to_string().starts_with("number out of range") => {}
            Err(_) => prop_assert!(ours.map_or(true, |(documents, _)| documents.len() != 1)),
        }
    }

    #[test]
    fn lines_are_documents(values in prop::collection::vec(value(), 0..5)) {
        let mut text = String::new();
        for value in &values {
            _ = writeln!(text, "{value}");
        }
        // serde_json does not read every float as it wrote it.
        let theirs = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
        let theirs: Result<Vec<Value>, _> = theirs.collect();
        prop_assert_eq!(rebuild(&text).expect("valid JSON"), (theirs.expect("valid JSON"), false));
    }

    #[test]
    fn ranges_are_the_bytes(text in mutated()) {
        for event in read(&text, Notation::Json).0 {
            let slice = &text[event.range.start as usize..event.range.end as usize];
            match event.kind {
                Kind::Scalar(s) if !s.quoted => prop_assert_eq!(slice, s.text),
                Kind::Scalar(Scalar { text: t, .. }) | Kind::Key(t) | Kind::DuplicateKey { name: t, .. } => {
                    prop_assert_eq!(serde_json::from_str::<String>(slice).expect("a string"), &*t);
                    if let Cow::Borrowed(t) = t {
                        prop_assert_eq!(slice, format!("\"{t}\""));
                    }
                }
                Kind::MapStart => prop_assert_eq!(slice, "{"),
                Kind::SeqStart => prop_assert_eq!(slice, "["),
                _ => prop_assert_eq!(slice, ""),
            }
        }
    }
}
