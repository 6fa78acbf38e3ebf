//! What begins with a dollar sign, and arithmetic.

use super::PartKind;
use super::lexer::{Closer, Lexer};
use crate::syntax::SyntaxError;

impl Lexer<'_> {
    pub(super) fn dollar(&mut self, quoted: bool) -> Result<(), SyntaxError> {
        if self.at(b"$((") && self.arithmetic(1) {
            return Ok(());
        }
        let start = self.pos;
        let name = |from: usize| {
            let rest = self.bytes.get(from..).unwrap_or_default();
            let len = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
            match rest.first() {
                Some(b'0'..=b'9') => 1,
                Some(b'@' | b'*' | b'#' | b'?' | b'$' | b'!' | b'-') => 1,
                _ => len,
            }
        };
        match self.peek(1) {
            Some(b'(') => return self.enter(Closer::Paren, 2),
            Some(b'{') => self.braces(quoted),
            Some(b'\'') if !quoted => {
                self.begin_word();
                self.pos += 2;
                while let Some(byte) = self.peek(0).filter(|byte| *byte != b'\'') {
                    self.pos += if byte == b'\\' { 2 } else { 1 };
                }
                self.pos = self.floor(self.pos + 1);
                self.part(PartKind::Other, start, self.pos, true);
            }
            Some(b'"') if !quoted => self.pos += 1,
            _ => {
                let len = name(start + 1);
                self.begin_word();
                self.pos = start + 1 + len;
                let kind = if len == 0 { PartKind::Text } else { PartKind::Variable };
                self.part(kind, if len == 0 { start } else { start + 1 }, self.pos, quoted);
            }
        }
        Ok(())
    }

    /// `${…}`.
    fn braces(&mut self, quoted: bool) {
        self.begin_word();
        let start = self.pos;
        self.pos += 2;
        let mut depth = 1usize;
        while let Some(byte) = self.peek(0).filter(|_| depth > 0) {
            self.pos += match byte {
                b'\\' => 2,
                b'{' => {
                    depth += 1;
                    1
                }
                b'}' => {
                    depth -= 1;
                    1
                }
                _ => 1,
            };
        }
        self.pos = self.floor(self.pos);
        let inner = self.text.get(start + 2..self.pos.saturating_sub(1)).unwrap_or_default();
        if depth > 0 {
            self.unclosed(start, 2, "a `${` that is not closed");
        }
        // A brace in quotes or in a substitution ends nothing.
        let is_odd = |quote: char| inner.matches(quote).count() % 2 == 1;
        if is_odd('\'') || is_odd('"') || inner.contains(['`', '\\']) || inner.contains("$(") {
            self.unsure();
        }
        let is_name =
            |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let all = inner.strip_suffix("[@]").or(inner.strip_suffix("[*]")).filter(|name| is_name(name));
        let (kind, len) = match all {
            Some(name) => (PartKind::All, name.len()),
            None if is_name(inner) || matches!(inner, "@" | "*") => (PartKind::Variable, inner.len()),
            None => return self.part(PartKind::Other, start, self.pos, quoted),
        };
        self.part(kind, start + 2, start + 2 + len, quoted);
    }

    /// `((…))`, `ahead` of here; false if there is none.
    pub(super) fn arithmetic(&mut self, ahead: usize) -> bool {
        let begin = self.pos + ahead;
        if begin < self.no_arithmetic || self.peek(ahead + 1) != Some(b'(') {
            return false;
        }
        let rest = self.bytes.get(begin..).unwrap_or_default();
        let mut depth = 0usize;
        for (at, byte) in rest.iter().enumerate() {
            match byte {
                b'(' => depth += 1,
                b')' if depth == 2 && rest.get(at + 1) == Some(&b')') => {
                    let quoted = self.frame().in_quotes;
                    self.begin_word();
                    let start = self.pos;
                    self.pos = begin + at + 2;
                    self.part(PartKind::Other, start, self.pos, quoted);
                    return true;
                }
                b')' if depth > 2 => depth -= 1,
                // `((a); b)` is no arithmetic, nor is what a line break parts.
                b')' | b'\n' => {
                    self.no_arithmetic = begin + at;
                    return false;
                }
                _ => {}
            }
        }
        self.no_arithmetic = self.bytes.len();
        false
    }
}
