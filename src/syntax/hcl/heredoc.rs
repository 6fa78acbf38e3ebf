//! Texts of several lines.

use super::cursor::{Parsed, Parser};
use super::template::Parts;
use super::{Expr, Part};

impl Parser<'_> {
    /// `<<END` or `<<-END`, lines, and `END` on a line of its own.
    pub(super) fn heredoc(&mut self) -> Parsed<Expr> {
        let start = self.pos();
        self.skip(2);
        let flush = self.eat("-");
        let Some(marker) = self.name() else { return Err(self.unexpected("a name")) };
        let head = self.range(start);
        self.eat("\r");
        if !self.eat("\n") {
            return Err(self.unexpected("a new line"));
        }
        let mut parts = Parts::default();
        self.nested(false, |parser| {
            while !parser.heredoc_end(marker) {
                if parser.at_end() {
                    let mut error = parser.error(start, format!("no line of only `{marker}` follows"));
                    error.range = head;
                    return Err(error);
                }
                parser.heredoc_line(&mut parts)?;
            }
            Ok(())
        })?;
        if flush {
            dedent(&mut parts.list);
        }
        self.template(parts, start, false)
    }

    /// Takes the marker, if it is all that the line holds; not the newline after it.
    fn heredoc_end(&mut self, marker: &str) -> bool {
        let rest = self.rest();
        let line = rest.get(..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())).unwrap_or(rest);
        let found = line.trim() == marker;
        if found {
            self.skip(line.trim_end().len());
        }
        found
    }

    /// To the end of a line, newline included. Templates may go over several.
    fn heredoc_line(&mut self, parts: &mut Parts) -> Parsed<()> {
        let mut start = self.pos();
        while let Some(byte) = self.peek() {
            if matches!(byte, b'$' | b'%') {
                parts.text(self.since(start));
                let found = self.template_part(parts)?;
                start = self.pos();
                self.skip(usize::from(!found));
                continue;
            }
            self.next_char();
            if byte == b'\n' {
                break;
            }
        }
        parts.text(self.since(start));
        parts.end_text();
        Ok(())
    }
}

/// Drops as many blanks from all lines as all have in common; lines of nothing but blanks do not
/// count. No text goes over a newline here, so a part that begins a line follows a text that ends
/// one.
fn dedent(parts: &mut [Part]) {
    let indent = |text: &str| text.chars().take_while(|c| c.is_whitespace()).count();
    let blank = |text: &str| text.ends_with('\n') && text.trim_start().is_empty();
    let mut least = usize::MAX;
    let mut begins = true;
    for part in parts.iter() {
        match part {
            Part::Text(text) if begins && blank(text) => {}
            Part::Text(text) if begins => least = least.min(indent(text)),
            _ if begins => least = 0,
            _ => {}
        }
        begins = matches!(part, Part::Text(text) if text.ends_with('\n'));
    }
    let mut begins = true;
    for part in parts {
        let ends = matches!(part, Part::Text(text) if text.ends_with('\n'));
        if let Part::Text(text) = part
            && begins
            && !blank(text)
        {
            *text = text.chars().skip(least).collect();
        }
        begins = ends;
    }
}
