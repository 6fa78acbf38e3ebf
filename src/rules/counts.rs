//! What counts before an attach, as the findings on limits tell it: with as few places as prove that
//! there is no room.

use super::Broken;
use crate::inventory::Field;
use crate::plan::{Amount, Instance, Usage, User};
use crate::source::Span;
use std::cmp::Reverse;

/// Labels on what counts before an attach; the message has the number.
const SHOWN: usize = 8;
/// Of what counts, so much is looked at for each finding. No documented type takes more ENIs.
pub(super) const LOOKED_AT: usize = 64;
/// Entries of an ENI that are looked at; a snapshot has two or three.
const ENTRIES: usize = 8;

/// One thing that counts before an attach.
pub(super) struct Before {
    at: Span,
    /// What is said of it alone.
    says: String,
    /// How much it counts for certain.
    amount: u32,
    /// Whether it stands in the list that shows several at once.
    is_listed: bool,
}

impl Before {
    /// One that counts for one, and may stand in a list.
    pub(super) fn one(at: Span, says: String, list: Option<Span>) -> Self {
        Self { at, says, amount: 1, is_listed: list.is_some_and(|list| list.contains(at)) }
    }
}

/// A list, and what is said of so many things that stand in it.
pub(super) struct List<F> {
    pub(super) at: Option<Span>,
    pub(super) says: F,
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
    let at = instance.span_of(Field::NetworkInterfaces);
    let what =
        |amount| Some(what(amount)).filter(|s| !s.is_empty()).map_or(String::new(), |s| format!(": {s}"));
    // Where ENIs differ in what they use, their own entries say how much.
    let alike = what(usage.added).is_empty();
    let users: Vec<Before> =
        usage.users().take(LOOKED_AT).filter_map(|user| before(&user, at, alike, &what)).collect();
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

fn before(
    user: &User<'_>,
    list: Option<Span>,
    alike: bool,
    what: impl Fn(Amount) -> String,
) -> Option<Before> {
    let amount = user.amount.least;
    if let Some(attach) = &user.attach {
        let says = format!("planned before it{}", what(user.amount));
        return Some(Before { at: attach.eni_span(), says, amount, is_listed: false });
    }
    let eni = user.eni.as_ref()?;
    let is_listed = list.is_some_and(|list| {
        let mentioned = || eni.entries().take(ENTRIES).any(|entry| list.contains(entry.span()));
        list.contains(eni.span()) || alike && mentioned()
    });
    let says = format!("{} is attached already{}", user.name(), what(user.amount));
    Some(Before { at: eni.span(), says, amount, is_listed })
}

/// Adds as few of what counts as use more than `need` together, in their order.
pub(super) fn add(
    mut broken: Broken,
    all: Vec<Before>,
    need: i64,
    list: &List<impl Fn(usize, u32) -> String>,
) -> Broken {
    let all_seen = all.len() < LOOKED_AT;
    let few = fewest(all, need);
    let listed = few.iter().filter(|one| one.is_listed);
    let (n, amount) = listed.fold((0, 0_u32), |(n, sum), one| (n + 1, sum.saturating_add(one.amount)));
    let list_at = list.at.filter(|_| n > 1);
    let mut shown: Vec<(Span, String)> = Vec::new();
    if let Some(at) = list_at {
        shown.push((at, (list.says)(n, amount)));
    }
    let alone = few.into_iter().filter(|one| list_at.is_none() || !one.is_listed);
    shown.extend(alone.map(|one| (one.at, one.says)));
    let more = shown.len().saturating_sub(SHOWN);
    shown.truncate(SHOWN);
    if let Some((_, last)) = shown.last_mut().filter(|_| more > 0) {
        let more = if all_seen { format!("{more} more count") } else { "more count".to_owned() };
        last.push_str(&format!("; {more} before this attach"));
    }
    for (at, says) in shown {
        broken = broken.also(at, says);
    }
    broken
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
        let one = |amount: &u32| Before { at, says: String::new(), amount: *amount, is_listed: false };
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
