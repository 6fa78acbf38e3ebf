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
    const PUT: [&str; 19] = [
        "", "\n", " ", "  ", ":", ": ", "#", "-", "- ", "\"", "'", "|", "&a ", "*a", "!t ", "!t\n", "\t",
        "[", "\r\n",
    ];
    let change = (0..TEXT.len(), 0..3_usize, 0..PUT.len());
    proptest::collection::vec(change, 1..4).prop_map(|changes| {
        let mut text = TEXT.to_owned();
        for (at, gone, put) in changes {
            let at = at.min(text.len());
            let end = (at + gone).min(text.len());
            text.replace_range(at..end, PUT[put]);
        }
        text
    })
}

/// `PROPTEST_CASES` asks for more than usual.
pub(super) fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(4000)
}

/// Characters that mean something in YAML.
pub(super) fn odd() -> impl Strategy<Value = String> {
    "[-a: \n#'\"\\[\\]{},|>&*!?%\t\r\\\\]{0,60}"
}
