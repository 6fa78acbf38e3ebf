//! What values are as texts, numbers and flags, and functions of any value.

use super::{MAX_TEXT, items, list, text};
use crate::read::terraform::term::Term;
use std::borrow::Cow;

/// How deep values are compared.
const MAX_LEVELS: u32 = 32;

/// Largest whole number that is exact: the next one may have been rounded to.
const MAX_WHOLE: f64 = 9_007_199_254_740_991.0;

pub(super) fn call(name: &str, args: &[Term]) -> Option<Term> {
    match (name, args) {
        ("tostring", [of @ (Term::Null | Term::Id(_) | Term::Part(..) | Term::Token(_))])
        | ("tonumber" | "tobool" | "tolist" | "toset" | "tomap", [of @ Term::Null]) => Some(of.clone()),
        ("tostring", [of]) => text(&text_of(of)?),
        ("tonumber", [of]) => number_of(of).map(Term::Number),
        ("tobool", [of]) => flag_of(of).map(Term::Bool),
        ("tolist", [of]) => list(alike(items(of)?)),
        ("tomap", [Term::Map(entries)]) => {
            let values: Vec<Term> = entries.iter().map(|(_, value)| value.clone()).collect();
            let keys = entries.iter().map(|(key, _)| key.clone());
            Some(Term::Map(keys.zip(alike(&values)).collect()))
        }
        ("try", [Term::Unknown, ..]) | ("can", [Term::Unknown]) => None,
        ("try", [first, ..]) | ("nonsensitive", [first]) => Some(first.clone()),
        ("can", [_]) => Some(Term::Bool(true)),
        _ => None,
    }
}

/// A text, or what a number or flag is as one.
pub(super) fn text_of(term: &Term) -> Option<Cow<'_, str>> {
    match term {
        Term::Text(text) => Some(Cow::Borrowed(text)),
        Term::Bool(flag) => Some(Cow::Borrowed(if *flag { "true" } else { "false" })),
        Term::Number(number) if number.abs() <= MAX_WHOLE => Some(Cow::Owned(plain(*number).to_string())),
        _ => None,
    }
}

/// Zero without a sign.
fn plain(number: f64) -> f64 {
    if number == 0.0 { 0.0 } else { number }
}

/// A number, or what a text is as one.
pub(super) fn number_of(term: &Term) -> Option<f64> {
    match term {
        Term::Number(number) => Some(*number),
        Term::Text(text) => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let known = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
            let number = digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(known);
            number.then(|| text.parse().ok()).flatten().filter(|number: &f64| number.is_finite())
        }
        _ => None,
    }
}

/// A whole number that is exact.
pub(super) fn whole_of(term: &Term) -> Option<i64> {
    let number = number_of(term)?;
    (number.fract() == 0.0 && number.abs() <= MAX_WHOLE).then_some(number as i64)
}

/// A whole number from 0.
pub(super) fn count_of(term: &Term) -> Option<usize> {
    usize::try_from(whole_of(term)?).ok()
}

/// A flag, or what a text is as one.
pub(super) fn flag_of(term: &Term) -> Option<bool> {
    match term {
        Term::Bool(flag) => Some(*flag),
        Term::Text(text) => match &**text {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Elements of one type, as those of a list are: beside texts all is text.
pub(super) fn alike(items: &[Term]) -> Vec<Term> {
    let texts = items.iter().any(|item| matches!(item, Term::Text(_) | Term::Id(_) | Term::Part(..)));
    let number = |item: &Term| matches!(item, Term::Number(_));
    let flag = |item: &Term| matches!(item, Term::Bool(_));
    let converts = texts || (items.iter().any(number) && items.iter().any(flag));
    let one = |item: &Term| match text_of(item) {
        Some(as_text) if converts => Term::text(&*as_text),
        None if converts && number(item) => Term::Unknown,
        _ => item.clone(),
    };
    items.iter().map(one).collect()
}

/// Whether two values are equal, if that can be told. Values of different types may have come from
/// one type, and may become one.
pub(super) fn same(a: &Term, b: &Term) -> Option<bool> {
    same_within(a, b, MAX_LEVELS)
}

fn same_within(a: &Term, b: &Term, levels: u32) -> Option<bool> {
    let levels = levels.checked_sub(1)?;
    match (a, b) {
        (Term::Null, Term::Null) => Some(true),
        (Term::Bool(a), Term::Bool(b)) => Some(a == b),
        (Term::Number(a), Term::Number(b)) => Some(a == b),
        (Term::Text(a), Term::Text(b)) => Some(a == b),
        (Term::Id(a), Term::Id(b)) => Some(a == b),
        (Term::Part(a, of), Term::Part(b, other)) => Some((a, of) == (b, other)),
        (Term::Token(a), Term::Token(b)) | (Term::OneOf(_, a), Term::OneOf(_, b)) if a == b => Some(true),
        (Term::List(a), Term::List(b)) if a.len() == b.len() => {
            all(a.iter().zip(b.iter()).map(|(a, b)| same_within(a, b, levels)))
        }
        _ => None,
    }
}

/// Whether all are true: one that is false decides, whatever the others are.
fn all(flags: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for flag in flags {
        match flag {
            Some(false) => return Some(false),
            None => result = None,
            Some(true) => {}
        }
    }
    result
}

/// Texts put together, as far as they are short enough.
#[derive(Default)]
pub(super) struct Joined(String);

impl Joined {
    pub(super) fn push(&mut self, text: &str) -> Option<()> {
        self.0.push_str(text);
        (self.0.len() <= MAX_TEXT).then_some(())
    }

    pub(super) fn finish(self) -> Option<Term> {
        text(&self.0)
    }
}
