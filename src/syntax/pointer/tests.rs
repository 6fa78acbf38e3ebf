use proptest::prelude::*;
use serde_json::Value;

use super::super::testing::{cases, lines, mutated, read};
use super::*;

/// Pointers to the marked places: `«…»` is a wanted range.
fn find(marked: &str, notation: Notation) -> Vec<Option<String>> {
    let (mut text, mut wanted, mut open) = (String::new(), Vec::new(), Vec::new());
    for c in marked.chars() {
        match c {
            '«' => {
                open.push(wanted.len());
                wanted.push(Range::empty(text.len()));
            }
            '»' => wanted[open.pop().expect("an opening mark")].end = text.len() as u32,
            c => text.push(c),
        }
    }
    let show = |p: Pointer| if p.document == 0 { p.path } else { format!("{}#{}", p.path, p.document) };
    let found = |wanted: &[Range]| -> Vec<Option<String>> {
        pointers(&text, notation, wanted).into_iter().map(|p| p.map(show)).collect()
    };
    let all = found(&wanted);
    for (range, expected) in wanted.iter().zip(&all) {
        assert_eq!(&found(&[*range])[0], expected, "alone as among others");
    }
    wanted.reverse();
    wanted.extend_from_within(..);
    let mut again = found(&wanted);
    assert_eq!(again[..all.len()], again[all.len()..], "asked twice");
    again.truncate(all.len());
    again.reverse();
    assert_eq!(again, all, "in any order");
    all
}

fn yaml(marked: &str) -> Vec<Option<String>> {
    find(marked, Notation::Yaml)
}

fn paths(list: &[&str]) -> Vec<Option<String>> {
    list.iter().map(|path| Some((*path).to_owned())).collect()
}

#[test]
fn keys_scalars_and_collections() {
    let expected = ["", "/a", "/a", "/a/0", "/a/1", "/a/1/b", "/a/1/b", "/c"];
    assert_eq!(
        find("«{«\"a\"»: «[«1», «{«\"b\"»: «\"x\"»}»]», \"c\": «null»}»", Notation::Json),
        paths(&expected)
    );
    assert_eq!(yaml("««a»:\n  «- «1»\n  - ««b»: «x»»»\nc: «~»»\n"), paths(&expected));
    assert_eq!(yaml("««a»: b»\n"), paths(&["", "/a"]));
    assert_eq!(yaml("«x»"), paths(&[""]));
    assert_eq!(yaml("a:«»\nb:\n-«»\n- c"), paths(&["/a", "/b/0"]));
}

#[test]
fn in_entries_that_are_passed_over() {
    let text = "a:\n  - b: 1\n    c: [2]\n  - «b»: 1\n    c: [«2»]\n  - b: 1\n    c:«»\n  - «b: 1\n    c:»\n  - «b: 1»\n";
    assert_eq!(yaml(text), paths(&["/a/1/b", "/a/1/c/0", "/a/2/c", "/a/3", "/a/4"]));
    let text = "{\"a\": [{\"b\": 1}, «{\"b\": «1»}», «{\"b\": 1}», {\"c\": «[]»}]}";
    assert_eq!(find(text, Notation::Json), paths(&["/a/1", "/a/1/b", "/a/2", "/a/3/c"]));
}

#[test]
fn names_are_escaped_and_documents_counted() {
    assert_eq!(yaml("a/b~c: {«\"\"»: «1»}\n---\né: [«x»]"), paths(&["/a~1b~0c/", "/a~1b~0c/", "/é/0#1"]));
    assert_eq!(find("{}\n[«1»]\n«2»", Notation::Json), paths(&["/0#1", "#2"]));
}

#[test]
fn a_key_that_stands_twice() {
    assert_eq!(yaml("a: 1\nb:\n  «a»: 1\n  «a»: [«2»]\nc: «3»"), paths(&["/b/a", "/b/a", "/b", "/c"]));
}

#[test]
fn aliases() {
    assert_eq!(
        yaml("a: &x «{«b»: «1»}»\nc: «*x»\nd: [0, «*x», {e: «*x»}]\n"),
        paths(&["/a", "/a/b", "/a/b", "/c", "/d/1", "/d/2/e"])
    );
    assert_eq!(yaml("a: &x b\nc:\n  «*x» : «*x»\n  d: 1\n"), paths(&["/c/b", "/c/b"]));
    assert_eq!(yaml("a: &x [&y 1, «*y»]\nb: *x\nc: «*y»"), paths(&["/a/1", "/c"]));
}

#[test]
fn merge_keys() {
    assert_eq!(yaml("a: &x {b: «1», c: 2}\nd:\n  <<: «*x»\n  c: «3»\n"), paths(&["/a/b", "/d", "/d/c"]));
    assert_eq!(
        yaml("d:\n  <<: «{«b»: «1», c: «2»}»\n  c: «3»\n"),
        paths(&["/d", "/d/b", "/d/b", "/d", "/d/c"])
    );
    assert_eq!(yaml("x: &x {a: 1}\ny: &y {b: 1}\nz: {<<: [«*x», «*y»]}\n"), paths(&["/z", "/z"]));
}

#[test]
fn otherwise_the_innermost_node_around_the_start() {
    assert_eq!(
        yaml("a:«  #» c\n  «b: 1»\n\n  c: «fo»o «ba»r\n  «# d»\n  e: [1«,» 2]\nf: 3\n"),
        paths(&["", "/a", "/a/c", "/a/c", "/a", "/a/e"])
    );
    assert_eq!(yaml("«# before»\na: 1\n«# after»\n--- «# x»\nb: 2\n"), [None, None, None]);
    assert_eq!(find("{\"a\"«:» 1}«\n»", Notation::Json), [Some(String::new()), None]);
}

#[test]
fn what_stands_before_an_error_is_found() {
    assert_eq!(find("{\"a\": [«1», x, «2»]}", Notation::Json), [Some("/a/0".into()), None]);
    assert_eq!(pointers("a", Notation::Yaml, &[]), []);
    assert_eq!(pointers("a: 1", Notation::Yaml, &[Range::new(90, 91)]), [None]);
}

#[test]
fn stops_early() {
    let mut finder = Finder::new(&[], &[Range::new(1, 2)]);
    let mut events = Events::new("[1, 2, 3]", Notation::Json);
    while finder.unsettled > 0 {
        let event = events.next().expect("valid").expect("not the end");
        finder.meet(event, &mut events);
    }
    assert!(matches!(events.next(), Ok(Some(Event { range: Range { start: 4, end: 5 }, .. }))));
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<u8>().prop_map(Value::from),
        "[a~/é\n]{0,4}".prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 30, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("[a-c~/\n]{0,3}", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// What is found does not depend on what else is looked for: with every place looked for, nothing is
/// passed over.
fn each_alone(text: &str) -> Result<(), String> {
    let (events, error) = read(text, Notation::Yaml);
    if error.is_some() {
        return Ok(());
    }
    let all: Vec<Range> = events.iter().map(|event| event.range).collect();
    let together = pointers(text, Notation::Yaml, &all);
    for (range, expected) in all.iter().zip(together) {
        let alone = pointers(text, Notation::Yaml, &[*range]);
        if alone != [expected.clone()] {
            return Err(format!("{text:?}\n{range:?}: {alone:?}, {expected:?}"));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases() / 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_place_is_found_alone_in_random_lines(text in lines()) {
        each_alone(&text).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn each_place_is_found_alone_in_inventories(text in mutated()) {
        each_alone(&text).map_err(TestCaseError::fail)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// The pointer to each scalar leads to it.
    #[test]
    fn pointers_lead_back(value in value(), yaml in any::<bool>()) {
        // Written so, it is YAML as well.
        let (text, notation) = (format!("{value:#}"), if yaml { Notation::Yaml } else { Notation::Json });
        let scalars: Vec<_> = read(&text, notation)
            .0
            .into_iter()
            .filter_map(|e| match e.kind {
                Kind::Scalar(s) => Some((e.range, s)),
                _ => None,
            })
            .collect();
        let wanted: Vec<_> = scalars.iter().map(|(range, _)| *range).collect();
        for (found, (_, scalar)) in pointers(&text, notation, &wanted).into_iter().zip(scalars) {
            let target = value.pointer(&found.expect("found").path).expect("a node");
            match target {
                Value::String(text) => prop_assert_eq!(&*scalar.text, text),
                other => prop_assert_eq!(&*scalar.text, other.to_string()),
            }
        }
    }
}

/// The lists of a text with their records, as a reader that takes records would find them.
fn lists(text: &str, notation: Notation) -> Vec<List> {
    let mut events = Events::new(text, notation);
    let (mut all, mut open): (Vec<List>, Vec<Option<List>>) = (Vec::new(), Vec::new());
    loop {
        if let Some(Some(list)) = open.last_mut() {
            let record = events.record();
            list.push(record.as_ref().map(Record::range));
            if let Some(record) = record {
                events.take(record);
                continue;
            }
        }
        let Ok(Some(event)) = events.next() else { break };
        match event.kind {
            Kind::SeqStart if event.via.is_none() => open.push(Some(List::new(event.range.start))),
            Kind::SeqStart | Kind::MapStart => open.push(None),
            Kind::SeqEnd | Kind::MapEnd => all.extend(open.pop().flatten()),
            _ => {}
        }
    }
    all.extend(open.into_iter().flatten());
    all.sort_by_key(|list| list.start);
    all
}

/// That it is known where items stand changes nothing. Tells how many jumps there were.
fn same_beside_lists(text: &str, notation: Notation) -> Result<usize, String> {
    let lists = lists(text, notation);
    let lists: Vec<&List> = lists.iter().collect();
    let ranges: Vec<Range> = read(text, notation).0.iter().map(|event| event.range).collect();
    let items = lists.iter().flat_map(|list| (0..).map_while(|at| list.item(at)));
    let mut wanted: Vec<Vec<Range>> = ranges.iter().map(|range| vec![*range]).collect();
    wanted.extend([items.collect(), ranges.iter().copied().step_by(5).collect(), ranges.clone()]);
    wanted.extend([ranges.iter().map(|range| Range { end: range.start, ..*range }).collect()]);
    let mut jumps = 0;
    for wanted in wanted {
        let (found, expected) =
            (pointers_beside(text, notation, &lists, &wanted), pointers(text, notation, &wanted));
        if found != expected {
            return Err(format!("{text:?}\n{wanted:?}: {found:?}, {expected:?}"));
        }
        let mut finder = Finder::new(&lists, &wanted);
        let mut events = Events::new(text, notation);
        while finder.unsettled > 0 {
            if finder.passes_items(&mut events) {
                jumps += 1;
            } else if let Ok(Some(event)) = events.next() {
                finder.meet(event, &mut events);
            } else {
                break;
            }
        }
    }
    Ok(jumps)
}

#[test]
fn lists_whose_items_are_known_are_passed_over() {
    let yaml = "a:\n  - b: 1\n  - b: 2 # c\n\n  # d\n  - {b: 3}\n  - b: 4\n    c:\n    - 5\n  - b:\ne:\n- f: 6\n- f: 7\n";
    let json = r#"{"a": [{"b": 1}, {"b": [2]}, {}, {"b": {"c": 3}}, {"b": 4}, {"b": 5}], "e": [[{"f": 6}, {"f": 7}]]}"#;
    for (text, notation) in [(yaml, Notation::Yaml), (json, Notation::Json), (json, Notation::Yaml)] {
        let jumps = same_beside_lists(text, notation).unwrap();
        assert_eq!(jumps > 20, text == yaml || notation == Notation::Json, "{jumps}");
    }
}

/// Sections of items, of which most are records, some are not, and few are none.
fn sections() -> impl Strategy<Value = String> {
    const ITEMS: [&str; 19] = [
        "  - id: a\n    zone: b\n",
        "  - id: a # c\n\n",
        "  - id: a\n    l: [1, 'x']\n",
        "  - {id: a, z: 'b'}\n",
        "  - id: 'q'\n    l:\n    - 1\n    - 2\n",
        "  -   id: \u{e9}\n      y: 1\n",
        "  -\n    id: x\n    y:\n",
        "  # c\n",
        "  - id: a\r\n    z: b\r\n",
        "  - id: [a,\n      b]\n",
        "  - id: \"a\\n\"\n",
        "  - id: |\n      t\n",
        "  - id: a\n   # c\n    b: c\n",
        "  - x\n",
        "  - - 1\n    - id: b\n",
        "  - &x {id: a}\n",
        "  - *x\n",
        "  - id: {b: c}\n",
        "  - id: a\n    id: b\n    l: []\n    l: [1]\n",
    ];
    let item = prop_oneof![5 => 0..3_usize, 2 => 0..9_usize, 1 => 0..ITEMS.len()];
    let list = (prop::bool::weighted(0.9), prop::collection::vec(item, 0..9));
    prop::collection::vec(list, 1..4).prop_map(|lists| {
        let mut text = String::new();
        for (n, (deeper, items)) in lists.into_iter().enumerate() {
            _ = writeln!(text, "k{n}:");
            for item in items {
                // A list may stand no deeper than its key.
                let own = if deeper { ITEMS[item].to_owned() } else { ITEMS[item].replace("\n  ", "\n") };
                text.push_str(if deeper { &own } else { own.get(2..).unwrap_or_default() });
            }
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases() / 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn known_lists_change_nothing_in_sections(text in sections()) {
        same_beside_lists(&text, Notation::Yaml).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn known_lists_change_nothing_in_random_lines(text in lines()) {
        same_beside_lists(&text, Notation::Yaml).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn known_lists_change_nothing_in_inventories(text in mutated()) {
        same_beside_lists(&text, Notation::Yaml).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn known_lists_change_nothing_in_json(value in value(), pretty in any::<bool>()) {
        let text = if pretty { format!("{value:#}") } else { value.to_string() };
        same_beside_lists(&text, Notation::Json).map_err(TestCaseError::fail)?;
    }
}
