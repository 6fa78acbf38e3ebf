//! HCL: blocks, attributes and expressions with their places, as a tree. The parser bounds nesting
//! and the height of the tree, so that walking and dropping the tree may recurse.
//!
//! The parser is our own: it never goes back over what it has read. Those at hand do, and a few
//! hundred bytes of unclosed brackets keep them busy for ever.

mod collection;
mod cursor;
mod expr;
mod heredoc;
mod json;
mod parse;
mod place;
mod template;
#[cfg(test)]
mod tests;

pub(crate) use json::{parse_json, parse_json_values};
#[cfg(test)]
pub(crate) use parse::parse;
pub(crate) use parse::{parse_at, parse_with_comments};
pub(crate) use place::{Place, Places};

use super::Range;

/// Deepest nesting of blocks, brackets, templates and conditions.
const MAX_LEVELS: u32 = 64;

/// Highest expression, counted in nodes from the top: chains of operators and of `.name` make
/// high trees without nesting.
const MAX_HEIGHT: u32 = 200;

/// Longest text that is read. No folder of configuration comes near; a tree is many times as large
/// as its text.
const MAX_TEXT: usize = 8 << 20;

/// The content of a file or a block.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) blocks: Vec<Block>,
}

/// `name = value`.
#[derive(Debug)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) name_at: Range,
    pub(crate) value: Expr,
}

/// `name "label" { … }`.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) name: String,
    pub(crate) labels: Vec<String>,
    /// From the name to the last label.
    pub(crate) head: Range,
    /// All of it.
    pub(crate) range: Range,
    pub(crate) body: Body,
}

impl Body {
    /// An attribute by its name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The blocks of a name. Those of `dynamic "name"` are blocks named `dynamic`.
    pub(crate) fn blocks<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b Block> {
        self.blocks.iter().filter(move |block| block.name == name)
    }
}

/// An expression, with its place.
#[derive(Debug)]
pub(crate) struct Expr {
    pub(crate) range: Range,
    pub(crate) kind: ExprKind,
}

impl Expr {
    /// Whether it is a variable and nothing else: `var.region`.
    pub(crate) fn is_variable(&self) -> bool {
        let ExprKind::Get(of, _) = &self.kind else { return false };
        matches!(&of.kind, ExprKind::Name(name) if name == "var")
    }
}

/// The kinds of expressions. Parentheses leave no trace but in the range, which includes them; so it
/// is with quotes around nothing but `${…}`.
#[derive(Debug)]
pub(crate) enum ExprKind {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    /// A quoted template or heredoc with interpolations.
    Template(Vec<Part>),
    List(Vec<Expr>),
    Object(Vec<(Expr, Expr)>),
    /// The first name of a traversal: `var`, `alicloud_instance`, `each`.
    Name(String),
    /// `of.name`.
    Get(Box<Expr>, String),
    /// `of[index]`, and `of.0` of old.
    Index(Box<Expr>, Box<Expr>),
    /// `of[*]…` and `of.*…`: what follows is applied to each element. The rest is an expression in
    /// which [`ExprKind::Element`] stands for that.
    Splat(Box<Expr>, Box<Expr>),
    /// The element of the innermost splat around.
    Element,
    Conditional(Box<Expr>, Box<Expr>, Box<Expr>),
    Unary(Unary, Box<Expr>),
    Binary(Box<Expr>, Binary, Box<Expr>),
    Call {
        name: String,
        args: Vec<Expr>,
        /// Whether the last argument is expanded: `f(list...)`.
        expands: bool,
    },
    For(Box<For>),
}

/// A part of a template.
#[derive(Debug)]
pub(crate) enum Part {
    Text(String),
    /// `${…}`.
    Value(Expr),
    /// `%{ if … }` and the like: what it comes to is not worked out.
    Directive,
}

/// `[for key, value in of : result if condition]`, or `{for … : key => value}`.
#[derive(Debug)]
pub(crate) struct For {
    pub(crate) key: Option<String>,
    pub(crate) value: String,
    pub(crate) of: Expr,
    /// Of `{…}`.
    pub(crate) result_key: Option<Expr>,
    pub(crate) result: Expr,
    /// `...` after the value: values of equal keys are put into a list.
    pub(crate) groups: bool,
    pub(crate) condition: Option<Expr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unary {
    Minus,
    Not,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binary {
    Plus,
    Minus,
    Times,
    Divide,
    Modulo,
    And,
    Or,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
