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
        let distance = strsim::osa_distance(id, candidate);
        let so_far = best.map_or(MOST + 1, |(distance, _)| distance);
        if (1..so_far).contains(&distance) {
            (best, tied) = (Some((distance, candidate)), false);
        } else {
            tied |= distance == so_far;
        }
    }
    best.filter(|_| !tied).map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::mistyped;

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
