//! JSON after RFC 8259, and JSON Lines: raw tokens with byte ranges.

use std::borrow::Cow;

use super::raw::{Fail, Raw, RawKind};
use super::{MAX_DEPTH, Range, Scalar, SyntaxError};

/// A pull parser. Strings without escapes are slices of the text.
pub(super) struct Json<'s> {
    pub(super) text: &'s str,
    pub(super) at: usize,
    state: State,
    /// Where each open bracket stands, so that an unclosed one can be shown.
    pub(super) open: Vec<u32>,
    /// Whether the innermost open bracket is a brace.
    pub(super) in_map: bool,
    /// The text of the last [`RawKind::Owned`].
    pub(super) owned: Option<Scalar<'s>>,
    /// The reason of a [`RawKind::Failed`].
    pub(super) failure: Option<Fail>,
}

/// What comes next.
#[derive(Clone, Copy)]
enum State {
    /// A document or the end of the text; where the last one ended.
    Document { end: Option<usize> },
    /// The value of a document or of a key.
    Value,
    /// What follows an opening bracket.
    Opened,
    /// What follows a value inside brackets.
    After,
    /// The end of a document, which is behind already.
    DocumentEnd { end: usize },
}

impl<'s> Json<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        let state = State::Document { end: None };
        Self { text, at: 0, state, open: Vec::new(), in_map: false, owned: None, failure: None }
    }

    /// The next token.
    #[inline(always)]
    pub(super) fn next(&mut self) -> Raw {
        match self.token() {
            Ok(raw) => raw,
            Err(fail) => {
                self.failure = Some(fail);
                Raw::empty(RawKind::Failed, self.at)
            }
        }
    }

    #[inline(always)]
    fn token(&mut self) -> Result<Raw, Fail> {
        let mut byte = self.peek();
        let mut at_key = false;
        match self.state {
            State::After => {
                if byte != Some(b',') {
                    return self.close(byte);
                }
                let comma = self.at;
                self.at += 1;
                byte = self.peek();
                if matches!(byte, Some(b']' | b'}')) {
                    return Err(self.trailing_comma(comma));
                }
                at_key = self.in_map;
            }
            State::Value => {}
            State::Opened => {
                if matches!(byte, Some(b']' | b'}')) {
                    return self.close(byte);
                }
                at_key = self.in_map;
            }
            State::Document { end } => return self.document(end),
            State::DocumentEnd { end } => {
                self.state = State::Document { end: Some(end) };
                return Ok(Raw::empty(RawKind::DocumentEnd, end));
            }
        }
        if byte == Some(b'"') {
            let raw = self.string()?;
            if !at_key {
                self.settle();
            } else if self.peek() == Some(b':') {
                self.at += 1;
                self.state = State::Value;
            } else {
                // That the key itself is not told does no harm.
                return Err(self.unexpected("`:`"));
            }
            return Ok(raw);
        }
        if at_key {
            return Err(self.unexpected("a key in double quotes"));
        }
        self.value(byte)
    }

    #[cold]
    fn document(&mut self, last: Option<usize>) -> Result<Raw, Fail> {
        if self.at >= self.text.len() {
            return Ok(Raw::empty(RawKind::End, self.at));
        }
        let parted = |end| self.bytes().get(end..self.at).is_some_and(|gap| gap.contains(&b'\n'));
        if !last.is_none_or(parted) {
            let (range, found) = self.found();
            let help = "one file is one JSON value, or one value per line (JSON Lines)";
            return Err(self.error(range, format!("the JSON value ended before {found}"), Some(help)));
        }
        self.state = State::Value;
        Ok(Raw::empty(RawKind::DocumentStart, self.at))
    }

    /// Any value but a string.
    fn value(&mut self, byte: Option<u8>) -> Result<Raw, Fail> {
        let raw = match byte {
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'{') => return self.open(true),
            Some(b'[') => return self.open(false),
            Some(b't') => self.literal("true")?,
            Some(b'f') => self.literal("false")?,
            Some(b'n') => self.literal("null")?,
            _ => return Err(self.unexpected("a value")),
        };
        self.settle();
        Ok(raw)
    }

    /// After a whole value.
    #[inline]
    fn settle(&mut self) {
        self.state = if self.open.is_empty() { State::DocumentEnd { end: self.at } } else { State::After };
    }

    fn open(&mut self, map: bool) -> Result<Raw, Fail> {
        let range = Range::new(self.at, self.at + 1);
        if self.open.len() >= MAX_DEPTH {
            return Err(SyntaxError::too_deep(range));
        }
        self.open.push(range.start);
        self.in_map = map;
        self.at += 1;
        self.state = State::Opened;
        Ok(Raw::new(if map { RawKind::MapStart } else { RawKind::SeqStart }, self.at - 1, self.at))
    }

    fn close(&mut self, byte: Option<u8>) -> Result<Raw, Fail> {
        if byte != Some(if self.in_map { b'}' } else { b']' }) {
            return Err(self.unexpected(if self.in_map { "`,` or `}`" } else { "`,` or `]`" }));
        }
        let kind = if self.in_map { RawKind::MapEnd } else { RawKind::SeqEnd };
        self.open.pop();
        self.in_map = self.open.last().is_some_and(|&at| self.bytes().get(at as usize) == Some(&b'{'));
        self.at += 1;
        self.settle();
        Ok(Raw::empty(kind, self.at))
    }

    fn literal(&mut self, word: &str) -> Result<Raw, Fail> {
        if !self.rest().starts_with(word.as_bytes()) {
            return Err(self.unexpected("a value"));
        }
        let start = self.at;
        self.at += word.len();
        Ok(Raw::new(RawKind::Plain, start, self.at))
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    fn number(&mut self) -> Result<Raw, Fail> {
        let start = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        let whole = self.at;
        self.digits(start)?;
        if self.at > whole + 1 && self.bytes().get(whole) == Some(&b'0') {
            let help = "remove the zero, or put the value in quotes if it is not a number";
            return Err(self.error(
                Range::new(start, self.at),
                "a number with a leading zero".into(),
                Some(help),
            ));
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits(start)?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits(start)?;
        }
        Ok(Raw::new(RawKind::Plain, start, self.at))
    }

    fn digits(&mut self, start: usize) -> Result<(), Fail> {
        let first = self.at;
        while self.byte().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > first {
            return Ok(());
        }
        Err(self.error(Range::new(start, self.at), "an unfinished number".into(), None))
    }

    /// At an opening quote.
    #[inline]
    fn string(&mut self) -> Result<Raw, Fail> {
        let start = self.at;
        let end = plain_end(self.bytes(), start + 1);
        if self.bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Raw::new(RawKind::Quoted, start, self.at));
        }
        self.escaped(start, end)
    }

    /// The string at `start` that has no escape before `at`.
    #[cold]
    fn escaped(&mut self, start: usize, mut at: usize) -> Result<Raw, Fail> {
        let mut text = String::new();
        let mut copied = start + 1;
        loop {
            text.push_str(self.text.get(copied..at).unwrap_or_default());
            match self.bytes().get(at) {
                Some(b'"') => break,
                Some(b'\\') if at + 1 < self.text.len() => {
                    self.at = at;
                    text.push(self.escape()?);
                    copied = self.at;
                    at = plain_end(self.bytes(), copied);
                }
                Some(b'\\') | None => return Err(self.unclosed_string(start)),
                Some(_) => return Err(self.control(at)),
            }
        }
        self.at = at + 1;
        self.owned = Some(Scalar { text: Cow::Owned(text), quoted: true, tag: None });
        Ok(Raw::new(RawKind::Owned, start, self.at))
    }

    /// At a backslash.
    fn escape(&mut self) -> Result<char, Fail> {
        let start = self.at;
        let letter = self.bytes().get(start + 1).copied();
        self.at = start + 2;
        Ok(match letter {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            _ => {
                self.at = start + 1;
                let (found, what) = self.found_character();
                let range = Range { start: found.start - 1, end: found.end };
                return Err(self.error(
                    range,
                    format!("a backslash before {what} is no escape of JSON"),
                    None,
                ));
            }
        })
    }

    /// After `\u`, which began at `start`; a surrogate must be followed by its other half.
    fn unicode(&mut self, start: usize) -> Result<char, Fail> {
        let high = self.hex(start)?;
        if !(0xD800..0xE000).contains(&high) {
            return char::from_u32(high).ok_or_else(|| self.lone_surrogate(start));
        }
        if high >= 0xDC00 || !self.rest().starts_with(b"\\u") {
            return Err(self.lone_surrogate(start));
        }
        let second = self.at;
        self.at += 2;
        let low = self.hex(second)?;
        if !(0xDC00..0xE000).contains(&low) {
            return Err(self.lone_surrogate(start));
        }
        let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        char::from_u32(code).ok_or_else(|| self.lone_surrogate(start))
    }

    fn hex(&mut self, start: usize) -> Result<u32, Fail> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(code) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            let range = Range::new(start, start + 2);
            return Err(self.error(range, "`\\u` needs four hexadecimal digits".into(), None));
        };
        self.at += 4;
        Ok(code)
    }

    pub(super) fn bytes(&self) -> &'s [u8] {
        self.text.as_bytes()
    }

    fn rest(&self) -> &'s [u8] {
        self.bytes().get(self.at..).unwrap_or_default()
    }

    pub(super) fn byte(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    /// The next byte that is no blank; stops there.
    #[inline(always)]
    fn peek(&mut self) -> Option<u8> {
        match self.byte() {
            Some(byte) if byte > b' ' => Some(byte),
            _ => self.skip_blanks(),
        }
    }

    fn skip_blanks(&mut self) -> Option<u8> {
        loop {
            match self.byte() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                other => return other,
            }
            // Indentation, mostly.
            if let Some(chunk) = self.rest().first_chunk::<8>() {
                let others = u64::from_le_bytes(*chunk) ^ (ONES * b' ' as u64);
                self.at += (others.trailing_zeros() / 8) as usize;
            }
        }
    }
}

const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES << 7;

/// The first quote, backslash or control character from `at` on, eight bytes at a time.
#[inline]
fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let quote = word ^ (ONES * b'"' as u64);
        let slash = word ^ (ONES * b'\\' as u64);
        // A borrow can raise a false flag only above a true one, and the lowest flag is taken.
        let flags = (quote.wrapping_sub(ONES) & !quote)
            | (slash.wrapping_sub(ONES) & !slash)
            | (word.wrapping_sub(ONES * 0x20) & !word);
        let flags = flags & HIGHS;
        if flags != 0 {
            return at + (flags.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|b| matches!(b, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;
    use serde_json::{Map, Value};

    use super::super::testing::{read, shown, sketch};
    use super::super::{Kind, Notation, Range};
    use super::*;

    fn json(text: &str) -> String {
        sketch(text, Notation::Json)
    }

    fn error(text: &str) -> (&str, String) {
        shown(text, Notation::Json)
    }

    #[test]
    fn values_and_documents() {
        assert_eq!(json(" {\"a\" : 1 , \"b\":[true,null,[],{}]}\n"), "<{a=1 b=[true null [] {}]}>");
        assert_eq!(json("{\"a\":1}\r\n\r\n{\"a\":2}\n[3]"), "<{a=1}> <{a=2}> <[3]>");
        assert_eq!(json("-0.5e+3"), "<-0.5e+3>");
        assert_eq!(json("\"\""), "<\"\">");
        for empty in ["", " \r\n\t\n"] {
            assert_eq!(json(empty), "");
        }
    }

    #[test]
    fn strings() {
        let text = r#"["plain","\u0041\ud83d\ude00\n\/\\\"","é","<<"]"#;
        let (events, error) = read(text, Notation::Json);
        assert_eq!(error, None);
        let strings: Vec<_> = events
            .iter()
            .filter_map(|e| match &e.kind {
                Kind::Scalar(s) => Some((&*s.text, matches!(s.text, Cow::Borrowed(_)), s.quoted, e.range)),
                _ => None,
            })
            .collect();
        let expected = [
            ("plain", true, true, Range::new(1, 8)),
            ("A😀\n/\\\"", false, true, Range::new(9, 37)),
            ("é", true, true, Range::new(38, 42)),
            ("<<", true, true, Range::new(43, 47)),
        ];
        assert_eq!(strings, expected);
    }

    #[test]
    fn what_json_is_not() {
        for (text, at, message) in [
            ("[1,]", ",", "a comma before a closing bracket"),
            ("{\"a\":1 , }", ",", "a comma before a closing bracket"),
            ("[,1]", ",", "expected a value, found `,`"),
            ("[1 2]", "2", "expected `,` or `]`, found `2`"),
            ("[-01]", "-01", "a number with a leading zero"),
            ("[1.]", "1.", "an unfinished number"),
            ("[.5]", ".", "expected a value, found `.`"),
            ("[+1]", "+", "expected a value, found `+`"),
            ("1e", "1e", "an unfinished number"),
            ("[NaN]", "NaN", "expected a value, found `NaN`"),
            ("[tru]", "tru", "expected a value, found `tru`"),
            ("nullx", "x", "the JSON value ended before `x`"),
            ("{\"a\":1]", "]", "expected `,` or `}`, found `]`"),
            ("{a:1}", "a", "expected a key in double quotes, found `a`"),
            ("{\"a\" 1}", "1", "expected `:`, found `1`"),
            ("{\"a\":}", "}", "expected a value, found `}`"),
            ("['a']", "'", "expected a value, found `'`"),
            ("[1] // x", "/", "the JSON value ended before `/`"),
            ("/* x */ 1", "/", "expected a value, found `/`"),
            ("[\u{a0}1]", "\u{a0}", "expected a value, found U+00A0"),
            ("[\u{1b}1]", "\u{1b}", "expected a value, found U+001B"),
            ("{\"a\":1}{\"a\":2}", "{", "the JSON value ended before `{`"),
            ("\"a\u{1}b\"", "\u{1}", "a control character (U+0001) inside a string"),
            ("\"a\nb\"", "\n", "a control character (U+000A) inside a string"),
            (r#""\é""#, r"\é", "a backslash before `é` is no escape of JSON"),
            (r#""\u12""#, r"\u", "`\\u` needs four hexadecimal digits"),
            (r#""\u+123""#, r"\u", "`\\u` needs four hexadecimal digits"),
            (r#""\ud800x""#, r"\ud800", "half of a surrogate pair"),
            (r#""\ud800\u0041""#, r"\ud800\u0041", "half of a surrogate pair"),
            (r#""\udc00""#, r"\udc00", "half of a surrogate pair"),
            ("[1, [2", "[", "an unclosed `[`"),
            ("{\"a\":", "{", "an unclosed `{`"),
            ("[1, \"abc", "\"", "an unclosed string"),
            ("\"abc\\", "\"", "an unclosed string"),
            ("\"abc\\n", "\"", "an unclosed string"),
        ] {
            assert_eq!(error(text), (at, message.to_owned()), "{text:?}");
        }
        assert_eq!(read("[1, [2", Notation::Json).1.expect("unclosed").range, Range::new(4, 5));
    }

    #[test]
    fn the_end_of_plain_text_is_found_at_any_offset() {
        for stop in ["\"", "\\", "\u{1f}"] {
            for length in 0..40 {
                for before in ["x", "é", "\u{7f}", "😀", "!", "]", "#"] {
                    let text = before.repeat(length) + stop + "\"\\\u{0}";
                    let expected = length * before.len();
                    assert_eq!((0..=expected).map(|at| plain_end(text.as_bytes(), at)).max(), Some(expected));
                }
            }
        }
        assert_eq!(plain_end(b"abc", 0), 3);
        assert_eq!(plain_end(b"abc", 7), 7);
    }

    #[test]
    fn hostile_depth() {
        for text in ["[".repeat(1_000_000), "{\"a\":".repeat(300_000), "[{\"a\":".repeat(200)] {
            let (events, error) = read(&text, Notation::Json);
            assert_eq!(error.expect("too deep").message, "nested deeper than 250 levels");
            assert!(events.len() < 2 * MAX_DEPTH + 2);
        }
        let deepest = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
        assert_eq!(read(&deepest, Notation::Json).1, None);
    }

    /// What the events say, built anew; `None` if a key stands twice.
    fn rebuild(text: &str) -> Result<(Vec<Value>, bool), SyntaxError> {
        let (events, error) = read(text, Notation::Json);
        if let Some(error) = error {
            return Err(error);
        }
        let (mut documents, mut twice) = (Vec::new(), false);
        let mut open: Vec<(Value, String)> = Vec::new();
        for event in events {
            let value = match event.kind {
                Kind::DocumentStart | Kind::DocumentEnd => continue,
                Kind::MapStart => {
                    open.push((Value::Object(Map::new()), String::new()));
                    continue;
                }
                Kind::SeqStart => {
                    open.push((Value::Array(Vec::new()), String::new()));
                    continue;
                }
                Kind::Key(key) => {
                    open.last_mut().expect("a mapping").1 = key.into_owned();
                    continue;
                }
                Kind::DuplicateKey { .. } => {
                    twice = true;
                    continue;
                }
                Kind::MapEnd | Kind::SeqEnd => open.pop().expect("an open collection").0,
                Kind::Scalar(s) if s.quoted => Value::String(s.text.into_owned()),
                // A number out of serde_json's range is a number nevertheless.
                Kind::Scalar(s) => serde_json::from_str(&s.text).unwrap_or(Value::Null),
            };
            match open.last_mut() {
                Some((Value::Object(map), key)) => _ = map.insert(std::mem::take(key), value),
                Some((Value::Array(list), _)) => list.push(value),
                _ => documents.push(value),
            }
        }
        Ok((documents, twice))
    }

    fn value() -> impl Strategy<Value = Value> {
        let text = "[a-c\"\\\\/\u{1}\n\u{7f}é😀]{0,12}";
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            text.prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map("[a-e\\n]{0,3}", inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn written() -> impl Strategy<Value = String> {
        (value(), any::<bool>()).prop_map(|(v, pretty)| if pretty { format!("{v:#}") } else { v.to_string() })
    }

    /// A text with some characters replaced, removed or put in.
    fn mutated() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "", "{", "}", "[", "]", ",", ":", "\"", "\\", "0", "-", ".", "e", "t", "null", " ", "\n", "\t",
            "\u{1}", "\\u", "\\ud83d", "\\udE00", "é", "\u{feff}", "/", "'",
        ]);
        let edit = (any::<prop::sample::Index>(), 0..3_usize, piece);
        (written(), prop::collection::vec(edit, 0..4)).prop_map(|(mut text, edits)| {
            for (at, length, piece) in edits {
                let places: Vec<usize> = (0..=text.len()).filter(|&i| text.is_char_boundary(i)).collect();
                let start = at.index(places.len());
                let end = (start + length).min(places.len() - 1);
                text.replace_range(places[start]..places[end], piece);
            }
            text
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn agrees_with_serde_json(text in mutated()) {
            let ours = rebuild(&text);
            match serde_json::from_str::<Value>(&text) {
                Ok(theirs) => {
                    let (documents, twice) = ours.expect("valid JSON");
                    prop_assert_eq!(documents.len(), 1);
                    prop_assert!(twice || documents[0] == theirs);
                }
                Err(error) if error.to_string().starts_with("number out of range") => {}
                Err(_) => prop_assert!(ours.map_or(true, |(documents, _)| documents.len() != 1)),
            }
        }

        #[test]
        fn lines_are_documents(values in prop::collection::vec(value(), 0..5)) {
            let mut text = String::new();
            for value in &values {
                _ = writeln!(text, "{value}");
            }
            // serde_json does not read every float as it wrote it.
            let theirs = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
            let theirs: Result<Vec<Value>, _> = theirs.collect();
            prop_assert_eq!(rebuild(&text).expect("valid JSON"), (theirs.expect("valid JSON"), false));
        }

        #[test]
        fn ranges_are_the_bytes(text in mutated()) {
            for event in read(&text, Notation::Json).0 {
                let slice = &text[event.range.start as usize..event.range.end as usize];
                match event.kind {
                    Kind::Scalar(s) if !s.quoted => prop_assert_eq!(slice, s.text),
                    Kind::Scalar(Scalar { text: t, .. }) | Kind::Key(t) | Kind::DuplicateKey { name: t, .. } => {
                        prop_assert_eq!(serde_json::from_str::<String>(slice).expect("a string"), &*t);
                        if let Cow::Borrowed(t) = t {
                            prop_assert_eq!(slice, format!("\"{t}\""));
                        }
                    }
                    Kind::MapStart => prop_assert_eq!(slice, "{"),
                    Kind::SeqStart => prop_assert_eq!(slice, "["),
                    _ => prop_assert_eq!(slice, ""),
                }
            }
        }
    }
}
