//! Items of a list that are written as those before.

use super::super::raw::{Raw, RawKind};
use super::super::stencil::Values;
use super::{Json, State, plain_end};

impl Json<'_> {
    /// Where the last item ended of a list that is the innermost collection.
    pub(in crate::syntax) fn behind_item(&self) -> Option<usize> {
        (matches!(self.state, State::After) && self.is_in_list()).then_some(self.at)
    }

    /// Tells the next item, if it is written as one before; else nothing is told.
    pub(in crate::syntax) fn repeat(&mut self, tokens: &mut Vec<Raw>) -> bool {
        let mark = tokens.len();
        let is_told = self.behind_item().and_then(|from| self.item(from, tokens));
        if is_told.is_none() {
            tokens.truncate(mark);
        }
        is_told.is_some()
    }

    fn item(&mut self, from: usize, tokens: &mut Vec<Raw>) -> Option<()> {
        let (bytes, mark) = (self.bytes(), tokens.len());
        let head = self.stencil.head(bytes, from)?;
        let end = self.stencil.item::<Short>(bytes, head, from, tokens)?;
        self.at = self.stencil.written_end(&end, bytes)?;
        tokens.push(Raw::empty(RawKind::MapEnd, self.at));
        if let Some(start) = tokens.get_mut(mark) {
            start.like = self.stencil.like(&end, start.start());
        }
        Some(())
    }

    /// Learns how the item is written that was just read, and that began behind `from`.
    pub(in crate::syntax) fn learn(&mut self, from: usize, tokens: &[Raw]) {
        self.stencil.learn(self.text, from, tokens);
    }
}

/// Values whose end is plain to see.
pub(super) struct Short;

impl Values for Short {
    /// A number without sign, fraction and exponent, or a word. If it goes on, what follows is no comma.
    fn plain(bytes: &[u8], at: usize) -> Option<usize> {
        let rest = bytes.get(at..)?;
        let length = match rest.first()? {
            b'0' => 1,
            b'1'..=b'9' => rest.iter().take_while(|byte| byte.is_ascii_digit()).count(),
            _ => ["true", "false", "null"].iter().find(|word| rest.starts_with(word.as_bytes()))?.len(),
        };
        Some(at + length)
    }

    #[inline]
    fn quoted(bytes: &[u8], at: usize, quote: u8) -> Option<usize> {
        let end = plain_end(bytes, at);
        (quote == b'"' && bytes.get(end) == Some(&b'"')).then_some(end + 1)
    }

    fn word(bytes: &[u8], at: usize) -> Option<usize> {
        Self::plain(bytes, at)
    }
}
