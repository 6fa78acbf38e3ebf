#[cfg(test)]
mod tests;

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
