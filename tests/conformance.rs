//! The readers of YAML and JSON over the suites that parsers are judged by. Where they deviate, the
//! reason is given here, and a deviation without one fails. `fixtures/conformance/README.md` tells
//! where the suites come from.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;

use enilint::source::{Role, Sources, load_bytes};
use enilint::syntax::{Events, Kind, Notation};
use saphyr_parser::{Event, Parser, ScalarStyle};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct YamlCase {
    id: String,
    name: String,
    fails: bool,
    yaml: String,
    tree: Option<String>,
}

#[derive(Deserialize)]
struct JsonCase {
    name: String,
    #[serde(default)]
    text: String,
    /// How often the text stands one after the other.
    times: Option<usize>,
    /// Hexadecimal, for what is not UTF-8.
    bytes: Option<String>,
}

fn cases<T: for<'de> Deserialize<'de>>(name: &str) -> Vec<T> {
    let path = common::root().join("fixtures/conformance").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What a reader makes of a text, as it is given to it by the command line.
fn read(bytes: Vec<u8>, notation: Notation) -> Result<Vec<String>, String> {
    let text = load_bytes(bytes).map_err(|error| error.to_string())?;
    let mut sources = Sources::new();
    let file = sources.add("case", text, Role::Named);
    let mut events = Events::new(sources.get(file).text(), notation);
    let mut all = Vec::new();
    while let Some(event) = events.next().map_err(|error| error.message)? {
        all.push(match event.kind {
            Kind::DocumentStart => "+DOC".to_owned(),
            Kind::DocumentEnd => "-DOC".to_owned(),
            Kind::MapStart => "+MAP".to_owned(),
            Kind::MapEnd => "-MAP".to_owned(),
            Kind::SeqStart => "+SEQ".to_owned(),
            Kind::SeqEnd => "-SEQ".to_owned(),
            Kind::Key(text) => format!("={text}"),
            Kind::DuplicateKey { name, .. } => format!("duplicate {name}"),
            Kind::Scalar(scalar) => format!("={}", scalar.text),
        });
    }
    Ok(all)
}

/// The events of the suite's tree, with aliases followed.
fn expected(tree: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut anchors: HashMap<String, Vec<String>> = HashMap::new();
    let mut open: Vec<(Option<String>, usize)> = Vec::new();
    for line in tree.lines().map(str::trim_start) {
        let (kind, rest) = line.split_at(4.min(line.len()));
        let properties = rest.trim_start();
        let anchor = properties.split(' ').find_map(|word| word.strip_prefix('&').map(str::to_owned));
        match kind {
            "+DOC" | "-DOC" => all.push(kind.to_owned()),
            "+SEQ" | "+MAP" => {
                open.push((anchor, all.len()));
                all.push(kind.to_owned());
            }
            "-SEQ" | "-MAP" => {
                all.push(kind.to_owned());
                if let Some((Some(name), start)) = open.pop() {
                    anchors.insert(name, all[start..].to_vec());
                }
            }
            "=ALI" => all.extend(anchors[properties.trim_start_matches('*')].clone()),
            "=VAL" => {
                all.push(format!("={}", value(properties)));
                if let Some(name) = anchor {
                    anchors.insert(name, all[all.len() - 1..].to_vec());
                }
            }
            _ => {} // the stream
        }
    }
    all
}

/// The text of a scalar, behind its anchor, tag and style.
fn value(mut rest: &str) -> String {
    while rest.starts_with(['&', '<']) {
        let end = if rest.starts_with('<') { rest.find('>').unwrap() + 1 } else { rest.find(' ').unwrap() };
        rest = rest[end..].trim_start_matches(' ');
    }
    let mut text = String::new();
    let mut chars = rest.chars().skip(1);
    while let Some(c) = chars.next() {
        text.push(match c {
            '\\' => match chars.next().unwrap() {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                '0' => '\0',
                other => other,
            },
            other => other,
        });
    }
    text
}

/// What another parser makes of a text: the events of ours, with aliases followed.
fn second(text: &str) -> Result<Vec<String>, String> {
    let mut all: Vec<String> = Vec::new();
    let mut anchors: HashMap<usize, Vec<String>> = HashMap::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| error.to_string())?;
        match event {
            Event::DocumentStart(_) => all.push("+DOC".to_owned()),
            Event::DocumentEnd => all.push("-DOC".to_owned()),
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                open.push((anchor, all.len()));
                all.push(if matches!(event, Event::MappingStart(..)) { "+MAP" } else { "+SEQ" }.to_owned());
            }
            Event::SequenceEnd | Event::MappingEnd => {
                all.push(if event == Event::MappingEnd { "-MAP" } else { "-SEQ" }.to_owned());
                let (anchor, start) = open.pop().ok_or("an end without a start")?;
                anchors.insert(anchor, all[start..].to_vec());
            }
            Event::Scalar(text, style, anchor, _) => {
                // It spells an absent value `~`, as some people do.
                let absent = style == ScalarStyle::Plain && text == "~";
                all.push(format!("={}", if absent { "" } else { &text }));
                anchors.insert(anchor, all[all.len() - 1..].to_vec());
            }
            Event::Alias(anchor) => all.extend(anchors.get(&anchor).ok_or("an alias to nothing")?.clone()),
            Event::Nothing | Event::StreamStart | Event::StreamEnd => {}
        }
    }
    Ok(all)
}

/// Fails on a deviation without a reason, and on a reason without a deviation.
fn settle(found: BTreeMap<String, String>, reasons: &[(&str, &[&str])]) -> String {
    let mut given: BTreeMap<&str, &str> = BTreeMap::new();
    for (reason, ids) in reasons {
        given.extend(ids.iter().map(|id| (*id, *reason)));
    }
    let unexplained: Vec<_> = found.iter().filter(|(id, _)| !given.contains_key(id.as_str())).collect();
    assert!(unexplained.is_empty(), "without a reason:\n{unexplained:#?}");
    let gone: Vec<_> = given.keys().filter(|id| !found.contains_key(**id)).collect();
    assert!(gone.is_empty(), "no deviations any more: {gone:?}");
    found.iter().map(|(id, what)| format!("{id}: {what}\n    {}\n", given[id.as_str()])).collect()
}

#[test]
fn yaml() {
    let cases: Vec<YamlCase> = cases("yaml-test-suite.jsonl");
    let mut found = BTreeMap::new();
    let (mut as_expected, count) = (0, cases.len());
    for case in cases {
        let outcome = match read(case.yaml.into_bytes(), Notation::Yaml) {
            Ok(_) if case.fails => "invalid, but accepted".to_owned(),
            Ok(events) if events == expected(&case.tree.unwrap_or_default()) => String::new(),
            Ok(_) => "read otherwise".to_owned(),
            Err(_) if case.fails => String::new(),
            Err(message) => format!("refused: {message}"),
        };
        if outcome.is_empty() {
            as_expected += 1;
        } else {
            found.insert(case.id, format!("{}: {outcome}", case.name));
        }
    }
    let table = settle(found, YAML);
    insta::assert_snapshot!("yaml", format!("{as_expected} of {count} as expected\n\n{table}"));
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for path in common::entries(&folder) {
            if path.is_dir() { &mut folders } else { &mut files }.push(path);
        }
    }
    files
}

/// Two parsers rarely have the same bug.
#[test]
fn a_second_parser_reads_the_same() {
    let mut texts: Vec<(String, String)> =
        cases::<YamlCase>("yaml-test-suite.jsonl").into_iter().map(|case| (case.id, case.yaml)).collect();
    let fixtures = common::root().join("fixtures");
    for path in files_below(&fixtures) {
        if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            let name = path.strip_prefix(&fixtures).unwrap().to_string_lossy().into_owned();
            texts.extend(std::fs::read_to_string(&path).ok().map(|text| (name, text)));
        }
    }
    let mut found = BTreeMap::new();
    for (name, text) in texts {
        let Ok(mut ours) = read(text.clone().into_bytes(), Notation::Yaml) else { continue };
        ours.iter_mut().filter(|event| *event == "=~").for_each(|event| *event = "=".to_owned());
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        // Merge keys and duplicate keys are ours to settle, and no matter of a parser.
        let settled = |events: &[String]| events.iter().any(|e| e == "=<<" || e.starts_with("duplicate "));
        match second(text) {
            Ok(theirs) if theirs == ours || settled(&theirs) || settled(&ours) => {}
            Ok(_) => _ = found.insert(name, "read otherwise".to_owned()),
            Err(message) => _ = found.insert(name, format!("refused: {message}")),
        }
    }
    settle(found, SECOND);
}

#[test]
fn json() {
    let cases: Vec<JsonCase> = cases("json-test-suite.jsonl");
    let mut found = BTreeMap::new();
    let mut free = String::new();
    let (mut as_expected, count) = (0, cases.len());
    for case in cases {
        let bytes = match case.bytes {
            Some(hex) => (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                .collect(),
            None => case.text.repeat(case.times.unwrap_or(1)).into_bytes(),
        };
        let values = |events: &Vec<String>| events.iter().filter(|event| *event == "+DOC").count();
        let refused = match read(bytes, Notation::Json) {
            Ok(events) if values(&events) == 1 => None,
            Ok(events) => Some(format!("{} values", values(&events))),
            Err(message) => Some(message),
        };
        match (&case.name[..2], refused) {
            ("y_", None) | ("n_", Some(_)) => as_expected += 1,
            ("i_", refused) => {
                free += &format!("{}: {}\n", case.name, refused.unwrap_or("accepted".to_owned()))
            }
            (_, refused) => {
                found.insert(
                    case.name,
                    refused.map_or("invalid, but accepted".to_owned(), |why| format!("refused: {why}")),
                );
            }
        }
    }
    let table = settle(found, JSON);
    insta::assert_snapshot!(
        "json",
        format!("{as_expected} of {count} as expected\n\n{table}\nFree to choose:\n{free}")
    );
}

const YAML: &[(&str, &[&str])] = &[
    (
        "A key that is a collection has no use in any format that is read. It is refused, with its place.",
        &[
            "4FJ6", "6BFJ", "6PBE", "9MMW", "KK5P", "LX3P", "M2N8-0", "M2N8-1", "M5DY", "Q9WF", "RZP5",
            "SBG9", "V9D5", "X38W", "XW4D",
        ],
    ),
    ("Two keys are equal, which the suite lets pass. The second is told as a duplicate.", &["2JQS"]),
    (
        "The parser takes a line in brackets or quotes that stands no deeper than its mapping. What the line \
         says is read as it stands.",
        &["9C9N", "QB6E"],
    ),
    ("The parser takes a tab for indentation inside quotes.", &["DK95-1"]),
];

/// There are none.
const JSON: &[(&str, &[&str])] = &[];

/// Where the second parser is not of the same opinion.
const SECOND: &[(&str, &[&str])] = &[(
    "It refuses what the suite calls invalid, where ours takes it: see above.",
    &["9C9N", "DK95-1", "QB6E"],
)];
