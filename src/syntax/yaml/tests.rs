use proptest::prelude::*;

use super::super::testing::{read, shown, sketch};
use super::super::{Kind, MAX_DEPTH, Notation, Range, Scalar};

fn yaml(text: &str) -> String {
    sketch(text, Notation::Yaml)
}

/// The bytes of the events that are keys and scalars, with their offsets.
fn places(text: &str) -> Vec<(u32, &str)> {
    let (events, error) = read(text, Notation::Yaml);
    assert_eq!(error, None, "{text:?}");
    let told = events.into_iter().filter(|e| matches!(e.kind, Kind::Key(_) | Kind::Scalar(_)));
    told.map(|e| (e.range.start, &text[e.range.start as usize..e.range.end as usize])).collect()
}

/// `[from-to]` of every collection, in the order of their starts.
fn collections(text: &str) -> Vec<&str> {
    let (events, error) = read(text, Notation::Yaml);
    assert_eq!(error, None, "{text:?}");
    let (mut all, mut open) = (Vec::new(), Vec::new());
    for event in events {
        match event.kind {
            Kind::MapStart | Kind::SeqStart => {
                open.push(all.len());
                all.push((event.range.start, 0));
            }
            Kind::MapEnd | Kind::SeqEnd => all[open.pop().expect("an open one")].1 = event.range.start,
            _ => {}
        }
    }
    all.into_iter().map(|(start, end)| &text[start as usize..end as usize]).collect()
}

#[test]
fn documents() {
    for empty in ["", "\n \n", "# only a comment", "\n# a\n\n#b\n"] {
        assert_eq!(yaml(empty), "", "{empty:?}");
    }
    assert_eq!(yaml("---"), "<>");
    assert_eq!(yaml("%YAML 1.2\n---\na: 1\n...\n---\n# x\n--- b\n...\n# y"), "<{a=1}> <> <b>");
    assert_eq!(yaml("%TAG !e! tag:x,1:\n--- !e!y z"), "<!e!y z>");
    assert_eq!(yaml("{a: 1, \"b\": [x, 'y']}"), "<{a=1 b=[x \"y\"]}>");
}

#[test]
fn tags() {
    let text = "- !!str 1\n- ! 2\n- !!int '3'\n- !!bool \"true\"\n- !!null ''\n- !Ref x\n- !Sub 'y'\n- !!binary aGk=\n\
                - !<tag:yaml.org,2002:str> 4\n- !!str\n- !!map {a: !Ref b}\n- !Join [c]\n- !If\n  d: 5\n- !Ref\n";
    assert_eq!(
        yaml(text),
        "<[\"1\" \"2\" 3 true  !Ref x !Sub \"y\" !!binary aGk= \"4\" \"\" {a=!Ref b} [c] {d=5} !Ref ]>"
    );
}

#[test]
fn quoted_scalars_include_their_quotes() {
    let text = "\"a\" : 'it''s'\n'b': &x \"q\\\"x\" # c\nc: !t ''\n";
    assert_eq!(
        places(text),
        [(0, "\"a\""), (6, "'it''s'"), (14, "'b'"), (22, "\"q\\\"x\""), (33, "c"), (39, "''")]
    );
}

#[test]
fn scalars_of_several_lines() {
    let text = "a: |\n  é\n  y\n\nb: >-\r\n  x\r\n  y\r\n\r\nc: p q\n  r s\n\n  t   \nd: \"u\n  v\"\ne: |2+\n   w\n\n";
    assert_eq!(
        places(text).into_iter().map(|(_, s)| s).collect::<Vec<_>>(),
        ["a", "é\n  y", "b", "x\r\n  y", "c", "p q\n  r s\n\n  t", "d", "\"u\n  v\"", "e", " w"]
    );
    assert_eq!(yaml(text), "<{a=\"é\ny\n\" b=\"x y\" c=p q r s\nt d=\"u v\" e=\" w\n\n\"}>");
    assert_eq!(places("- |\n- >-\n\n- |+ # c\n\n"), [(3, ""), (8, ""), (14, "")]);
}

#[test]
fn absent_values_stand_behind_what_announces_them() {
    for (text, place) in [
        ("a:", 2),
        ("a :   # c\n\n", 3),
        ("a: &x # c\n", 5),
        ("a: !!str\n\n# c", 8),
        ("? a\n:  # c\n", 3),
        ("? a\n", 3),
        ("- # c\n\n", 1),
        ("-", 1),
        ("- &x !t  # c\n", 7),
        ("{a: }", 3),
        ("{a : }", 4),
        ("{a}", 2),
        ("{\"a\":}", 5),
        ("[{a, b: 1}]", 3),
        ("--- # c\n", 3),
        (">\n", 1),
        ("# c\n|-  # c\n\n---\na: 1\n", 6),
        ("a: |\n", 4),
    ] {
        let (events, error) = read(text, Notation::Yaml);
        assert_eq!(error, None, "{text:?}");
        let null = events.iter().find(|e| matches!(&e.kind, Kind::Scalar(s) if s.text.is_empty()));
        assert_eq!(null.map(|e| e.range), Some(Range::empty(place)), "{text:?}");
    }
}

#[test]
fn collections_end_with_their_content() {
    let text =
        "a:\n  b: 1  # c\n\n  # c\nd:\n- e\n# c\n- - f\n  - g:\n\n# c\nh: [1, {i: 2 } ] # c\nj: [k: l, m]\n";
    assert_eq!(
        collections(text),
        [
            text.trim_end(),
            "b: 1",
            "- e\n# c\n- - f\n  - g:",
            "- f\n  - g:",
            "g:",
            "[1, {i: 2 } ]",
            "{i: 2 }",
            "[k: l, m]",
            "k: l"
        ]
    );
    assert_eq!(
        collections("a:\n  b: |\n    x\n\n\n  c: *"[..18].trim_end()),
        ["a:\n  b: |\n    x", "b: |\n    x"]
    );
}

#[test]
fn a_sequence_no_deeper_than_its_key_begins_at_its_dash() {
    for (text, expected) in [
        ("a:\n- - 1\n  - 2\n", "- - 1\n  - 2"),
        ("a: &x-y !t-u # - c\n\n# - c\n-   # - c\n  k: v\n", "-   # - c\n  k: v"),
        ("? a\n: - b\n", "- b"),
        ("a:\n  -\n", "-"),
        ("a:\n-\n", "-"),
    ] {
        assert_eq!(collections(text)[1], expected, "{text:?}");
    }
}

#[test]
fn errors() {
    for (text, at, message) in [
        ("a: [1, 2", "[", "an unclosed `[`"),
        ("a: \"b", "\"", "an unclosed string"),
        ("a: *nope, b", "*nope", "an alias to an anchor that this document does not define before it"),
        ("[a, b}", "[", "`[` is closed by `}`"),
        ("a: b: c", ":", "a `:` where no mapping can begin"),
        ("a: @x", "@", "no value begins with `@`"),
        ("a: \u{1b}[31m", "\u{1b}", "no value begins with U+001B"),
        ("{a: 1}\n{b: 2}", "{", "text after the end of the document"),
        ("a:\n\t- b", "\t", "a tab as indentation"),
        ("a: }", "}", "a closing bracket that nothing opened"),
        ("é: 'x' y", "y", "text after the closing quote"),
    ] {
        assert_eq!(shown(text, Notation::Yaml), (at, message.to_owned()), "{text:?}");
    }
}

#[test]
fn messages_are_one_plain_line() {
    for text in [
        "%YAML 9\n---\n",
        "!x!y z",
        "&",
        "a: |0\n b",
        "%\n---",
        "- a\nb",
        "a\nb: c",
        "'a\n---\n'",
        "\"\\xZZ\"",
    ] {
        let message = read(text, Notation::Yaml).1.expect("an error").message;
        assert!(!message.is_empty() && !message.contains(char::is_control), "{message:?}");
        assert!(!message.starts_with(char::is_uppercase) && !message.ends_with('.'), "{message:?}");
    }
}

#[test]
fn hostile_depth() {
    let texts = [
        "[".repeat(1_000_000),
        "{a: ".repeat(300_000),
        "- ".repeat(500_000),
        "? ".repeat(300_000),
        "&a ".repeat(100_000),
    ];
    for text in &texts[..4] {
        let (events, error) = read(text, Notation::Yaml);
        let message = error.expect("too deep").message;
        assert!(message.contains("250 levels") || message.contains("only plain keys"), "{message}");
        assert!(events.len() < 2 * MAX_DEPTH + 2);
    }
    assert!(read(&texts[4], Notation::Yaml).1.is_some());
    let deepest = "- ".repeat(MAX_DEPTH - 1) + "[]";
    assert_eq!(read(&deepest, Notation::Yaml).1, None);
    let too_deep = "- ".repeat(MAX_DEPTH) + "[]";
    assert!(read(&too_deep, Notation::Yaml).1.is_some());
}

/// A scalar as it is written, and what it says.
fn scalar() -> impl Strategy<Value = (String, String)> {
    let words = "[a-zé😀]{1,6}( [a-zé😀]{1,4}){0,2}";
    prop_oneof![
        words.prop_map(|s| (s.clone(), s)),
        words.prop_map(|s| (format!("'{s}'"), s)),
        words.prop_map(|s| (format!("\"{s}\""), s)),
        words.prop_map(|s| (format!("'{s}''{s}'"), format!("{s}'{s}"))),
        words.prop_map(|s| (format!("\"{s}\\n\\u00e9{s}\""), format!("{s}\né{s}"))),
    ]
}

#[test]
fn a_document_begins_before_its_content() {
    for text in [">\n  \r\n#", "# c\n|\n  \n#", "\n>\n\n#", ">-\n  a\n", "\n\n a: 1\n"] {
        let starts: Vec<u32> = read(text, Notation::Yaml).0.iter().map(|event| event.range.start).collect();
        assert!(starts.is_sorted(), "{text:?} {starts:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ranges_are_the_bytes(
        pairs in prop::collection::vec((scalar(), scalar(), 0..4_usize), 1..8),
        crlf in any::<bool>(),
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let (mut text, mut expected) = (String::new(), Vec::new());
        for (n, ((key, name), (value, said), form)) in pairs.into_iter().enumerate() {
            let mut push = |text: &mut String, written: &str, said: String| {
                let start = text.len();
                text.push_str(written);
                expected.push((Range::new(start, text.len()), said));
            };
            text.push_str(["- ", "- &a ", "- !t ", "-   # é"][form]);
            text.push_str(if form == 3 { end } else { "" });
            text.push_str(if form == 3 { "    " } else { "" });
            if n % 2 == 0 && form != 1 && form != 2 {
                push(&mut text, &key, name);
                text.push_str(" : ");
            }
            push(&mut text, &value, said);
            text.push_str(["", "  # é"][n % 2]);
            text.push_str(end);
        }
        let (events, error) = read(&text, Notation::Yaml);
        prop_assert_eq!(error, None);
        let told: Vec<_> = events
            .into_iter()
            .filter_map(|e| match e.kind {
                Kind::Key(said) | Kind::Scalar(Scalar { text: said, .. }) => Some((e.range, said.into_owned())),
                _ => None,
            })
            .collect();
        prop_assert_eq!(told, expected);
    }

    /// Whatever the text: no panic, and ranges that can be sliced.
    #[test]
    fn any_text_is_read_or_refused(text in "([-:?,{}\\[\\]&*!|>'\"%@`#<~ab1é\t \n\r]|- |: |\n  |&a |\\*a|<<: |\r\n){0,40}") {
        let (events, error) = read(&text, Notation::Yaml);
        let mut last = 0;
        for event in &events {
            prop_assert!(text.get(event.range.start as usize..event.range.end as usize).is_some());
            if event.via.is_none() {
                prop_assert!(event.range.start >= last, "{:?} goes back to {:?}", text, event);
                last = event.range.start;
            }
        }
        if let Some(error) = error {
            prop_assert!(text.get(error.range.start as usize..error.range.end as usize).is_some());
        }
    }
}
