#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt::Write as _;

use super::raw::RawKind;
use super::{Event, Events, Kind, Notation, Range, Record};

/// Where a node stands in the structure of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// Number of the document in the text, from 0.
    pub document: usize,
    /// A JSON Pointer (RFC 6901) into the document; empty for the whole of it.
    pub path: String,
}

/// Where the items of a list stand that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Where the list begins.
    pub(crate) start: u32,
    /// Of each item; an empty one of an item that is not known well enough to be passed over.
    items: Vec<Range>,
}

impl List {
    pub(crate) fn new(start: u32) -> Self {
        Self { start, items: Vec::new() }
    }

    /// Adds an item, with its range if it is a [`Record`](super::Record).
    pub(crate) fn push(&mut self, record: Option<Range>) {
        self.items.push(record.unwrap_or(Range::empty(0)));
    }

    pub(crate) fn settle(&mut self) {
        self.items.shrink_to_fit();
    }

    fn item(&self, at: usize) -> Option<Range> {
        self.items.get(at).copied().filter(|item| item.end > 0)
    }
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
    pointers_beside(text, notation, &[], wanted)
}

/// As [`pointers`], of a text that was read already: lists of which it is known where their items stand are
/// not read again, but for the items that hold something wanted.
#[must_use]
pub fn pointers_beside(
    text: &str,
    notation: Notation,
    lists: &[&List],
    wanted: &[Range],
) -> Vec<Option<Pointer>> {
    let mut finder = Finder::new(lists, wanted);
    let mut events = Events::new(text, notation);
    while finder.unsettled > 0 {
        if finder.passes_items(&mut events) || finder.passes_record(&mut events) {
            continue;
        }
        match events.next() {
            Ok(Some(event)) => finder.meet(event, &mut events),
            // What is not told in pieces has to be told from its beginning.
            Err(_) if finder.jumped => return pointers(text, notation, wanted),
            Ok(None) | Err(_) => break,
        }
    }
    finder.answers(wanted)
}

/// Bytes of a pointer at most, about. Each place in a file would repeat a key of a megabyte.
const LONGEST_PATH: usize = 4096;

struct Finder<'s, 'l> {
    /// In the order of their starts.
    lists: &'l [&'l List],
    /// The innermost open list of these, with how many steps lead into it.
    list: Option<(&'l List, usize)>,
    /// Whether items were passed over without a look at them.
    jumped: bool,
    /// In the order of their ranges, each once.
    targets: Vec<Target>,
    /// The first target that does not start before the place that was reached.
    cursor: usize,
    /// Targets for which a better answer may come.
    unsettled: usize,
    document: usize,
    /// The step into each open collection, outermost first.
    steps: Vec<Step<'s>>,
    /// The path that was told last.
    path: String,
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

impl<'s, 'l> Finder<'s, 'l> {
    fn new(lists: &'l [&'l List], wanted: &[Range]) -> Self {
        let mut ranges = wanted.to_vec();
        ranges.sort_unstable();
        ranges.dedup();
        let new = |range| Target { range, fit: Fit::Nothing, pointer: None };
        let targets: Vec<Target> = ranges.into_iter().map(new).collect();
        let unsettled = targets.len();
        let (steps, path) = (Vec::new(), String::new());
        Self { lists, list: None, jumped: false, targets, cursor: 0, unsettled, document: 0, steps, path }
    }

    fn answers(self, wanted: &[Range]) -> Vec<Option<Pointer>> {
        if wanted.is_sorted_by(|a, b| a < b) {
            return self.targets.into_iter().map(|target| target.pointer).collect();
        }
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
        if !self.wants_inside(range) {
            self.pass_over(range);
        } else if record.may_repeat_keys() {
            events.put_back(record);
            return false;
        } else {
            self.meet_record(&record);
        }
        events.take(record);
        true
    }

    /// As [`Self::meet`], of all events of a record whose keys are different.
    fn meet_record(&mut self, record: &Record<'s>) {
        let mut at_key = true;
        for raw in record.tokens() {
            let range = raw.range();
            self.pass(range.start);
            match (raw.kind, self.steps.last_mut()) {
                (RawKind::MapStart, _) => self.open(range, None, Step::Key(Cow::Borrowed(""))),
                (RawKind::SeqStart, _) => self.open(range, None, Step::Items(0)),
                (RawKind::MapEnd | RawKind::SeqEnd, _) => {
                    self.steps.pop();
                    at_key = true;
                }
                (_, Some(Step::Key(name))) => {
                    if at_key {
                        *name = Cow::Borrowed(record.text(*raw));
                    }
                    at_key = !at_key;
                    self.leaf(range, None);
                }
                _ => {
                    self.step();
                    self.leaf(range, None);
                }
            }
        }
    }

    /// Passes the next items of a list, if it is known where they stand and nothing inside of them is
    /// wanted.
    fn passes_items(&mut self, events: &mut Events<'s>) -> bool {
        let Some((list, _)) = self.list.filter(|(_, steps)| *steps == self.steps.len()) else { return false };
        let Some(&Step::Items(first)) = self.steps.last() else { return false };
        let Some(next) = list.item(first) else { return false };
        // To be asked first: where it is no, nobody has to count the items.
        if !events.stand_before(next.start) {
            return false;
        }
        let items = (first..).map_while(|at| list.item(at)).take_while(|item| !self.wants_inside(*item));
        let count = items.count();
        let last = count.checked_sub(1).and_then(|count| list.item(first + count));
        // One alone is as soon read.
        let Some(last) = last.filter(|_| count > 1) else { return false };
        events.jump(last.end);
        self.jumped = true;
        for item in (first..first + count).filter_map(|at| list.item(at)) {
            self.pass_over(item);
        }
        true
    }

    /// Whether something is wanted inside of a record.
    fn wants_inside(&self, record: Range) -> bool {
        let rest = self.targets.get(self.cursor..).unwrap_or_default();
        let from = rest.partition_point(|target| target.range.start < record.start);
        // In block style its first key begins where it does, and a last value that is not there is empty,
        // where it ends.
        let is_whole = |t: &&Target| t.range.start == record.start && t.range.end >= record.end;
        let next = rest.iter().skip(from).find(|target| !is_whole(target));
        next.is_some_and(|target| target.range.start <= record.end)
    }

    fn pass_over(&mut self, record: Range) {
        self.pass(record.start);
        self.open(record, None, Step::Items(0));
        self.steps.pop();
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
            Kind::SeqStart => {
                self.open(range, via, Step::Items(0));
                let known = self.lists.binary_search_by_key(&range.start, |list| list.start);
                if let (None, Some(list)) = (via, known.ok().and_then(|at| self.lists.get(at))) {
                    self.list = Some((list, self.steps.len()));
                }
            }
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
        self.path.clear();
        for step in self.steps.iter().take(steps) {
            if self.path.len() + step.len() > LONGEST_PATH {
                break; // the node that this leads to is around the wanted one
            }
            step.write(&mut self.path);
        }
        target.pointer = Some(Pointer { document: self.document, path: self.path.as_str().to_owned() });
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
            Self::Key(name) if memchr::memchr2(b'~', b'/', name.as_bytes()).is_none() => path.push_str(name),
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
