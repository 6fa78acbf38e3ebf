//! Where a text stands that is part of a file in other words: indented, or with escapes.

use crate::syntax::Range;

/// Where the places of a text are.
#[derive(Clone, Copy)]
pub(crate) enum Place<'p> {
    /// The text is all of its file.
    Text,
    /// All that the text holds is there.
    All(Range),
    /// Each character has a place of its own.
    Each(&'p Places),
}

impl Place<'_> {
    /// Where a part of the text stands in the file.
    pub(crate) fn range(self, part: Range) -> Range {
        match self {
            Self::Text => part,
            Self::All(all) => all,
            Self::Each(places) => places.range(part),
        }
    }
}

/// Where each character of a scalar's text stands in its file.
#[derive(Debug)]
pub(crate) struct Places {
    /// In order.
    runs: Vec<Run>,
}

/// Bytes that follow each other in the text and in the file.
#[derive(Debug)]
struct Run {
    /// Where it begins in the text.
    text: u32,
    /// Where it begins in the file.
    file: u32,
    /// How many bytes more it takes in the file. If any, or less, the run is one character.
    more: i32,
}

impl Run {
    /// Where a place of the text is in the file. One character has but its beginning and its end.
    fn place(&self, at: u32) -> u32 {
        let offset = at.saturating_sub(self.text);
        let more = if offset > 0 { self.more } else { 0 };
        self.file.saturating_add(offset).saturating_add_signed(more)
    }
}

impl Places {
    /// Those of the text of a scalar of YAML or JSON, which stands at a range of a file. Both are the
    /// same but for blanks, escapes, and what is around them. None if they are not.
    pub(crate) fn of(text: &str, file: &str, at: Range) -> Option<Self> {
        let raw = file.get(..at.end as usize)?;
        let start = at.start as usize;
        let (style, start) = match *raw.as_bytes().get(start)? {
            b'"' => (Style::Escapes, start + 1),
            b'\'' => (Style::Quotes, start + 1),
            // The header of a block is a line of its own.
            b'|' | b'>' => (Style::Bare, start + memchr::memchr(b'\n', raw.as_bytes().get(start..)?)?),
            _ => (Style::Bare, start),
        };
        let mut file = File { text: raw, style, pos: start };
        let mut places = Self { runs: Vec::new() };
        for (at, char) in text.char_indices() {
            let (start, length) = file.find(char)?;
            places.add(at, start, length, char.len_utf8());
        }
        Some(places)
    }

    fn add(&mut self, text: usize, file: usize, length: usize, width: usize) {
        let (text, file) = (Range::empty(text).start, Range::empty(file).start);
        let more = length as i32 - width as i32; // a few bytes
        let goes_on =
            |last: &Run| last.more == 0 && file.checked_sub(last.file) == text.checked_sub(last.text);
        if more != 0 || !self.runs.last().is_some_and(goes_on) {
            self.runs.push(Run { text, file, more });
        }
    }

    fn range(&self, part: Range) -> Range {
        let run = |at: u32| {
            let after = self.runs.partition_point(|run| run.text <= at);
            self.runs.get(after.saturating_sub(1))
        };
        let start = run(part.start).map_or(0, |run| run.place(part.start));
        let last = part.end.saturating_sub(1).max(part.start);
        let end = match run(last) {
            Some(run) if part.end > part.start => run.place(part.end),
            _ => start,
        };
        Range { start, end: end.max(start) }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// Of a block, or plain.
    Bare,
    /// In double quotes.
    Escapes,
    /// In single quotes: two of them are one.
    Quotes,
}

/// A place in the file, behind what was found there.
struct File<'f> {
    text: &'f str,
    style: Style,
    pos: usize,
}

impl File<'_> {
    /// Where the next character of the text stands, and how many bytes it takes. A blank need not be
    /// there: lines are folded.
    fn find(&mut self, wanted: char) -> Option<(usize, usize)> {
        loop {
            let next = self.next();
            match next {
                Some((char, length)) if char == wanted => {
                    let start = self.pos;
                    self.pos += length;
                    return Some((start, length));
                }
                _ if wanted.is_whitespace() => return Some((self.pos, 0)),
                Some((char, length)) if char.is_whitespace() => self.pos += length,
                _ => return None,
            }
        }
    }

    /// The character here, and how many bytes it takes.
    fn next(&self) -> Option<(char, usize)> {
        let rest = self.text.get(self.pos..)?;
        let char = rest.chars().next()?;
        match char {
            '\\' if self.style == Style::Escapes => unescape(rest),
            '\'' if self.style == Style::Quotes => rest.starts_with("''").then_some((char, 2)),
            _ => Some((char, char.len_utf8())),
        }
    }
}

/// The character that an escape of YAML or JSON at the beginning of a text stands for, and how many bytes
/// it takes. An escaped line break is a blank here: nothing is left of it.
fn unescape(text: &str) -> Option<(char, usize)> {
    let escaped = text.get(1..)?.chars().next()?;
    let char = match escaped {
        'n' | '\n' | '\r' => '\n',
        't' | '\t' => '\t',
        'r' => '\r',
        '0' => '\0',
        'a' => '\x07',
        'b' => '\x08',
        'v' => '\x0b',
        'f' => '\x0c',
        'e' => '\x1b',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        'x' => return coded(text, 2),
        'u' => return coded(text, 4).or_else(|| paired(text)),
        'U' => return coded(text, 8),
        own => own, // quotes, slashes and blanks
    };
    Some((char, 1 + escaped.len_utf8()))
}

fn code(text: &str, digits: usize) -> Option<u32> {
    u32::from_str_radix(text.get(2..2 + digits)?, 16).ok()
}

/// A character by its number.
fn coded(text: &str, digits: usize) -> Option<(char, usize)> {
    Some((char::from_u32(code(text, digits)?)?, 2 + digits))
}

/// A character by its surrogates.
fn paired(text: &str) -> Option<(char, usize)> {
    let (high, low) = (code(text, 4)?, code(text.get(6..)?, 4)?);
    let number = 0x1_0000 + ((high.checked_sub(0xd800)? & 0x3ff) << 10) + (low.checked_sub(0xdc00)? & 0x3ff);
    Some((char::from_u32(number)?, 12))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Events, Kind, Notation};

    /// The parts of the file where the words of the first value in it stand.
    fn words(file: &str) -> Vec<&str> {
        let notation = Notation::of("", file);
        let mut events = Events::new(file, notation);
        while let Some(event) = events.next().unwrap() {
            let Kind::Scalar(scalar) = event.kind else { continue };
            let places = Places::of(&scalar.text, file, event.range).unwrap();
            let place = |word: &str| {
                let start = word.as_ptr() as usize - scalar.text.as_ptr() as usize;
                let range = places.range(Range::new(start, start + word.len()));
                &file[range.start as usize..range.end as usize]
            };
            return scalar.text.split_whitespace().map(place).collect();
        }
        panic!("no scalar in {file}")
    }

    #[test]
    fn words_stand_where_they_are_written() {
        let cases: [(&str, &[&str]); 13] = [
            ("a: |\n  b {\n    c = 1\n\n  }\n", &["b", "{", "c", "=", "1", "}"]),
            ("a: |-\r\n  b\r\n    c\r\n", &["b", "c"]),
            ("a: |2+ # |\n    b\n  c\n\n\n", &["b", "c"]),
            ("a: >\n  b\n  c\n\n  d\n", &["b", "c", "d"]),
            ("a: b\n  c\n", &["b", "c"]),
            ("a: b", &["b"]),
            ("a: 'it''s ''b'\n", &["it''s", "''b"]),
            (r#"a: "b\n\"c\"\td\\ \L""#, &["b", r#"\"c\""#, "d\\\\"]),
            ("a: \"b \\\n  c\n\n  d\"", &["b", "c", "d"]),
            (
                r#"{"a": "b\n\"c\" \/ \u0041x \ud83d\ude00 é😀"}"#,
                &["b", r#"\"c\""#, "\\/", "\\u0041x", "\\ud83d\\ude00", "é😀"],
            ),
            (r#"{"a": "\u00e9\\n d"}"#, &[r"\u00e9\\n", "d"]),
            (r#"a: "\xe9\U0001f600b""#, &[r"\xe9\U0001f600b"]),
            ("a: |\n  é b\n   ü\n", &["é", "b", "ü"]),
        ];
        for (file, expected) in cases {
            assert_eq!(words(file), expected, "{file}");
        }
    }

    #[test]
    fn other_texts_have_no_places() {
        let file = "a: |\n  b\n";
        assert!(Places::of("c", file, Range::new(3, file.len())).is_none());
        assert!(Places::of("b c", file, Range::new(3, file.len())).is_none());
        assert!(Places::of("b", file, Range::new(3, 90)).is_none());
        assert!(Places::of("", file, Range::new(90, 3)).is_none());
    }
}
