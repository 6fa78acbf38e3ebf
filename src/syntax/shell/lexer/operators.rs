//! Operators, and what begins with some of them: redirections and here-documents.

use super::{Closer, Lexer};
use crate::syntax::SyntaxError;
use crate::syntax::shell::TokenKind;

impl Lexer<'_> {
    pub(super) fn operator(&mut self, byte: u8) -> Result<(), SyntaxError> {
        let (kind, len) = match byte {
            b';' if self.at(b";;&") => (TokenKind::CaseEnd, 3),
            b';' if self.at(b";;") || self.at(b";&") => (TokenKind::CaseEnd, 2),
            b';' => (TokenKind::End, 1),
            b'&' if self.at(b"&&") => (TokenKind::And, 2),
            b'&' if self.at(b"&>>") => (TokenKind::Redirect, 3),
            b'&' if self.at(b"&>") => (TokenKind::Redirect, 2),
            b'&' => (TokenKind::Background, 1),
            b'|' if self.at(b"||") => (TokenKind::Or, 2),
            b'|' if self.at(b"|&") => (TokenKind::Pipe, 2),
            b'|' => (TokenKind::Pipe, 1),
            b'(' if self.arithmetic(0) => return Ok(()),
            b'(' => {
                // Not `((`, and not a pattern like `!(a|b)`.
                self.out.is_unsure |= self.at(b"((");
                let before = self.pos.checked_sub(1).and_then(|at| self.bytes.get(at));
                self.out.is_unsure |= before.is_some_and(|before| b"?*+@!".contains(before));
                self.frame().parens += 1;
                (TokenKind::Open, 1)
            }
            b')' => return self.close(),
            _ => return self.redirect(),
        };
        self.token(kind, len);
        Ok(())
    }

    fn close(&mut self) -> Result<(), SyntaxError> {
        self.end_word();
        let frame = self.frame();
        if frame.closer == Closer::Paren && frame.parens == 0 && frame.cases == 0 {
            self.pos += 1;
            self.leave();
            return Ok(());
        }
        frame.parens = frame.parens.saturating_sub(1);
        self.token(TokenKind::Close, 1);
        Ok(())
    }

    fn redirect(&mut self) -> Result<(), SyntaxError> {
        if self.peek(1) == Some(b'(') {
            return self.enter(Closer::Paren, 2); // `<(…)`, a word of its own
        }
        self.drop_number();
        if self.at(b"<<") && !self.at(b"<<<") {
            return self.here();
        }
        let rest = self.bytes.get(self.pos..).unwrap_or_default();
        let len = rest.iter().take_while(|byte| matches!(byte, b'<' | b'>' | b'&' | b'|')).count();
        self.token(TokenKind::Redirect, len.min(3));
        Ok(())
    }

    /// `2` of `2>&1` is no word.
    fn drop_number(&mut self) {
        let pos = self.pos;
        let number = self.frame().word.and_then(|start| self.text.get(start..pos));
        if number.is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit())) {
            let frame = self.frame();
            frame.word = None;
            frame.parts.clear();
        }
    }

    /// `<<END`: what the next lines are.
    fn here(&mut self) -> Result<(), SyntaxError> {
        self.end_word();
        self.pos += 2;
        let tabs = self.peek(0) == Some(b'-');
        self.pos += usize::from(tabs);
        while matches!(self.peek(0), Some(b' ' | b'\t')) {
            self.pos += 1;
        }
        let rest = self.text.get(self.pos..).unwrap_or_default();
        let is_end = |c: char| c.is_whitespace() || matches!(c, ';' | '&' | '|' | '(' | ')' | '<' | '>');
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let closed = quote.and_then(|quote| Some(rest.get(1..)?.find(quote)? + 2));
        let end = closed.or_else(|| rest.find(is_end)).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        self.pos += word.len();
        self.documents.push((word.replace(['\'', '"', '\\'], ""), tabs));
        Ok(())
    }

    pub(super) fn newline(&mut self) {
        self.token(TokenKind::End, 1);
        for (end, tabs) in std::mem::take(&mut self.documents) {
            self.document(&end, tabs);
        }
    }

    /// Passes over a here-document. One that has no end is all the rest.
    fn document(&mut self, end: &str, tabs: bool) {
        while self.pos < self.bytes.len() {
            let rest = self.text.get(self.pos..).unwrap_or_default();
            let line = rest.split('\n').next().unwrap_or_default();
            self.pos = self.bytes.len().min(self.pos + line.len() + 1);
            let line = line.trim_end_matches('\r');
            if (if tabs { line.trim_start_matches('\t') } else { line }) == end {
                return;
            }
        }
    }
}
