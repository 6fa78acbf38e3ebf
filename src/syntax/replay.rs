use super::events::Events;
use super::log::{Log, Missing, Piece};
use super::raw::{Fail, Raw};
use super::{Range, SyntaxError};

/// How many events aliases may add to a text, besides one for each of its bytes.
const BUDGET: usize = 1_000_000;

/// A scalar costs one event more for each so many bytes, as someone will copy it.
const BYTES_PER_EVENT: usize = 64;

/// The pieces of the log that are being read again, innermost last.
pub(super) struct Replays {
    stack: Vec<Replay>,
    limit: usize,
    spent: usize,
    /// What the log has for the last token, see `Kept::data`.
    pub(super) data: u32,
}

struct Replay {
    piece: Piece,
    at: usize,
    /// The alias, or the mapping written under a merge key.
    token: Range,
    /// Whether the piece is a node, and not a merged mapping's pairs.
    node: bool,
}

impl Replays {
    pub(super) fn new(length: usize) -> Self {
        Self { stack: Vec::new(), limit: length.saturating_add(BUDGET), spent: 0, data: 0 }
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.stack.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.stack.len()
    }

    /// The outermost alias: the place in the text that is being read.
    #[inline]
    pub(super) fn via(&self) -> Option<Range> {
        self.stack.first().map(|replay| replay.token)
    }

    /// What the replay of a level was asked for by.
    pub(super) fn token(&self, level: usize) -> Option<Range> {
        self.stack.get(level).map(|replay| replay.token)
    }

    fn push_node(&mut self, piece: Piece, token: Range) {
        self.stack.push(Replay { piece, at: piece.start, token, node: true });
    }

    pub(super) fn push_pairs(&mut self, piece: Piece, token: Range) {
        self.spent += 1;
        self.stack.push(Replay { piece, at: piece.start, token, node: false });
    }

    /// The place in the log of the token that was read last.
    pub(super) fn position(&self, log: &Log<'_>) -> usize {
        self.stack.last().map_or(log.len(), |replay| replay.at).saturating_sub(1)
    }

    /// If the whole of an alias is a collection that was just opened: skips it, at no cost.
    pub(super) fn skip_collection(&mut self, log: &Log<'_>) -> Option<Range> {
        let replay = self.stack.last_mut().filter(|r| r.node && r.at == r.piece.start + 1)?;
        let end = log.get(replay.piece.end - 1).filter(|kept| kept.raw.is_end())?;
        replay.at = replay.piece.end;
        Some(end.raw.range())
    }

    /// The next token, if the innermost replay has one.
    fn next(&mut self, log: &Log<'_>) -> Result<Option<Raw>, Fail> {
        let Some(replay) = self.stack.last_mut().filter(|r| r.at < r.piece.end) else { return Ok(None) };
        let Some(kept) = log.get(replay.at) else { return Ok(None) };
        replay.at += 1;
        self.data = kept.data;
        self.spent += 1 + log.length(kept) / BYTES_PER_EVENT;
        if self.spent <= self.limit {
            return Ok(Some(kept.raw));
        }
        let message = format!("aliases repeat more than {} events", self.limit);
        let help = Some("write out what is repeated, or repeat smaller parts".to_owned());
        Err(Box::new(SyntaxError { range: self.via().unwrap_or(Range::empty(0)), message, help }))
    }
}

impl Events<'_> {
    /// The next token while a piece of the log is read again.
    #[cold]
    pub(super) fn stored(&mut self) -> Result<Raw, Fail> {
        loop {
            if let Some(end) = self.next_merged() {
                return Ok(end);
            }
            if self.replays.is_empty() {
                return self.fresh();
            }
            if let Some(raw) = self.replays.next(&self.log)? {
                return Ok(raw);
            }
            self.replays.stack.pop();
        }
    }

    /// Reads next what an alias stands for.
    pub(super) fn follow(&mut self, alias: Raw) -> Result<(), Fail> {
        let piece = self.target(alias)?;
        self.replays.push_node(piece, alias.range());
        Ok(())
    }

    /// The piece of the log that an alias that was just read stands for.
    pub(super) fn target(&self, alias: Raw) -> Result<Piece, Fail> {
        self.log.target(self.data()).map_err(|missing| {
            let message = match missing {
                Missing::Open => "an alias inside the node that it stands for",
                Missing::Unknown => "an alias to an anchor that was not read",
            };
            Box::new(SyntaxError { range: alias.range(), message: message.into(), help: None })
        })
    }

    /// Where a token stands in the mapping or list that it is part of: for what an alias put there,
    /// the alias.
    pub(super) fn site(&self, raw: Raw) -> Range {
        let begun = self.replays.stack.last().filter(|r| r.node && r.at == r.piece.start + 1);
        begun.map_or(raw.range(), |replay| replay.token)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::super::testing::{read, shown, sketch};
    use super::super::{Kind, MAX_DEPTH, Notation};
    use super::*;

    fn yaml(text: &str) -> String {
        sketch(text, Notation::Yaml)
    }

    #[test]
    fn aliases_repeat_what_they_name() {
        assert_eq!(yaml("a: &x 1\nb: *x"), "<{a=1 b=1'}>");
        assert_eq!(
            yaml("a: &x {b: [1, \"\\n\"]}\nc: [*x, *x]"),
            "<{a={b=[1 \"\n\"]} c=[{'b'=['1' \"\n\"']'}' {'b'=['1' \"\n\"']'}']}>"
        );
        assert_eq!(yaml("- &x\n- *x\n- &x !t y\n- *x"), "<[ ' !t y !t y']>", "the latest anchor of a name");
        assert_eq!(yaml("&k a: 1\nb: {*k : 2}"), "<{a=1 b={a'=2}}>");
        assert_eq!(
            yaml("a: &x\n  b: &y [1]\n  c: *y\nd: *x\ne: *y"),
            "<{a={b=[1] c=['1']'} d={'b'=['1']' c'=['1']'}' e=['1']'}>"
        );
        assert_eq!(
            yaml("- &x 1\n--- [*x]"),
            "<[1]> <[ERROR an alias to an anchor that this document does not define before it"
        );
    }

    #[test]
    fn what_is_repeated_has_the_place_of_the_anchor_and_the_outermost_alias() {
        let text = "a: &x {b: &y 1}\nc: &z [*x, *y]\nd: *z\n";
        let (events, _) = read(text, Notation::Yaml);
        let slice = |range: Range| &text[range.start as usize..range.end as usize];
        let told: Vec<_> = events
            .iter()
            .filter(|e| matches!(e.kind, Kind::Scalar(_)))
            .map(|e| (e.range.start, slice(e.range), e.via.map(|via| (via.start, slice(via)))))
            .collect();
        assert_eq!(
            told,
            [
                (13, "1", None),
                (13, "1", Some((23, "*x"))),
                (13, "1", Some((27, "*y"))),
                (13, "1", Some((34, "*z"))),
                (13, "1", Some((34, "*z"))),
            ]
        );
    }

    #[test]
    fn a_duplicate_key_is_told_where_the_alias_stands() {
        let (events, _) = read("a: &x b\nc: {*x : 1, b: 2}", Notation::Yaml);
        let first = events.iter().find_map(|e| match e.kind {
            Kind::DuplicateKey { first, .. } => Some(first),
            _ => None,
        });
        assert_eq!(first, Some(Range::new(12, 14)));
    }

    #[test]
    fn anchors_in_skipped_values_count() {
        assert_eq!(yaml("a: 1\na: {b: &x 2}\nc: *x"), "<{a=1 a! c=2'}>");
        assert_eq!(yaml("<<: {a: &x 2, b: [&y 3]}\nc: [*x, *y]"), "<{c=[2' 3'] a'=2' b'=['3']'}>");
    }

    #[test]
    fn an_alias_inside_of_what_it_names() {
        for (text, at) in
            [("&x [*x]", "*x"), ("a: &x {b: [1, *x]}", "*x"), ("&x {<<: *x}", "*x"), ("&x\n? *x\n: 1", "*x")]
        {
            assert_eq!(
                shown(text, Notation::Yaml),
                (at, "an alias inside the node that it stands for".to_owned())
            );
        }
        assert_eq!(yaml("&x [&x 1, *x]"), "<[1 1']>");
    }

    /// Reads to the end and gives the number of events and the error's message.
    fn count(text: &str) -> (usize, Option<String>) {
        let mut events = Events::new(text, Notation::Yaml);
        let mut count = 0;
        loop {
            match events.next() {
                Ok(Some(_)) => count += 1,
                Ok(None) => return (count, None),
                Err(error) => return (count, Some(error.message)),
            }
        }
    }

    fn refused(text: &str) {
        let (events, message) = count(text);
        let limit = BUDGET + text.len();
        assert_eq!(message, Some(format!("aliases repeat more than {limit} events")));
        assert!(events <= limit + 2 * text.len());
    }

    #[test]
    fn hostile_repetition() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for n in 1..9 {
            _ = writeln!(bomb, "a{n}: &a{n} [{}]", vec![format!("*a{}", n - 1); 9].join(", "));
        }
        refused(&bomb);
        let quadratic = format!("a: &a [{}]\nb:\n{}", "1, ".repeat(20_000), "- *a\n".repeat(20_000));
        refused(&quadratic);
        let mut merges = String::from("a0: &a0 {k: 1}\n");
        for n in 1..40 {
            _ = writeln!(merges, "a{n}: &a{n} {{<<: [*a{0}, *a{0}]}}", n - 1);
        }
        refused(&merges);
        let wide = format!("a: &a {{{}}}\nb:\n{}", "k: {x: 1}, ".repeat(2_000), "- <<: *a\n".repeat(20_000));
        refused(&wide);
        let long = format!("a: &a \"\\n{}\"\nb: [{}]", "x".repeat(1_000_000), "*a, ".repeat(200_000));
        refused(&long);
    }

    #[test]
    fn what_is_skipped_is_not_repeated() {
        let text = format!("a: &a [{}]\nb:\n{}", "1, ".repeat(20_000), "- *a\n".repeat(20_000));
        let mut events = Events::new(&text, Notation::Yaml);
        let mut keys = 0;
        while let Some(event) = events.next().expect("no error") {
            if matches!(event.kind, Kind::Key(_)) {
                keys += 1;
                if keys == 2 {
                    events.next().expect("a list");
                    for _ in 0..20_000 {
                        events.skip_value().expect("skipped");
                    }
                }
            }
        }
        assert_eq!((keys, events.replays.spent), (2, 20_000));
    }

    #[test]
    fn depth_counts_what_aliases_add() {
        let mut text = String::from("a0: &a0 []\n");
        for n in 1..300 {
            _ = writeln!(text, "a{n}: &a{n} [*a{}]", n - 1);
        }
        assert_eq!(shown(&text, Notation::Yaml), ("*a248", format!("nested deeper than {MAX_DEPTH} levels")));
    }

    #[test]
    fn nothing_is_kept_without_anchors() {
        let text = "a: [1, 2]\n".to_owned() + "b: &x 1\nc: {d: [e]}\nf: &y [*x]\ng: [1, 2, 3]\n";
        let mut events = Events::new(&text, Notation::Yaml);
        let mut most = 0;
        while let Ok(Some(_)) = events.next() {
            most = most.max(events.log.len());
        }
        assert_eq!(most, 4);
    }
}
