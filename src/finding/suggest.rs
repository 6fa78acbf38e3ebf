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
