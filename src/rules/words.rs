//! Words that several rules use.

use super::{Broken, fit};
use crate::inventory::{Fact, Known, Unknown, key};
use crate::plan::{Addresses, Amount, Attach, Instance, NetworkCards};

/// `1 ENI`, `2 ENIs`: a number and its noun.
pub(super) fn count(n: i64, one: &str, many: &str) -> String {
    if n == 1 { format!("{n} {one}") } else { format!("{n} {many}") }
}

/// `1 character`, `20 characters`.
pub(super) fn characters(n: usize) -> String {
    count(i64::try_from(n).unwrap_or(i64::MAX), "character", "characters")
}

/// As [`count`], of a number that may not be known exactly: `at least 2 ENIs`.
pub(super) fn amount(n: Amount, one: &str, many: &str) -> String {
    let least = count(i64::from(n.least), one, many);
    if n.least == n.most { least } else { format!("at least {least}") }
}

/// An ENI that holds more addresses of a `family` than its instance's type takes for each ENI.
pub(super) fn address_limit(
    attach: &Attach<'_>,
    held: &Addresses,
    family: &str,
    limit: &Known<i64>,
) -> Result<Broken, Unknown> {
    let (instance, eni) = (attach.instance()?, attach.eni()?);
    let limits = instance.limits()?;
    let (name, kind) = (eni.name(), limits.name.value);
    let message = format!(
        "ENI {name} holds {} {family} addresses and prefixes, and {kind} takes {} for each ENI",
        held.items, limit.value
    );
    let mut broken = Broken::new(message, attach.eni_span(), format!("this ENI holds {}", held.items));
    if let Some(at) = held.span {
        broken = broken.also(at, "given here; a prefix counts once");
    }
    let over = held.items.saturating_sub(limit.value);
    broken = broken
        .because(&limits.name, format!("instance {} is of type {kind}", instance.name()))
        .because(limit, format!("{kind} takes {} for each ENI", limit.value));
    let first = format!("unassign {over} of them from {name}");
    let otherwise = format!("use a type that takes {} for each ENI", held.items);
    Ok(fit::help(broken, &instance, &first, &otherwise))
}

/// `a, b and c`; after `most` of them `… and 7 more`.
pub(super) fn list<S: AsRef<str>>(items: &[S], most: usize) -> String {
    first(items.get(..most).unwrap_or(items), items.len())
}

/// The same of the first few of `total` items.
pub(super) fn first<S: AsRef<str>>(items: &[S], total: usize) -> String {
    let shown: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match (shown.as_slice(), total.saturating_sub(shown.len())) {
        ([], _) => String::new(),
        ([one], 0) => (*one).to_owned(),
        ([init @ .., last], 0) => format!("{} and {last}", init.join(", ")),
        (shown, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A finding on an instance, with the attaches that it concerns; the first few stand for all,
/// and one is enough for a story.
pub(super) fn planned(mut broken: Broken, instance: &Instance<'_>) -> Broken {
    const SHOWN: usize = 3;
    const WHAT: &str = "an ENI is to be attached to it";
    let mut attaches = instance.attaches().take(SHOWN);
    if let Some(attach) = attaches.next() {
        broken = broken.also(attach.instance_span(), WHAT);
    }
    attaches.fold(broken, |broken, attach| broken.besides(attach.instance_span(), WHAT))
}

/// `the attach of ENI eni-… to instance i-…`, as far as the entry names them.
pub(super) fn attach(attach: &Attach<'_>) -> String {
    let mut text = "the attach".to_owned();
    if let Fact::Known(eni) = attach.get(key::NetworkInterfaceId) {
        text.push_str(&format!(" of ENI {}", eni.value));
    }
    if let Fact::Known(instance) = attach.get(key::InstanceId) {
        text.push_str(&format!(" to instance {}", instance.value));
    }
    text
}

/// The indexes of network cards: `0 and 1`, `0 to 31`, `0, 2, 4 and 5 more`.
pub(super) fn cards(cards: &NetworkCards<'_>) -> String {
    const SHOWN: usize = 8;
    let n = usize::try_from(cards.quantity.value).unwrap_or(usize::MAX);
    if !cards.are_listed() && n > SHOWN {
        return format!("0 to {}", n - 1);
    }
    let mut shown: Vec<String> = cards.indexes().take(SHOWN).map(|index| index.to_string()).collect();
    if n > SHOWN {
        shown.push(format!("{} more", n - SHOWN));
    }
    list(&shown, SHOWN + 1)
}

/// A text of a stranger as messages show it: quoted where its ends would not be seen, and cut.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 64;
    let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() || c.is_alphanumeric());
    let cut = text.char_indices().nth(MOST).map_or(text, |(at, _)| text.get(..at).unwrap_or(text));
    let more = if cut.len() < text.len() { "…" } else { "" };
    if plain { format!("{cut}{more}") } else { format!("{cut:?}{more}") }
}

/// `an ENI`, `a VPC`: a noun with its article.
pub(super) fn a(noun: &str) -> String {
    // Of the initials that are spelt out, E and I sound like vowels; of words, the vowels do.
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// The value of a field, or the elements of a list.
pub(super) fn values(values: &[String], most: usize) -> String {
    if values.is_empty() { "none".to_owned() } else { list(values, most) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_strangers() {
        assert_eq!(shown("i-bp1"), "i-bp1");
        assert_eq!(shown(" i-bp1\u{1b}"), "\" i-bp1\\u{1b}\"");
        assert_eq!(shown(""), "\"\"");
        assert_eq!(shown(&"ü".repeat(70)), format!("{}…", "ü".repeat(64)));
    }

    #[test]
    fn lists_are_cut() {
        assert_eq!(list::<&str>(&[], 3), "");
        assert_eq!(list(&["a"], 3), "a");
        assert_eq!(list(&["a", "b", "c"], 3), "a, b and c");
        assert_eq!(list(&["a", "b", "c", "d", "e"], 3), "a, b, c and 2 more");
    }
}
