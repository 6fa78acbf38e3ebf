use proptest::prelude::*;

use super::super::testing::{alike_in_json, cases, read, shown, sketch};
use super::*;

const NOTATIONS: [Notation; 2] = [Notation::Json, Notation::Yaml];

fn yaml(text: &str) -> String {
    sketch(text, Notation::Yaml)
}

#[test]
fn both_notations_tell_the_same() {
    for notation in NOTATIONS {
        let text = "{\"a\": 1, \"b\": [true, {}, [], \"x\\u0041\"], \"\": {\"a\": null}}";
        assert_eq!(sketch(text, notation), "<{a=1 b=[true {} [] \"xA\"] ={a=null}}>");
        assert_eq!(sketch("", notation), "");
    }
}

#[test]
fn duplicate_keys_are_told_and_their_values_skipped() {
    for notation in NOTATIONS {
        let text = "{\"a\": 1, \"b\": {\"a\": 2}, \"a\": {\"c\": [3]}, \"\\u0062\": 4, \"d\": 5}";
        assert_eq!(sketch(text, notation), "<{a=1 b={a=2} a! b! d=5}>");
        let events = read(text, notation).0;
        let twice: Vec<_> = events
            .iter()
            .filter_map(|e| match &e.kind {
                Kind::DuplicateKey { first, .. } => Some((e.range, *first)),
                _ => None,
            })
            .collect();
        let expected = [(Range::new(24, 27), Range::new(1, 4)), (Range::new(41, 49), Range::new(9, 12))];
        assert_eq!(twice, expected);
    }
    assert_eq!(yaml("a: 1\n'a': 2\nb: 3\n? a\n"), "<{a=1 a! b=3 a!}>");
    assert_eq!(yaml("- {a: 1}\n- {a: 2}\n--- {a: 3}"), "<[{a=1} {a=2}]> <{a=3}>");
}

#[test]
fn keys_are_plain() {
    for (text, at) in [
        ("{a: 1}: 2", "{"),
        ("? [a]\n: 2", "["),
        ("? - a\n: 2", ""),
        ("a: &x [1]\n*x : 2", "*x"),
        ("a: &x {b: 1}\nc: {*x : 2}", "*x"),
    ] {
        let message = "a key that is a mapping or a list; only plain keys are supported".to_owned();
        assert_eq!(shown(text, Notation::Yaml), (at, message), "{text:?}");
    }
    assert_eq!(yaml("? |\n  a\n: 1\n? \n: 2\n!t b: 3"), "<{a\n=1 =2 b=3}>");
}

#[test]
fn peeking_changes_nothing() {
    let text = "a: &x {b: [1, 2], a: 3, b: 4}\nc: *x\n<<: *x\nd: @";
    let mut events = Events::new(text, Notation::Yaml);
    let mut seen = Vec::new();
    let error = loop {
        let peeked = match events.peek() {
            Ok(event) => event.cloned(),
            Err(error) => break error,
        };
        assert_eq!(events.next(), Ok(peeked.clone()));
        seen.extend(peeked);
    };
    assert_eq!((seen, Some(error)), read(text, Notation::Yaml));
    assert_eq!(events.peek(), Ok(None));
    assert_eq!(events.next(), Ok(None));
}

/// Skipping each value in turn: the range is that of the events, and the rest is as it was.
#[test]
fn any_value_can_be_skipped() {
    for (text, notation) in [
        ("{\"a\": [1, {\"b\": \"x\\n\"}], \"c\": {}, \"d\": \"e\"}\n[1]\n2", Notation::Json),
        (
            "a: &x\n  b: [1, 2] # c\n  <<: {d: 1}\n\nc: *x\ne:\n- &y f\n- - *y\n  - *x\ng: |\n  h\n\n",
            Notation::Yaml,
        ),
        ("- &a {x: &b [1]}\n- *a\n- *b\n-\n- {<<: *a, y: *a}\n--- !t 3", Notation::Yaml),
    ] {
        assert_eq!(read(text, notation).1, None);
        skips_any_value(text, notation);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases() / 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_skipped_is_looked_at_as_closely(text in alike_in_json()) {
        skips_any_value(&text, Notation::Json);
    }
}

/// Skips each value in turn: the range is that of the events, the rest is as it was, and what is wrong is
/// told, inside of the value and behind it.
fn skips_any_value(text: &str, notation: Notation) {
    let (all, error) = read(text, notation);
    for at in 0..all.len() {
        let mut events = Events::new(text, notation);
        for event in &all[..at] {
            assert_eq!(events.next().as_ref(), Ok(&Some(event.clone())));
        }
        let end = match all[at].kind {
            Kind::Scalar(_) => Some(at),
            Kind::MapStart | Kind::SeqStart => end_of(&all, at),
            _ => {
                assert_eq!(events.skip_value(), Ok(all[at].range), "nothing to skip");
                assert_eq!(events.next(), Ok(Some(all[at].clone())));
                continue;
            }
        };
        let is_behind_key = at > 0 && matches!(all[at - 1].kind, Kind::Key(_));
        if at % 2 == 0 {
            assert!(events.peek().is_ok());
        } else if is_behind_key && notation == Notation::Json && end.is_none_or(|end| end > at) {
            assert_eq!(events.skip_scalar(), Ok(None), "{:?} of {text:?}", all[at]);
        } else if is_behind_key && notation == Notation::Json {
            assert_eq!(events.skip_scalar(), Ok(Some(all[at].range)), "{:?} of {text:?}", all[at]);
            assert_eq!(
                events.next().ok(),
                all.get(at + 1).cloned().map(Some).or(error.is_none().then_some(None))
            );
            continue;
        }
        let Some(end) = end else {
            assert_eq!(events.skip_value().err(), error, "{:?} of {text:?}", all[at]);
            assert_eq!(events.next(), Ok(None));
            continue;
        };
        let range = Range { start: all[at].range.start, end: all[end].range.end };
        assert_eq!(events.skip_value(), Ok(range), "{:?} of {text:?}", all[at]);
        for event in &all[end + 1..] {
            assert_eq!(events.next().as_ref(), Ok(&Some(event.clone())), "after {:?} of {text:?}", all[at]);
        }
        if error.is_some() {
            assert_eq!(events.next().err(), error);
            continue;
        }
        assert_eq!(events.next(), Ok(None));
        assert_eq!(events.skip_value(), Ok(Range::empty(text.len())));
    }
    if let (Some(Event { kind: Kind::Key(_), .. }), Some(error)) = (all.last(), error) {
        let mut events = Events::new(text, notation);
        all.iter().for_each(|event| assert_eq!(events.next().as_ref(), Ok(&Some(event.clone()))));
        assert_eq!(events.skip_value(), Err(error), "{text:?}");
    }
}

/// The end of the collection that begins at a place, if it ends.
fn end_of(events: &[Event<'_>], start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, event) in events.iter().enumerate().skip(start) {
        match event.kind {
            Kind::MapStart | Kind::SeqStart => depth += 1,
            Kind::MapEnd | Kind::SeqEnd => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

#[test]
fn hostile_number_of_keys() {
    for notation in NOTATIONS {
        let mut text = String::from("{");
        for n in 0..300_000 {
            text += &format!("\"key{n}\": {n},\n");
        }
        text += "\"key0\": 0, \"key299999\": 0, \"last\": 0}";
        let (events, error) = read(&text, notation);
        assert_eq!(error, None);
        let twice = events.iter().filter(|e| matches!(e.kind, Kind::DuplicateKey { .. })).count();
        assert_eq!((events.len(), twice), (4 + 2 * 300_001 + 2, 2));
    }
}

#[test]
fn errors_end_skipping_too() {
    for (text, notation) in [("[[1, 2", Notation::Json), ("[[1, *x]]", Notation::Yaml)] {
        let mut events = Events::new(text, notation);
        assert!(events.next().is_ok());
        assert!(events.skip_value().is_err());
        assert_eq!(events.next(), Ok(None));
    }
}
