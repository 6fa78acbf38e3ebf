//! Passing over what nobody asks for.

use super::{Events, Fail, Kind, Range, RawKind, Source, State, SyntaxError};

impl Events<'_> {
    /// Skips the value that comes next, a scalar or a whole collection, and returns its bytes.
    /// Inside of it duplicate keys are not looked for and aliases are not followed.
    ///
    /// If no value comes next, nothing is skipped and the range is that of what comes.
    ///
    /// # Errors
    ///
    /// As [`Self::next`].
    pub fn skip_value(&mut self) -> Result<Range, SyntaxError> {
        let is_due = self.peeked.is_none() && self.state == State::Running;
        if let (Source::Json(json), true) = (&mut self.source, is_due && self.top.map && !self.top.at_key)
            && self.ahead.is_empty()
        {
            self.top.at_key = true;
            let value = json.skip_value();
            if value.kind == RawKind::Failed {
                let fail = self.failure();
                return Err(self.stop(*fail));
            }
            return Ok(value.range());
        }
        let Some(event) = self.peek()? else { return Ok(Range::empty(self.text.len())) };
        let range = event.range;
        match event.kind {
            Kind::Scalar(_) => self.peeked = None,
            Kind::MapStart | Kind::SeqStart => {
                self.peeked = None;
                let end = self.skip_rest().map_err(|fail| self.stop(*fail))?;
                self.close();
                return Ok(Range { start: range.start, end: end.start });
            }
            _ => {}
        }
        Ok(range)
    }

    pub(super) fn skip_node(&mut self) -> Result<(), Fail> {
        if self.raw_inside()?.is_start() {
            self.skip_rest()?;
        }
        Ok(())
    }

    /// Skips what is left of a collection that was just opened; the range is that of its end.
    pub(in crate::syntax) fn skip_rest(&mut self) -> Result<Range, Fail> {
        if let Some(end) = self.replays.skip_collection(&self.log) {
            return Ok(end);
        }
        if let (Source::Json(json), true) = (&mut self.source, self.ahead.is_empty()) {
            let end = json.skip_rest();
            return if end.kind == RawKind::Failed { Err(self.failure()) } else { Ok(end.range()) };
        }
        let mut depth = 1_usize;
        loop {
            let raw = self.raw_inside()?;
            depth += usize::from(raw.is_start());
            depth -= usize::from(raw.is_end());
            if depth == 0 {
                return Ok(raw.range());
            }
        }
    }
}
