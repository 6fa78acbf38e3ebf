//! YAML 1.2: the raw tokens of `granit-parser`, with the ranges that labels need.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, Span, StrInput, StructureStyle, Tag, options};

use super::raw::{Fail, Raw, RawKind};
use super::yaml_error::syntax_error;
use super::{MAX_DEPTH, Range, Scalar, SyntaxError};

/// A pull parser. Scalars without escapes or folding are slices of the text.
pub(super) struct Yaml<'s> {
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

impl<'s> Yaml<'s> {
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
        self.content_end = end;
        Raw::new(RawKind::DocumentStart, start, end)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{read, shown, sketch};
    use super::super::{Kind, Notation};
    use super::*;

    fn yaml(text: &str) -> String {
        sketch(text, Notation::Yaml)
    }

    /// The bytes of the events that are keys and scalars, with their offsets.
    fn places(text: &str) -> Vec<(u32, &str)> {
        let (events, error) = read(text, Notation::Yaml);
        assert_eq!(error, None, "{text:?}");
        let told = events.into_iter().filter(|e| matches!(e.kind, Kind::Key(_) | Kind::Scalar(_)));
        told.map(|e| (e.range.start, &text[e.range.start as usize..e.range.end as usize])).collect()
    }

    /// `[from-to]` of every collection, in the order of their starts.
    fn collections(text: &str) -> Vec<&str> {
        let (events, error) = read(text, Notation::Yaml);
        assert_eq!(error, None, "{text:?}");
        let (mut all, mut open) = (Vec::new(), Vec::new());
        for event in events {
            match event.kind {
                Kind::MapStart | Kind::SeqStart => {
                    open.push(all.len());
                    all.push((event.range.start, 0));
                }
                Kind::MapEnd | Kind::SeqEnd => all[open.pop().expect("an open one")].1 = event.range.start,
                _ => {}
            }
        }
        all.into_iter().map(|(start, end)| &text[start as usize..end as usize]).collect()
    }

    #[test]
    fn documents() {
        for empty in ["", "\n \n", "# only a comment", "\n# a\n\n#b\n"] {
            assert_eq!(yaml(empty), "", "{empty:?}");
        }
        assert_eq!(yaml("---"), "<>");
        assert_eq!(yaml("%YAML 1.2\n---\na: 1\n...\n---\n# x\n--- b\n...\n# y"), "<{a=1}> <> <b>");
        assert_eq!(yaml("%TAG !e! tag:x,1:\n--- !e!y z"), "<!e!y z>");
        assert_eq!(yaml("{a: 1, \"b\": [x, 'y']}"), "<{a=1 b=[x \"y\"]}>");
    }

    #[test]
    fn tags() {
        let text = "- !!str 1\n- ! 2\n- !!int '3'\n- !!bool \"true\"\n- !!null ''\n- !Ref x\n- !Sub 'y'\n- !!binary aGk=\n\
                    - !<tag:yaml.org,2002:str> 4\n- !!str\n- !!map {a: !Ref b}\n- !Join [c]\n- !If\n  d: 5\n- !Ref\n";
        assert_eq!(
            yaml(text),
            "<[\"1\" \"2\" 3 true  !Ref x !Sub \"y\" !!binary aGk= \"4\" \"\" {a=!Ref b} [c] {d=5} !Ref ]>"
        );
    }

    #[test]
    fn quoted_scalars_include_their_quotes() {
        let text = "\"a\" : 'it''s'\n'b': &x \"q\\\"x\" # c\nc: !t ''\n";
        assert_eq!(
            places(text),
            [(0, "\"a\""), (6, "'it''s'"), (14, "'b'"), (22, "\"q\\\"x\""), (33, "c"), (39, "''")]
        );
    }

    #[test]
    fn scalars_of_several_lines() {
        let text = "a: |\n  é\n  y\n\nb: >-\r\n  x\r\n  y\r\n\r\nc: p q\n  r s\n\n  t   \nd: \"u\n  v\"\ne: |2+\n   w\n\n";
        assert_eq!(
            places(text).into_iter().map(|(_, s)| s).collect::<Vec<_>>(),
            ["a", "é\n  y", "b", "x\r\n  y", "c", "p q\n  r s\n\n  t", "d", "\"u\n  v\"", "e", " w"]
        );
        assert_eq!(yaml(text), "<{a=\"é\ny\n\" b=\"x y\" c=p q r s\nt d=\"u v\" e=\" w\n\n\"}>");
        assert_eq!(places("- |\n- >-\n\n- |+ # c\n\n"), [(3, ""), (8, ""), (14, "")]);
    }

    #[test]
    fn absent_values_stand_behind_what_announces_them() {
        for (text, place) in [
            ("a:", 2),
            ("a :   # c\n\n", 3),
            ("a: &x # c\n", 5),
            ("a: !!str\n\n# c", 8),
            ("? a\n:  # c\n", 3),
            ("? a\n", 3),
            ("- # c\n\n", 1),
            ("-", 1),
            ("- &x !t  # c\n", 7),
            ("{a: }", 3),
            ("{a : }", 4),
            ("{a}", 2),
            ("{\"a\":}", 5),
            ("[{a, b: 1}]", 3),
            ("--- # c\n", 3),
        ] {
            let (events, error) = read(text, Notation::Yaml);
            assert_eq!(error, None, "{text:?}");
            let null = events.iter().find(|e| matches!(&e.kind, Kind::Scalar(s) if s.text.is_empty()));
            assert_eq!(null.map(|e| e.range), Some(Range::empty(place)), "{text:?}");
        }
    }

    #[test]
    fn collections_end_with_their_content() {
        let text = "a:\n  b: 1  # c\n\n  # c\nd:\n- e\n# c\n- - f\n  - g:\n\n# c\nh: [1, {i: 2 } ] # c\nj: [k: l, m]\n";
        assert_eq!(
            collections(text),
            [
                text.trim_end(),
                "b: 1",
                "- e\n# c\n- - f\n  - g:",
                "- f\n  - g:",
                "g:",
                "[1, {i: 2 } ]",
                "{i: 2 }",
                "[k: l, m]",
                "k: l"
            ]
        );
        assert_eq!(
            collections("a:\n  b: |\n    x\n\n\n  c: *"[..18].trim_end()),
            ["a:\n  b: |\n    x", "b: |\n    x"]
        );
    }

    #[test]
    fn a_sequence_no_deeper_than_its_key_begins_at_its_dash() {
        for (text, expected) in [
            ("a:\n- - 1\n  - 2\n", "- - 1\n  - 2"),
            ("a: &x-y !t-u # - c\n\n# - c\n-   # - c\n  k: v\n", "-   # - c\n  k: v"),
            ("? a\n: - b\n", "- b"),
            ("a:\n  -\n", "-"),
            ("a:\n-\n", "-"),
        ] {
            assert_eq!(collections(text)[1], expected, "{text:?}");
        }
    }

    #[test]
    fn errors() {
        for (text, at, message) in [
            ("a: [1, 2", "[", "an unclosed `[`"),
            ("a: \"b", "\"", "an unclosed string"),
            ("a: *nope, b", "*nope", "an alias to an anchor that this document does not define before it"),
            ("[a, b}", "[", "`[` is closed by `}`"),
            ("a: b: c", ":", "a `:` where no mapping can begin"),
            ("a: @x", "@", "no value begins with `@`"),
            ("a: \u{1b}[31m", "\u{1b}", "no value begins with U+001B"),
            ("{a: 1}\n{b: 2}", "{", "text after the end of the document"),
            ("a:\n\t- b", "\t", "a tab as indentation"),
            ("a: }", "}", "a closing bracket that nothing opened"),
            ("é: 'x' y", "y", "text after the closing quote"),
        ] {
            assert_eq!(shown(text, Notation::Yaml), (at, message.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn messages_are_one_plain_line() {
        for text in [
            "%YAML 9\n---\n",
            "!x!y z",
            "&",
            "a: |0\n b",
            "%\n---",
            "- a\nb",
            "a\nb: c",
            "'a\n---\n'",
            "\"\\xZZ\"",
        ] {
            let message = read(text, Notation::Yaml).1.expect("an error").message;
            assert!(!message.is_empty() && !message.contains(char::is_control), "{message:?}");
            assert!(!message.starts_with(char::is_uppercase) && !message.ends_with('.'), "{message:?}");
        }
    }

    #[test]
    fn hostile_depth() {
        let texts = [
            "[".repeat(1_000_000),
            "{a: ".repeat(300_000),
            "- ".repeat(500_000),
            "? ".repeat(300_000),
            "&a ".repeat(100_000),
        ];
        for text in &texts[..4] {
            let (events, error) = read(text, Notation::Yaml);
            let message = error.expect("too deep").message;
            assert!(message.contains("250 levels") || message.contains("only plain keys"), "{message}");
            assert!(events.len() < 2 * MAX_DEPTH + 2);
        }
        assert!(read(&texts[4], Notation::Yaml).1.is_some());
        let deepest = "- ".repeat(MAX_DEPTH - 1) + "[]";
        assert_eq!(read(&deepest, Notation::Yaml).1, None);
        let too_deep = "- ".repeat(MAX_DEPTH) + "[]";
        assert!(read(&too_deep, Notation::Yaml).1.is_some());
    }

    /// A scalar as it is written, and what it says.
    fn scalar() -> impl Strategy<Value = (String, String)> {
        let words = "[a-zé😀]{1,6}( [a-zé😀]{1,4}){0,2}";
        prop_oneof![
            words.prop_map(|s| (s.clone(), s)),
            words.prop_map(|s| (format!("'{s}'"), s)),
            words.prop_map(|s| (format!("\"{s}\""), s)),
            words.prop_map(|s| (format!("'{s}''{s}'"), format!("{s}'{s}"))),
            words.prop_map(|s| (format!("\"{s}\\n\\u00e9{s}\""), format!("{s}\né{s}"))),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn ranges_are_the_bytes(
            pairs in prop::collection::vec((scalar(), scalar(), 0..4_usize), 1..8),
            crlf in any::<bool>(),
        ) {
            let end = if crlf { "\r\n" } else { "\n" };
            let (mut text, mut expected) = (String::new(), Vec::new());
            for (n, ((key, name), (value, said), form)) in pairs.into_iter().enumerate() {
                let mut push = |text: &mut String, written: &str, said: String| {
                    let start = text.len();
                    text.push_str(written);
                    expected.push((Range::new(start, text.len()), said));
                };
                text.push_str(["- ", "- &a ", "- !t ", "-   # é"][form]);
                text.push_str(if form == 3 { end } else { "" });
                text.push_str(if form == 3 { "    " } else { "" });
                if n % 2 == 0 && form != 1 && form != 2 {
                    push(&mut text, &key, name);
                    text.push_str(" : ");
                }
                push(&mut text, &value, said);
                text.push_str(["", "  # é"][n % 2]);
                text.push_str(end);
            }
            let (events, error) = read(&text, Notation::Yaml);
            prop_assert_eq!(error, None);
            let told: Vec<_> = events
                .into_iter()
                .filter_map(|e| match e.kind {
                    Kind::Key(said) | Kind::Scalar(Scalar { text: said, .. }) => Some((e.range, said.into_owned())),
                    _ => None,
                })
                .collect();
            prop_assert_eq!(told, expected);
        }

        /// Whatever the text: no panic, and ranges that can be sliced.
        #[test]
        fn any_text_is_read_or_refused(text in "([-:?,{}\\[\\]&*!|>'\"%@`#<~ab1é\t \n\r]|- |: |\n  |&a |\\*a|<<: |\r\n){0,40}") {
            let (events, error) = read(&text, Notation::Yaml);
            let mut last = 0;
            for event in &events {
                prop_assert!(text.get(event.range.start as usize..event.range.end as usize).is_some());
                if event.via.is_none() {
                    prop_assert!(event.range.start >= last, "{:?} goes back to {:?}", text, event);
                    last = event.range.start;
                }
            }
            if let Some(error) = error {
                prop_assert!(text.get(error.range.start as usize..error.range.end as usize).is_some());
            }
        }
    }
}
