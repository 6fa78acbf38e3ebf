use std::borrow::Cow;
use std::fmt::Write as _;

use super::{Event, Events, Kind, Notation, Range};

/// Where a node stands in the structure of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// Number of the document in the text, from 0.
    pub document: usize,
    /// A JSON Pointer (RFC 6901) into the document; empty for the whole of it.
    pub path: String,
}

/// The nodes at the given ranges, in one pass over the text.
///
/// A range that equals that of a key or scalar means the key's value or the scalar. One that
/// begins where a collection does means the collection. One that equals an alias means the node
/// that stands there, or for the alias of a merge key the mapping that it is merged into. Any
/// other range means the innermost node around its start, if there is one. Of a text that cannot
/// be read to its end, only what stands before the error is found. Below keys that are very long
/// together, the mapping that holds them is the node.
#[must_use]
pub fn pointers(text: &str, notation: Notation, wanted: &[Range]) -> Vec<Option<Pointer>> {
    let mut finder = Finder::new(wanted);
    let mut events = Events::new(text, notation);
    while finder.unsettled > 0 {
        if finder.passes_record(&mut events) {
            continue;
        }
        let Ok(Some(event)) = events.next() else { break };
        finder.meet(event, &mut events);
    }
    finder.answers(wanted)
}

/// Bytes of a pointer at most, about. Each place in a file would repeat a key of a megabyte.
const LONGEST_PATH: usize = 4096;

struct Finder<'s> {
    /// In the order of their ranges, each once.
    targets: Vec<Target>,
    /// The first target that does not start before the place that was reached.
    cursor: usize,
    /// Targets for which a better answer may come.
    unsettled: usize,
    document: usize,
    /// The step into each open collection, outermost first.
    steps: Vec<Step<'s>>,
}

struct Target {
    range: Range,
    fit: Fit,
    pointer: Option<Pointer>,
}

/// How well the answer fits, from bad to good.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Nothing,
    /// The innermost node around the start.
    Around,
    /// A collection that begins there.
    Begins,
    Exact,
}

enum Step<'s> {
    /// The last key; of a new mapping an empty one.
    Key(Cow<'s, str>),
    /// How many items were met.
    Items(usize),
}

impl<'s> Finder<'s> {
    fn new(wanted: &[Range]) -> Self {
        let mut ranges = wanted.to_vec();
        ranges.sort_unstable();
        ranges.dedup();
        let new = |range| Target { range, fit: Fit::Nothing, pointer: None };
        let targets: Vec<Target> = ranges.into_iter().map(new).collect();
        let unsettled = targets.len();
        Self { targets, cursor: 0, unsettled, document: 0, steps: Vec::new() }
    }

    fn answers(&self, wanted: &[Range]) -> Vec<Option<Pointer>> {
        let answer = |range: &Range| {
            let at = self.targets.binary_search_by_key(range, |target| target.range).ok()?;
            self.targets.get(at)?.pointer.clone()
        };
        wanted.iter().map(answer).collect()
    }

    /// Passes a whole record, if one comes and nothing inside of it is wanted.
    fn passes_record(&mut self, events: &mut Events<'s>) -> bool {
        let Some(record) = events.record() else { return false };
        let range = record.range();
        let rest = self.targets.get(self.cursor..).unwrap_or_default();
        let from = rest.partition_point(|target| target.range.start < range.start);
        // In block style its first key begins where it does, and a last value that is not there is empty,
        // where it ends.
        let is_whole = |t: &&Target| t.range.start == range.start && t.range.end >= range.end;
        let next = rest.iter().skip(from).find(|target| !is_whole(target));
        if next.is_some_and(|target| target.range.start <= range.end) {
            events.put_back(record);
            return false;
        }
        self.pass(range.start);
        self.open(range, None, Step::Items(0));
        self.steps.pop();
        events.take(record);
        true
    }

    fn meet(&mut self, event: Event<'s>, events: &mut Events<'s>) {
        let Event { kind, range, via } = event;
        if via.is_none() {
            self.pass(range.start);
        }
        match kind {
            Kind::DocumentStart => {}
            Kind::DocumentEnd => self.document += 1,
            Kind::MapEnd | Kind::SeqEnd => {
                self.steps.pop();
            }
            Kind::Key(name) | Kind::DuplicateKey { name, .. } => {
                if let Some(step) = self.steps.last_mut() {
                    *step = Step::Key(name);
                }
                let merged = via.is_some_and(|token| {
                    self.wants(token) && events.peek().is_ok_and(|next| next.is_some_and(|e| e.via == via))
                });
                self.alias(via, self.steps.len() - usize::from(merged));
                self.leaf(range, via);
            }
            Kind::Scalar(_) => {
                self.step();
                self.alias(via, self.steps.len());
                self.leaf(range, via);
            }
            Kind::MapStart => self.open(range, via, Step::Key(Cow::Borrowed(""))),
            Kind::SeqStart => self.open(range, via, Step::Items(0)),
        }
    }

    /// Counts a value, if it is an item.
    fn step(&mut self) {
        if let Some(Step::Items(count)) = self.steps.last_mut() {
            *count += 1;
        }
    }

    fn open(&mut self, range: Range, via: Option<Range>, step: Step<'s>) {
        self.step();
        self.alias(via, self.steps.len());
        let first = self.first(range.start, via);
        let begins = |target: &Target| target.range.start == range.start;
        for at in first..self.targets.len() {
            if !self.targets.get(at).is_some_and(begins) {
                break;
            }
            self.offer(at, Fit::Begins, self.steps.len());
        }
        self.steps.push(step);
    }

    /// A key or scalar: the step to it is the last one.
    fn leaf(&mut self, range: Range, via: Option<Range>) {
        let first = self.first(range.start, via);
        for at in first..self.targets.len() {
            let Some(target) = self.targets.get(at) else { break };
            if target.range == range {
                self.offer(at, Fit::Exact, self.steps.len());
            } else if target.range.start < range.end {
                self.offer(at, Fit::Around, self.steps.len());
            } else if target.range.start > range.start {
                break;
            }
        }
    }

    /// The first target that does not start before `start`. The text is met in its order, but for
    /// what aliases repeat.
    fn first(&self, start: u32, via: Option<Range>) -> usize {
        if via.is_none() { self.cursor } else { self.targets.partition_point(|t| t.range.start < start) }
    }

    fn wants(&self, token: Range) -> bool {
        let place = self.targets.binary_search_by_key(&token, |target| target.range);
        place.is_ok_and(|at| self.targets.get(at).is_some_and(|target| target.fit < Fit::Exact))
    }

    /// If the alias is wanted, it is what the first `steps` steps lead to.
    fn alias(&mut self, token: Option<Range>, steps: usize) {
        let Some(token) = token else { return };
        if let Ok(at) = self.targets.binary_search_by_key(&token, |target| target.range) {
            self.offer(at, Fit::Exact, steps);
        }
    }

    /// Goes on to `place`: what starts before it stands at best around an open collection's start.
    fn pass(&mut self, place: u32) {
        while let Some(target) = self.targets.get(self.cursor).filter(|t| t.range.start < place) {
            if target.fit == Fit::Begins {
                self.unsettled -= 1;
            }
            if !self.steps.is_empty() {
                self.offer(self.cursor, Fit::Around, self.steps.len() - 1);
            }
            self.cursor += 1;
        }
    }

    /// Takes the node that the first `steps` steps lead to, if it fits better than what is known.
    fn offer(&mut self, at: usize, fit: Fit, steps: usize) {
        let Some(target) = self.targets.get_mut(at).filter(|target| target.fit < fit) else { return };
        // A collection is settled by having been passed.
        let settled = target.fit == Fit::Begins && at < self.cursor;
        if fit == Fit::Exact && !settled {
            self.unsettled -= 1;
        }
        target.fit = fit;
        let mut path = String::new();
        for step in self.steps.iter().take(steps) {
            if path.len() + step.len() > LONGEST_PATH {
                break; // the node that this leads to is around the wanted one
            }
            step.write(&mut path);
        }
        target.pointer = Some(Pointer { document: self.document, path });
    }
}

impl Step<'_> {
    /// Its bytes in a pointer, about.
    fn len(&self) -> usize {
        match self {
            Self::Items(_) => 1,
            Self::Key(name) => name.len() + 1,
        }
    }

    fn write(&self, path: &mut String) {
        path.push('/');
        match self {
            Self::Items(count) => _ = write!(path, "{}", count.saturating_sub(1)),
            Self::Key(name) => {
                for c in name.chars() {
                    match c {
                        '~' => path.push_str("~0"),
                        '/' => path.push_str("~1"),
                        c => path.push(c),
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
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
        let mut finder = Finder::new(&[Range::new(1, 2)]);
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
}
