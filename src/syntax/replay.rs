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
        Self { stack: Vec::new(), limit: length.saturating_add(BUDGET), spent: 0 }
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
        let end = log.get(replay.piece.end - 1).filter(|raw| raw.is_end())?;
        replay.at = replay.piece.end;
        Some(end.range)
    }

    /// The next token, if the innermost replay has one.
    fn next(&mut self, log: &Log<'_>) -> Result<Option<Raw>, Fail> {
        let Some(replay) = self.stack.last_mut().filter(|r| r.at < r.piece.end) else { return Ok(None) };
        let raw = log.get(replay.at);
        replay.at += 1;
        self.spent += 1 + raw.map_or(0, |raw| log.length(raw)) / BYTES_PER_EVENT;
        if self.spent <= self.limit {
            return Ok(raw);
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
        self.replays.push_node(piece, alias.range);
        Ok(())
    }

    pub(super) fn target(&self, alias: Raw) -> Result<Piece, Fail> {
        self.log.target(alias).map_err(|missing| {
            let message = match missing {
                Missing::Open => "an alias inside the node that it stands for",
                Missing::Unknown => "an alias to an anchor that was not read",
            };
            Box::new(SyntaxError { range: alias.range, message: message.into(), help: None })
        })
    }

    /// Where a token stands in the mapping or list that it is part of: for what an alias put there,
    /// the alias.
    pub(super) fn site(&self, raw: Raw) -> Range {
        let begun = self.replays.stack.last().filter(|r| r.node && r.at == r.piece.start + 1);
        begun.map_or(raw.range, |replay| replay.token)
    }
}
