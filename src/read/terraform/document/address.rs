//! Addresses: `module.node["a"].module.x[0].data.alicloud_vpcs.v`.

use super::{Key, Mode, Module, ModuleId};
use crate::read::value::LONGEST;
use hashbrown::HashMap;
use std::borrow::Cow;
use std::fmt::Write as _;

/// Deepest nesting of modules: who follows a module to the root, for every object, must get there.
const DEEPEST: usize = 250;

/// The module instances that were met, each once.
pub(super) struct Modules<'s> {
    pub(super) all: Vec<Module<'s>>,
    /// Of each module, those in it by how their step is written.
    inside: Vec<HashMap<Box<str>, ModuleId>>,
}

/// What an address says of an object in its module.
pub(super) struct Own<'a> {
    pub(super) mode: Mode,
    pub(super) kind: &'a str,
    pub(super) name: &'a str,
    pub(super) key: Key<'static>,
}

impl<'s> Modules<'s> {
    pub(super) fn new() -> Self {
        let root = Module { parent: None, name: Cow::Borrowed(""), key: Key::None };
        Self { all: vec![root], inside: vec![HashMap::new()] }
    }

    /// The module that an address begins with, and what follows it.
    pub(super) fn of<'a>(&mut self, address: &'a str) -> Option<(ModuleId, &'a str)> {
        let (mut module, mut rest, mut depth) = (ModuleId(0), address, 0);
        while let Some(tail) = rest.strip_prefix("module.") {
            let (name, key) = step(tail)?;
            let length = name.len() + key.len();
            module = self.intern(module, tail.get(..length)?, name, key)?;
            let after = tail.get(length..)?;
            rest = after.strip_prefix('.').or(after.is_empty().then_some(""))?;
            depth += 1;
            if depth > DEEPEST {
                return None;
            }
        }
        Some((module, rest))
    }

    fn intern(&mut self, parent: ModuleId, step: &str, name: &str, key: &str) -> Option<ModuleId> {
        let inside = self.inside.get_mut(parent.0 as usize)?;
        if let Some(known) = inside.get(step) {
            return Some(*known);
        }
        let id = ModuleId(u32::try_from(self.all.len()).ok()?);
        inside.insert(step.into(), id);
        let key = key_of(key)?;
        self.all.push(Module { parent: Some(parent), name: Cow::Owned(name.to_owned()), key });
        self.inside.push(HashMap::new());
        Some(id)
    }
}

/// What follows the modules in an address.
pub(super) fn own(rest: &str) -> Option<Own<'_>> {
    let (mode, rest) = match rest.strip_prefix("data.") {
        Some(rest) => (Mode::Data, rest),
        None => (Mode::Managed, rest),
    };
    let (kind, rest) = rest.split_once('.')?;
    let (name, key) = step(rest)?;
    let whole = name.len() + key.len() == rest.len();
    (whole && !kind.is_empty()).then_some(())?;
    Some(Own { mode, kind, name, key: key_of(key)? })
}

/// A name and its key with the brackets, if it has one, of what begins with them.
fn step(text: &str) -> Option<(&str, &str)> {
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    if name.is_empty() || name.contains(['"', ']']) {
        return None;
    }
    let key = if rest.starts_with('[') { rest.get(..closing(rest)?)? } else { "" };
    // All that is in a module has its name in the address, and each finding repeats that.
    (name.len() + key.len() <= LONGEST).then_some((name, key))
}

/// The place behind the bracket that closes the one at the start.
fn closing(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b']' if !quoted => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The key of `["text"]` or `[0]`, or of nothing.
fn key_of(text: &str) -> Option<Key<'static>> {
    if text.is_empty() {
        return Some(Key::None);
    }
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    match inner.strip_prefix('"') {
        Some(inner) => unescaped(inner.strip_suffix('"')?).map(|text| Key::Text(Cow::Owned(text))),
        None => index(inner).map(Key::Number),
    }
}

/// A whole number that is not negative.
pub(super) fn index(text: &str) -> Option<u64> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

/// The text of a quoted key, which escapes as HCL does, or Go in older versions.
fn unescaped(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '"', '$', '%']) {
        let (plain, tail) = rest.split_at_checked(at)?;
        out.push_str(plain);
        let (c, after) = match tail.as_bytes() {
            [b'$', b'$', b'{', ..] => ('$', tail.get(2..)?),
            [b'%', b'%', b'{', ..] => ('%', tail.get(2..)?),
            [b'$', ..] => ('$', tail.get(1..)?),
            [b'%', ..] => ('%', tail.get(1..)?),
            [b'\\', ..] => escape(tail.get(1..)?)?,
            _ => return None,
        };
        out.push(c);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// The character that follows a backslash stands for, and what is behind it.
fn escape(text: &str) -> Option<(char, &str)> {
    let letter = text.chars().next()?;
    let rest = text.get(letter.len_utf8()..)?;
    let number = |digits: usize| {
        let code = rest.get(..digits).filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()))?;
        Some((char::from_u32(u32::from_str_radix(code, 16).ok()?)?, rest.get(digits..)?))
    };
    Some(match letter {
        '"' | '\\' | '\'' => (letter, rest),
        'n' => ('\n', rest),
        'r' => ('\r', rest),
        't' => ('\t', rest),
        'a' => ('\u{7}', rest),
        'b' => ('\u{8}', rest),
        'f' => ('\u{c}', rest),
        'v' => ('\u{b}', rest),
        'x' => return number(2).filter(|(c, _)| c.is_ascii()),
        'u' => return number(4),
        'U' => return number(8),
        _ => return None,
    })
}

/// The address of a resource of a raw state, which does not write it.
pub(in crate::read::terraform) fn compose(
    module: Option<&str>,
    mode: Mode,
    kind: &str,
    name: &str,
    key: &Key<'_>,
) -> String {
    let mut address = module.map(|module| format!("{module}.")).unwrap_or_default();
    if mode == Mode::Data {
        address.push_str("data.");
    }
    address.push_str(kind);
    address.push('.');
    address.push_str(name);
    match key {
        Key::None => {}
        Key::Number(number) => _ = write!(address, "[{number}]"),
        Key::Text(text) => {
            address.push_str("[\"");
            escape_into(&mut address, text);
            address.push_str("\"]");
        }
    }
    address
}

/// Writes a key as Terraform does: as HCL quotes a text, and what Go does not print by its number.
fn escape_into(address: &mut String, text: &str) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' | '\\' => address.extend(['\\', c]),
            '\n' => address.push_str("\\n"),
            '\r' => address.push_str("\\r"),
            '\t' => address.push_str("\\t"),
            '$' | '%' if chars.peek() == Some(&'{') => address.extend([c, c]),
            _ if is_printed(c) => address.push(c),
            _ if c as u32 > 0xffff => _ = write!(address, "\\U{:08x}", c as u32),
            _ => _ = write!(address, "\\u{:04x}", c as u32),
        }
    }
}

/// Whether Go prints a character: letters, marks, numbers, signs and the plain space. Rust's debug form
/// escapes just the others by their number, but for a mark that begins a text; only what younger
/// versions of Unicode have added may be told apart.
fn is_printed(c: char) -> bool {
    if c.is_ascii() {
        return c == ' ' || c.is_ascii_graphic();
    }
    let text = String::from_iter(['a', c]);
    !text.escape_debug().skip(1).take(3).eq(['\\', 'u', '{'])
}
