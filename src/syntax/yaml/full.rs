//! YAML 1.2: the raw tokens of `granit-parser`, with the ranges that labels need.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, Span, StrInput, StructureStyle, Tag, options};

use super::super::raw::{Fail, Raw, RawKind};
use super::super::{MAX_DEPTH, Range, Scalar, SyntaxError};
use super::error::syntax_error;

/// A pull parser. Scalars without escapes or folding are slices of the text.
pub(super) struct Full<'s> {
    text: &'s str,
    parser: Parser<'s, StrInput<'s>>,
    /// The open collections, innermost last.
    levels: Vec<Level>,
    /// End of the last byte that is no comment, blank or indicator.
    content_end: usize,
    /// The number of the last node's anchor, or 0.
    pub(super) anchor: u32,
    /// The number of the anchor that the last alias names.
    pub(super) alias: u32,
    /// The text of the last [`RawKind::Owned`].
    pub(super) owned: Option<Scalar<'s>>,
    /// The reason of a [`RawKind::Failed`].
    pub(super) failure: Option<Fail>,
}

/// What comes next in an open collection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Item,
    Key,
    Value,
}

impl<'s> Full<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        // The parser's limits are no less than ours, so that the depth is refused in our words.
        let options = options! {
            emit_comments: false,
            flow_nesting_limit: MAX_DEPTH + 1,
            block_nesting_limit: MAX_DEPTH + 1,
        };
        let parser = Parser::new_from_str_with_options(text, options);
        Self {
            text,
            parser,
            levels: Vec::new(),
            content_end: 0,
            anchor: 0,
            alias: 0,
            owned: None,
            failure: None,
        }
    }

    /// How many collections are open.
    pub(super) fn depth(&self) -> usize {
        self.levels.len()
    }

    /// The next token.
    #[inline(never)]
    pub(super) fn next(&mut self) -> Raw {
        self.token().unwrap_or_else(|fail| {
            self.failure = Some(fail);
            Raw::empty(RawKind::Failed, self.content_end)
        })
    }

    fn token(&mut self) -> Result<Raw, Fail> {
        loop {
            let Some(result) = self.parser.next() else {
                return Ok(Raw::empty(RawKind::End, self.content_end));
            };
            let (event, span) = result.map_err(|error| syntax_error(self.text, &error))?;
            let Some((start, end)) = span.byte_range().map(|r| (r.start, r.end)) else { continue };
            self.anchor = event.anchor_id().map_or(0, |id| id as u32);
            let raw = match event {
                Event::DocumentStart(explicit, _) => {
                    self.document_start(start, if explicit { end } else { start })
                }
                Event::DocumentEnd => {
                    let place = if start < end { end } else { self.content_end };
                    Raw::empty(RawKind::DocumentEnd, place)
                }
                Event::Scalar(text, style, _, tag) => self.scalar(text, style, tag, &span),
                Event::Alias(id) => {
                    self.node(end);
                    self.alias = id as u32;
                    Raw::new(RawKind::Alias, start, end)
                }
                Event::SequenceStart(style, ..) => {
                    let block = style == StructureStyle::Block;
                    let range = if block { Range::empty(self.dash(start)) } else { Range::new(start, end) };
                    self.open(RawKind::SeqStart, range)?
                }
                Event::MappingStart(..) => self.open(RawKind::MapStart, Range::new(start, end))?,
                Event::SequenceEnd => self.close(RawKind::SeqEnd, start, end),
                Event::MappingEnd => self.close(RawKind::MapEnd, start, end),
                _ => continue,
            };
            return Ok(raw);
        }
    }

    fn document_start(&mut self, start: usize, end: usize) -> Raw {
        if start < end {
            self.content_end = end;
            return Raw::new(RawKind::DocumentStart, start, end);
        }
        // One without a marker is noticed at its content; of a block scalar that is behind the header, and behind
        // all blank lines if there is nothing else in it.
        let first = if self.content_end == 0 { self.skip_blanks(0) } else { start };
        Raw::empty(RawKind::DocumentStart, start.min(first))
    }

    fn open(&mut self, kind: RawKind, range: Range) -> Result<Raw, Fail> {
        if self.levels.len() >= MAX_DEPTH {
            return Err(SyntaxError::too_deep(range));
        }
        self.node(range.end as usize);
        self.levels.push(if kind == RawKind::MapStart { Level::Key } else { Level::Item });
        Ok(Raw::at(kind, range))
    }

    /// A closing bracket, or the place where the parser noticed the end of a block: that may be
    /// lines further on, so such a collection ends with its content.
    fn close(&mut self, kind: RawKind, start: usize, end: usize) -> Raw {
        self.levels.pop();
        if start < end {
            self.content_end = end;
        }
        Raw::empty(kind, self.content_end)
    }

    /// Notes that a node was met.
    fn node(&mut self, end: usize) {
        self.content_end = end;
        if let Some(level) = self.levels.last_mut() {
            *level = match *level {
                Level::Item => Level::Item,
                Level::Key => Level::Value,
                Level::Value => Level::Key,
            };
        }
    }

    fn scalar(
        &mut self,
        text: Cow<'s, str>,
        style: ScalarStyle,
        tag: Option<Cow<'s, Tag>>,
        span: &Span,
    ) -> Raw {
        let found = span.byte_range().unwrap_or_default();
        let range = match style {
            ScalarStyle::Plain if found.is_empty() => Range::empty(self.empty_place(found.start)),
            // The range of a block scalar reaches over trailing line breaks to the next token.
            ScalarStyle::Literal | ScalarStyle::Folded => self.block_range(&text, found.start, found.end),
            _ => Range::new(found.start, found.end),
        };
        self.node(range.end as usize);
        let length = found.len();
        let borrowed = matches!(text, Cow::Borrowed(_)) && tag.is_none();
        match style {
            ScalarStyle::Plain if tag.is_none() && length == 0 => return Raw::at(RawKind::Plain, range),
            ScalarStyle::Plain if borrowed && text.len() == length => return Raw::at(RawKind::Plain, range),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if borrowed && text.len() + 2 == length => {
                return Raw::at(RawKind::Quoted, range);
            }
            _ => {}
        }
        // The parser spells an absent value `~`.
        let text = if style == ScalarStyle::Plain && length == 0 { Cow::Borrowed("") } else { text };
        let (quoted, tag) = resolve(style, tag.as_deref());
        self.owned = Some(Scalar { text, quoted, tag });
        Raw::at(RawKind::Owned, range)
    }

    /// The content of a block scalar; of one without content the place behind its header. The
    /// parser reports that one's line breaks, and at the end of the text its header, too.
    fn block_range(&self, text: &str, start: usize, end: usize) -> Range {
        let content = self.text.get(start..end).unwrap_or_default().trim_end();
        if !text.trim().is_empty() {
            return Range::new(start, start + content.len());
        }
        let header = content.starts_with(['|', '>']);
        Range::empty(if header { self.word_end(start) } else { self.last_word(start) })
    }

    /// Where to place a value that is not there and that the parser noticed at `noticed`: after
    /// the colon, dash, anchor or tag that announces it.
    fn empty_place(&self, noticed: usize) -> usize {
        let level = self.levels.last();
        if level == Some(&Level::Key) {
            return noticed.max(self.content_end);
        }
        let place = self.last_word(noticed);
        // The parser may notice it before the colon.
        let rest = self.text.as_bytes().get(place..).unwrap_or_default();
        let gap = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let colon = rest.get(gap) == Some(&b':')
            && rest.get(gap + 1).is_none_or(|next| next.is_ascii_whitespace() || b",]}".contains(next));
        let pending = level == Some(&Level::Value) && place == self.content_end;
        if pending && colon { place + gap + 1 } else { place }
    }

    /// Where a block sequence begins. As the value of a key it may stand no deeper than the key;
    /// then the parser reports what follows the dash.
    fn dash(&self, reported: usize) -> usize {
        if self.levels.last().is_none_or(|&level| level == Level::Item) {
            return reported;
        }
        let mut at = self.content_end;
        loop {
            at = self.skip_blanks(at);
            match self.text.as_bytes().get(at) {
                _ if at >= reported => return reported,
                Some(b'-') => return at,
                Some(b'&' | b'!') => at = self.word_end(at),
                _ => at += 1,
            }
        }
    }

    /// The end of the last indicator or property between the last content and `to`.
    fn last_word(&self, to: usize) -> usize {
        let (mut last, mut at) = (self.content_end, self.content_end);
        loop {
            at = self.skip_blanks(at);
            if at >= to {
                return last;
            }
            at = self.word_end(at);
            last = at.min(to);
        }
    }

    fn word_end(&self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        at + rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len())
    }

    /// The next byte that is of no blank and no comment. Between content there is nothing else in
    /// which a `#` could begin a word.
    fn skip_blanks(&self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(at) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => at += 1,
                Some(b'#') => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                }
                _ => return at,
            }
        }
    }
}

/// Whether a scalar is a string whatever it looks like, and the tag that is none of YAML's own.
fn resolve<'s>(style: ScalarStyle, tag: Option<&Tag>) -> (bool, Option<Cow<'s, str>>) {
    let Some(tag) = tag else { return (style != ScalarStyle::Plain, None) };
    match tag.core_suffix() {
        Some("str") => (true, None),
        Some("int" | "bool" | "float" | "null") => (false, None),
        // `!` alone: "not to be resolved", which is a string.
        None if tag.handle().is_empty() && tag.suffix() == "!" => (true, None),
        _ => (style != ScalarStyle::Plain, Some(Cow::Owned(tag.original()))),
    }
}
