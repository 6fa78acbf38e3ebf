//! Scalars to values of the type that a field has.

use super::problem::{INVALID_PARAMETER, LOOSE_TYPE, Problem, WRONG_TYPE};
use super::{Failure, Reader};
use crate::inventory::{Texts, Type, Value, Why, is_masked, is_symbol};
use crate::syntax::{Kind as EventKind, Range, Scalar};
use ipnet::IpNet;
use std::net::IpAddr;

/// Bytes of a value that is used, at most: IDs are far shorter, and expressions hardly longer. The
/// messages of all its places repeat it.
pub(super) const LONGEST: usize = 1000;

impl Reader<'_, '_> {
    /// Skips the value that comes next, but reports the duplicate keys in it.
    pub(super) fn skip(&mut self) -> Result<(), Failure> {
        let event = self.need()?;
        self.skip_rest(&event.kind)
    }

    /// Skips the rest of a value whose first event was taken already.
    pub(super) fn skip_rest(&mut self, first: &EventKind<'_>) -> Result<(), Failure> {
        let mut depth = match first {
            EventKind::MapStart | EventKind::SeqStart => 1usize,
            _ => 0,
        };
        while depth > 0 {
            let event = self.need()?;
            match event.kind {
                EventKind::MapStart | EventKind::SeqStart => depth += 1,
                EventKind::MapEnd | EventKind::SeqEnd => depth -= 1,
                EventKind::DuplicateKey { name, first } => self.duplicate_key(&name, event.range, first),
                _ => {}
            }
        }
        Ok(())
    }

    /// Takes the next value as of type `ty`. None if it is null, or of another type, which is
    /// reported.
    pub(super) fn typed(&mut self, ty: Type, name: &str) -> Result<Option<Value>, Failure> {
        Ok(self.value(ty, name, false)?.filter(|v| !matches!(v, Value::Unresolved(_))))
    }

    /// As [`Self::typed`], but a value that cannot be used is kept as unresolved.
    pub(super) fn value(&mut self, ty: Type, name: &str, is_attach: bool) -> Result<Option<Value>, Failure> {
        let event = self.need()?;
        match event.kind {
            EventKind::Scalar(scalar) => Ok(self.scalar(ty, &scalar, event.range, name, is_attach)),
            other => self.no_scalar(ty, &other, event.range, name, is_attach).map(Some),
        }
    }

    /// Passes over a collection, of which the start was taken, where a scalar belongs.
    pub(super) fn no_scalar(
        &mut self,
        ty: Type,
        start: &EventKind<'_>,
        range: Range,
        name: &str,
        is_attach: bool,
    ) -> Result<Value, Failure> {
        self.wrong_type(ty, range, name, is_attach);
        self.skip_rest(start)?;
        Ok(Value::Unresolved(Why::Malformed))
    }

    /// What a scalar without a tag says as of type `ty`, if it is a word that can mean nothing else.
    #[inline]
    pub(super) fn word(&mut self, ty: Type, text: &str) -> Option<Value> {
        word(ty, text, self.observed, &mut self.read.inventory.texts)
    }

    pub(super) fn scalar(
        &mut self,
        ty: Type,
        scalar: &Scalar<'_>,
        range: Range,
        name: &str,
        is_attach: bool,
    ) -> Option<Value> {
        let value = match reading(ty, scalar, self.observed, &mut self.read.inventory.texts) {
            Reading::Empty => return None,
            Reading::Value(value) => value,
            Reading::TooLong => {
                self.too_long(range, name, is_attach);
                return Some(Value::Unresolved(Why::Malformed));
            }
            Reading::Wrong => {
                self.wrong_type(ty, range, name, is_attach);
                return Some(Value::Unresolved(Why::Malformed));
            }
        };
        if is_loose(ty, scalar, value) && !self.observed {
            let message = format!("{name} is given as text, but it is {}", ty.describe());
            let problem = Problem::new(LOOSE_TYPE, message, "a string").help("remove the quotes");
            self.report(range, problem);
        }
        Some(value)
    }

    fn too_long(&mut self, range: Range, name: &str, is_attach: bool) {
        let message = format!("{name} is longer than {LONGEST} bytes");
        let problem = if is_attach {
            Problem::new(INVALID_PARAMETER, message, "too long").code("InvalidParameter")
        } else {
            Problem::new(WRONG_TYPE, message, "too long")
        };
        self.report(range, problem.help(format!("give the {name} that the API gives")));
    }

    fn wrong_type(&mut self, ty: Type, range: Range, name: &str, is_attach: bool) {
        let message = format!("{name} must be {}", ty.describe());
        let label = format!("not {}", ty.describe());
        let problem = if is_attach {
            Problem::new(INVALID_PARAMETER, message, label).code("InvalidParameter")
        } else {
            Problem::new(WRONG_TYPE, message, label)
        };
        self.report(range, problem.help(format!("give {name} as {}", ty.describe())));
    }
}

/// What a scalar says.
pub(super) enum Reading {
    /// Nothing.
    Empty,
    Value(Value),
    TooLong,
    /// No value of the type.
    Wrong,
}

/// Takes a scalar as of type `ty`. Of what the API wrote, as `observed` says, an ID that holds `*` is
/// masked.
pub(super) fn reading(ty: Type, scalar: &Scalar<'_>, observed: bool, texts: &mut Texts) -> Reading {
    if let (None, Some(value)) = (&scalar.tag, word(ty, &scalar.text, observed, texts)) {
        return Reading::Value(value);
    }
    let keeps_empty = matches!(ty, Type::OptionalId | Type::OptionalCidr) && scalar.quoted;
    if is_empty(scalar) && !keeps_empty {
        return Reading::Empty;
    }
    if scalar.tag.is_some() {
        return Reading::Value(Value::Unresolved(Why::Unresolved));
    }
    if scalar.text.len() > LONGEST {
        return Reading::TooLong;
    }
    let is_id = matches!(ty, Type::Id | Type::OptionalId);
    if is_symbol(&scalar.text) {
        if !is_id && ty != Type::Symbol {
            return Reading::Value(Value::Unresolved(Why::Unresolved));
        }
    } else if (ty == Type::Symbol || (is_id && observed)) && is_masked(&scalar.text) {
        // Two of them may be equal by accident. An ID that a person wrote is for a rule to judge.
        return Reading::Value(Value::Unresolved(Why::Masked));
    }
    let value = match ty {
        Type::Int | Type::Number | Type::Bool | Type::Optimized => number_or_flag(ty, scalar),
        _ => text(ty, scalar, texts),
    };
    match value {
        Some(value) => Reading::Value(value),
        None if is_masked(&scalar.text) => Reading::Value(Value::Unresolved(Why::Masked)),
        None => Reading::Wrong,
    }
}

/// A text that can mean nothing but itself, as most values do.
#[inline]
fn word(ty: Type, text: &str, observed: bool, texts: &mut Texts) -> Option<Value> {
    let is_word = says_itself(ty, text) && !(observed && is_masked(text));
    is_word.then(|| Value::Text(texts.intern(text)))
}

/// Whether a text is such a word: by its first letter it is no number, flag, null or symbol.
#[inline]
fn says_itself(ty: Type, text: &str) -> bool {
    let first = text.as_bytes().first().copied().unwrap_or_default();
    let may_be_other = !first.is_ascii_alphabetic() || matches!(first | 0x20, b't' | b'f' | b'n');
    let is_word =
        matches!(ty, Type::Id | Type::OptionalId | Type::Word) || ty == Type::Symbol && !is_masked(text);
    is_word && !may_be_other && text.len() <= LONGEST
}

fn text(ty: Type, scalar: &Scalar<'_>, texts: &mut Texts) -> Option<Value> {
    let text = &*scalar.text;
    let is_string = || scalar.quoted || (!scalar.is_number() && scalar.as_bool().is_none());
    let fits = match ty {
        // An account's ID is all digits.
        Type::Symbol => is_string() || text.bytes().all(|b| b.is_ascii_digit()),
        Type::Time => return time(text).map(Value::Time),
        Type::Ip => text.parse::<IpAddr>().is_ok(),
        Type::OptionalCidr if text.is_empty() => true,
        Type::Cidr | Type::OptionalCidr => text.parse::<IpNet>().is_ok(),
        _ => is_string(),
    };
    fits.then(|| Value::Text(texts.intern(text)))
}

fn number_or_flag(ty: Type, scalar: &Scalar<'_>) -> Option<Value> {
    let plain = Scalar { text: scalar.text.as_ref().into(), quoted: false, tag: None };
    Some(match ty {
        Type::Int => Value::Int(plain.as_int()?),
        Type::Number => {
            Value::Int((plain.text.parse::<f64>().ok().filter(|n| n.is_finite())? * 1000.0) as i64)
        }
        Type::Optimized if plain.text == "optimized" => Value::Bool(true),
        Type::Optimized if plain.text == "none" => Value::Bool(false),
        _ => Value::Bool(plain.as_bool()?),
    })
}

/// Whether a number or flag is given as text.
fn is_loose(ty: Type, scalar: &Scalar<'_>, value: Value) -> bool {
    let is_word = ty == Type::Optimized && matches!(&*scalar.text, "optimized" | "none");
    let is_one = matches!(ty, Type::Int | Type::Number | Type::Bool | Type::Optimized);
    is_one && scalar.quoted && !is_word && !matches!(value, Value::Unresolved(_))
}

/// Null, or the empty text that the API fills in for what it does not know.
pub(super) fn is_empty(scalar: &Scalar<'_>) -> bool {
    scalar.tag.is_none() && (scalar.is_null() || scalar.text.is_empty())
}

/// A symbol or a tag like `!Ref`, where a value that is no identity is wanted.
pub(super) fn is_unresolved(scalar: &Scalar<'_>) -> bool {
    scalar.tag.is_some() || is_symbol(&scalar.text)
}

/// A time of the API in seconds since 1970: `2017-12-10T04:04Z`, or with seconds.
pub(crate) fn time(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_of_the_api() {
        assert_eq!(time("1970-01-02T00:00Z"), Some(86_400));
        assert_eq!(time("1970-01-01T00:00:05Z"), Some(5));
        assert_eq!(time("1970-01-01T08:00:00+08:00"), Some(0));
        for bad in ["", "1970-01-01", "1970-01-01T00:00", "2018-13-01T00:00Z", "yesterday"] {
            assert_eq!(time(bad), None, "{bad:?}");
        }
    }
}
