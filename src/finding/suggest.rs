/// The candidate nearest to a misspelt word, if one is near enough to be meant.
///
/// Compares lower-cased. Near is a similarity of 0.7 by Jaro and Winkler, the threshold that the
/// command-line parser's own suggestions use.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const NEAR: f64 = 0.7;
    // Words of hostile length would make the comparison itself slow; no candidate is that long.
    const LONGEST: usize = 100;
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .map(|c| (strsim::jaro_winkler(&word, &c.to_lowercase()), c))
        .filter(|(score, _)| *score > NEAR)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c)
}

/// The candidate that differs from an ID in a character or two, if just one does. IDs all look alike,
/// so that [`nearest`] would find one for any of them.
pub fn mistyped<'a>(id: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const MOST: usize = 2;
    const LONGEST: usize = 100;
    if id.len() > LONGEST {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    let mut tied = false;
    for candidate in candidates.into_iter().filter(|c| c.len().abs_diff(id.len()) <= MOST) {
        let Some(distance) = distance_to(id, candidate, MOST) else { continue };
        let so_far = best.map_or(MOST + 1, |(distance, _)| distance);
        if (1..so_far).contains(&distance) {
            (best, tied) = (Some((distance, candidate)), false);
        } else {
            tied |= distance == so_far;
        }
    }
    best.filter(|_| !tied).map(|(_, candidate)| candidate)
}

/// How many edits or swaps two texts are apart, if they may be no more than `most`.
// Most IDs are far apart, and to tell how far takes some hundred times as long.
fn distance_to(one: &str, other: &str, most: usize) -> Option<usize> {
    if !one.is_ascii() || !other.is_ascii() {
        return Some(strsim::osa_distance(one, other));
    }
    // What both begin and end with has no part in it.
    let start = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let (one, other) = (one.get(start..)?, other.get(start..)?);
    let end = one.bytes().rev().zip(other.bytes().rev()).take_while(|(a, b)| a == b).count();
    let (one, other) = (one.get(..one.len() - end)?, other.get(..other.len() - end)?);
    // Each edit makes up for one character that only one of them has; a swap for none.
    let mut counts = [0_i32; 128];
    one.bytes().for_each(|byte| counts[usize::from(byte & 127)] += 1);
    other.bytes().for_each(|byte| counts[usize::from(byte & 127)] -= 1);
    let more: i32 = counts.iter().filter(|count| **count > 0).sum();
    let less: i32 = counts.iter().filter(|count| **count < 0).sum();
    let is_near = more.max(-less) <= i32::try_from(most).unwrap_or(i32::MAX);
    is_near.then(|| strsim::osa_distance(one, other))
}

#[cfg(test)]
mod tests {
    use super::{distance_to, mistyped};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_distance_is_left_out_only_if_it_is_too_far(one in "[ab-]{0,8}", other in "[ab\u{e9}-]{0,8}") {
            let whole = strsim::osa_distance(&one, &other);
            prop_assert!(distance_to(&one, &other, 2).map_or(whole > 2, |near| near == whole));
            prop_assert_eq!(distance_to(&one, &other, 100), Some(whole));
        }
    }

    #[test]
    fn ids_that_differ_in_a_character_or_two() {
        let all = ["i-bp1web00000000000000", "i-bp1api00000000000000"];
        assert_eq!(mistyped("i-bp1wed00000000000000", all), Some(all[0]));
        assert_eq!(mistyped("i-bp1pai00000000000000", all), Some(all[1]));
        assert_eq!(mistyped("i-bp1web0000000000000", all), Some(all[0]));
        assert_eq!(mistyped("i-bp1xyz00000000000000", all), None);
        assert_eq!(mistyped("i-bp1web00000000000000", [all[0]]), None);
        assert_eq!(mistyped("eni-bp1c", ["eni-bp1a", "eni-bp1b"]), None, "either may be meant");
    }
}
