//! Quoted texts and templates.

use super::cursor::{Parsed, Parser};
use super::{Expr, ExprKind, Part};

/// Parts of a template as they come, and how high the highest is.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) list: Vec<Part>,
    height: u32,
    /// Text that may go on.
    run: String,
    /// Whether `~}` asks for blanks to be dropped from the text that follows.
    trims: bool,
}

impl Parts {
    pub(super) fn text(&mut self, text: &str) {
        self.run.push_str(text);
    }

    /// Makes a part of the text so far.
    pub(super) fn end_text(&mut self) {
        let mut text = std::mem::take(&mut self.run);
        if std::mem::take(&mut self.trims) {
            text = text.trim_start().to_owned();
        }
        if !text.is_empty() {
            self.list.push(Part::Text(text));
        }
    }

    /// `${~` and `%{~`: drops blanks from the text before.
    fn trim_before(&mut self) {
        if let Some(Part::Text(before)) = self.list.last_mut() {
            before.truncate(before.trim_end().len());
        }
    }

    fn push(&mut self, part: Part, height: u32, trims: bool) {
        self.list.push(part);
        self.height = self.height.max(height);
        self.trims = trims;
    }

    /// The expression that the parts are; `wraps` if nothing but `${…}` is the value itself.
    pub(super) fn finish(self, wraps: bool) -> ExprKind {
        let mut list: Vec<Part> = Vec::new();
        for part in self.list {
            match (list.last_mut(), part) {
                (_, Part::Text(text)) if text.is_empty() => {}
                (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
                (_, part) => list.push(part),
            }
        }
        match list.as_mut_slice() {
            [] => ExprKind::Text(String::new()),
            [Part::Text(text)] => ExprKind::Text(std::mem::take(text)),
            [Part::Value(value)] if wraps => std::mem::replace(&mut value.kind, ExprKind::Null),
            _ => ExprKind::Template(list),
        }
    }
}

impl Parser<'_> {
    /// A quoted text or template.
    pub(super) fn quoted(&mut self) -> Parsed<Expr> {
        let start = self.pos();
        let parts = self.nested(false, |parser| {
            let mut parts = Parts::default();
            parser.expect("\"")?;
            while !parser.eat("\"") {
                if !parser.template_part(&mut parts)? {
                    let text = parser.quoted_char(start)?;
                    parts.text(text.encode_utf8(&mut [0; 4]));
                }
            }
            Ok(parts)
        })?;
        self.template(parts, start, true)
    }

    /// All of the text as a template without quotes, as in a JSON string.
    pub(super) fn bare_template(&mut self) -> Parsed<Expr> {
        let mut parts = Parts::default();
        while !self.at_end() {
            if !self.template_part(&mut parts)? {
                let text = self.next_char().unwrap_or_default();
                parts.text(text.encode_utf8(&mut [0; 4]));
            }
        }
        self.template(parts, 0, true)
    }

    pub(super) fn template(&mut self, mut parts: Parts, start: usize, wraps: bool) -> Parsed<Expr> {
        parts.end_text();
        self.grow(parts.height)?;
        Ok(Expr { range: self.range(start), kind: parts.finish(wraps) })
    }

    /// A label: a quoted text without templates.
    pub(super) fn plain_text(&mut self) -> Parsed<String> {
        let expr = self.quoted()?;
        match expr.kind {
            ExprKind::Text(text) => Ok(text),
            _ => Err(crate::syntax::SyntaxError {
                range: expr.range,
                message: "a label cannot hold `${…}`".to_owned(),
                help: None,
            }),
        }
    }

    /// Takes `${…}`, `%{…}`, or one of their escaped beginnings, if one is here.
    pub(super) fn template_part(&mut self, parts: &mut Parts) -> Parsed<bool> {
        if self.eat("$${") {
            parts.text("${");
        } else if self.eat("%%{") {
            parts.text("%{");
        } else if self.at("${") || self.at("%{") {
            parts.end_text();
            let value = self.eat("${");
            if !value {
                self.skip(2);
            }
            if self.eat("~") {
                parts.trim_before();
            }
            let (part, height) = self.nested(true, |parser| parser.interpolation(value))?;
            let trims = self.eat("~");
            if !self.eat("}") {
                return Err(self.unexpected("`}`"));
            }
            parts.push(part, height, trims);
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// What is inside of `${…}` or `%{…}`.
    fn interpolation(&mut self, value: bool) -> Parsed<(Part, u32)> {
        let part = if value {
            Part::Value(self.expr()?)
        } else {
            self.height = 0;
            self.directive()?;
            Part::Directive
        };
        let height = self.height;
        self.blanks();
        Ok((part, height))
    }

    fn directive(&mut self) -> Parsed<()> {
        self.blanks();
        let start = self.pos();
        match self.expect_name()? {
            "if" => self.expr().map(drop),
            "for" => {
                self.expect_name()?;
                self.blanks();
                if self.eat(",") {
                    self.expect_name()?;
                }
                self.expect("in")?;
                self.expr().map(drop)
            }
            "else" | "endif" | "endfor" => Ok(()),
            _ => Err(self.error(start, "no such directive")),
        }
    }

    fn quoted_char(&mut self, start: usize) -> Parsed<char> {
        match self.peek() {
            None | Some(b'\n') => Err(self.error(start, "the quote is not closed on this line")),
            Some(b'\\') => self.escape(),
            Some(_) => Ok(self.next_char().unwrap_or_default()),
        }
    }

    fn escape(&mut self) -> Parsed<char> {
        let start = self.pos();
        self.skip(1);
        let digits = match self.next_char() {
            Some('n') => return Ok('\n'),
            Some('r') => return Ok('\r'),
            Some('t') => return Ok('\t'),
            Some(c @ ('"' | '\\')) => return Ok(c),
            Some('u') => 4,
            Some('U') => 8,
            _ => return Err(self.error(start, "no such escape")),
        };
        let code = self.rest().get(..digits).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let char = code.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        self.skip(if char.is_some() { digits } else { 0 });
        char.ok_or_else(|| self.error(start, "no such character"))
    }
}
