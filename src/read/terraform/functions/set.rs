//! Functions of sets. A set is a list of different elements in the order that Terraform gives it:
//! by value. So a set of IDs that nobody knows yet has no order, and is not worked out.

use super::convert::alike;
use super::{MAX_ITEMS, items, list};
use crate::read::terraform::term::Term;
use hashbrown::HashSet;
use std::cmp::Ordering;

pub(super) fn call(name: &str, args: &[Term]) -> Option<Term> {
    match (name, args) {
        ("distinct", [of]) => list(distinct(&alike(items(of)?))?),
        ("toset", [of]) => list(set(items(of)?)?),
        ("setunion", [_, ..]) => {
            let mut all = Vec::new();
            for of in args {
                all.extend_from_slice(items(of)?);
                if all.len() > MAX_ITEMS {
                    return None;
                }
            }
            list(set(&all)?)
        }
        ("setsubtract", [of, without]) => keep(of, without, false),
        ("setintersection", [first, rest @ ..]) => {
            let first = list(set(items(first)?)?)?;
            rest.iter().try_fold(first, |set, other| keep(&set, other, true))
        }
        ("setproduct", [_, _, ..]) => product(args),
        _ => None,
    }
}

/// Texts, numbers, flags or IDs: what is compared with its like only.
fn key(term: &Term) -> Option<(u8, String)> {
    match term {
        Term::Bool(flag) => Some((0, flag.to_string())),
        Term::Number(number) => Some((1, (number + 0.0).to_string())),
        Term::Text(text) => Some((2, text.to_string())),
        Term::Id(id) => Some((3, id.0.to_string())),
        Term::Part(id, part) => Some((3, format!("{} {}", id.0, part.path()))),
        _ => None,
    }
}

/// The keys of elements that are of one kind.
fn keys(items: &[Term]) -> Option<Vec<(u8, String)>> {
    let keys = items.iter().map(key).collect::<Option<Vec<_>>>()?;
    let kind = keys.first().map(|(kind, _)| *kind);
    keys.iter().all(|(other, _)| Some(*other) == kind).then_some(keys)
}

/// The first of each.
fn distinct(items: &[Term]) -> Option<Vec<Term>> {
    if items.len() < 2 {
        return Some(items.to_vec());
    }
    let mut met = HashSet::new();
    let pairs = items.iter().zip(keys(items)?);
    Some(pairs.filter(|(_, key)| met.insert(key.clone())).map(|(item, _)| item.clone()).collect())
}

/// Different elements by value.
fn set(items: &[Term]) -> Option<Vec<Term>> {
    let mut all = distinct(&alike(items))?;
    if all.len() > 1 && all.iter().any(|item| matches!(item, Term::Id(_) | Term::Part(..))) {
        return None;
    }
    all.sort_by(|a, b| match (a, b) {
        (Term::Text(a), Term::Text(b)) => a.cmp(b),
        (Term::Number(a), Term::Number(b)) => a.total_cmp(b),
        (Term::Bool(a), Term::Bool(b)) => a.cmp(b),
        _ => Ordering::Equal,
    });
    Some(all)
}

/// Those elements that are in another set, or are not.
fn keep(of: &Term, other: &Term, inside: bool) -> Option<Term> {
    let (of, other) = (items(of)?, items(other)?);
    keys(&[of, other].concat()).or_else(|| (of.is_empty() || other.is_empty()).then(Vec::new))?;
    let other: HashSet<_> = other.iter().filter_map(key).collect();
    let kept = |item: &&Term| key(item).is_some_and(|key| other.contains(&key)) == inside;
    list(set(&of.iter().filter(kept).cloned().collect::<Vec<_>>())?)
}

/// Every combination, the last set running fastest.
fn product(sets: &[Term]) -> Option<Term> {
    let mut all: Vec<Vec<Term>> = vec![Vec::new()];
    for of in sets {
        let of = items(of)?;
        if all.len().saturating_mul(of.len()).saturating_mul(sets.len()) > MAX_ITEMS {
            return None;
        }
        let longer = |row: &Vec<Term>| {
            let row = row.clone();
            of.iter()
                .map(move |item| [row.as_slice(), std::slice::from_ref(item)].concat())
                .collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    list(all.into_iter().map(|row| Term::List(row.into())).collect())
}
