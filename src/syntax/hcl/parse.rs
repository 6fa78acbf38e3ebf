//! Bodies: attributes and blocks.

use super::cursor::{Parsed, Parser};
use super::{Attribute, Block, Body, Place};
use crate::syntax::{Range, SyntaxError};
use std::collections::HashSet;

/// Reads a file.
#[cfg(test)]
pub(crate) fn parse(text: &str) -> Result<Body, SyntaxError> {
    parse_at(text, Place::Text)
}

/// Reads a file that stands in another one.
pub(crate) fn parse_at(text: &str, place: Place<'_>) -> Result<Body, SyntaxError> {
    let mut parser = Parser::within(text, place)?;
    let body = parser.body()?;
    if parser.at_end() { Ok(body) } else { Err(parser.unexpected("a name")) }
}

/// Reads a file; the comments are told in order, each with its signs.
pub(crate) fn parse_with_comments(text: &str) -> Result<(Body, Vec<Range>), SyntaxError> {
    let mut parser = Parser::new(text)?;
    let body = parser.body()?;
    if parser.at_end() { Ok((body, parser.into_comments())) } else { Err(parser.unexpected("a name")) }
}

impl Parser<'_> {
    /// To the end of the text, or to what is no attribute or block.
    fn body(&mut self) -> Parsed<Body> {
        let mut body = Body::default();
        let mut names = HashSet::new();
        loop {
            self.empty_lines();
            let start = self.pos();
            let Some(name) = self.name() else { return Ok(body) };
            let name_at = self.range(start);
            self.blanks();
            if self.at("=") {
                let attribute = self.attribute(name_at, name)?;
                if !names.insert(name) {
                    return Err(SyntaxError {
                        range: attribute.name_at,
                        message: format!("`{name}` is set twice"),
                        help: None,
                    });
                }
                body.attributes.push(attribute);
            } else {
                body.blocks.push(self.block(start, name_at, name)?);
            }
            self.blanks();
            if !self.at_end() && !self.at("\n") {
                return Err(self.unexpected("a new line"));
            }
        }
    }

    fn empty_lines(&mut self) {
        self.blanks();
        while self.eat("\n") {
            self.blanks();
        }
    }

    /// What is left of an attribute after its name and blanks.
    fn attribute(&mut self, name_at: Range, name: &str) -> Parsed<Attribute> {
        self.expect("=")?;
        Ok(Attribute { name: name.to_owned(), name_at, value: self.expr()? })
    }

    /// What is left of a block after its name and blanks.
    fn block(&mut self, start: usize, name_at: Range, name: &str) -> Parsed<Block> {
        let mut head = name_at;
        let mut labels = Vec::new();
        while !self.at("{") {
            let label = match self.name() {
                Some(label) => label.to_owned(),
                None if self.at("\"") => self.plain_text()?,
                None if labels.is_empty() => return Err(self.unexpected("`=`, `{` or a label")),
                None => return Err(self.unexpected("`{` or a label")),
            };
            labels.push(label);
            head = self.range(start);
            self.blanks();
        }
        let body = self.nested(false, Self::block_body)?;
        Ok(Block { name: name.to_owned(), labels, head, range: self.range(start), body })
    }

    fn block_body(&mut self) -> Parsed<Body> {
        self.expect("{")?;
        self.blanks();
        let body = if self.at("\n") { self.body()? } else { self.one_line_body()? };
        self.blanks();
        if self.eat("}") { Ok(body) } else { Err(self.unexpected("a name or `}`")) }
    }

    /// `{}` or `{ name = value }`.
    fn one_line_body(&mut self) -> Parsed<Body> {
        let mut body = Body::default();
        let start = self.pos();
        if let Some(name) = self.name() {
            let name_at = self.range(start);
            self.blanks();
            body.attributes.push(self.attribute(name_at, name)?);
        }
        Ok(body)
    }
}
