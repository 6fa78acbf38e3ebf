//! Values of what a tool plans: identities of what does not exist yet, and scalars of documents that
//! the tool, not a person, will judge.

use super::value::{LONGEST, Reading, reading};
use crate::inventory::{TextId, Texts, Type, Value, Why, is_symbol};
use crate::syntax::Scalar;
use std::borrow::Cow;

/// A name of one document as one in the run: two documents may use one name for two things.
pub(super) fn in_run<'n>(realm: &str, name: &'n str) -> Cow<'n, str> {
    if realm.is_empty() { name.into() } else { format!("{realm}: {name}").into() }
}

/// The symbol of something that does not exist yet.
pub(super) fn symbol(texts: &mut Texts, name: &str) -> TextId {
    texts.intern(&braced(name))
}

/// The symbol of something that is part of what a symbol stands for.
pub(super) fn within(texts: &mut Texts, whole: TextId, name: &str) -> TextId {
    let whole = texts.get(whole);
    let inner = whole.strip_prefix("${").and_then(|inner| inner.strip_suffix('}')).unwrap_or(whole);
    let name = format!("{inner}.{name}");
    symbol(texts, &name)
}

/// The symbol of a value that is not known; none if its expression is too long to be repeated.
pub(super) fn token(texts: &mut Texts, realm: &str, key: &str) -> Option<TextId> {
    let inner = key.strip_prefix("${").and_then(|key| key.strip_suffix('}')).unwrap_or(key);
    (key.len() <= LONGEST).then(|| texts.intern_opaque(&braced(&in_run(realm, inner))))
}

/// As a symbol is written. A `*` would say that parts of it are masked.
fn braced(name: &str) -> String {
    format!("${{{}}}", name.replace('*', "\u{2217}"))
}

/// A scalar as of a type; none if it says nothing. What the tool found right and is no such value is
/// not for the reader to judge: it has no value then.
pub(super) fn scalar(texts: &mut Texts, ty: Type, text: &str, quoted: bool, is_new: bool) -> Option<Value> {
    // An empty text is what the tools take for none; only a group that exists is in no VPC.
    if text.is_empty() && (is_new || ty != Type::OptionalId) {
        return None;
    }
    if is_symbol(text) {
        return Some(Value::Unresolved(Why::Unresolved)); // no symbol of ours
    }
    let scalar = Scalar { text: text.into(), quoted, tag: None };
    match reading(ty, &scalar, !is_new, texts) {
        Reading::Empty => None,
        Reading::Value(value) => Some(value),
        Reading::TooLong | Reading::Wrong => Some(Value::Unresolved(Why::Malformed)),
    }
}
