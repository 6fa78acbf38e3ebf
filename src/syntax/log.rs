use super::Scalar;
use super::raw::{Raw, RawKind};

/// Tokens of the document that is being read which will be, or may be, needed again: those of
/// anchored nodes and of mappings written under a merge key. Nothing else is kept.
#[derive(Default)]
pub(super) struct Log<'s> {
    raws: Vec<Raw>,
    /// The owned scalars among them.
    scalars: Vec<Scalar<'s>>,
    /// In the order of their numbers, as the parser counts upwards.
    anchors: Vec<Anchor>,
    /// The anchored collections that have not ended: place in `anchors` and depth.
    open: Vec<(usize, usize)>,
    /// Whether to keep what comes although no anchor is open.
    pub(super) forced: bool,
}

/// A piece of the log.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
}

struct Anchor {
    number: u32,
    piece: Piece,
}

/// Why an alias stands for nothing.
pub(super) enum Missing {
    /// The alias stands inside the node that it names.
    Open,
    /// The parser would have refused it.
    Unknown,
}

impl<'s> Log<'s> {
    /// Whether the next token is to be kept, if it has no anchor itself.
    pub(super) fn recording(&self) -> bool {
        self.forced || !self.open.is_empty()
    }

    /// Keeps a token. `depth` counts the collections that are open after it.
    pub(super) fn keep(&mut self, mut raw: Raw, anchor: u32, depth: usize, owned: Option<&Scalar<'s>>) {
        if let (RawKind::Owned, Some(scalar)) = (raw.kind, owned) {
            self.scalars.push(scalar.clone());
            raw.data = self.scalars.len() as u32;
        }
        let start = self.raws.len();
        self.raws.push(raw);
        if anchor != 0 {
            // An open anchor is one whose piece is empty.
            let end = if raw.is_start() { start } else { start + 1 };
            self.anchors.push(Anchor { number: anchor, piece: Piece { start, end } });
            if raw.is_start() {
                self.open.push((self.anchors.len() - 1, depth));
            }
        }
        if raw.is_end()
            && let Some((anchor, _)) = self.open.pop_if(|(_, open_at)| *open_at == depth + 1)
            && let Some(anchor) = self.anchors.get_mut(anchor)
        {
            anchor.piece.end = start + 1;
        }
    }

    /// How many tokens there are.
    pub(super) fn len(&self) -> usize {
        self.raws.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<Raw> {
        self.raws.get(at).copied()
    }

    /// How many bytes a token's text has.
    pub(super) fn length(&self, raw: Raw) -> usize {
        let bytes = (raw.range.end - raw.range.start) as usize;
        self.scalar(raw).map_or(bytes, |scalar| scalar.text.len())
    }

    /// The text of an owned scalar.
    pub(super) fn scalar(&self, raw: Raw) -> Option<&Scalar<'s>> {
        if raw.kind != RawKind::Owned {
            return None;
        }
        self.scalars.get((raw.data as usize).checked_sub(1)?)
    }

    /// What the alias stands for.
    pub(super) fn target(&self, alias: Raw) -> Result<Piece, Missing> {
        let place = self.anchors.binary_search_by_key(&alias.data, |a| a.number);
        let anchor = place.ok().and_then(|at| self.anchors.get(at)).ok_or(Missing::Unknown)?;
        if anchor.piece.start == anchor.piece.end { Err(Missing::Open) } else { Ok(anchor.piece) }
    }

    /// Forgets everything; anchors do not reach into the next document.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}
