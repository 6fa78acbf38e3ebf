//! Inputs may be hostile: what a terminal would obey, hide or reorder is shown by its number.

use std::fmt::Write as _;

/// Code points of one text that are shown. An ID of a megabyte would drown the report.
const LONGEST: usize = 1000;
const TAB: usize = 4;
/// Bytes that are looked at together.
const BLOCK: usize = 32;
/// Columns of `\u{23}`, the number of an ASCII character.
const NUMBERED: usize = 6;

/// A text as people may see it, on one line: hidden characters as `\u{1b}`, tabs as blanks, cut if
/// it is very long.
pub(crate) fn escape(text: &str) -> String {
    if text.len() <= LONGEST && is_shown_as_it_is(text) {
        return text.to_owned();
    }
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    let (shown, rest) = text.split_at(end);
    let mut shown = show(shown, &[]).0;
    if !rest.is_empty() {
        _ = write!(shown, "... ({} more bytes)", rest.len());
    }
    shown
}

/// A text as people may see it, and where the given offsets of it, in ascending order, end up.
pub(super) fn show(text: &str, offsets: &[usize]) -> (String, Vec<usize>) {
    if is_shown_as_it_is(text) {
        return (text.to_owned(), offsets.iter().map(|offset| *offset.min(&text.len())).collect());
    }
    let mut shown = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(offsets.len());
    let mut offsets = offsets.iter().peekable();
    let mut column = 0;
    for (at, c) in text.char_indices() {
        while offsets.next_if(|offset| **offset <= at).is_some() {
            places.push(shown.len());
        }
        if is_command(text, at) {
            column += push_number(&mut shown, c);
        } else {
            column += push(&mut shown, c, column);
        }
    }
    places.extend(offsets.map(|_| shown.len()));
    (shown, places)
}

/// Whether a text has nothing but printable characters of ASCII, as nearly all have: none of them is hidden.
pub(super) fn is_plain(text: &str) -> bool {
    // By blocks: a loop that may end at any byte looks at one at a time.
    let all = |block: &[u8]| block.iter().fold(true, |all, byte| all & (b' '..=b'~').contains(byte));
    text.as_bytes().chunks(BLOCK).all(all)
}

/// Whether a text is plain, and holds no sign that may begin a command.
fn is_shown_as_it_is(text: &str) -> bool {
    is_plain(text) && !text.starts_with(':') && memchr::memchr(b'#', text.as_bytes()).is_none()
}

/// Columns that a text takes when it is shown.
pub(super) fn width(text: &str) -> usize {
    if is_shown_as_it_is(text) {
        return text.len();
    }
    text.char_indices().fold(0, |column, (at, c)| {
        column + if is_command(text, at) { NUMBERED } else { char_width(c, column) }
    })
}

/// Columns that a character takes at a column when it is shown.
///
/// A bound from above: no character before U+1100 takes two columns. What is cut or wrapped a
/// little early costs nothing; the drawing itself goes by exact widths.
pub(super) fn char_width(c: char, column: usize) -> usize {
    match c {
        '\t' => TAB - column % TAB,
        // `\u{`, digits, `}`
        c if is_hidden(c) => 4 + (u32::BITS - u32::from(c).leading_zeros()).div_ceil(4).max(1) as usize,
        c if c < '\u{1100}' => 1,
        _ => 2,
    }
}

/// Whether a sign at a place makes a command of what pipelines print: Azure and GitHub obey `##[` and
/// `##vso[` wherever they stand in a line, and GitHub `::` at its beginning.
fn is_command(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    rest.starts_with("##[") || rest.starts_with("##vso[") || at == 0 && rest.starts_with("::")
}

fn push_number(shown: &mut String, c: char) -> usize {
    let before = shown.len();
    _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
    shown.len() - before
}

fn push(shown: &mut String, c: char, column: usize) -> usize {
    let width = char_width(c, column);
    if c == '\t' {
        shown.extend(std::iter::repeat_n(' ', width));
    } else if is_hidden(c) {
        push_number(shown, c);
    } else {
        shown.push(c);
    }
    width
}

/// Characters that a terminal obeys (controls), that change the order of others (bidirectional
/// marks), that break lines, or that nobody sees.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_and_what_is_not() {
        let cases = [
            ("", ""),
            ("eni-bp1a, 日本, é, 😀, \\u{1b}", "eni-bp1a, 日本, é, 😀, \\u{1b}"),
            ("\u{1b}[2J\u{7}\r\n\0", "\\u{1b}[2J\\u{7}\\u{d}\\u{a}\\u{0}"),
            ("\u{9b}31m\u{7f}", "\\u{9b}31m\\u{7f}"),
            ("a\u{202e}b\u{2066}c\u{200b}\u{feff}", "a\\u{202e}b\\u{2066}c\\u{200b}\\u{feff}"),
            ("\u{2028}\u{61c}\u{e0041}", "\\u{2028}\\u{61c}\\u{e0041}"),
            ("\ta\tbcde\tf", "    a   bcde    f"),
            ("::error::a::b", "\\u{3a}:error::a::b"),
            ("a ##[add-mask]b ##vso[c]d ##e", "a \\u{23}#[add-mask]b \\u{23}#vso[c]d ##e"),
        ];
        for (text, shown) in cases {
            assert_eq!(escape(text), shown);
            assert!(width(text) >= shown.chars().count(), "{text:?}");
        }
        assert_eq!(width("\u{1b}\t\u{e0041}a"), show("\u{1b}\t\u{e0041}a", &[]).0.len());
    }

    #[test]
    fn long_texts_are_cut() {
        let shown = escape(&"é".repeat(3 * LONGEST));
        assert_eq!(shown, format!("{}... (4000 more bytes)", "é".repeat(LONGEST)));
        assert_eq!(escape(&"x".repeat(LONGEST)), "x".repeat(LONGEST));
    }

    #[test]
    fn plain_texts_are_as_any_others() {
        for text in
            ["", "a", ":", "::", "a::b", "a#b", "~", "a\u{7f}", "é", &"x".repeat(100), &"é".repeat(40)]
        {
            let offsets = [0, text.len().min(1), text.len()];
            // With a tab at its end no text is plain.
            let (shown, places) = show(&format!("{text}\t"), &offsets);
            assert_eq!(show(text, &offsets), (shown.trim_end().to_owned(), places), "{text:?}");
            assert_eq!(width(text), show(text, &[]).0.chars().count(), "{text:?}");
        }
    }

    #[test]
    fn offsets_follow() {
        let (shown, places) = show("a\u{1b}b\tc", &[0, 0, 1, 2, 4, 5]);
        assert_eq!(shown, "a\\u{1b}b    c");
        assert_eq!(places, [0, 0, 1, 7, 12, 13]);
    }
}
