//! The baseline: findings that were there when somebody took stock. The tool writes it, and people
//! merge it; so it is read as strictly as a program's own file, and with places.

use super::Failure;
use crate::finding::nearest;
use crate::source::{FileId, Source, Span};
use crate::syntax::{Event, Events, Kind, Notation, Range};
use std::borrow::Cow;

/// The version of the file's form.
pub(crate) const VERSION: i64 = 1;

/// The first key, which holds the version.
pub(crate) const HEAD: &str = "baseline";

/// A finding of the baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaselineEntry {
    pub(crate) fingerprint: String,
    pub(crate) rule: String,
    /// What it is on; for people.
    pub(crate) subject: Option<String>,
    /// Its file's path from the root of the repository.
    pub(crate) path: String,
    /// For people.
    pub(crate) message: String,
    pub(crate) at: Span,
}

/// The entries of a baseline, in order.
pub(crate) fn baseline(file: FileId, source: &Source) -> Result<Vec<BaselineEntry>, Failure> {
    let mut reader = Reader { file, events: Events::new(source.text(), Notation::Json), end: 0 };
    reader.document()
}

struct Reader<'s> {
    file: FileId,
    events: Events<'s>,
    /// Where the object ends that was read last.
    end: u32,
}

impl<'s> Reader<'s> {
    fn next(&mut self) -> Result<Event<'s>, Failure> {
        let event = self.events.next().map_err(|error| Failure::syntax(self.file, error))?;
        event.ok_or_else(|| self.fault(Range::empty(0), "this is no baseline: there is nothing in it"))
    }

    fn fault(&self, at: Range, message: impl Into<String>) -> Failure {
        let span = Span { file: self.file, start: at.start, end: at.end };
        Failure::new(message).at(span).help("write it with enilint baseline create")
    }

    fn document(&mut self) -> Result<Vec<BaselineEntry>, Failure> {
        self.next()?;
        let event = self.next()?;
        if event.kind != Kind::MapStart {
            return Err(self.fault(event.range, "this is no baseline: it is no object"));
        }
        let (mut version, mut entries) = (false, None);
        while let Some((key, at)) = self.key(&[HEAD, "findings"])? {
            if key == HEAD {
                self.version()?;
                version = true;
            } else {
                entries = Some(self.entries(at)?);
            }
        }
        let whole = Range { start: event.range.start, end: self.end };
        self.end_of_text()?;
        match (version, entries) {
            (true, Some(entries)) => Ok(entries),
            (false, _) => Err(self.fault(whole, format!("this is no baseline: it has no {HEAD:?}"))),
            (true, None) => Err(self.fault(whole, "the baseline has no \"findings\"")),
        }
    }

    /// There is one document, and nothing behind it.
    fn end_of_text(&mut self) -> Result<(), Failure> {
        self.next()?;
        match self.events.next() {
            Ok(None) => Ok(()),
            Ok(Some(event)) => Err(self.fault(event.range, "there is something behind the baseline")),
            Err(error) => Err(Failure::syntax(self.file, error)),
        }
    }

    /// The next key of an object; None at its end.
    fn key(&mut self, known: &[&'static str]) -> Result<Option<(&'static str, Range)>, Failure> {
        let event = self.next()?;
        let name = match event.kind {
            Kind::Key(name) => name,
            Kind::DuplicateKey { .. } => {
                return Err(self.fault(event.range, "the key stands here already"));
            }
            _ => {
                self.end = event.range.end;
                return Ok(None);
            }
        };
        match known.iter().find(|known| **known == name) {
            Some(known) => Ok(Some((known, event.range))),
            None => {
                let near = nearest(&name, known.iter().copied());
                let near = near.map(|near| format!("; did you mean {near:?}?")).unwrap_or_default();
                Err(self.fault(event.range, format!("a baseline has no such key{near}")))
            }
        }
    }

    fn version(&mut self) -> Result<(), Failure> {
        let event = self.next()?;
        match &event.kind {
            Kind::Scalar(scalar) if scalar.as_int() == Some(VERSION) => Ok(()),
            _ => Err(self.fault(event.range, format!("only version {VERSION} of baselines is known"))),
        }
    }

    fn entries(&mut self, at: Range) -> Result<Vec<BaselineEntry>, Failure> {
        if self.next()?.kind != Kind::SeqStart {
            return Err(self.fault(at, "\"findings\" is no list"));
        }
        let mut entries = Vec::new();
        loop {
            let event = self.next()?;
            match event.kind {
                Kind::SeqEnd => return Ok(entries),
                Kind::MapStart => entries.push(self.entry(event.range)?),
                _ => return Err(self.fault(event.range, "an entry is no object")),
            }
        }
    }

    fn entry(&mut self, start: Range) -> Result<BaselineEntry, Failure> {
        const KEYS: [&str; 5] = ["rule", "on", "file", "message", "fingerprint"];
        let mut values: [Option<Cow<'s, str>>; 5] = Default::default();
        while let Some((key, at)) = self.key(&KEYS)? {
            let event = self.next()?;
            let value = match event.kind {
                Kind::Scalar(scalar) if scalar.quoted => Some(scalar.text),
                Kind::Scalar(scalar) if scalar.is_null() && key == "on" => None,
                _ => return Err(self.fault(at, format!("{key:?} is no text"))),
            };
            let slot = KEYS.iter().zip(&mut values).find(|(known, _)| **known == key);
            if let Some((_, slot)) = slot {
                *slot = value;
            }
        }
        let [rule, on, path, message, fingerprint] = values.map(|value| value.map(Cow::into_owned));
        let whole = Range { start: start.start, end: self.end };
        let need = |value: Option<String>, key: &str| {
            value.ok_or_else(|| self.fault(whole, format!("the entry has no {key:?}")))
        };
        Ok(BaselineEntry {
            rule: need(rule, "rule")?,
            subject: on,
            path: need(path, "file")?,
            message: need(message, "message")?,
            fingerprint: need(fingerprint, "fingerprint")?,
            at: Span { file: self.file, start: whole.start, end: whole.end },
        })
    }
}
