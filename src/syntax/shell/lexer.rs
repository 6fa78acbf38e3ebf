//! Text to tokens, in one pass, with a stack of its own for what is nested.

mod operators;

use super::{MAX_DEPTH, Part, PartKind, Script, Token, TokenKind, Word, WordId};
use crate::syntax::{Range, SyntaxError};

/// A list of tokens that is being read: the script's, or that of a substitution.
#[derive(Default)]
pub(super) struct Frame {
    tokens: Vec<Token>,
    parts: Vec<Part>,
    /// Where the word begins that is being read.
    word: Option<usize>,
    pub(super) in_quotes: bool,
    /// Where it begins, and where the last quote that opened does.
    begin: usize,
    quote: usize,
    /// In `[[ … ]]`, where operators are no ends of commands.
    in_test: bool,
    /// `(` that are open, and `case` whose patterns end with a `)`.
    parens: usize,
    cases: usize,
    closer: Closer,
}

/// What ends a list.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Closer {
    #[default]
    Nothing,
    Paren,
    Backquote,
}

pub(super) struct Lexer<'t> {
    pub(super) text: &'t str,
    pub(super) bytes: &'t [u8],
    pub(super) pos: usize,
    out: Script,
    frames: Vec<Frame>,
    /// The here-documents that begin on the next line: how they end, and whether tabs may stand
    /// before that.
    documents: Vec<(String, bool)>,
    /// Up to where arithmetic was looked for in vain.
    pub(super) no_arithmetic: usize,
}

pub(super) fn read(text: &str) -> Result<Script, SyntaxError> {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        pos: 0,
        out: Script::default(),
        frames: vec![Frame::default()],
        documents: Vec::new(),
        no_arithmetic: 0,
    };
    while let Some(byte) = lexer.peek(0) {
        lexer.step(byte)?;
    }
    lexer.note_unclosed();
    while lexer.frames.len() > 1 {
        lexer.leave();
    }
    lexer.end_word();
    let root = lexer.frames.pop().unwrap_or_default();
    lexer.out.lists.push(root.tokens);
    Ok(lexer.out)
}

impl Lexer<'_> {
    pub(super) fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.pos + ahead).copied()
    }

    pub(super) fn at(&self, what: &[u8]) -> bool {
        self.bytes.get(self.pos..).is_some_and(|rest| rest.starts_with(what))
    }

    /// The list that is being read. There is one always: the last is left at the end of the text.
    pub(super) fn frame(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::default());
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// Takes what begins here.
    fn step(&mut self, byte: u8) -> Result<(), SyntaxError> {
        let (in_quotes, in_test) = (self.frame().in_quotes, self.frame().in_test);
        match byte {
            b'\\' => self.escape(in_quotes),
            b'$' => return self.dollar(in_quotes),
            b'`' if self.frame().closer == Closer::Backquote => {
                self.pos += 1;
                self.leave();
            }
            b'`' => return self.enter(Closer::Backquote, 1),
            b'"' => {
                self.begin_word();
                let start = self.pos;
                let frame = self.frame();
                frame.in_quotes = !in_quotes;
                frame.quote = start;
                self.pos += 1;
                let at = self.pos;
                self.part(PartKind::Text, at, at, true); // an empty text is a word, too
            }
            _ if in_quotes => self.plain(true),
            b'\'' => self.single(),
            b'\n' if !in_test => self.newline(),
            b' ' | b'\t' | b'\r' | b'\n' => {
                self.end_word();
                self.pos += 1;
            }
            b'#' if self.frame().word.is_none() => self.comment(),
            b']' if in_test && self.ends_test() => {
                let start = self.pos;
                self.begin_word();
                self.pos += 2;
                self.part(PartKind::Text, start, self.pos, false);
                self.end_word();
            }
            _ if in_test => self.plain(false),
            b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>' => return self.operator(byte),
            _ => self.plain(false),
        }
        Ok(())
    }

    pub(super) fn begin_word(&mut self) {
        let pos = self.pos;
        self.frame().word.get_or_insert(pos);
    }

    fn end_word(&mut self) {
        let end = self.pos;
        let Some(start) = self.frame().word.take() else { return };
        let parts = std::mem::take(&mut self.frame().parts);
        let text = match parts.as_slice() {
            [part] if part.kind == PartKind::Text && !part.quoted => self.text.get(start..end),
            _ => None,
        };
        let begins = self.begins_command();
        let frame = self.frame();
        match text {
            Some("[[") if begins => frame.in_test = true,
            Some("]]") => frame.in_test = false,
            Some("case") if begins => frame.cases += 1,
            Some("esac") => frame.cases = frame.cases.saturating_sub(1),
            _ => {}
        }
        let id = WordId(u32::try_from(self.out.words.len()).unwrap_or(u32::MAX));
        let first = u32::try_from(self.out.parts.len()).unwrap_or(u32::MAX);
        let count = u32::try_from(parts.len()).unwrap_or(u32::MAX);
        let range = Range::new(start, end);
        self.out.words.push(Word { range, first, count });
        self.out.parts.extend(parts);
        self.frame().tokens.push(Token { kind: TokenKind::Word(id), range });
    }

    /// Whether the word that ends here may be the first one of a command.
    fn begins_command(&mut self) -> bool {
        match self.frame().tokens.last().copied() {
            Some(Token { kind: TokenKind::Word(_), range }) => {
                let before = self.text.get(range.start as usize..range.end as usize).unwrap_or_default();
                matches!(
                    before,
                    "if" | "elif" | "while" | "until" | "then" | "else" | "do" | "!" | "{" | "time"
                )
            }
            Some(Token { kind: TokenKind::Redirect, .. }) => false,
            _ => true,
        }
    }

    pub(super) fn part(&mut self, kind: PartKind, start: usize, end: usize, quoted: bool) {
        let range = Range::new(start, end);
        self.frame().parts.push(Part { kind, range, quoted });
    }

    fn token(&mut self, kind: TokenKind, len: usize) {
        self.end_word();
        let range = Range::new(self.pos, self.pos + len);
        self.pos += len;
        self.frame().tokens.push(Token { kind, range });
    }

    /// Whether a `]]` stands here that closes a test: what follows it is no part of the word, whatever
    /// may be one in the test.
    fn ends_test(&mut self) -> bool {
        let next = self.peek(2);
        self.frame().word.is_none()
            && self.at(b"]]")
            && next.is_none_or(|next| next.is_ascii_whitespace() || b";&|()<>`".contains(&next))
    }

    /// Text up to the next sign that may mean something.
    fn plain(&mut self, quoted: bool) {
        self.begin_word();
        let start = self.pos;
        let in_test = self.frame().in_test;
        let rest = self.bytes.get(start + 1..).unwrap_or_default();
        let ends = |byte: &u8| match byte {
            b'\\' | b'$' | b'`' | b'"' => true,
            _ if quoted => false,
            b'\'' | b'\n' | b' ' | b'\t' | b'\r' => true,
            b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>' => !in_test,
            _ => false,
        };
        // All of these are ASCII, so the text ends between two characters.
        self.pos = start + 1 + rest.iter().position(ends).unwrap_or(rest.len());
        self.part(PartKind::Text, start, self.pos, quoted);
    }

    fn single(&mut self) {
        self.begin_word();
        let start = self.pos + 1;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let close = memchr::memchr(b'\'', rest);
        if close.is_none() {
            self.unclosed(start - 1, 1, "a quote that is not closed");
        }
        let end = start + close.unwrap_or(rest.len());
        self.part(PartKind::Text, start, end, true);
        self.pos = self.bytes.len().min(end + 1);
    }

    fn escape(&mut self, in_quotes: bool) {
        let next = self.text.get(self.pos + 1..).and_then(|rest| rest.chars().next());
        let Some(next) = next else {
            self.begin_word();
            self.pos += 1;
            return;
        };
        if next == '\n' || (next == '\r' && self.peek(2) == Some(b'\n')) {
            self.pos += if next == '\n' { 2 } else { 3 }; // the line goes on
            return;
        }
        self.begin_word();
        let start =
            if in_quotes && !matches!(next, '$' | '`' | '"' | '\\') { self.pos } else { self.pos + 1 };
        let end = self.pos + 1 + next.len_utf8();
        self.part(PartKind::Text, start, end, true);
        self.pos = end;
    }

    fn comment(&mut self) {
        let start = self.pos;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let is_last = self.frame().closer == Closer::Backquote;
        // A backquote ends what it is in, also in a comment.
        let tick = memchr::memchr2(b'`', b'\n', rest).filter(|at| is_last && rest.get(*at) == Some(&b'`'));
        let tick = tick.filter(|at| rest.get(at.saturating_sub(1)) != Some(&b'\\'));
        let end = tick.unwrap_or_else(|| memchr::memchr(b'\n', rest).unwrap_or(rest.len()));
        let is_closer = |frame: &Frame| frame.closer == Closer::Backquote;
        self.out.is_unsure |=
            self.frames.iter().any(is_closer) && rest.get(..end).unwrap_or_default().contains(&b'`');
        self.pos = start + end;
        self.out.comments.push(Range::new(start, self.pos));
    }

    /// The insides of a substitution begin.
    pub(super) fn enter(&mut self, closer: Closer, len: usize) -> Result<(), SyntaxError> {
        if self.frames.len() > MAX_DEPTH {
            let message = format!("substitutions are nested deeper than {MAX_DEPTH} levels");
            return Err(SyntaxError { range: Range::new(self.pos, self.pos + len), message, help: None });
        }
        // `$((`: arithmetic over several lines.
        self.out.is_unsure |= closer == Closer::Paren && self.peek(len) == Some(b'(');
        self.begin_word();
        let begin = self.pos;
        self.pos += len;
        self.frames.push(Frame { closer, begin, ..Frame::default() });
        Ok(())
    }

    /// Notes what is open where the text ends, the innermost.
    fn note_unclosed(&mut self) {
        let Some(frame) = self.frames.last() else { return };
        let (in_quotes, quote, begin) = (frame.in_quotes, frame.quote, frame.begin);
        self.out.is_unsure |= self.frames.iter().any(|frame| frame.in_test);
        if in_quotes {
            self.unclosed(quote, 1, "a quote that is not closed");
        } else if self.frames.len() > 1 {
            self.unclosed(begin, 1, "a substitution that is not closed");
        }
    }

    pub(super) fn unclosed(&mut self, at: usize, len: usize, what: &'static str) {
        self.out.unclosed.get_or_insert((Range::new(at, at + len), what));
    }

    /// Notes that bash may read on in another way.
    pub(super) fn unsure(&mut self) {
        self.out.is_unsure = true;
    }

    fn leave(&mut self) {
        self.end_word();
        let Some(frame) = self.frames.pop() else { return };
        let list = u32::try_from(self.out.lists.len()).unwrap_or(u32::MAX);
        self.out.lists.push(frame.tokens);
        let (start, end) = (self.frame().word.unwrap_or(self.pos), self.pos);
        let quoted = self.frame().in_quotes;
        self.part(PartKind::Command(list), start, end, quoted);
    }

    /// The place itself, or the last one before it where a character begins.
    pub(super) fn floor(&self, pos: usize) -> usize {
        (0..=pos.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or_default()
    }
}
