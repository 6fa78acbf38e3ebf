use super::events::Events;
use super::log::Piece;
use super::raw::{Fail, Raw, RawKind};
use super::{Range, SyntaxError};

/// The merge keys of the open mappings.
///
/// What a merge key brings is told just before the end of its mapping, as only then all explicit
/// keys are known, which win. The merged mappings wait in a stack: one that has a merge key itself
/// puts what that brings right behind itself, before the later ones.
#[derive(Default)]
pub(super) struct Merges {
    sources: Vec<Source>,
    /// The mappings whose explicit keys have all been told, innermost last.
    ending: Vec<Ending>,
}

/// A mapping to be merged: the log's keys and values without the brackets.
struct Source {
    /// How many collections are around the mapping that it is merged into.
    depth: usize,
    piece: Piece,
    token: Range,
}

struct Ending {
    depth: usize,
    /// How many replays are going on around the merged mappings.
    replays: usize,
    /// The end of the mapping, held back.
    end: Raw,
}

impl Merges {
    /// Whether any mapping waits for merged keys.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.ending.is_empty()
    }

    #[inline]
    fn waiting(&self, depth: usize) -> bool {
        self.sources.last().is_some_and(|source| source.depth == depth)
    }
}

impl Events<'_> {
    /// At the end of a mapping: whether merged keys come first.
    #[inline]
    pub(super) fn begin_merging(&mut self, end: Raw) -> bool {
        let depth = self.frames.len();
        if !self.merges.waiting(depth) {
            return false;
        }
        self.merges.ending.push(Ending { depth, replays: self.replays.len(), end });
        true
    }

    /// Whether the innermost collection is a mapping that gets its merged keys now.
    pub(super) fn merging(&self) -> bool {
        self.merges.ending.last().is_some_and(|ending| ending.depth == self.frames.len())
    }

    /// Of the key that is being merged: the alias or inline mapping that brings it.
    pub(super) fn merged_from(&self) -> Option<Range> {
        self.replays.token(self.merges.ending.last()?.replays)
    }

    /// Between two merged mappings: begins the next one, or gives the end that was held back.
    pub(super) fn next_merged(&mut self) -> Option<Raw> {
        let depth = self.frames.len();
        let ending = self.merges.ending.last()?;
        if ending.depth != depth || ending.replays != self.replays.len() {
            return None;
        }
        match self.merges.sources.pop_if(|source| source.depth == depth) {
            Some(source) => {
                self.replays.push_pairs(source.piece, source.token);
                None
            }
            None => self.merges.ending.pop().map(|ending| ending.end),
        }
    }

    /// Reads the value of a merge key.
    pub(super) fn merge(&mut self) -> Result<(), Fail> {
        let first = self.merges.sources.len();
        // What is being read again is in the log already.
        self.log.forced = self.replays.is_empty();
        let value = self.raw_inside()?;
        if value.kind == RawKind::SeqStart {
            loop {
                let item = self.raw_inside()?;
                if item.kind == RawKind::SeqEnd {
                    break;
                }
                self.merge_one(item)?;
            }
        } else {
            self.merge_one(value)?;
        }
        self.log.forced = false;
        // The earlier mapping wins, so it must be taken first.
        if let Some(added) = self.merges.sources.get_mut(first..) {
            added.reverse();
        }
        Ok(())
    }

    fn merge_one(&mut self, raw: Raw) -> Result<(), Fail> {
        let (piece, token) = match raw.kind {
            RawKind::Alias => (self.target(raw)?, raw.range()),
            RawKind::MapStart => {
                let start = self.replays.position(&self.log);
                let end = self.skip_rest()?;
                let piece = Piece { start, end: self.replays.position(&self.log) + 1 };
                (piece, Range { start: raw.range().start, end: end.start })
            }
            _ => return Err(no_mapping(raw.range())),
        };
        if self.log.get(piece.start).is_none_or(|start| start.raw.kind != RawKind::MapStart) {
            return Err(no_mapping(raw.range()));
        }
        let piece = Piece { start: piece.start + 1, end: piece.end - 1 };
        self.merges.sources.push(Source { depth: self.frames.len(), piece, token });
        Ok(())
    }
}

#[cold]
fn no_mapping(range: Range) -> Fail {
    let message = "a merge key (`<<`) takes a mapping, an alias to one, or a list of these".into();
    Box::new(SyntaxError { range, message, help: None })
}

#[cfg(test)]
mod tests {
    use super::super::Notation;
    use super::super::testing::{read, shown, sketch};
    use super::*;

    fn yaml(text: &str) -> String {
        sketch(text, Notation::Yaml)
    }

    #[test]
    fn explicit_keys_win_wherever_they_stand() {
        let base = "base: &b {x: 1, y: 2}\n";
        for (text, expected) in [
            ("m:\n  <<: *b\n  x: 3", "{x=3 y'=2'}"),
            ("m:\n  x: 3\n  <<: *b", "{x=3 y'=2'}"),
            ("m: {<<: *b}", "{x'=1' y'=2'}"),
            ("m: {<<: [*b]}", "{x'=1' y'=2'}"),
            ("m: {<<: []}", "{}"),
            ("m: {<<: {}}", "{}"),
            ("m: {z: 0, <<: {x: 3}}", "{z=0 x'=3'}"),
            ("m: {<<: [{x: 3}, *b]}", "{x'=3' y'=2'}"),
            ("m: {<<: [*b, {x: 3, z: 4}]}", "{x'=1' y'=2' z'=4'}"),
            ("m: {<<: *b, <<: {z: 3}}", "{<<! x'=1' y'=2'}"),
            ("m: {\"<<\": *b}", "{<<={'x'=1' y'=2'}'}"),
            ("m: {!t <<: *b}", "{<<={'x'=1' y'=2'}'}"),
            ("m: {n: {<<: *b}, <<: *b}", "{n={x'=1' y'=2'} x'=1' y'=2'}"),
        ] {
            assert_eq!(
                yaml(&format!("{base}{text}")),
                format!("<{{base={{x=1 y=2}} m={expected}}}>"),
                "{text}"
            );
        }
        assert_eq!(sketch("{\"<<\": {\"a\": 1}}", Notation::Json), "<{<<={a=1}}>");
    }

    #[test]
    fn merged_mappings_may_merge() {
        let text = "a: &a {x: a, y: a, z: a}\nb: &b {<<: *a, y: b, w: b}\n";
        for (more, expected) in [
            ("c: {<<: *b, x: c}", "{x=c y'=b' w'=b' z'=a'}"),
            ("c: {<<: [*b, {z: c, v: c}]}", "{y'=b' w'=b' x'=a' z'=a' v'=c'}"),
            ("c: {<<: [{z: c, v: c}, *b]}", "{z'=c' v'=c' y'=b' w'=b' x'=a'}"),
            ("c: {<<: {<<: *b, y: c}}", "{y'=c' w'=b' x'=a' z'=a'}"),
            ("c: *b", "{'y'=b' w'=b' x'=a' z'=a'}'"),
            (
                "c: &c {<<: {d: *b}}\ne: *c",
                "{d'={'y'=b' w'=b' x'=a' z'=a'}'} e={'d'={'y'=b' w'=b' x'=a' z'=a'}'}'",
            ),
        ] {
            let all = yaml(&format!("{text}{more}"));
            let own = all.split_once(" c=").expect("c").1;
            assert_eq!(own, format!("{expected}}}>"), "{more}");
        }
    }

    #[test]
    fn a_key_twice_in_an_inline_mapping() {
        assert_eq!(yaml("<<: {a: 1, b: 2, a: 3}\nb: 0"), "<{b=0 a'=1' a'!}>");
        assert_eq!(yaml("<<: [{a: 1}, {a: 2}]"), "<{a'=1'}>");
        assert_eq!(yaml("x: &x {a: 1, a: 2}\ny: {<<: *x}"), "<{x={a=1 a!} y={a'=1'}}>");
    }

    #[test]
    fn where_merged_pairs_stand() {
        let text = "a: &a {x: [1]}\nb:\n  <<: [*a, {y: 2}]\n";
        let (events, _) = read(text, Notation::Yaml);
        let slice = |range: Range| &text[range.start as usize..range.end as usize];
        let merged: Vec<_> = events.iter().filter_map(|e| Some((slice(e.range), slice(e.via?)))).collect();
        let expected = [("x", "*a"), ("[", "*a"), ("1", "*a"), ("", "*a"), ("y", "{y: 2}"), ("2", "{y: 2}")];
        assert_eq!(merged, expected);
        assert_eq!(events[events.len() - 3].range, Range::empty(text.len() - 1), "the end of b");
    }

    #[test]
    fn anything_else_is_an_error() {
        for (text, at) in [
            ("<<: 5", "5"),
            ("<<:", ""),
            ("<<: 'x'", "'x'"),
            ("<<: [1]", "1"),
            ("<<: [[{a: 1}]]", "["),
            ("a: &a [1]\n<<: *a", "*a"),
            ("a: &a 1\nb: {<<: [*a]}", "*a"),
            ("a: &a [{x: 1}]\n<<: *a", "*a"),
        ] {
            let message =
                "a merge key (`<<`) takes a mapping, an alias to one, or a list of these".to_owned();
            assert_eq!(shown(text, Notation::Yaml), (at, message), "{text:?}");
        }
    }
}
