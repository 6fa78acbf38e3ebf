use super::escape::width;

/// Puts line breaks for blanks so that no line is wider than `columns`, but for words that are.
/// Words are never broken: an ID must be found whole when it is searched or copied.
pub(crate) fn wrap(text: &str, columns: Option<usize>) -> String {
    let Some(columns) = columns else { return text.to_owned() };
    let mut wrapped = String::with_capacity(text.len() + 8);
    let mut used = 0;
    let mut after_number = false;
    for (index, word) in text.split(' ').enumerate() {
        let wide = width(word);
        // The number of a place in a story stays with what is said there.
        if after_number {
            wrapped.push(' ');
            used += 1;
        } else if index > 0 {
            let fits = used + 1 + wide <= columns;
            wrapped.push(if fits { ' ' } else { '\n' });
            used = if fits { used + 1 } else { 0 };
        }
        after_number = is_number(word);
        wrapped.push_str(word);
        used += wide;
    }
    wrapped
}

/// `1.`
fn is_number(word: &str) -> bool {
    let digits = word.strip_suffix('.').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn words_stay_whole() {
        assert_eq!(wrap("one two three", None), "one two three");
        assert_eq!(wrap("one two three", Some(7)), "one two\nthree");
        assert_eq!(wrap("one two three", Some(6)), "one\ntwo\nthree");
        assert_eq!(wrap("a eni-bp1a-long b", Some(4)), "a\neni-bp1a-long\nb");
        assert_eq!(wrap("1. eni-bp1a is", Some(4)), "1. eni-bp1a\nis");
        assert_eq!(wrap("", Some(4)), "");
        assert_eq!(wrap("日本 日本", Some(8)), "日本\n日本");
    }
}
