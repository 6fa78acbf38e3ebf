//! Operators on terms.

use super::super::term::Term;
use super::terms::number_text;
use crate::syntax::hcl::{Binary, Unary};

pub(super) fn unary(operator: Unary, term: &Term) -> Term {
    match (operator, term) {
        (Unary::Minus, Term::Number(number)) => Term::Number(-number),
        (Unary::Not, Term::Bool(flag)) => Term::Bool(!flag),
        _ => Term::Unknown,
    }
}

pub(super) fn binary(left: &Term, operator: Binary, right: &Term) -> Term {
    let flag = |value: Option<bool>| value.map_or(Term::Unknown, Term::Bool);
    match operator {
        Binary::And | Binary::Or => {
            let decisive = operator == Binary::Or;
            match (as_bool(left), as_bool(right)) {
                (Some(flag), _) | (_, Some(flag)) if flag == decisive => Term::Bool(decisive),
                (Some(_), Some(_)) => Term::Bool(!decisive),
                _ => Term::Unknown,
            }
        }
        Binary::Equal => flag(equal(left, right)),
        Binary::NotEqual => flag(equal(left, right).map(|equal| !equal)),
        _ => match (as_number(left), as_number(right)) {
            (Some(left), Some(right)) => arithmetic(left, operator, right),
            _ => Term::Unknown,
        },
    }
}

fn arithmetic(left: f64, operator: Binary, right: f64) -> Term {
    let number = match operator {
        Binary::Plus => left + right,
        Binary::Minus => left - right,
        Binary::Times => left * right,
        Binary::Divide => left / right,
        Binary::Modulo => left % right,
        Binary::Less => return Term::Bool(left < right),
        Binary::LessOrEqual => return Term::Bool(left <= right),
        Binary::Greater => return Term::Bool(left > right),
        Binary::GreaterOrEqual => return Term::Bool(left >= right),
        Binary::And | Binary::Or | Binary::Equal | Binary::NotEqual => return Term::Unknown,
    };
    if number.is_finite() { Term::Number(number) } else { Term::Unknown }
}

/// Numbers may stand in quotes.
fn as_number(term: &Term) -> Option<f64> {
    match term {
        Term::Number(number) => Some(*number),
        Term::Text(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

pub(super) fn as_bool(term: &Term) -> Option<bool> {
    match term {
        Term::Bool(flag) => Some(*flag),
        Term::Text(text) => match &**text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Whether two terms are equal, if that can be told.
pub(super) fn equal(left: &Term, right: &Term) -> Option<bool> {
    use Term::{Bool, Id, List, Map, Null, Number, Object, Text, Token};
    match (left, right) {
        (Null, Null) => Some(true),
        (Text(a), Text(b)) => Some(a == b),
        (Number(a), Number(b)) => Some(a == b),
        (Bool(a), Bool(b)) => Some(a == b),
        (Id(a), Id(b)) => Some(a == b),
        (Token(a), Token(b)) if a == b => Some(true),
        // The ID of something new is not one that somebody knows.
        (Id(_), Text(_) | Null) | (Text(_) | Null, Id(_)) => Some(false),
        (Null, Text(_) | Number(_) | Bool(_) | List(_) | Map(_) | Object(_)) => Some(false),
        (Text(_) | Number(_) | Bool(_) | List(_) | Map(_) | Object(_), Null) => Some(false),
        (List(a), List(b)) if a.len() != b.len() => Some(false),
        (List(a), List(b)) => {
            let each: Vec<Option<bool>> = a.iter().zip(b.iter()).map(|(a, b)| equal(a, b)).collect();
            if each.contains(&Some(false)) {
                Some(false)
            } else {
                each.into_iter().collect::<Option<Vec<bool>>>().map(|_| true)
            }
        }
        _ => None,
    }
}

/// A term inside of a longer text.
pub(super) fn as_text(term: &Term) -> Option<String> {
    match term {
        Term::Text(text) => Some(text.to_string()),
        Term::Number(number) => Some(number_text(*number)),
        Term::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
