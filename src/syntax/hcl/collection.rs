//! Terms that hold expressions: calls, lists, objects, and what `for` makes of others.

use super::cursor::{Parsed, Parser};
use super::{Expr, ExprKind, For};

impl Parser<'_> {
    /// The arguments of a call.
    pub(super) fn call(&mut self, name: String) -> Parsed<ExprKind> {
        let (mut args, mut highest, mut expands) = (Vec::new(), 0, false);
        self.expect("(")?;
        self.blanks();
        while !self.at(")") {
            args.push(self.expr()?);
            highest = highest.max(self.height);
            self.blanks();
            expands = self.eat("...");
            self.blanks();
            if expands || !self.eat(",") {
                break;
            }
            self.blanks();
        }
        self.expect(")")?;
        self.grow(highest)?;
        Ok(ExprKind::Call { name, args, expands })
    }

    /// A list, or a `for` in brackets.
    pub(super) fn list(&mut self) -> Parsed<ExprKind> {
        let (mut items, mut highest) = (Vec::new(), 0);
        self.expect("[")?;
        self.blanks();
        if self.eat_word("for") {
            return self.finish_for("]");
        }
        while !self.at("]") {
            items.push(self.expr()?);
            highest = highest.max(self.height);
            self.blanks();
            if !self.eat(",") {
                break;
            }
            self.blanks();
        }
        self.blanks();
        if !self.eat("]") {
            return Err(self.unexpected("`,` or `]`"));
        }
        self.grow(highest)?;
        Ok(ExprKind::List(items))
    }

    /// An object, or a `for` in braces. Newlines part the items of the former only.
    pub(super) fn object_or_for(&mut self) -> Parsed<ExprKind> {
        self.skip(1);
        let is_for = self.nested(true, |parser| {
            parser.blanks();
            Ok(parser.eat_word("for"))
        })?;
        if is_for {
            self.nested(true, |parser| parser.finish_for("}"))
        } else {
            self.nested(false, Self::object)
        }
    }

    /// Items of an object: each on its own line or parted by commas.
    fn object(&mut self) -> Parsed<ExprKind> {
        let (mut items, mut highest) = (Vec::new(), 0);
        loop {
            self.blanks();
            if self.eat("\n") {
                continue;
            }
            if self.eat("}") {
                break;
            }
            let key = self.key()?;
            highest = highest.max(self.height);
            self.blanks();
            if !self.eat("=") && !self.eat(":") {
                return Err(self.unexpected("`=` or `:`"));
            }
            items.push((key, self.expr()?));
            highest = highest.max(self.height);
            self.blanks();
            if !self.eat(",") && !self.at("\n") && !self.at("}") {
                return Err(self.unexpected("`,`, `}` or a new line"));
            }
        }
        self.grow(highest)?;
        Ok(ExprKind::Object(items))
    }

    /// A key: a bare name is a text, unless it is in parentheses.
    fn key(&mut self) -> Parsed<Expr> {
        let bare = !self.at("(");
        let mut key = self.expr()?;
        key.kind = match key.kind {
            ExprKind::Name(name) if bare => ExprKind::Text(name),
            ExprKind::Null if bare => ExprKind::Text("null".to_owned()),
            ExprKind::Bool(flag) if bare => ExprKind::Text(flag.to_string()),
            kind => kind,
        };
        Ok(key)
    }

    /// What follows `[for` or `{for`.
    fn finish_for(&mut self, close: &str) -> Parsed<ExprKind> {
        let mut key = None;
        let mut value = self.expect_name()?.to_owned();
        self.blanks();
        if self.eat(",") {
            key = Some(std::mem::replace(&mut value, self.expect_name()?.to_owned()));
        }
        self.expect("in")?;
        let of = self.expr()?;
        let mut highest = self.height;
        self.expect(":")?;
        let mut result = self.expr()?;
        highest = highest.max(self.height);
        let (mut result_key, mut groups) = (None, false);
        if close == "}" {
            self.expect("=>")?;
            result_key = Some(std::mem::replace(&mut result, self.expr()?));
            highest = highest.max(self.height);
            self.blanks();
            groups = self.eat("...");
        }
        self.blanks();
        let condition = if self.eat_word("if") { Some(self.expr()?) } else { None };
        highest = highest.max(if condition.is_some() { self.height } else { 0 });
        self.expect(close)?;
        self.grow(highest)?;
        Ok(ExprKind::For(Box::new(For { key, value, of, result_key, result, groups, condition })))
    }
}
