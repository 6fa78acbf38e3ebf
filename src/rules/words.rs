//! Words that several rules use.

use super::{Broken, fit};
use crate::inventory::{Fact, Known, Unknown, Verb, key};
use crate::plan::{Addresses, Amount, Attach, Eni, Entity, Instance, Limits, NetworkCards};

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

/// `it holds 3 private IPv4 addresses and prefixes before`.
pub(super) fn held_before(n: i64, family: &str) -> String {
    let items = count(n, &format!("{family} address or prefix"), &format!("{family} addresses and prefixes"));
    format!("it holds {items} before")
}

/// An ENI that holds more addresses of a `family` than its instance's type takes for each ENI.
pub(super) fn address_limit(
    attach: &Attach<'_>,
    held: &Addresses,
    (family, given): (&str, Given),
    limit: &Known<i64>,
) -> Result<Broken, Unknown> {
    let (instance, eni) = (attach.instance()?, attach.eni()?);
    let limits = instance.limits()?;
    let (name, kind) = (eni.name(), limits.name.value);
    let message = format!(
        "ENI {name} holds {} {family} addresses and prefixes, and {kind} takes {} for each ENI",
        held.items, limit.value
    );
    let broken = Broken::new(message, attach.eni_span(), format!("this ENI holds {}", held.items));
    let broken = where_given(broken, &eni, given);
    let over = held.items.saturating_sub(limit.value);
    let broken = of_type(broken.story(), &instance, &limits, limit);
    let first = match eni.is_planned() {
        true => format!("give {name} {over} fewer"),
        false => format!("unassign {over} of them from {name}"),
    };
    let otherwise = format!("use a type that takes {} for each ENI", held.items);
    Ok(fit::help(broken, &instance, &first, &otherwise))
}

/// Where an ENI has its addresses from: its own entry, and the first steps that assign more.
fn where_given(mut broken: Broken, eni: &Eni<'_>, given: Given) -> Broken {
    const SHOWN: usize = 3;
    const LOOKED_AT: usize = 64;
    if let Ok(Addresses { span: Some(at), .. }) = given(eni) {
        broken = broken.also(at, "given here; a prefix counts once");
    }
    let steps = eni.assigned_before().take(LOOKED_AT).filter_map(|step| given(&step).ok());
    for more in steps.filter(|more| more.items > 0).take(SHOWN) {
        if let Some(at) = more.span {
            broken = broken.also(at, format!("{} more assigned here", more.items));
        }
    }
    broken
}

/// What an ENI's own entry or an assign step gives of a family of addresses.
type Given = for<'a> fn(&Eni<'a>) -> Result<Addresses, Unknown>;

/// What an instance's type takes for each ENI.
pub(super) fn of_type(
    broken: Broken,
    instance: &Instance<'_>,
    limits: &Limits<'_>,
    limit: &Known<i64>,
) -> Broken {
    let kind = limits.name.value;
    broken
        .because(&limits.name, format!("instance {} is of type {kind}", instance.name()))
        .because(limit, format!("{kind} takes {} for each ENI", limit.value))
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

/// `attach`, `delete step`: what an action is called.
pub(super) fn step(verb: Verb) -> String {
    if verb == Verb::Attach { "attach".to_owned() } else { format!("{} step", verb.name()) }
}

/// What to do about an action: in the list of steps that a person wrote, or to the resource of this
/// address that it is made of. Nobody moves or removes the actions that Terraform derives.
pub(super) fn remedy(
    action: &Entity<'_>,
    steps: impl FnOnce() -> String,
    resource: impl FnOnce(&str) -> String,
) -> String {
    action.address().map_or_else(steps, resource)
}

/// The remedy where an instance must be stopped to detach an ENI.
pub(super) fn stop_to_detach(detach: &Entity<'_>, host: &str) -> String {
    remedy(
        detach,
        || format!("stop {host} before the detach and start it afterwards"),
        |address| format!("stop {host} before the apply that takes {address} away, and start it afterwards"),
    )
}

/// The remedy where an ENI may have no IPv6. From one that does not exist yet nothing can be unassigned.
pub(super) fn without_ipv6(eni: &Eni<'_>) -> String {
    match eni.is_planned() {
        true => format!("give {} no IPv6", eni.name()),
        false => format!("unassign IPv6 from {}", eni.name()),
    }
}

/// The remedy where something is not in the state that Terraform takes it for.
pub(super) fn refresh(address: &str) -> String {
    format!("run terraform apply -refresh-only first: the state of {address} is out of date")
}

/// What the call of an action answers if its ENI does not exist. A wait only asks.
pub(super) fn not_found(verb: Verb) -> &'static [&'static str] {
    if verb == Verb::Wait { &[] } else { &["InvalidEniId.NotFound"] }
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

/// The value of a field, or the elements of a list. A text that is empty says that there is none, as of
/// a block of a vSwitch.
pub(super) fn values(values: &[String], most: usize) -> String {
    match values {
        [] => "none".to_owned(),
        [one] if one.is_empty() => "none".to_owned(),
        values => list(values, most),
    }
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
