//! The quick way through a text and the full one tell the same.

use proptest::prelude::*;

use super::super::raw::{Fail, Raw, RawKind};
use super::super::testing::{alike, cases, lines, mutated, odd};
use super::super::{Range, Scalar};
use super::full::Full;
use super::{Mode, Yaml};

/// A token, with what is next to it in the parser: its text, its anchor, the anchor it names.
type Token<'s> = (RawKind, Range, Option<Scalar<'s>>, u32, u32);

type Outcome<'s> = (Vec<Token<'s>>, Option<Fail>);

fn all<'s>(mut next: impl FnMut() -> (Raw, Option<Scalar<'s>>, u32, u32, Option<Fail>)) -> Outcome<'s> {
    let mut tokens = Vec::new();
    loop {
        let (raw, scalar, anchor, alias, failure) = next();
        if raw.kind == RawKind::Failed {
            return (tokens, failure);
        }
        let alias = if raw.kind == RawKind::Alias { alias } else { 0 };
        tokens.push((raw.kind, raw.range(), scalar, anchor, alias));
        if raw.kind == RawKind::End {
            return (tokens, None);
        }
    }
}

fn quick(text: &str) -> Outcome<'_> {
    let mut yaml = Yaml::new(text);
    all(|| {
        let raw = yaml.next();
        (raw, yaml.owned.take(), yaml.anchor, yaml.alias, yaml.failure.take())
    })
}

/// With a scout that hands over some tokens at a time.
fn scouted(text: &str, size: usize) -> Outcome<'_> {
    let (scout, ahead) = super::ahead::in_batches(text, size);
    let mut yaml = Yaml::new(text);
    yaml.ahead = Some(ahead);
    std::thread::scope(|scope| {
        scope.spawn(|| scout.run());
        let outcome = all(|| {
            let raw = yaml.next();
            (raw, yaml.owned.take(), yaml.anchor, yaml.alias, yaml.failure.take())
        });
        drop(yaml); // or the scout waits for what it has to say to be taken
        outcome
    })
}

fn full(text: &str) -> Outcome<'_> {
    let mut full = Full::new(text);
    all(|| {
        let raw = full.next();
        (raw, full.owned.take(), full.anchor, full.alias, full.failure.take())
    })
}

/// The same tokens. If there is an error, it is the same one; what was told before it is void.
fn agree(text: &str) -> Result<(), String> {
    let ((quick, quick_error), (full, full_error)) = (quick(text), full(text));
    if (full_error.is_some() || quick == full) && quick_error == full_error {
        let alike = |size| scouted(text, size) == (quick.clone(), quick_error.clone());
        return if [1, 20].into_iter().all(alike) { Ok(()) } else { Err(format!("{text:?} with a scout")) };
    }
    let at = quick.iter().zip(&full).take_while(|(a, b)| a == b).count();
    Err(format!(
        "{text:?}\nafter {at}\nquick {:?} {quick_error:?}\nfull  {:?} {full_error:?}",
        quick.get(at),
        full.get(at)
    ))
}

/// Whether the full parser is asked for anything.
fn is_regular(text: &str) -> bool {
    let mut yaml = Yaml::new(text);
    while yaml.next().kind != RawKind::End {
        if !matches!(yaml.mode, Mode::Lines | Mode::End) {
            return false;
        }
    }
    true
}

/// The system may refuse a thread.
#[test]
fn a_scout_that_never_sets_out_is_not_waited_for() {
    let text = "a:\n  - b: 1\n  - !t c\n  - d: 2\n";
    let mut yaml = Yaml::new(text);
    drop(yaml.send_ahead());
    let alone = all(|| {
        let raw = yaml.next();
        (raw, yaml.owned.take(), yaml.anchor, yaml.alias, yaml.failure.take())
    });
    assert_eq!(alone, full(text));
}

#[test]
fn what_people_write_is_regular() {
    for text in [
        "",
        "# only a comment\n\n",
        "version: 1\nregion: cn-hangzhou # here\n\ninstances:\n  - id: i-1\n    zone_id: 'h'\n    groups: [sg-1, \"sg-2\"]\nenis: []\n",
        "---\nenis:\n- id: eni-1\n  tags: {a: 1, b: [x, y]}\n- id: eni-2\n  address:\n---\nb: 2001:db8::1\n",
        "a:\r\n  - 1\r\n  -\r\n    b: c d\r\n",
        "- - a: 1\n    b: x#y\n  - -1\n-\n- [2001:db8::1, 10.0.0.0/8]\n",
        "名: 值，值\n\"quoted key\": 2026-01-05T08:00Z\nempty:\n",
    ] {
        assert!(is_regular(text), "{text:?}");
        agree(text).unwrap();
    }
}

#[test]
fn odd_pieces_are_read_for_themselves() {
    let mut text = String::from("enis:\n");
    for n in 0..100 {
        let odd = if n % 10 == 3 { "    note: |\n      a\n    b: \"\\n\"\n" } else { "" };
        text += &format!("  - id: eni-{n}\n{odd}    zone: h\n");
    }
    text += "more: !t x\n";
    agree(&text).unwrap();
    let mut yaml = Yaml::new(&text);
    let mut pieces = 0;
    let mut last = false;
    while yaml.next().kind != RawKind::End {
        assert!(!matches!(yaml.mode, Mode::Full(_)), "no need of the whole text");
        let now = matches!(yaml.mode, Mode::Piece(_));
        pieces += usize::from(now && !last);
        last = now;
    }
    assert_eq!(pieces, 11);
}

/// How many of the tokens the full parser tells.
fn told_by_pieces(text: &str) -> usize {
    agree(text).unwrap();
    let (mut yaml, mut told) = (Yaml::new(text), 0);
    while yaml.next().kind != RawKind::End {
        assert!(!matches!(yaml.mode, Mode::Full(_)), "no need of the whole text");
        told += usize::from(yaml.buffered().is_empty() && matches!(yaml.mode, Mode::Piece(_)));
    }
    told
}

#[test]
fn an_odd_key_is_parted_from_its_item() {
    let items = |odd: &str| -> String {
        (0..50).map(|n| format!("  - id: eni-{n}\n    zone: h\n{odd}    vpc: v\n    mac:\n")).collect()
    };
    let one = format!("enis:\n{}", items("    note: !t |\n      a\n"));
    assert!((100..=150).contains(&told_by_pieces(&one)), "{}", told_by_pieces(&one));
    let last = format!("enis:\n{}", items("").replace("    mac:\n", "    note: >\n      a\n"));
    assert!((100..=150).contains(&told_by_pieces(&last)), "{}", told_by_pieces(&last));
    // Where much of the items before was odd, whole items are read.
    let many = format!("enis:\n{}", items(&"    a: !t b\n    c: d\n".repeat(5)));
    assert!(told_by_pieces(&many) > 500, "{}", told_by_pieces(&many));
}

#[test]
fn traps() {
    for text in [
        "a: b\n  c\nd: e\n",
        "a: b # x\n  c\n",
        "a: 'b\n  c'\nd: 1\n",
        "a: \"b\nc\"\n",
        "- a\n - b\n",
        "a:\n  b: 1\n c: 2\n",
        "a:\n- 1\n - 2\n",
        "a:\n -1\n",
        "- |\n x\n- y\n",
        "a: |\n x\n# c\n y\nb: 1\n",
        "a: 1\n...\nb: 2\n",
        "a: 1\nb: >\n x\r...\n",
        "a: 1\nb: >\n x\r\r...\n# c\n",
        "a: 1\n---\n---\nb: *x\n",
        "a: &x 1\nb: *x\n",
        "a: 1\nb: &x 1\nc: [*x]\n",
        "? a\n: b\n",
        "a : b\n",
        "a: b: c\n",
        "[a, b]\n",
        "a\n",
        "a: [1,\n  2]\nb: 3\n",
        "a: [1,\n2]\nb: 3\n",
        "a: {<<: {b: 1}}\n",
        "- <<: {b: 1}\n  c: 2\n",
        "a:\tb\n",
        "a: 1\n\tb: 2\n",
        "a: x\u{2028}y\nb: 1\n",
        "a: 1\n\u{feff}b: 2\n",
        "a: 1\r b: 2\n",
        "%YAML 1.2\n---\na: 1\n",
        "--- a\n",
        "---\n# c\n",
        "a: -\n",
        "a: - b\n",
        "- - -\n",
        "-\n-\n",
        "a:\n\n\n  # c\n\n",
        "a: [b: c]\n",
        "a: [\"b\":c]\n",
        "a: [b, ]\n",
        "a: [::1, fe80::]\n",
        "a: [b]c\n",
        "a: [b]: c\n",
        "a: \"b\"#c\n",
        "a: 'b' 'c'\n",
        "  a: 1\nb: 2\n",
        "  a: 1\n  b: 2\n",
        "a: b\n# c\n  d\n",
        "a: 1\nb\n",
        "a: 1\n- b\n",
        "- b\na: 1\n",
        "a: ---\nb: ...\n",
        "a:\n---\nb:\n",
        "a:\n-\t b: 1\n",
        "a: 1\n{b: 2}\n",
        "a: 1\n[b]\n",
        "a:\n:\n%\r",
        "? a\n: b\nc: d\n",
        "a: |\n  b\n---\tc\n",
        "a: {a: x\ny, b: []}\nc: d\n",
        "- {a: x\n\ny}\n- b\n",
        "- {a: 1, x\n\n}\n- b\n",
        "a: !t\n\"b\"\n",
        "a: !t\n[b]\n",
        "a: !t\nb\n",
        "a: !t\n|\n b\n",
        "a: |\nb\n",
        "- a: !t\n\"b\"\n",
        "- !t\nb: c\n",
        "- a: !t\n- b\n",
        "a: b\n!t\n  c: |\n    d\n",
        "a: b\n!t:\n  c: |\n    d\n",
        "a: b\n!t # c\n\n  c: !u\n",
        "a:\n  b: c\n  !t\n    d: !u e\n",
        "a: b\n!t c: |\n  d\n",
        "a: 2\n? [b]\n$(.1\n\n[[[[-\n",
        "a:\n  - {b: c}\n  - {b: d}\n  - {b: e}\n  - {b: f}\n",
    ] {
        agree(text).unwrap();
    }
}

/// Every case of the suite that parsers of YAML are judged by, and what is left of it after each
/// character.
#[test]
fn on_the_suite() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/conformance/yaml-test-suite.jsonl");
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = case["yaml"].as_str().unwrap();
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
            agree(&text[..at]).unwrap();
            agree(&text[at..]).unwrap();
            agree(&format!("a:\n  - b: 1\n{}c: d\n", &text[..at])).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_random_lines(text in lines()) {
        agree(&text).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn on_mutated_inventories(text in mutated()) {
        agree(&text).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn on_items_that_are_alike(text in alike()) {
        agree(&text).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn on_random_text(text in odd()) {
        agree(&text).map_err(TestCaseError::fail)?;
    }
}
