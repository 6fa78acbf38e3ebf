//! What a record tells as a whole is what its events tell.

use std::collections::HashMap;

use proptest::prelude::*;

use super::super::super::testing::{alike, alike_in_json, cases, lines, mutated, odd, read};
use super::super::super::{Event, Kind, Notation, SyntaxError};
use super::*;

/// An event with the places that a record tells, too: not that of a key, and of a collection its ends.
type Seen<'s> = (Kind<'s>, Range, Option<Range>);

fn seen(event: Event<'_>) -> Seen<'_> {
    let at = match event.kind {
        Kind::Key(_) => Range::empty(0),
        Kind::MapStart | Kind::SeqStart => Range::empty(event.range.start as usize),
        Kind::MapEnd | Kind::SeqEnd => Range::empty(event.range.end as usize),
        _ => event.range,
    };
    (event.kind, at, event.via)
}

/// The events of a text, with those of records of which `takes` says so told by the records.
fn with_records(
    text: &str,
    notation: Notation,
    mut takes: impl FnMut() -> bool,
) -> (Vec<Seen<'_>>, Option<SyntaxError>) {
    let mut events = Events::new(text, notation);
    let (mut all, mut known) = (Vec::new(), HashMap::new());
    loop {
        if let Some(record) = events.record() {
            let mut keys: Vec<&str> = record.pairs().map(|pair| pair.key()).collect();
            if let Some(like) = record.like() {
                assert_eq!(*known.entry(like).or_insert(keys.clone()), keys, "{text:?}");
            }
            let count = keys.len();
            keys.sort_unstable();
            keys.dedup();
            if keys.len() == count && takes() {
                tell(&record, &mut all);
                events.take(record);
                continue;
            }
            events.put_back(record);
        }
        match events.next() {
            Ok(Some(event)) => all.push(seen(event)),
            Ok(None) => return (all, None),
            Err(error) => return (all, Some(error)),
        }
    }
}

fn tell<'s>(record: &Record<'s>, all: &mut Vec<Seen<'s>>) {
    let mut push = |kind, range: u32| all.push((kind, Range::empty(range as usize), None));
    push(Kind::MapStart, record.range().start);
    let mut scalars = Vec::new();
    for pair in record.pairs() {
        push(Kind::Key(pair.key().into()), 0);
        match pair.part() {
            Part::One(scalar, range) => {
                push(Kind::Scalar(scalar), range.start);
                scalars.push(range);
            }
            Part::Many(items) => {
                let range = items.range;
                push(Kind::SeqStart, range.start);
                for (scalar, range) in items {
                    push(Kind::Scalar(scalar), range.start);
                    scalars.push(range);
                }
                push(Kind::SeqEnd, range.end);
            }
        }
    }
    push(Kind::MapEnd, record.range().end);
    let count = scalars.len();
    let told = all.iter_mut().rev().filter(|(kind, ..)| matches!(kind, Kind::Scalar(_)));
    told.take(count).zip(scalars.into_iter().rev()).for_each(|((_, at, _), range)| *at = range);
}

/// Whether records tell what events do, whichever of them are taken. An error voids what came before.
fn agree(text: &str, notation: Notation) -> Result<(), String> {
    let (events, error) = read(text, notation);
    let events: Vec<Seen<'_>> = events.into_iter().map(seen).collect();
    for every in 1..4 {
        let mut count = 0;
        let (records, its_error) = with_records(text, notation, || {
            count += 1;
            count % every == 0
        });
        if error != its_error || error.is_none() && events != records {
            let at = events.iter().zip(&records).take_while(|(a, b)| a == b).count();
            let (a, b) = (events.get(at), records.get(at));
            return Err(format!("{text:?}\n{every} {at}: {a:?} {error:?}\n{b:?} {its_error:?}"));
        }
    }
    Ok(())
}

#[test]
fn entries_of_inventories_are_records() {
    for (notation, text) in [
        (
            Notation::Yaml,
            "enis:\n  - id: eni-0\n  - id: eni-1\n    groups: [sg-1, 'sg-2']\n    ips:\n      - 10.0.0.1\n    note:\n  - {}\n",
        ),
        (Notation::Json, "{\"enis\": [{}, {\"id\": \"eni-1\", \"count\": 3, \"groups\": [\"sg-1\"]}, {}]}"),
    ] {
        agree(text, notation).unwrap();
        // The start of the first one was looked at already, when the list might have been a record.
        let mut taken = 0;
        with_records(text, notation, || {
            taken += 1;
            true
        });
        assert_eq!(taken, 2, "{text}");
    }
}

#[test]
fn what_is_no_record_is_told_as_it_was() {
    for text in [
        "- a: &x 1\n  b: 2\n- a: *x\n",
        "- a: 1\n  <<: {b: 2}\n- '<<': 1\n",
        "- &x a: 1\n- *x\n- a: !t 1\n- a: \"\\n\"\n- a: |\n    b\n",
        "- a: {b: 1}\n- a: [[1]]\n- a: [{b: 1}]\n- a: 1\n  a: 2\n",
        "a: 1\nb: [1, &x 2, *x]\n---\n- 1\n- a: b\n--- x\n",
        "- a: 1\n  ? [b]\n  : 1\n",
        "- a: 1\n  b: @\n",
        "a: &x {b: 1}\nc: [*x, {d: 1}]\n",
    ] {
        agree(text, Notation::Yaml).unwrap();
    }
    for text in [
        "[{\"a\": \"\\u0041\"}, {\"a\": 1, \"a\": 2}, {\"a\": {}}]",
        "{\"a\": [1, {}]} {",
        "[{\"a\": 1,}]",
        "{\"a\": [1",
    ] {
        agree(text, Notation::Json).unwrap();
    }
    let long = format!("- [{}]\n- {{a: [{}]}}\n", "1, ".repeat(MOST), "1, ".repeat(MOST));
    agree(&long, Notation::Yaml).unwrap();
}

#[test]
fn on_the_suite() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/conformance/yaml-test-suite.jsonl");
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = case["yaml"].as_str().unwrap();
        agree(text, Notation::Yaml).unwrap();
        agree(&format!("a:\n  - b: 1\n{text}c: d\n"), Notation::Yaml).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_items_that_are_alike(text in alike()) {
        agree(&text, Notation::Yaml).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn on_items_that_are_alike_in_json(text in alike_in_json()) {
        agree(&text, Notation::Json).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn on_random_lines(text in lines()) {
        agree(&text, Notation::Yaml).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn on_mutated_inventories(text in mutated()) {
        agree(&text, Notation::Yaml).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn on_random_text(text in odd()) {
        agree(&text, Notation::Yaml).map_err(TestCaseError::fail)?;
        agree(&text, Notation::Json).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn on_random_json(text in "(\\[|\\]|\\{|\\}|,|: ?|\"a\"|\"b\"|1|null|\"<<\"|\"\\\\n\"){0,24}") {
        agree(&text, Notation::Json).map_err(TestCaseError::fail)?;
    }
}
