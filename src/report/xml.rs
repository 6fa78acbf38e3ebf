//! Texts in XML 1.0, which has no way to write most control characters: they are shown by their
//! number, as they are to people.

use super::escape::{escape, show};

/// Any text, as people may see it.
pub(super) fn text(text: &str) -> String {
    marked(&escape(text))
}

/// A path, which is never cut.
pub(super) fn path(path: &str) -> String {
    marked(&show(path, &[]).0)
}

/// A text that holds nothing hidden but line breaks.
pub(super) fn marked(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => marked.push_str("&amp;"),
            '<' => marked.push_str("&lt;"),
            '>' => marked.push_str("&gt;"),
            '"' => marked.push_str("&quot;"),
            '\'' => marked.push_str("&apos;"),
            // No characters by Unicode, and none of XML.
            '\u{fffe}' => marked.push_str("\\u{fffe}"),
            '\u{ffff}' => marked.push_str("\\u{ffff}"),
            c => marked.push(c),
        }
    }
    marked
}
