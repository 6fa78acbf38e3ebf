//! Texts of strangers in GitHub Flavored Markdown. What is no plain word stands in a code span: there
//! nothing is markup, and neither `@name`, `#12`, `:word:` nor an address becomes a link.

use crate::report::escape::escape;
use std::fmt::Write as _;

/// Characters of one text that are shown.
const LONGEST: usize = 400;
/// Characters of a word that could be the name of a commit, which becomes a link.
const COMMIT: usize = 7;

/// A name, a path or a fact.
pub(super) fn code(text: &str) -> String {
    span(&shown(text))
}

/// A sentence: its plain words as they are, and all others as code.
pub(super) fn prose(text: &str) -> String {
    let mut prose = String::with_capacity(text.len() + 16);
    for (index, word) in shown(text).split(' ').enumerate() {
        if index > 0 {
            prose.push(' ');
        }
        let rest = word.trim_start_matches(['(', '"']);
        let core = rest.trim_end_matches([',', ';', ':', '.', ')', '"']);
        let before = word.get(..word.len() - rest.len()).unwrap_or_default();
        let after = rest.get(core.len()..).unwrap_or_default();
        prose.push_str(before);
        prose.push_str(&if is_plain(core) { core.to_owned() } else { span(core) });
        prose.push_str(after);
    }
    prose
}

/// Words of letters, with hyphens and apostrophes; short ones with digits; short numbers.
fn is_plain(word: &str) -> bool {
    let is_short = word.len() < COMMIT;
    let is_hex = word.bytes().all(|b| b.is_ascii_hexdigit());
    let is_word = word.starts_with(char::is_alphabetic)
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\''));
    is_word && (is_short || !is_hex)
        || is_short && word.bytes().all(|b| b.is_ascii_alphanumeric())
        || is_short && word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
}

/// A code span. Text that would end it, or the cell of a table, is written as HTML.
fn span(shown: &str) -> String {
    if shown.is_empty() {
        return String::new();
    }
    if !shown.contains(['`', '|']) {
        return format!("`{shown}`");
    }
    let mut html = "<code>".to_owned();
    for c in shown.chars() {
        if c.is_ascii_punctuation() {
            _ = write!(html, "&#{};", u32::from(c));
        } else {
            html.push(c);
        }
    }
    html + "</code>"
}

fn shown(text: &str) -> String {
    let mut shown = escape(text);
    if let Some((at, _)) = shown.char_indices().nth(LONGEST) {
        shown.truncate(at);
        shown.push_str("...");
    }
    shown.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences() {
        let cases = [
            ("ENI eni-bp1a is in zone b, not c", "ENI `eni-bp1a` is in zone b, not c"),
            ("an IPv4 address (10.0.0.1) of 12, don't", "an IPv4 address (`10.0.0.1`) of 12, don't"),
            ("by @all, #12 and GH-12: deadbeef", "by `@all`, `#12` and `GH-12`: `deadbeef`"),
            ("<b> *x* _y_ [a](https://b) :+1:", "`<b>` `*x*` `_y_` `[a](https://b`) `:+1`:"),
            ("1234567 1,226 x\ty", "`1234567` 1,226 x y"),
            ("a|b", "<code>a&#124;b</code>"),
            ("\u{1b}[31m\n\u{202e}", "`\\u{1b}[31m\\u{a}\\u{202e}`"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(prose(text), expected);
        }
    }

    #[test]
    fn names() {
        assert_eq!(code("a_b[\"c\"]"), "`a_b[\"c\"]`");
        assert_eq!(code("a`b|<c>"), "<code>a&#96;b&#124;&#60;c&#62;</code>");
        assert_eq!(code(&"x".repeat(LONGEST + 1)), format!("`{}...`", "x".repeat(LONGEST)));
    }
}
