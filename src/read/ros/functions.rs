//! Functions of known values, as the page "Functions" of the ROS documents tells them.

use super::calculate::calculate;
use super::term::{LONGEST_LIST, LONGEST_TEXT, Term, shown};
use std::rc::Rc;

/// What a function of these arguments comes to; none if that cannot be told. Arguments may be lists of
/// which not all elements are known.
pub(super) fn call(name: &str, arguments: &Term) -> Option<Term> {
    match name {
        "Fn::Join" => join(arguments),
        "Fn::Split" => split(arguments),
        "Fn::Select" => select(arguments),
        "Fn::Replace" => replace(arguments),
        "Fn::Calculate" => of_calculate(arguments),
        "Fn::Add" => add(arguments),
        "Fn::Max" | "Fn::Min" => extreme(name == "Fn::Max", arguments),
        "Fn::Avg" => average(arguments),
        "Fn::Str" => arguments.as_part_of_text().map(Term::text),
        "Fn::Length" => length(arguments),
        "Fn::ListMerge" => merge_lists(arguments),
        "Fn::Index" => index(arguments),
        "Fn::SelectMapList" => select_map_list(arguments),
        "Fn::MergeMapToList" => merge_maps(arguments),
        "Fn::Contains" => contains(arguments),
        _ => None,
    }
}

/// The arguments of a function that takes so many.
fn exactly<const N: usize>(arguments: &Term) -> Option<&[Term; N]> {
    list(arguments)?.try_into().ok()
}

fn list(term: &Term) -> Option<&[Term]> {
    match term {
        Term::List(items) => Some(items),
        _ => None,
    }
}

fn text(term: &Term) -> Option<String> {
    Some(term).filter(|term| **term != Term::Null)?.as_part_of_text()
}

fn join(arguments: &Term) -> Option<Term> {
    let [delimiter, items] = exactly(arguments)?;
    let delimiter = text(delimiter)?;
    let mut joined = String::new();
    for (at, item) in list(items)?.iter().enumerate() {
        if at > 0 {
            joined.push_str(&delimiter);
        }
        joined.push_str(&item.as_part_of_text()?);
        if joined.len() > LONGEST_TEXT {
            return None;
        }
    }
    Some(Term::text(joined))
}

fn split(arguments: &Term) -> Option<Term> {
    let [delimiter, whole] = exactly(arguments)?;
    let (delimiter, whole) = (text(delimiter).filter(|d| !d.is_empty())?, text(whole)?);
    let parts = whole.split(&*delimiter).take(LONGEST_LIST + 1).map(|part| Term::text(part.to_owned()));
    Some(Term::list(parts.collect()))
}

/// Of a list by index, also from its end, or a slice of it; of a mapping by key. What is not there is
/// an empty text.
fn select(arguments: &Term) -> Option<Term> {
    let [index, from] = exactly(arguments)?;
    let empty = || Some(Term::text(""));
    let items: Vec<Term> = match from {
        Term::List(items) => items.to_vec(),
        // A list of texts may be given as one text with commas.
        Term::Text(text) if text.contains(',') => {
            text.split(',').take(LONGEST_LIST).map(|part| Term::text(part.trim().to_owned())).collect()
        }
        Term::Map(pairs) => {
            let key = text(index)?;
            let found = pairs.iter().find(|(name, _)| **name == *key).map(|(_, term)| term.clone());
            return found.or_else(empty);
        }
        _ => return None,
    };
    if let Some(index) = index.as_index() {
        let index = if index < 0 { index.checked_add(i64::try_from(items.len()).ok()?)? } else { index };
        let found = usize::try_from(index).ok().and_then(|index| items.get(index).cloned());
        return found.or_else(empty);
    }
    slice(&text(index)?, &items).map(Term::list)
}

/// `start:stop` or `start:stop:step`.
fn slice(range: &str, items: &[Term]) -> Option<Vec<Term>> {
    let parts: Vec<&str> = range.split(':').map(str::trim).collect();
    let (start, stop, step) = match parts.as_slice() {
        [start, stop] => (*start, *stop, ""),
        [start, stop, step] => (*start, *stop, *step),
        _ => return None,
    };
    let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse::<i64>().ok().map(Some) };
    let step = number(step)?.unwrap_or(1);
    let length = i64::try_from(items.len()).ok()?;
    let (first, last) = if step > 0 { (0, length) } else { (length - 1, -1) };
    let place = |at: Option<i64>, default: i64| match at {
        None => default,
        Some(at) if at < 0 => at.saturating_add(length).clamp(first.min(last), first.max(last)),
        Some(at) => at.clamp(first.min(last), first.max(last)),
    };
    let (mut at, stop) = (place(number(start)?, first), place(number(stop)?, last));
    if step == 0 {
        return None;
    }
    let mut taken = Vec::new();
    while if step > 0 { at < stop } else { at > stop } {
        taken.extend(usize::try_from(at).ok().and_then(|at| items.get(at)).cloned());
        at = at.saturating_add(step);
    }
    Some(taken)
}

fn replace(arguments: &Term) -> Option<Term> {
    let [Term::Map(pairs), whole] = exactly(arguments)? else { return None };
    let mut whole = text(whole)?;
    for (old, new) in pairs.iter() {
        let new = text(new)?;
        if old.is_empty() || whole.matches(&**old).count().saturating_mul(new.len()) > LONGEST_TEXT {
            return None;
        }
        whole = whole.replace(&**old, &new);
    }
    Some(Term::text(whole))
}

/// The third argument is sometimes a bare value in the place of a list.
fn of_calculate(arguments: &Term) -> Option<Term> {
    let arguments = list(arguments)?;
    let expression = text(arguments.first()?)?;
    let digits = arguments.get(1).map_or(Some(0), Term::as_index)?;
    let numbers: Option<Vec<f64>> = match arguments.get(2) {
        None | Some(Term::Null) => Some(Vec::new()),
        Some(Term::List(items)) => items.iter().map(Term::as_number).collect(),
        Some(one) => one.as_number().map(|number| vec![number]),
    };
    calculate(&expression, digits, &numbers?).map(Term::Number)
}

/// Numbers are summed, lists concatenated, mappings merged.
fn add(arguments: &Term) -> Option<Term> {
    let terms = list(arguments)?;
    match terms.first()? {
        Term::List(_) => merge_lists(arguments),
        Term::Map(_) => {
            let mut merged: Vec<(Rc<str>, Term)> = Vec::new();
            for term in terms {
                let Term::Map(pairs) = term else { return None };
                for (key, value) in pairs.iter() {
                    match merged.iter().position(|(other, _)| other == key) {
                        Some(at) => merged.get_mut(at)?.1 = value.clone(),
                        None if merged.len() < LONGEST_LIST => merged.push((Rc::clone(key), value.clone())),
                        None => return None,
                    }
                }
            }
            Some(Term::Map(merged.into()))
        }
        _ => terms.iter().map(Term::as_number).sum::<Option<f64>>().map(Term::Number),
    }
}

fn extreme(most: bool, arguments: &Term) -> Option<Term> {
    let numbers: Option<Vec<f64>> = list(arguments)?.iter().map(Term::as_number).collect();
    let best = numbers?.into_iter().reduce(|a, b| if (a < b) == most { b } else { a });
    best.map(Term::Number)
}

fn average(arguments: &Term) -> Option<Term> {
    let [digits, numbers] = exactly(arguments)?;
    let numbers: Option<Vec<f64>> = list(numbers)?.iter().map(Term::as_number).collect();
    let numbers = numbers.filter(|numbers| !numbers.is_empty())?;
    let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
    calculate(&format!("{mean:.15}"), digits.as_index()?, &[]).map(Term::Number)
}

fn length(of: &Term) -> Option<Term> {
    let n = match of {
        Term::Text(text) => text.chars().count(),
        Term::List(items) => items.len(),
        Term::Map(pairs) => pairs.len(),
        _ => return None,
    };
    Some(Term::Number(n as f64))
}

fn merge_lists(arguments: &Term) -> Option<Term> {
    let mut merged = Vec::new();
    for one in list(arguments)? {
        merged.extend(list(one)?.iter().cloned());
        if merged.len() > LONGEST_LIST {
            return None;
        }
    }
    Some(Term::list(merged))
}

/// Where a value stands in a list.
fn index(arguments: &Term) -> Option<Term> {
    let [what, items] = exactly(arguments)?;
    let items = list(items)?;
    if !what.is_scalar() || !items.iter().all(Term::is_scalar) {
        return None;
    }
    let at = items.iter().position(|item| equals(item, what) == Some(true));
    Some(at.map_or(Term::Null, |at| Term::Number(at as f64)))
}

fn contains(arguments: &Term) -> Option<Term> {
    let [items, what] = exactly(arguments)?;
    let items = list(items)?;
    let same: Option<Vec<bool>> = items.iter().map(|item| equals(item, what)).collect();
    match same {
        Some(same) => Some(Term::Bool(same.contains(&true))),
        None => items.iter().any(|item| equals(item, what) == Some(true)).then_some(Term::Bool(true)),
    }
}

fn select_map_list(arguments: &Term) -> Option<Term> {
    let [key, maps] = exactly(arguments)?;
    let key = text(key)?;
    let mut found = Vec::new();
    for map in list(maps)? {
        let Term::Map(pairs) = map else { return None };
        found.extend(pairs.iter().filter(|(name, _)| **name == *key).map(|(_, term)| term.clone()));
    }
    Some(Term::list(found))
}

/// Lists under keys to a list of mappings, as long as the longest of them.
fn merge_maps(arguments: &Term) -> Option<Term> {
    let mut columns: Vec<(&Rc<str>, &[Term])> = Vec::new();
    for map in list(arguments)? {
        let Term::Map(pairs) = map else { return None };
        for (key, values) in pairs.iter() {
            columns.push((key, list(values)?));
        }
    }
    let rows = columns.iter().map(|(_, values)| values.len()).max()?;
    if rows.saturating_mul(columns.len()) > LONGEST_LIST {
        return None;
    }
    let row = |at: usize| {
        let cells =
            columns.iter().filter_map(|(key, values)| Some((Rc::clone(key), values.get(at)?.clone())));
        Term::Map(cells.collect())
    };
    Some(Term::list((0..rows).map(row).collect()))
}

/// Whether two values are equal; none if that cannot be told. A number may be spelt as a text.
pub(super) fn equals(a: &Term, b: &Term) -> Option<bool> {
    match (a, b) {
        (Term::Token(a), Term::Token(b)) => (a == b).then_some(true),
        (Term::Id(a, of_a), Term::Id(b, of_b)) => Some((a, of_a) == (b, of_b)),
        (Term::Id(..), known) | (known, Term::Id(..)) if known.is_scalar() => Some(false), // an ID to be
        (Term::List(a), Term::List(b)) if a.len() != b.len() => Some(false),
        (Term::List(a), Term::List(b)) => {
            let all: Option<Vec<bool>> = a.iter().zip(b.iter()).map(|(a, b)| scalars_equal(a, b)).collect();
            all.map(|all| all.into_iter().all(|same| same))
        }
        _ => scalars_equal(a, b),
    }
}

fn scalars_equal(a: &Term, b: &Term) -> Option<bool> {
    if !a.is_scalar() || !b.is_scalar() {
        return None;
    }
    Some(match (a, b) {
        (Term::Bool(flag), other) | (other, Term::Bool(flag)) => match other.as_bool() {
            Some(other) => other == *flag,
            None => false,
        },
        (Term::Number(number), Term::Text(text)) | (Term::Text(text), Term::Number(number)) => {
            text.trim().parse() == Ok(*number) || **text == *shown(*number)
        }
        _ => a == b,
    })
}

#[cfg(test)]
mod tests;
