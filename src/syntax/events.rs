mod record;
mod skip;
#[cfg(test)]
mod tests;

pub(crate) use record::{Pair, Part, Record, Scalars};

use std::borrow::Cow;

use super::json::Json;
use super::keys::Keys;
use super::log::Log;
use super::merge::Merges;
use super::raw::{Fail, Raw, RawKind};
use super::replay::Replays;
use super::yaml::{Scout, Yaml};
use super::{Event, Kind, MAX_DEPTH, Notation, Range, Scalar, SyntaxError};

/// The events of a text, in order, each with its place.
///
/// ```text
/// DocumentStart (Scalar | MapStart (Key value | DuplicateKey)* MapEnd | SeqStart value* SeqEnd) DocumentEnd
/// ```
///
/// for every document. A text of nothing but blanks and comments has no document.
pub struct Events<'s> {
    text: &'s str,
    source: Source<'s>,
    /// The innermost open collection, or the document.
    top: Frame,
    /// The collections around it.
    pub(super) frames: Vec<Frame>,
    keys: Keys<'s>,
    pub(super) log: Log<'s>,
    pub(super) replays: Replays,
    pub(super) merges: Merges,
    peeked: Option<Event<'s>>,
    /// Tokens that were looked at ahead and are still to be told, from [`Self::next_ahead`] on.
    ahead: Vec<Raw>,
    next_ahead: usize,
    /// Whether the values of duplicate keys are told, too.
    keeps_repeated: bool,
    state: State,
}

/// Bytes of a text that another thread reads ahead, at least: a thread takes as long to begin as some
/// ten thousand bytes to be read.
const LONG: usize = 256 << 10;

enum Source<'s> {
    Json(Json<'s>),
    Yaml(Box<Yaml<'s>>),
}

#[derive(Clone, Copy, Default)]
pub(super) struct Frame {
    map: bool,
    /// Whether a key comes next.
    at_key: bool,
    /// Where the mapping's keys begin among those of all open mappings.
    keys: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Running,
    /// The text is longer than offsets can tell.
    Refused,
    Done,
}

impl<'s> Events<'s> {
    /// Begins to read a text without a byte-order mark.
    #[must_use]
    pub fn new(text: &'s str, notation: Notation) -> Self {
        let source = match notation {
            Notation::Json => Source::Json(Json::new(text)),
            Notation::Yaml => Source::Yaml(Box::new(Yaml::new(text))),
        };
        let fits = u32::try_from(text.len()).is_ok();
        Self {
            text,
            source,
            top: Frame::default(),
            frames: Vec::new(),
            keys: Keys::default(),
            log: Log::default(),
            replays: Replays::new(text.len()),
            merges: Merges::default(),
            peeked: None,
            ahead: Vec::new(),
            next_ahead: 0,
            keeps_repeated: false,
            state: if fits { State::Running } else { State::Refused },
        }
    }

    /// As [`Self::new`], with a scout that reads lines ahead if it is run on another thread; none if
    /// the text is too short for that to be worth it.
    pub(crate) fn with_scout(text: &'s str, notation: Notation) -> (Self, Option<Scout<'s>>) {
        let mut events = Self::new(text, notation);
        let scout = match &mut events.source {
            Source::Yaml(yaml) if text.len() >= LONG && events.state == State::Running => {
                Some(yaml.send_ahead())
            }
            _ => None,
        };
        (events, scout)
    }

    /// Begins to read a value of JSON in a text, once more; places are those in the whole text.
    pub(crate) fn of_json_value(text: &'s str, value: Range) -> Self {
        let mut events = Self::new(text.get(..value.end as usize).unwrap_or_default(), Notation::Json);
        if let Source::Json(json) = &mut events.source {
            json.at = value.start as usize;
        }
        events
    }

    /// Tells the value of a duplicate key, too: it follows the key, as any other value does.
    #[must_use]
    pub(crate) fn keep_repeated(mut self) -> Self {
        self.keeps_repeated = true;
        self
    }

    /// The next event; `None` at the end of the text and after an error.
    ///
    /// # Errors
    ///
    /// What makes the rest of the text unreadable.
    // Not an `Iterator`: `while let Some(event) = events.next()?` is how readers want it.
    #[allow(clippy::should_implement_trait)]
    #[inline]
    pub fn next(&mut self) -> Result<Option<Event<'s>>, SyntaxError> {
        if self.peeked.is_some() {
            return Ok(self.peeked.take());
        }
        if self.state != State::Running {
            return self.stopped();
        }
        self.advance()
    }

    /// The event that [`Self::next`] will give.
    ///
    /// # Errors
    ///
    /// As [`Self::next`], which then gives `None`.
    pub fn peek(&mut self) -> Result<Option<&Event<'s>>, SyntaxError> {
        if self.peeked.is_none() {
            self.peeked = self.next()?;
        }
        Ok(self.peeked.as_ref())
    }

    #[cold]
    fn stopped(&mut self) -> Result<Option<Event<'s>>, SyntaxError> {
        if self.state == State::Refused {
            self.state = State::Done;
            let range = Range { start: 0, end: 0 };
            return Err(SyntaxError { range, message: "the text is longer than 4 GiB".into(), help: None });
        }
        Ok(None)
    }

    #[cold]
    fn stop(&mut self, error: SyntaxError) -> SyntaxError {
        self.state = State::Done;
        error
    }

    fn advance(&mut self) -> Result<Option<Event<'s>>, SyntaxError> {
        loop {
            let raw = match self.raw() {
                Ok(raw) => raw,
                Err(fail) => return Err(self.stop(*fail)),
            };
            let (range, via) = (raw.range(), self.replays.via());
            // Nearly all events are of these two kinds. They are built in place, as moving an
            // event costs more than anything else that is done for it.
            if let Some(text) = self.borrowed(raw) {
                if !self.top.at_key {
                    self.top.at_key = self.top.map;
                    let quoted = raw.kind == RawKind::Quoted;
                    let scalar = Scalar { text: Cow::Borrowed(text), quoted, tag: None };
                    return Ok(Some(Event { kind: Kind::Scalar(scalar), range, via }));
                }
                if self.new_key(raw, text) {
                    return Ok(Some(Event { kind: Kind::Key(Cow::Borrowed(text)), range, via }));
                }
            }
            if raw.kind == RawKind::End {
                self.state = State::Done;
                return Ok(None);
            }
            match self.other(raw) {
                Ok(Some(kind)) => return Ok(Some(Event { kind, range, via })),
                Ok(None) => {}
                Err(fail) => return Err(self.stop(*fail)),
            }
        }
    }

    /// What most keys are: not met before, without escapes, and no merge key.
    #[inline]
    fn new_key(&mut self, raw: Raw, text: &'s str) -> bool {
        if text == "<<" || self.keys.insert(self.top.keys, Cow::Borrowed(text), self.site(raw)).is_some() {
            return false;
        }
        self.top.at_key = false;
        true
    }

    /// Any other event; `None` where nothing is to be told.
    fn other(&mut self, raw: Raw) -> Result<Option<Kind<'s>>, Fail> {
        Ok(Some(match raw.kind {
            RawKind::Plain | RawKind::Quoted | RawKind::Owned if self.top.at_key => return self.key(raw),
            RawKind::Plain | RawKind::Quoted | RawKind::Owned => {
                self.top.at_key = self.top.map;
                Kind::Scalar(self.scalar(raw))
            }
            RawKind::MapStart => {
                self.open(raw)?;
                Kind::MapStart
            }
            RawKind::SeqStart => {
                self.open(raw)?;
                Kind::SeqStart
            }
            RawKind::MapEnd if self.begin_merging(raw) => return Ok(None),
            RawKind::MapEnd => {
                self.close();
                Kind::MapEnd
            }
            RawKind::SeqEnd => {
                self.close();
                Kind::SeqEnd
            }
            RawKind::DocumentStart => Kind::DocumentStart,
            RawKind::DocumentEnd => {
                self.log.clear();
                Kind::DocumentEnd
            }
            RawKind::Alias => return self.follow(raw).map(|()| None),
            RawKind::End | RawKind::Failed => return Ok(None),
        }))
    }

    fn open(&mut self, raw: Raw) -> Result<(), Fail> {
        if self.top.at_key {
            let message = "a key that is a mapping or a list; only plain keys are supported".into();
            return Err(Box::new(SyntaxError { range: self.site(raw), message, help: None }));
        }
        if self.frames.len() >= MAX_DEPTH {
            return Err(SyntaxError::too_deep(self.replays.via().unwrap_or(raw.range())));
        }
        self.top.at_key = self.top.map;
        self.frames.push(self.top);
        let map = raw.kind == RawKind::MapStart;
        self.top = Frame { map, at_key: map, keys: self.keys.base() };
        Ok(())
    }

    fn close(&mut self) {
        if self.top.map {
            self.keys.release(self.top.keys);
        }
        self.top = self.frames.pop().unwrap_or_default();
    }

    /// A key; `None` where nothing is to be told of it.
    #[inline]
    fn key(&mut self, raw: Raw) -> Result<Option<Kind<'s>>, Fail> {
        let name = self.scalar(raw).text;
        let merges = raw.kind == RawKind::Plain && name == "<<" && self.site(raw) == raw.range();
        if merges && self.merging() {
            // Each of the merged mappings may have one.
            return self.merge().map(|()| None);
        }
        let Some(first) = self.keys.insert(self.top.keys, name.clone(), self.site(raw)) else {
            if merges {
                return self.merge().map(|()| None);
            }
            self.top.at_key = false;
            return Ok(Some(Kind::Key(name)));
        };
        let told = !self.merging() || self.merged_from().is_some_and(|source| source.contains(first));
        if told && self.keeps_repeated {
            self.top.at_key = false;
        } else {
            self.skip_node()?;
        }
        Ok(told.then_some(Kind::DuplicateKey { name, first }))
    }

    /// The text of a token that was just read, if it is a slice of the source.
    #[inline]
    fn borrowed(&self, raw: Raw) -> Option<&'s str> {
        raw.slice(self.text)
    }

    /// The scalar of a token that was just read.
    fn scalar(&mut self, raw: Raw) -> Scalar<'s> {
        match self.borrowed(raw) {
            Some(text) => {
                Scalar { text: Cow::Borrowed(text), quoted: raw.kind == RawKind::Quoted, tag: None }
            }
            None => self.owned_scalar(),
        }
    }

    #[cold]
    fn owned_scalar(&mut self) -> Scalar<'s> {
        let scalar = match &mut self.source {
            _ if !self.replays.is_empty() => self.log.scalar(self.replays.data).cloned(),
            Source::Json(json) => json.owned.take(),
            Source::Yaml(yaml) => yaml.owned.take(),
        };
        scalar.unwrap_or(Scalar { text: Cow::Borrowed(""), quoted: true, tag: None })
    }

    /// The next token: of the text, or of what an alias or a merge key stands for.
    #[inline]
    pub(super) fn raw(&mut self) -> Result<Raw, Fail> {
        if self.replays.is_empty() && self.merges.is_empty() { self.fresh() } else { self.stored() }
    }

    /// For an alias that was just read, the number of its anchor.
    pub(super) fn data(&self) -> u32 {
        match &self.source {
            Source::Yaml(yaml) if self.replays.is_empty() => yaml.alias,
            _ => self.replays.data,
        }
    }

    /// The next token of the text.
    #[inline(always)]
    pub(super) fn fresh(&mut self) -> Result<Raw, Fail> {
        let raw = if self.ahead.is_empty() { self.pull() } else { self.looked_at() };
        // What is known beside a token is that of the latest.
        if let (true, Source::Yaml(yaml)) = (self.ahead.is_empty(), &mut self.source)
            && (yaml.anchor != 0 || self.log.recording())
        {
            self.log.keep(raw, yaml);
        }
        if raw.kind == RawKind::Failed { Err(self.failure()) } else { Ok(raw) }
    }

    #[inline(always)]
    fn pull(&mut self) -> Raw {
        match &mut self.source {
            Source::Json(json) => json.next(),
            Source::Yaml(yaml) => yaml.next(),
        }
    }

    #[cold]
    fn failure(&mut self) -> Fail {
        let failure = match &mut self.source {
            Source::Json(json) => json.failure.take(),
            Source::Yaml(yaml) => yaml.failure.take(),
        };
        failure.unwrap_or_else(|| self.too_early())
    }

    #[cold]
    fn too_early(&self) -> Fail {
        let range = Range::empty(self.text.len());
        Box::new(SyntaxError { range, message: "the text ends too early".into(), help: None })
    }

    /// The next token of a document that has not ended.
    pub(super) fn raw_inside(&mut self) -> Result<Raw, Fail> {
        let raw = self.raw()?;
        if raw.kind == RawKind::End { Err(self.too_early()) } else { Ok(raw) }
    }
}
