//! What an expression of a template comes to, as far as it can be told before the stack is created.

use std::fmt::Write;
use std::rc::Rc;

/// A value, known or not.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Term {
    /// Nothing, as `ALIYUN::NoValue` says.
    Null,
    Bool(bool),
    Number(f64),
    Text(Rc<str>),
    List(Rc<[Term]>),
    Map(Rc<[(Rc<str>, Term)]>),
    /// The identity of what the stack creates.
    Id(Item, Part),
    /// What a resource with an unknown `Count`, or a group of unknown size, comes to: a list of these.
    Each(Item, Part),
    /// One of these, one for each answer to a question; nothing tells which it will be. Where the
    /// question is equal, the answer is the same one.
    OneOf(Rc<[Term]>, Rc<str>),
    /// No value yet. The text is the expression: where it is equal, so is the value.
    Token(Rc<str>),
    /// Nothing is known, not even whether it equals anything.
    Unknown,
}

/// One resource of a stack: of those that `Count` makes of a block, the one with an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Item {
    pub(super) stack: u32,
    /// Its block among those of the stack's template.
    pub(super) block: u32,
    pub(super) nth: Nth,
}

/// Which of those that `Count` makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Nth {
    /// There is no `Count`.
    Only,
    At(u32),
    /// Any of them, as nobody knows how many there are.
    Each,
}

/// What of a resource it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Part {
    Itself,
    /// The primary ENI of an instance.
    PrimaryEni,
    /// An instance of a group.
    Member(Nth),
}

/// Bytes of a text that is built, at most: what a field takes is far shorter.
pub(super) const LONGEST_TEXT: usize = 16 << 10;
/// Bytes of the name of a token; a longer one is not worth comparing.
const LONGEST_TOKEN: usize = 600;
/// Elements of a list that is built, at most.
pub(super) const LONGEST_LIST: usize = 1000;

impl Term {
    pub(super) fn text(text: impl Into<Rc<str>>) -> Self {
        let text: Rc<str> = text.into();
        if text.len() > LONGEST_TEXT { Self::Unknown } else { Self::Text(text) }
    }

    pub(super) fn list(items: Vec<Term>) -> Self {
        if items.len() > LONGEST_LIST { Self::Unknown } else { Self::List(items.into()) }
    }

    /// A number if it is one, or a text that is one.
    pub(super) fn as_number(&self) -> Option<f64> {
        let number = match self {
            Self::Number(number) => *number,
            Self::Text(text) => text.trim().parse().ok()?,
            _ => return None,
        };
        number.is_finite().then_some(number)
    }

    /// A whole number that counts or finds something.
    pub(super) fn as_index(&self) -> Option<i64> {
        let number = self.as_number()?;
        (number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64)
    }

    /// A flag, also spelt as a text.
    pub(super) fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            Self::Text(text) => match &**text {
                "true" | "True" | "TRUE" => Some(true),
                "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The text that a scalar is in a longer text.
    pub(super) fn as_part_of_text(&self) -> Option<String> {
        match self {
            Self::Null => Some(String::new()),
            Self::Text(text) => Some(text.to_string()),
            Self::Number(number) => Some(shown(*number)),
            Self::Bool(flag) => Some(flag.to_string()),
            _ => None,
        }
    }

    pub(super) fn is_scalar(&self) -> bool {
        matches!(self, Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_))
    }
}

/// A number as it is written: without decimals if it is whole. There is no minus before 0.
pub(super) fn shown(number: f64) -> String {
    (number + 0.0).to_string()
}

/// The token of a function of some terms: equal expressions of equal values are equal.
pub(super) fn token(name: &str, arguments: &[Term], item: &dyn Fn(Item, Part) -> String) -> Term {
    let mut text = name.to_owned();
    text.push('(');
    let known = arguments.iter().enumerate().all(|(at, term)| {
        if at > 0 {
            text.push_str(", ");
        }
        write_term(&mut text, term, item, 4)
    });
    text.push(')');
    if known && text.len() <= LONGEST_TOKEN { Term::Token(text.into()) } else { Term::Unknown }
}

/// Adds a term; tells whether that says which one it is.
fn write_term(text: &mut String, term: &Term, item: &dyn Fn(Item, Part) -> String, levels: u32) -> bool {
    if text.len() > LONGEST_TOKEN || levels == 0 {
        return false;
    }
    let all = |text: &mut String, terms: &mut dyn Iterator<Item = &Term>| {
        text.push('[');
        for term in terms {
            if !write_term(text, term, item, levels - 1) {
                return false;
            }
            text.push(' ');
        }
        text.push(']');
        true
    };
    match term {
        Term::Unknown => return false,
        Term::Null => text.push_str("null"),
        Term::Bool(flag) => _ = write!(text, "{flag}"),
        Term::Number(number) => text.push_str(&shown(*number)),
        Term::Text(own) => _ = write!(text, "{own:?}"),
        Term::Token(own) => text.push_str(own),
        Term::Id(id, part) => text.push_str(&item(*id, *part)),
        Term::Each(id, part) => _ = write!(text, "all {}", item(*id, *part)),
        Term::List(items) => return all(text, &mut items.iter()),
        Term::Map(pairs) => {
            pairs.iter().for_each(|(key, _)| _ = write!(text, "{key:?} "));
            return all(text, &mut pairs.iter().map(|(_, term)| term));
        }
        Term::OneOf(terms, question) => {
            _ = write!(text, "{question}? ");
            return all(text, &mut terms.iter());
        }
    }
    text.len() <= LONGEST_TOKEN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_expressions_are_equal_tokens() {
        let none = |_: Item, _: Part| String::new();
        let of = |terms: &[Term]| token("Fn::Jq", terms, &none);
        let (a, b) = (Term::Token("A".into()), Term::text("x"));
        assert_eq!(of(&[a.clone(), b.clone()]), Term::Token("Fn::Jq(A, \"x\")".into()));
        assert_ne!(of(std::slice::from_ref(&a)), of(std::slice::from_ref(&b)));
        assert_eq!(of(&[Term::Unknown]), Term::Unknown, "it equals nothing, not even itself");
        assert_eq!(of(&[Term::text("x".repeat(5000))]), Term::Unknown, "too long to be repeated");
    }

    #[test]
    fn numbers_and_flags_may_be_texts() {
        assert_eq!(Term::text("2").as_index(), Some(2));
        assert_eq!(Term::text(" 2.0 ").as_index(), Some(2));
        assert_eq!(Term::text("2.5").as_index(), None);
        assert_eq!(Term::text("1e400").as_number(), None);
        assert_eq!(Term::text("true").as_bool(), Some(true));
        assert_eq!(Term::text("yes").as_bool(), None);
    }
}
