//! Expressions: operators, what is picked from terms, and simple terms.

use super::cursor::{Parsed, Parser};
use super::{Binary, Expr, ExprKind, Unary};
use crate::syntax::Range;

/// Binary operators with how closely they bind. Of two that begin alike the longer comes first.
const OPERATORS: [(&str, Binary, u8); 13] = [
    ("||", Binary::Or, 1),
    ("&&", Binary::And, 2),
    ("==", Binary::Equal, 3),
    ("!=", Binary::NotEqual, 3),
    (">=", Binary::GreaterOrEqual, 4),
    ("<=", Binary::LessOrEqual, 4),
    (">", Binary::Greater, 4),
    ("<", Binary::Less, 4),
    ("+", Binary::Plus, 5),
    ("-", Binary::Minus, 5),
    ("*", Binary::Times, 6),
    ("/", Binary::Divide, 6),
    ("%", Binary::Modulo, 6),
];

impl Parser<'_> {
    /// An expression, after blanks.
    pub(super) fn expr(&mut self) -> Parsed<Expr> {
        let condition = self.binary(1)?;
        self.blanks();
        if !self.eat("?") {
            return Ok(condition);
        }
        let mut highest = self.height;
        let (yes, no) = self.deeper(|parser| {
            let yes = parser.expr()?;
            highest = highest.max(parser.height);
            parser.expect(":")?;
            Ok((yes, parser.expr()?))
        })?;
        self.grow(highest.max(self.height))?;
        let range = Range { start: condition.range.start, end: no.range.end };
        Ok(Expr { range, kind: ExprKind::Conditional(condition.into(), yes.into(), no.into()) })
    }

    /// Operators that bind at least this closely.
    fn binary(&mut self, least: u8) -> Parsed<Expr> {
        let mut left = self.unary()?;
        loop {
            let height = self.height;
            self.blanks();
            let here = |(sign, ..): &&(&str, Binary, u8)| self.at(sign);
            let Some(&(sign, operator, binds)) = OPERATORS.iter().find(here) else { return Ok(left) };
            if binds < least {
                return Ok(left);
            }
            self.skip(sign.len());
            let right = self.binary(binds + 1)?;
            self.grow(height.max(self.height))?;
            let range = Range { start: left.range.start, end: right.range.end };
            left = Expr { range, kind: ExprKind::Binary(left.into(), operator, right.into()) };
        }
    }

    fn unary(&mut self) -> Parsed<Expr> {
        self.blanks();
        let start = self.pos();
        let sign = match self.peek() {
            Some(b'-') => Unary::Minus,
            Some(b'!') => Unary::Not,
            _ => return self.traversal(),
        };
        self.skip(1);
        let of = self.deeper(Self::unary)?;
        self.grow(self.height)?;
        Ok(Expr { range: self.range(start), kind: ExprKind::Unary(sign, of.into()) })
    }

    /// A term with all that is picked from it.
    fn traversal(&mut self) -> Parsed<Expr> {
        let start = self.pos();
        let term = self.term()?;
        self.picks(term, start, false)
    }

    /// Applies `.name`, `.0`, `[index]` and splats to an expression; without brackets if `dots`.
    fn picks(&mut self, mut of: Expr, start: usize, dots: bool) -> Parsed<Expr> {
        loop {
            let (height, end) = (self.height, self.pos());
            self.blanks();
            if self.at("[") && !dots {
                let index = self.nested(true, Self::index)?;
                let Some(index) = index else { return self.splat(of, start, height, false) };
                self.grow(height.max(self.height))?;
                of = Expr { range: self.range(start), kind: ExprKind::Index(of.into(), index.into()) };
                continue;
            }
            if !self.at(".") || self.at("..") {
                self.back_to(end);
                return Ok(of);
            }
            self.skip(1);
            self.blanks();
            if self.at("*") && !dots {
                self.skip(1);
                return self.splat(of, start, height, true);
            }
            let kind = match self.peek() {
                Some(b'0'..=b'9') => ExprKind::Index(of.into(), self.old_index()?.into()),
                _ => ExprKind::Get(of.into(), self.expect_name()?.to_owned()),
            };
            self.grow(height)?;
            of = Expr { range: self.range(start), kind };
        }
    }

    /// `[index]`, or none of `[*]`.
    fn index(&mut self) -> Parsed<Option<Expr>> {
        self.expect("[")?;
        self.blanks();
        let index = if self.eat("*") { None } else { Some(self.expr()?) };
        self.expect("]")?;
        Ok(index)
    }

    /// The number of `.0`: digits alone, for `.0.1` is two of them.
    fn old_index(&mut self) -> Parsed<Expr> {
        let start = self.pos();
        self.digits();
        let number = self.since(start).parse();
        let number = number.map_err(|_| self.error(start, "no such number"))?;
        Ok(Expr { range: self.range(start), kind: ExprKind::Number(number) })
    }

    /// What follows `.*` or `[*]`. Of old only `.name` goes into the elements: what comes after is
    /// applied to the list of what was picked.
    fn splat(&mut self, of: Expr, start: usize, height: u32, old: bool) -> Parsed<Expr> {
        let from = self.pos();
        self.height = 0;
        let element = Expr { range: self.range(from), kind: ExprKind::Element };
        let each = self.deeper(|parser| parser.picks(element, from, old))?;
        self.grow(height.max(self.height))?;
        let kind = ExprKind::Splat(of.into(), each.into());
        let splat = Expr { range: self.range(start), kind };
        if old { self.deeper(|parser| parser.picks(splat, start, false)) } else { Ok(splat) }
    }

    fn term(&mut self) -> Parsed<Expr> {
        self.height = 0;
        let start = self.pos();
        let kind = match self.peek() {
            Some(b'"') => return self.quoted(),
            Some(b'<') if self.at("<<") => return self.heredoc(),
            Some(b'(') => {
                let inner = self.nested(true, |parser| {
                    parser.expect("(")?;
                    let inner = parser.expr()?;
                    parser.expect(")")?;
                    Ok(inner)
                })?;
                return Ok(Expr { range: self.range(start), kind: inner.kind });
            }
            Some(b'[') => self.nested(true, Self::list)?,
            Some(b'{') => self.object_or_for()?,
            Some(b'0'..=b'9') => self.number()?,
            _ => self.name_or_call()?,
        };
        Ok(Expr { range: self.range(start), kind })
    }

    fn digits(&mut self) {
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.skip(1);
        }
    }

    fn number(&mut self) -> Parsed<ExprKind> {
        let start = self.pos();
        self.digits();
        let second = self.rest().as_bytes().get(1).copied().unwrap_or_default();
        if self.at(".") && second.is_ascii_digit() {
            self.skip(1);
            self.digits();
        }
        let exponent = self.rest().trim_start_matches(['e', 'E']).trim_start_matches(['+', '-']);
        if matches!(self.peek(), Some(b'e' | b'E')) && exponent.starts_with(|c: char| c.is_ascii_digit()) {
            self.skip(self.rest().len() - exponent.len());
            self.digits();
        }
        let number = self.since(start).parse::<f64>().ok().filter(|number| number.is_finite());
        number.map(ExprKind::Number).ok_or_else(|| self.error(start, "no such number"))
    }

    fn name_or_call(&mut self) -> Parsed<ExprKind> {
        let Some(first) = self.name() else { return Err(self.unexpected("a value")) };
        let mut name = first.to_owned();
        self.blanks_before_call();
        while self.eat("::") {
            name.push_str("::");
            name.push_str(self.expect_name()?);
            self.blanks_before_call();
        }
        if self.at("(") {
            return self.nested(true, |parser| parser.call(name));
        }
        Ok(match first {
            "null" => ExprKind::Null,
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            _ => ExprKind::Name(name),
        })
    }

    /// Blanks between a name and its arguments; if none come, the name ends where it ended.
    fn blanks_before_call(&mut self) {
        let length = self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
        let after = self.rest().get(length..).unwrap_or_default();
        if after.starts_with('(') || after.starts_with("::") {
            self.skip(length);
        }
    }
}
