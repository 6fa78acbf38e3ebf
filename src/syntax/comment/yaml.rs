//! Comments of YAML.

use super::{Comment, Spot, Text};
use crate::syntax::raw::RawKind;
use crate::syntax::yaml::Yaml;
use crate::syntax::{Event, Events, Kind, Notation, Range};
use memchr::memmem;

pub(super) fn comments(text: &Text<'_>, mark: &str) -> Vec<Comment> {
    let mut targets = targets(text, mark);
    let mut finder = Finder { targets: &mut targets, cursor: 0, depth: 0, open: Vec::new() };
    let mut events = Events::new(text.text, Notation::Yaml);
    loop {
        match events.next() {
            Ok(Some(event)) => finder.meet(&event),
            Ok(None) => break,
            Err(_) => return Vec::new(),
        }
    }
    settle(&mut targets, text.text);
    let content = content(text);
    let real = targets.into_iter().filter(|target| target.is_comment(text));
    real.map(|target| target.spot.comment(text, target.covers, content)).collect()
}

/// What looks like a comment that begins with the mark; it may stand in a scalar, or in the middle of
/// a comment.
fn targets(text: &Text<'_>, mark: &str) -> Vec<Target> {
    let spot = |at: usize| {
        let before = text.slice(0, at).trim_end_matches([' ', '\t']);
        let sign = before.len().checked_sub(1)?;
        let starts = before.ends_with('#') && !text.slice(0, sign).ends_with(|c: char| !c.is_whitespace());
        let whole = Range::new(sign, text.line(at).end as usize);
        starts.then(|| Spot::of(text, whole, ("#", ""), mark)).flatten()
    };
    let spots: Vec<Spot> = memmem::find_iter(text.text.as_bytes(), mark).filter_map(spot).collect();
    let mut targets: Vec<Target> = Vec::with_capacity(spots.len());
    let mut below = None;
    // From the last one: comments one below the other are on the same thing.
    for spot in spots.into_iter().rev() {
        let mut target = Target::new(text, spot);
        if target.spot.is_alone {
            let next = next(text, target.spot.whole.end as usize, below);
            below = Some((target.spot.whole.start as usize, next));
            target.stand_on(text, next);
        }
        targets.push(target);
    }
    targets.reverse();
    targets
}

/// The next place behind blanks and lines of comment. `below` is the next place of a comment that
/// starts there.
fn next(text: &Text<'_>, mut at: usize, below: Option<(usize, usize)>) -> usize {
    loop {
        at = text.after_blanks(at);
        match below {
            Some((start, next)) if start == at => return next,
            _ if !text.from(at).starts_with('#') => return at,
            _ => at = text.line(at).end as usize,
        }
    }
}

/// Where the first thing stands that is no comment.
fn content(text: &Text<'_>) -> usize {
    let is_none = |line: &str| line.is_empty() || line == "---" || line.starts_with(['#', '%']);
    let mut at = 0;
    while at < text.text.len() {
        let line = text.line(at);
        if !is_none(text.slice(at, line.end as usize).trim()) {
            return at;
        }
        at = line.end as usize + 1;
    }
    text.text.len()
}

struct Target {
    spot: Spot,
    /// Where the content stands that it is on, if that is not its line.
    next: Option<usize>,
    /// Whether that is the dash of an item.
    is_item: bool,
    covers: Range,
    /// Where the last thing before it ends.
    floor: usize,
    is_content: bool,
}

impl Target {
    fn new(text: &Text<'_>, spot: Spot) -> Self {
        let covers = spot.line(text);
        Self { spot, next: None, is_item: false, covers, floor: 0, is_content: false }
    }

    /// A comment on a line of its own, and the next content. One that is further in than that is on
    /// nothing: it stands behind the last thing of what it is in.
    fn stand_on(&mut self, text: &Text<'_>, next: usize) {
        let column = |at: usize| at - text.line(at).start as usize;
        if next >= text.text.len() || column(self.spot.whole.start as usize) > column(next) {
            self.covers = Range::empty(next);
            return;
        }
        self.next = Some(next);
        let rest = text.from(next);
        self.is_item = rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_whitespace));
        self.covers = Range { start: Range::empty(next).start, ..text.line(next) };
    }

    /// Whether it is a comment, and begins with the mark.
    fn is_comment(&self, text: &Text<'_>) -> bool {
        let sign = self.spot.whole.start as usize;
        let line = self.spot.line(text).start as usize;
        let before = text.slice(self.floor.max(line).min(sign), sign);
        // A `#` behind a blank, or first in a line, begins a comment.
        let mut signs = before.match_indices('#');
        let starts = |at: usize| before.get(..at).is_some_and(|b| b.is_empty() || b.ends_with([' ', '\t']));
        !self.is_content && !signs.any(|(at, _)| starts(at))
    }

    /// Whether an event is the one that the comment is on.
    fn is_on(&self, kind: &Kind<'_>, at: Range) -> bool {
        // A mapping in block style begins where its first key does, which is meant.
        let opens_block = matches!(kind, Kind::MapStart | Kind::SeqStart) && at.start == at.end;
        let (start, next) = (at.start as usize, self.next.unwrap_or_default());
        if self.is_item { start > next } else { start >= next && !opens_block }
    }
}

/// Notes what stands before each target, and that one inside of a scalar is no comment. Tokens tell it:
/// events leave out the values of keys that are there already.
fn settle(targets: &mut [Target], text: &str) {
    let mut yaml = Yaml::new(text);
    let (mut passed, mut end) = (0, 0);
    loop {
        let raw = yaml.next();
        let (at, last) = match raw.kind {
            RawKind::DocumentStart | RawKind::DocumentEnd => continue,
            RawKind::End | RawKind::Failed => (Range::empty(text.len()), true),
            _ => (raw.range(), false),
        };
        while let Some(target) = targets.get_mut(passed).filter(|target| target.spot.whole.start < at.end) {
            target.floor = end;
            target.is_content = target.spot.whole.start >= at.start && !last;
            passed += 1;
        }
        if last {
            return;
        }
        end = end.max(at.end as usize);
    }
}

struct Finder<'t> {
    /// In the order of the text.
    targets: &'t mut [Target],
    /// The first target that is not found yet.
    cursor: usize,
    /// How many collections are open.
    depth: usize,
    /// Targets whose end is to come, with the number of collections around each.
    open: Vec<(usize, usize)>,
}

impl Finder<'_> {
    fn meet(&mut self, event: &Event<'_>) {
        let at = event.via.unwrap_or(event.range);
        match event.kind {
            Kind::DocumentStart | Kind::DocumentEnd => return,
            Kind::MapEnd | Kind::SeqEnd => {
                self.depth = self.depth.saturating_sub(1);
                self.close(at);
                return;
            }
            _ => {}
        }
        self.begin(&event.kind, at);
        match event.kind {
            Kind::MapStart | Kind::SeqStart => self.depth += 1,
            Kind::Scalar(_) | Kind::DuplicateKey { .. } => self.close(at),
            _ => {}
        }
    }

    fn begin(&mut self, kind: &Kind<'_>, at: Range) {
        while let Some(target) = self.targets.get_mut(self.cursor) {
            if let Some(next) = target.next {
                if !target.is_on(kind, at) {
                    return;
                }
                target.covers = Range { start: at.start.min(Range::empty(next).start), end: at.end };
                self.open.push((self.cursor, self.depth));
            }
            self.cursor += 1;
        }
    }

    /// A value ends that has as many collections around it as are open.
    fn close(&mut self, at: Range) {
        while let Some((target, _)) = self.open.pop_if(|(_, depth)| *depth >= self.depth) {
            if let Some(target) = self.targets.get_mut(target) {
                target.covers.end = target.covers.end.max(at.end);
            }
        }
    }
}
