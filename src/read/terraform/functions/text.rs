//! Functions of texts.

use super::convert::{Joined, text_of, whole_of};
use super::{MAX_ITEMS, format, items, list, text};
use crate::read::terraform::term::Term;

pub(super) fn call(name: &str, args: &[Term]) -> Option<Term> {
    match (name, args) {
        ("format", [template, args @ ..]) => text(&format::format(&text_of(template)?, args)?),
        ("formatlist", [template, args @ ..]) => format::lists(&text_of(template)?, args),
        ("join", [separator, lists @ ..]) => join(&text_of(separator)?, lists),
        ("length", [Term::Text(of)]) => simple(of).then(|| Term::Number(of.chars().count() as f64)),
        _ => {
            let texts = args.iter().map(text_of).collect::<Option<Vec<_>>>()?;
            let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
            if name == "substr" { substr(args) } else { of_texts(name, &texts) }
        }
    }
}

fn of_texts(name: &str, args: &[&str]) -> Option<Term> {
    let flag = |flag| Some(Term::Bool(flag));
    match (name, args) {
        ("split", ["", of]) => {
            list(simple(of).then(|| of.chars().map(|c| Term::text(c.to_string())).collect())?)
        }
        ("split", [separator, of]) => list(of.split(separator).take(MAX_ITEMS + 1).map(Term::text).collect()),
        ("lower", [of]) => text(&of.chars().map(|c| single(c, c.to_lowercase())).collect::<String>()),
        ("upper", [of]) => text(&of.chars().map(|c| single(c, c.to_uppercase())).collect::<String>()),
        ("title", [of]) => text(&title(of)),
        ("trim", [of, set]) => text(of.trim_matches(|c: char| set.contains(c))),
        ("trimspace", [of]) => text(of.trim()),
        ("trimprefix", [of, prefix]) => text(of.strip_prefix(prefix).unwrap_or(of)),
        ("trimsuffix", [of, suffix]) => text(of.strip_suffix(suffix).unwrap_or(of)),
        ("chomp", [of]) => text(of.trim_end_matches(['\n', '\r'])),
        ("replace", [of, what, with]) => replace(of, what, with),
        ("startswith", [of, prefix]) => flag(of.starts_with(prefix)),
        ("endswith", [of, suffix]) => flag(of.ends_with(suffix)),
        ("strcontains", [of, part]) => flag(of.contains(part)),
        ("strrev", [of]) if simple(of) => text(&of.chars().rev().collect::<String>()),
        ("base64encode", [of]) => base64(of.as_bytes()),
        _ => None,
    }
}

/// Whether a character is what people take for one. Terraform counts the latter, and the table of
/// what joins up is long.
fn simple(text: &str) -> bool {
    text.chars().all(|c| c < '\u{300}' && c != '\r')
}

/// Go changes case one by one: where a character becomes several it stays.
fn single(c: char, mut cased: impl Iterator<Item = char>) -> char {
    match (cased.next(), cased.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

fn title(text: &str) -> String {
    let mut inside = false;
    let one = |c: char| {
        let begins = !std::mem::replace(&mut inside, !separates(c));
        if begins { single(c, c.to_uppercase()) } else { c }
    };
    text.chars().map(one).collect()
}

fn separates(c: char) -> bool {
    if c.is_ascii() { !c.is_ascii_alphanumeric() && c != '_' } else { c.is_whitespace() }
}

fn join(separator: &str, lists: &[Term]) -> Option<Term> {
    let mut joined = Joined::default();
    let mut between = "";
    for of in lists {
        for item in items(of)? {
            joined.push(between)?;
            joined.push(&text_of(item)?)?;
            between = separator;
        }
    }
    if lists.is_empty() { None } else { joined.finish() }
}

/// A pattern between slashes is a regular expression.
fn replace(of: &str, what: &str, with: &str) -> Option<Term> {
    if what.len() > 1 && what.starts_with('/') && what.ends_with('/') {
        return None;
    }
    let mut joined = Joined::default();
    let mut from = 0;
    for (at, found) in of.match_indices(what) {
        joined.push(of.get(from..at)?)?;
        joined.push(with)?;
        from = at + found.len();
    }
    joined.push(of.get(from..)?)?;
    joined.finish()
}

/// A negative offset counts from the end; a length of -1 is all.
fn substr(args: &[Term]) -> Option<Term> {
    let [of, offset, length] = args else { return None };
    let (of, offset, length) = (text_of(of)?, whole_of(offset)?, whole_of(length)?);
    if !simple(&of) || length < -1 {
        return None;
    }
    let all = i64::try_from(of.chars().count()).ok()?;
    let from = if offset < 0 { (all + offset).max(0) } else { offset };
    let rest = of.chars().skip(usize::try_from(from).ok()?);
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    text(&rest.take(length).collect::<String>())
}

fn base64(bytes: &[u8]) -> Option<Term> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = DIGITS.get((bits >> (18 - 6 * place)) as usize & 63);
            out.push(if place as usize <= chunk.len() { char::from(*digit?) } else { '=' });
        }
    }
    text(&out)
}
