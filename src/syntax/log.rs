use super::Scalar;
use super::raw::{Raw, RawKind};
use super::yaml::Yaml;

/// Tokens of the document that is being read which will be, or may be, needed again: those of
/// anchored nodes and of mappings written under a merge key. Nothing else is kept.
#[derive(Default)]
pub(super) struct Log<'s> {
    kept: Vec<Kept>,
    /// The owned scalars among them.
    scalars: Vec<Scalar<'s>>,
    /// In the order of their numbers, as the parser counts upwards.
    anchors: Vec<Anchor>,
    /// The anchored collections that have not ended: place in `anchors` and depth.
    open: Vec<(usize, usize)>,
    /// Whether to keep what comes although no anchor is open.
    pub(super) forced: bool,
}

/// A token, and what was next to it in the parser.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    pub(super) raw: Raw,
    /// For an alias the number of its anchor, for an owned scalar its place among the scalars.
    pub(super) data: u32,
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

    /// Keeps the token that the parser has just given.
    pub(super) fn keep(&mut self, raw: Raw, yaml: &Yaml<'s>) {
        let (start, depth) = (self.kept.len(), yaml.depth());
        let mut data = yaml.alias;
        if let (RawKind::Owned, Some(scalar)) = (raw.kind, &yaml.owned) {
            data = self.scalars.len() as u32;
            self.scalars.push(scalar.clone());
        }
        self.kept.push(Kept { raw, data });
        if yaml.anchor != 0 {
            // An open anchor is one whose piece is empty.
            let end = if raw.is_start() { start } else { start + 1 };
            self.anchors.push(Anchor { number: yaml.anchor, piece: Piece { start, end } });
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
        self.kept.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<Kept> {
        self.kept.get(at).copied()
    }

    /// How many bytes a token's text has.
    pub(super) fn length(&self, kept: Kept) -> usize {
        match kept.raw.kind {
            RawKind::Owned => self.scalar(kept.data).map_or(0, |scalar| scalar.text.len()),
            _ => kept.raw.end() - kept.raw.start(),
        }
    }

    /// An owned scalar.
    pub(super) fn scalar(&self, data: u32) -> Option<&Scalar<'s>> {
        self.scalars.get(data as usize)
    }

    /// What the alias to the anchor of this number stands for.
    pub(super) fn target(&self, number: u32) -> Result<Piece, Missing> {
        let place = self.anchors.binary_search_by_key(&number, |a| a.number);
        let anchor = place.ok().and_then(|at| self.anchors.get(at)).ok_or(Missing::Unknown)?;
        if anchor.piece.start == anchor.piece.end { Err(Missing::Open) } else { Ok(anchor.piece) }
    }

    /// Forgets everything; anchors do not reach into the next document.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}
