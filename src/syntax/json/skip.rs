//! Passing over what nobody asks for, which is looked at as closely.

use super::super::raw::{Fail, Raw, RawKind};
use super::super::stencil::Values;
use super::repeat::Short;
use super::{Json, State};

impl Json<'_> {
    /// Passes over the value of a key; tells its bytes, or that something in it is wrong.
    pub(in crate::syntax) fn skip_value(&mut self) -> Raw {
        let start = self.at;
        if let (State::Value, Some(end)) = (self.state, short(self.bytes(), start)) {
            (self.at, self.state) = (end, State::After);
            return Raw::new(RawKind::Plain, start, end);
        }
        let token = self.token(Self::pass);
        let first = self.told(token);
        if !first.is_start() {
            return first;
        }
        let last = self.skip_rest();
        if last.kind == RawKind::Failed { last } else { Raw::new(first.kind, first.start(), last.end()) }
    }

    /// Whether a mapping or list comes next.
    #[inline]
    pub(in crate::syntax) fn is_at_collection(&mut self) -> bool {
        matches!(self.peek(), Some(b'{' | b'['))
    }

    /// Passes over the rest of the innermost collection; tells its end, or that something in it is wrong.
    pub(in crate::syntax) fn skip_rest(&mut self) -> Raw {
        let around = self.open.len().saturating_sub(1);
        loop {
            self.skip_short();
            let token = self.token(Self::pass);
            let raw = self.told(token);
            if self.open.len() == around || raw.kind == RawKind::Failed {
                return raw;
            }
        }
    }

    /// Passes over what stands next in the innermost collection, as long as that is short and without
    /// blanks. Whatever else comes is left, be it wrong or not.
    #[inline]
    fn skip_short(&mut self) {
        let bytes = self.bytes();
        let element = if self.in_map { pair } else { short };
        if matches!(self.state, State::Opened)
            && let Some(end) = element(bytes, self.at)
        {
            (self.at, self.state) = (end, State::After);
        }
        if !matches!(self.state, State::After) {
            return;
        }
        while bytes.get(self.at) == Some(&b',')
            && let Some(end) = element(bytes, self.at + 1)
        {
            self.at = end;
        }
    }

    /// A string with escapes of which nobody wants the text.
    #[cold]
    fn pass(&mut self, start: usize, at: usize) -> Result<Raw, Fail> {
        self.unescape(start, at, |_, _| ())
    }
}

/// Where a key with its value ends.
#[inline]
fn pair(bytes: &[u8], at: usize) -> Option<usize> {
    let key = (bytes.get(at) == Some(&b'"')).then(|| Short::quoted(bytes, at + 1, b'"'))??;
    if bytes.get(key) == Some(&b':') { short(bytes, key + 1) } else { None }
}

/// Where a value ends, if a comma or bracket follows.
#[inline]
fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let end = match bytes.get(at)? {
        b'"' => Short::quoted(bytes, at + 1, b'"')?,
        _ => Short::plain(bytes, at)?,
    };
    matches!(bytes.get(end), Some(b',' | b'}' | b']')).then_some(end)
}
