//! What the tests of this room share.

use std::fmt::Write as _;

use proptest::prelude::*;

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

/// Lines of what means something in YAML, and of what only may.
pub(super) fn lines() -> impl Strategy<Value = String> {
    const WORDS: [&str; 56] = [
        "- ",
        "-",
        "a: ",
        "b:",
        "c: ",
        "'k': ",
        "\"q\": ",
        "x",
        "y z",
        "-1",
        "1.5",
        "null",
        "'s t'",
        "''",
        "'it''s'",
        "\"d\"",
        "\"\\n\"",
        "[",
        "]",
        "{",
        "}",
        ", ",
        ": ",
        ":",
        "#",
        " # c",
        "[a, b]",
        "{a: 1, b: [c]}",
        "|",
        ">-",
        "&x ",
        "*x",
        "!t ",
        "!!str ",
        "? ",
        "---",
        "... ",
        "\t",
        "\r",
        "\r\n",
        "\u{e9}",
        "\u{4e2d}\u{ff0c}",
        "\u{2028}",
        "\u{85}",
        "\u{feff}",
        "<<: ",
        "%YAML 1.2",
        "@",
        "`",
        "::1",
        "a:b",
        "x#y",
        "'",
        "\"",
        " ",
        "\u{7}",
    ];
    let word = prop_oneof![4 => 0..30_usize, 1 => 0..WORDS.len()].prop_map(|at| WORDS[at]);
    let line = (0..7_usize, proptest::collection::vec(word, 0..4));
    let line = line.prop_map(|(indent, words)| format!("{}{}\n", " ".repeat(indent), words.concat()));
    proptest::collection::vec(line, 0..14).prop_map(|lines| lines.concat())
}

/// A regular inventory with a few of its bytes replaced, doubled or left out.
pub(super) fn mutated() -> impl Strategy<Value = String> {
    const TEXT: &str = "version: 1\n# fleet\ninstances:\n  - id: i-1\n    zone_id: h # z\n    groups: [sg-1, 'sg-2']\n  - id: \"i-2\"\n    tags:\n      a: 1\n      b:\nenis:\n- id: eni-1\n  note: {a: x y, b: []}\n\n- id: eni-2\n  ips:\n  - 10.0.0.1\n  -\nattachments:\n  - instance_id: i-1\n    network_interface_id: eni-1\n";
    changed(Just(TEXT.to_owned()), 1..4)
}

/// A text with some of its bytes replaced, doubled or left out.
fn changed(
    text: impl Strategy<Value = String>,
    times: std::ops::Range<usize>,
) -> impl Strategy<Value = String> {
    const PUT: [&str; 19] = [
        "", "\n", " ", "  ", ":", ": ", "#", "-", "- ", "\"", "'", "|", "&a ", "*a", "!t ", "!t\n", "\t",
        "[", "\r\n",
    ];
    let change = (any::<prop::sample::Index>(), 0..3_usize, 0..PUT.len());
    (text, proptest::collection::vec(change, times)).prop_map(|(mut text, changes)| {
        for (at, gone, put) in changes {
            let mut at = at.index(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let mut end = (at + gone).min(text.len());
            while !text.is_char_boundary(end) {
                end += 1;
            }
            text.replace_range(at..end, PUT[put]);
        }
        text
    })
}

/// Lists of items that are written alike, mostly, with values that are in part odd.
pub(super) fn alike() -> impl Strategy<Value = String> {
    const LEADS: [&str; 12] = [
        "a: ",
        "b-c: ",
        "\"q\": ",
        "'k': ",
        "d: \"",
        "e: '",
        "f: [",
        "g:\n@  - ",
        "g:\n@- ",
        "# c\n@h: ",
        "\n@i: ",
        "long_key_of_many_words: ",
    ];
    const VALUES: [&str; 28] = [
        "x",
        "eni-bp1abcdefghij01",
        "10.0.0.1",
        "2026-01-05T08:00Z",
        "true",
        "12",
        "a_b/c",
        "x y",
        "",
        "-1",
        "a:",
        "a:b",
        "a: b",
        "x#y",
        "x #y",
        "\u{e9}",
        "*a",
        "&a b",
        "!t c",
        "[",
        "it''s",
        "\\n",
        "\\",
        "x\u{7f}",
        "|",
        ">\n      y",
        "x\n        y",
        "2001:db8::1",
    ];
    let value = prop_oneof![3 => 0..7_usize, 1 => 0..VALUES.len()].prop_map(|at| VALUES[at]);
    let shape = proptest::collection::vec(0..LEADS.len(), 1..5);
    let item = (0..6_usize, proptest::collection::vec(value, 12), 0..40_usize);
    let list = (0..2_usize, proptest::collection::vec(shape, 3), proptest::collection::vec(item, 1..10));
    let text = (proptest::collection::vec(list, 1..4), any::<bool>()).prop_map(|(lists, returns)| {
        let mut text = String::new();
        for (nth, (deep, shapes, items)) in lists.into_iter().enumerate() {
            let indent = " ".repeat(2 * deep);
            _ = writeln!(text, "s{nth}:");
            for (shape, values, odd) in items {
                let shape = shapes.get(shape).unwrap_or(&shapes[0]);
                text += &match odd {
                    5..9 => format!("{indent}- {{a: {}}}\n", values[0]),
                    9..12 => format!("{indent}- {{a: {}, b: {}}}\n", values[0], values[1]),
                    _ => item_of(&indent, shape.iter().map(|at| LEADS[*at]), &values),
                };
                text += match odd {
                    0 => "\n",
                    1 => "# c\n",
                    2 => "...\n",
                    3 => "---\n",
                    4 => "      deep\n",
                    _ => "",
                };
            }
        }
        if returns { text.replace('\n', "\r\n") } else { text }
    });
    changed(text, 0..3)
}

/// The same in JSON.
pub(super) fn alike_in_json() -> impl Strategy<Value = String> {
    const KEYS: [&str; 9] =
        ["a", "b", "<<", "c d", "\u{e9}", "\\n", "ips", "status", "a_long_key_of_many_words"];
    const VALUES: [&str; 20] = [
        "\"x\"",
        "\"eni-bp1abcdefghij01\"",
        "12",
        "true",
        "null",
        "0",
        "[\"a\", \"b\"]",
        "[]",
        "\"\"",
        "\"a\\nb\"",
        "-1",
        "01",
        "1.5e3",
        "tru",
        "{}",
        "[[1]]",
        "'x'",
        "\"\u{e9}\"",
        "\"a\tb\"",
        "[1,2, 0]",
    ];
    const BLANKS: [&str; 4] = ["", "", " ", "\n  "];
    let value = prop_oneof![4 => 0..9_usize, 1 => 0..VALUES.len()].prop_map(|at| VALUES[at]);
    let shape = proptest::collection::vec((0..KEYS.len(), 0..BLANKS.len()), 0..5);
    let item = (0..6_usize, proptest::collection::vec(value, 6));
    let list = (proptest::collection::vec(shape, 3), proptest::collection::vec(item, 1..10), 0..BLANKS.len());
    let list = list.prop_map(|(shapes, items, blank)| {
        let item = |(shape, values): (usize, Vec<&str>)| {
            let shape = shapes.get(shape).unwrap_or(&shapes[0]).iter().zip(values);
            let pair = |((key, blank), value): (&(usize, usize), &str)| {
                format!("{}\"{}\":{}{value}", BLANKS[*blank], KEYS[*key], BLANKS[*blank])
            };
            format!("{{{}}}", shape.map(pair).collect::<Vec<_>>().join(","))
        };
        let items: Vec<String> = items.into_iter().map(item).collect();
        format!("[{}]", items.join(&format!(",{}", BLANKS[blank])))
    });
    let text = proptest::collection::vec(list, 1..4).prop_map(|lists| {
        let lists = lists.into_iter().enumerate().map(|(nth, list)| format!("\"s{nth}\":{list}"));
        format!("{{{}}}", lists.collect::<Vec<_>>().join(","))
    });
    changed(text, 0..3)
}

fn item_of<'s>(indent: &str, leads: impl Iterator<Item = &'s str>, values: &[&str]) -> String {
    let mut values = values.iter().copied();
    let mut next = || values.next().unwrap_or("x");
    let mut text = format!("{indent}- ");
    for (nth, lead) in leads.enumerate() {
        if nth > 0 {
            text += &format!("{indent}  ");
        }
        text += &lead.replace('@', &format!("{indent}  "));
        text += next();
        if lead.ends_with('[') || lead.ends_with("- ") {
            for more in [next(), next()].into_iter().take_while(|more| more.len() > 1) {
                let between = if lead.ends_with('[') {
                    ", "
                } else {
                    lead.split_once(':').map_or("", |(_, rest)| rest)
                };
                text += &between.replace('@', &format!("{indent}  "));
                text += more;
            }
        }
        text += match lead.chars().last() {
            Some('[') => "]\n",
            Some('"') => "\"\n",
            Some('\'') => "'\n",
            _ => "\n",
        };
    }
    text
}

/// `PROPTEST_CASES` asks for more than usual.
pub(super) fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(4000)
}

/// Characters that mean something in YAML.
pub(super) fn odd() -> impl Strategy<Value = String> {
    "[-a: \n#'\"\\[\\]{},|>&*!?%\t\r\\\\]{0,60}"
}
