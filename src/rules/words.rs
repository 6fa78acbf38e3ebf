//! Words that several rules use.

/// `1 ENI`, `2 ENIs`: a number and its noun.
pub(super) fn count(n: i64, one: &str, many: &str) -> String {
    if n == 1 { format!("{n} {one}") } else { format!("{n} {many}") }
}

/// `a, b and c`; after `most` of them `… and 7 more`.
pub(super) fn list<S: AsRef<str>>(items: &[S], most: usize) -> String {
    let shown: Vec<&str> = items.iter().take(most).map(AsRef::as_ref).collect();
    match (shown.as_slice(), items.len() - shown.len()) {
        ([], _) => String::new(),
        ([one], 0) => (*one).to_owned(),
        ([init @ .., last], 0) => format!("{} and {last}", init.join(", ")),
        (shown, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The value of a field, or the elements of a list.
pub(super) fn values(values: &[String], most: usize) -> String {
    if values.is_empty() { "none".to_owned() } else { list(values, most) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_cut() {
        assert_eq!(list::<&str>(&[], 3), "");
        assert_eq!(list(&["a"], 3), "a");
        assert_eq!(list(&["a", "b", "c"], 3), "a, b and c");
        assert_eq!(list(&["a", "b", "c", "d", "e"], 3), "a, b, c and 2 more");
    }
}
