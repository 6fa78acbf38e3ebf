//! What counts before an attach, as the findings on limits tell it: with as few places as prove that
//! there is no room.

use super::Broken;
use crate::inventory::{Entry, Field};
use crate::plan::{Amount, Eni, Instance, Usage, User};
use crate::source::Span;
use std::cmp::Reverse;

/// Labels on what counts before an attach; the message has the number.
const SHOWN: usize = 8;
/// Of what counts, so much is looked at for each finding. No documented type takes more ENIs.
pub(super) const LOOKED_AT: usize = 64;
/// Entries of an instance or ENI that are looked at; there are two or three.
const ENTRIES: usize = 8;

/// One thing that counts before an attach.
pub(super) struct Before {
    at: Span,
    /// What is said of it alone.
    says: String,
    /// How much it counts for certain.
    amount: u32,
    /// Where it stands in a list that shows several at once, if it does.
    listed: Option<Span>,
}

/// A list that may show several of what counts.
pub(super) struct List<F> {
    /// Where it begins, at least.
    pub(super) at: Option<Span>,
    /// What is said of so many in it, with what they use.
    pub(super) says: F,
}

impl Before {
    /// One that counts for one, and may stand in a list.
    pub(super) fn one(at: Span, says: String, list: Option<Span>) -> Self {
        Self { at, says, amount: 1, listed: list.filter(|list| list.contains(at)).map(|_| at) }
    }
}

/// Adds the ENIs that use something before an attach, each where it stands, or those in the
/// instance's own list at once. `most` is what they exceed with the attach. `what` says how much of it
/// is used; it may say nothing.
pub(super) fn users(
    broken: Broken,
    usage: &Usage<'_>,
    most: i64,
    instance: &Instance<'_>,
    what: impl Fn(Amount) -> String,
) -> Broken {
    let what =
        |amount| Some(what(amount)).filter(|s| !s.is_empty()).map_or(String::new(), |s| format!(": {s}"));
    // Where ENIs differ in what they use, their own entries say how much.
    let alike = what(usage.added).is_empty();
    let at = own_list(instance);
    let mut holders = instance.entries().take(ENTRIES).map(Entry::span);
    let holder = at.and_then(|at| holders.find(|holder| holder.contains(at)));
    let mention = |eni: &Eni<'_>| {
        let listed = |at: &Span| holder.is_some_and(|holder| holder.contains(*at));
        let mut places = eni.entries().take(ENTRIES).map(Entry::span);
        let own = Some(eni.span()).filter(listed);
        own.or_else(|| places.find(|at| alike && listed(at)))
    };
    let before = |user| before(&user, mention, what);
    let users: Vec<Before> = usage.users().take(LOOKED_AT).filter_map(before).collect();
    let known: i64 = users.iter().map(|user| i64::from(user.amount)).sum();
    let mut need = most.saturating_sub(i64::from(usage.added.least));
    if usage.implies_primary() && users.len() < LOOKED_AT {
        // It is told already, and what it uses is all that no ENI listed does.
        need = need.saturating_sub(i64::from(usage.before.least).saturating_sub(known).max(0));
    }
    let says = |n: usize, amount: u32| {
        format!("{n} ENIs are attached here{}", what(Amount { least: amount, most: amount }))
    };
    add(broken, users, need, &List { at, says })
}

/// Where the instance's own list of ENIs begins.
fn own_list(instance: &Instance<'_>) -> Option<Span> {
    // Of an instance that stands in many places the list is not worth the search.
    let is_crowd = instance.entries().nth(ENTRIES).is_some();
    if is_crowd { None } else { instance.span_of(Field::NetworkInterfaces) }
}

fn before<'a>(
    user: &User<'a>,
    mention: impl Fn(&Eni<'a>) -> Option<Span>,
    what: impl Fn(Amount) -> String,
) -> Option<Before> {
    let (amount, how_much) = (user.amount.least, what(user.amount));
    if let Some(attach) = &user.attach {
        let says = format!("planned before it{how_much}");
        return Some(Before { at: attach.eni_span(), says, amount, listed: None });
    }
    let eni = user.eni.as_ref()?;
    let says = format!("{} is attached already{how_much}", user.name());
    Some(Before { at: eni.span(), says, amount, listed: mention(eni) })
}

/// Adds as few of what counts as use more than `need` together, in their order.
pub(super) fn add(
    broken: Broken,
    all: Vec<Before>,
    need: i64,
    list: &List<impl Fn(usize, u32) -> String>,
) -> Broken {
    let all_seen = all.len() < LOOKED_AT;
    let mut shown = gather(fewest(all, need), list);
    let more = shown.len().saturating_sub(SHOWN);
    shown.truncate(SHOWN);
    if let Some((_, last)) = shown.last_mut().filter(|_| more > 0) {
        let more = if all_seen { format!("{more} more count") } else { "more count".to_owned() };
        last.push_str(&format!("; {more} before this attach"));
    }
    shown.into_iter().fold(broken, |broken, (at, says)| broken.also(at, says))
}

/// What is said where. Those in the list are told at once, and first: they are there already.
fn gather(few: Vec<Before>, list: &List<impl Fn(usize, u32) -> String>) -> Vec<(Span, String)> {
    let (listed, alone): (Vec<Before>, Vec<Before>) = few.into_iter().partition(|one| one.listed.is_some());
    let mut shown = Vec::new();
    match (listed.as_slice(), list.at) {
        ([_, _, ..], Some(at)) => {
            let amount = listed.iter().fold(0_u32, |sum, one| sum.saturating_add(one.amount));
            let end = listed.iter().filter_map(|one| one.listed).map(|place| place.end).max();
            let at = Span { end: end.map_or(at.end, |end| end.max(at.end)), ..at };
            shown.push((at, (list.says)(listed.len(), amount)));
        }
        _ => shown.extend(listed.into_iter().map(|one| (one.at, one.says))),
    }
    shown.extend(alone.into_iter().map(|one| (one.at, one.says)));
    shown
}

/// Those that use most, until it is more than `need`; all, if it never is.
fn fewest(all: Vec<Before>, need: i64) -> Vec<Before> {
    let mut by_size: Vec<(usize, u32)> = all.iter().map(|one| one.amount).enumerate().collect();
    by_size.sort_by_key(|(_, amount)| Reverse(*amount));
    let mut sum = 0_i64;
    let used = by_size.iter().take_while(|(_, amount)| {
        let short = sum <= need;
        sum = sum.saturating_add(i64::from(*amount));
        short
    });
    let mut kept: Vec<usize> = used.filter(|(_, amount)| *amount > 0).map(|(index, _)| *index).collect();
    kept.sort_unstable();
    let keep = |index: usize| kept.binary_search(&index).is_ok();
    all.into_iter().enumerate().filter(|(index, _)| keep(*index)).map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn kept(amounts: &[u32], need: i64) -> Vec<u32> {
        let at = Span { file: FileId(0), start: 0, end: 0 };
        let one = |amount: &u32| Before { at, says: String::new(), amount: *amount, listed: None };
        fewest(amounts.iter().map(one).collect(), need).into_iter().map(|one| one.amount).collect()
    }

    #[test]
    fn no_more_than_prove_it() {
        assert_eq!(kept(&[1, 1, 1], 2), [1, 1, 1], "all are needed");
        assert_eq!(kept(&[1, 1, 1], 0), [1]);
        assert_eq!(kept(&[1, 1, 1], -1), [] as [u32; 0], "the attach alone is too much");
        assert_eq!(kept(&[4, 8, 3], 14), [4, 8, 3]);
        assert_eq!(kept(&[4, 8, 3], 10), [4, 8], "the largest, in their order");
        assert_eq!(kept(&[0, 1], 9), [1], "what may count for nothing proves nothing");
    }
}
