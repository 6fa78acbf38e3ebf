//! Functions of lists.

use super::convert::{alike, count_of, flag_of, number_of, same, text_of};
use super::{MAX_ITEMS, items, list};
use crate::read::terraform::term::Term;

/// Most values that Terraform's `range` gives.
const MAX_RANGE: usize = 1024;

pub(super) fn call(name: &str, args: &[Term]) -> Option<Term> {
    match (name, args) {
        ("length", [Term::List(items)]) => Some(Term::Number(items.len() as f64)),
        ("element", [of, at]) => {
            let (items, at) = (items(of)?, count_of(at)?);
            items.get(at.checked_rem(items.len())?).cloned()
        }
        ("concat", lists) => concat(lists),
        ("flatten", [Term::List(items)]) => flatten(items),
        ("compact", [Term::List(items)]) => compact(items),
        ("coalesce", args) => coalesce(args),
        ("coalescelist", lists) => {
            let lists = lists.iter().map(|of| items(of).map(|items| (of, !items.is_empty())));
            lists.take_while(Option::is_some).flatten().find(|(_, full)| *full).map(|(of, _)| of.clone())
        }
        ("slice", [of, from, to]) => list(items(of)?.get(count_of(from)?..count_of(to)?)?.to_vec()),
        ("reverse", [of]) => list(items(of)?.iter().rev().cloned().collect()),
        ("sort", [of]) => {
            let mut texts = items(of)?.iter().map(text_of).collect::<Option<Vec<_>>>()?;
            texts.sort_unstable();
            list(texts.iter().map(|text| Term::text(&**text)).collect())
        }
        ("range", args) => range(args),
        ("contains", [of, wanted]) if items(of)?.iter().any(|item| same(item, wanted) == Some(true)) => {
            (*wanted != Term::Null).then_some(Term::Bool(true))
        }
        ("contains", [of, wanted]) => find(items(of)?, wanted).map(|at| Term::Bool(at.is_some())),
        ("index", [of, wanted]) => find(items(of)?, wanted)?.map(|at| Term::Number(at as f64)),
        ("one", [of]) => match items(of)? {
            [] => Some(Term::Null),
            [only] => Some(only.clone()),
            _ => None,
        },
        ("chunklist", [of, size]) => chunks(items(of)?, count_of(size)?),
        ("alltrue", [of]) => Some(Term::Bool(flags(of)?.into_iter().all(|flag| flag))),
        ("anytrue", [of]) => Some(Term::Bool(flags(of)?.into_iter().any(|flag| flag))),
        _ => None,
    }
}

fn concat(lists: &[Term]) -> Option<Term> {
    let mut all = Vec::new();
    for of in lists {
        all.extend_from_slice(items(of)?);
        if all.len() > MAX_ITEMS {
            return None;
        }
    }
    list(all)
}

/// Lists in lists, to any depth. What may be a list leaves open what comes out.
fn flatten(outer: &[Term]) -> Option<Term> {
    let mut all = Vec::new();
    let mut open = vec![outer.iter()];
    let mut steps = 0_usize;
    while let Some(inner) = open.last_mut() {
        steps += 1;
        if steps > 4 * MAX_ITEMS {
            return None; // empty lists many times over
        }
        match inner.next() {
            None => drop(open.pop()),
            Some(Term::List(items)) => open.push(items.iter()),
            Some(Term::Token(_) | Term::OneOf(..) | Term::Unknown) => return None,
            Some(item) => all.push(item.clone()),
        }
    }
    list(all)
}

/// What may be empty leaves open what comes out; an ID is not.
fn compact(items: &[Term]) -> Option<Term> {
    let mut all = Vec::new();
    for item in items {
        match item {
            Term::Null => {}
            Term::Id(_) | Term::Part(..) => all.push(item.clone()),
            _ => {
                let text = text_of(item)?;
                if !text.is_empty() {
                    all.push(Term::text(&*text));
                }
            }
        }
    }
    list(all)
}

/// The first that is neither null nor empty, of the type that all have in common.
fn coalesce(args: &[Term]) -> Option<Term> {
    let first = args.iter().position(|arg| match arg {
        Term::Null => false,
        Term::Text(text) => !text.is_empty(),
        _ => true,
    })?;
    match args.get(first)? {
        Term::Token(_) | Term::OneOf(..) | Term::Unknown => None,
        _ => alike(args).into_iter().nth(first),
    }
}

/// The first that is equal; none if none is.
fn find(items: &[Term], wanted: &Term) -> Option<Option<usize>> {
    if *wanted == Term::Null {
        return None;
    }
    for (at, item) in items.iter().enumerate() {
        if same(item, wanted)? {
            return Some(Some(at));
        }
    }
    Some(None)
}

fn range(args: &[Term]) -> Option<Term> {
    let numbers = args.iter().map(number_of).collect::<Option<Vec<_>>>()?;
    let sign = |from: f64, to: f64| if to < from { -1.0 } else { 1.0 };
    let (from, to, step) = match *numbers {
        [to] => (0.0, to, sign(0.0, to)),
        [from, to] => (from, to, sign(from, to)),
        [from, to, step] => (from, to, step),
        _ => return None,
    };
    if step == 0.0 || (to - from) * step < 0.0 {
        return None;
    }
    let mut all = Vec::new();
    let mut at = from;
    while (step > 0.0 && at < to) || (step < 0.0 && at > to) {
        if all.len() >= MAX_RANGE {
            return None;
        }
        all.push(Term::Number(at));
        at += step;
    }
    list(all)
}

fn chunks(items: &[Term], size: usize) -> Option<Term> {
    if size == 0 {
        return list(vec![list(items.to_vec())?]);
    }
    list(items.chunks(size).map(|chunk| Term::List(chunk.into())).collect())
}

fn flags(of: &Term) -> Option<Vec<bool>> {
    items(of)?.iter().map(flag_of).collect()
}
