//! Passing over what nobody asks for.

use super::{Events, Fail, Json, Kind, Range, Raw, RawKind, Source, State, SyntaxError};

impl<'s> Events<'s> {
    /// Skips the value that comes next, a scalar or a whole collection, and returns its bytes.
    /// Inside of it duplicate keys are not looked for and aliases are not followed.
    ///
    /// If no value comes next, nothing is skipped and the range is that of what comes.
    ///
    /// # Errors
    ///
    /// As [`Self::next`].
    pub fn skip_value(&mut self) -> Result<Range, SyntaxError> {
        if let Some(json) = self.json_behind_key() {
            let value = json.skip_value();
            return self.skipped(value);
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

    /// As [`Self::skip_value`], if a scalar of JSON comes next behind a key; else nothing is skipped.
    ///
    /// # Errors
    ///
    /// As [`Self::next`].
    pub(crate) fn skip_scalar(&mut self) -> Result<Option<Range>, SyntaxError> {
        let Some(json) = self.json_behind_key() else { return Ok(None) };
        if json.is_at_collection() {
            return Ok(None);
        }
        let value = json.skip_value();
        self.skipped(value).map(Some)
    }

    /// The parser, if the value of a key comes next, and the text is JSON.
    #[inline]
    fn json_behind_key(&mut self) -> Option<&mut Json<'s>> {
        let is_due = self.top.map && !self.top.at_key && self.peeked.is_none() && self.ahead.is_empty();
        match &mut self.source {
            Source::Json(json) if is_due && self.state == State::Running => Some(json),
            _ => None,
        }
    }

    /// Goes on behind a value of a key.
    fn skipped(&mut self, value: Raw) -> Result<Range, SyntaxError> {
        self.top.at_key = true;
        if value.kind == RawKind::Failed {
            let fail = self.failure();
            return Err(self.stop(*fail));
        }
        Ok(value.range())
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
