//! Terraform's functions, as far as they can be worked out before apply.
//!
//! What decides the result must be known; what is merely carried along need not be: the second of
//! two IDs is known to be the second ID. Where Terraform would refuse a call, and where the result
//! is larger than any configuration needs, nothing is known.

mod convert;
mod format;
mod list;
mod map;
mod network;
mod number;
mod set;
#[cfg(test)]
mod tests;
mod text;

use super::term::Term;

/// Longest list and map that is worked out.
const MAX_ITEMS: usize = 100_000;

/// Longest text that is worked out, in bytes.
const MAX_TEXT: usize = 64 << 10;

/// A family of functions; none if it is of another, or if the result cannot be told.
type Function = fn(&str, &[Term]) -> Option<Term>;

/// What a function gives; [`Term::Unknown`] if that cannot be told.
pub(super) fn call(name: &str, args: &[Term]) -> Term {
    let families: [Function; 7] =
        [convert::call, list::call, map::call, set::call, number::call, text::call, network::call];
    families.iter().find_map(|call| call(name, args)).unwrap_or(Term::Unknown)
}

/// A list, unless it is too long.
fn list(items: Vec<Term>) -> Option<Term> {
    (items.len() <= MAX_ITEMS).then(|| Term::List(items.into()))
}

/// A text, unless it is too long.
fn text(text: &str) -> Option<Term> {
    (text.len() <= MAX_TEXT).then(|| Term::text(text))
}

/// The elements of a list.
fn items(term: &Term) -> Option<&[Term]> {
    match term {
        Term::List(items) => Some(items),
        _ => None,
    }
}
