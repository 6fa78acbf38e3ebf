//! Texts of strangers in HTML. Every one of them goes through here.

use crate::report::escape::escape;

/// Characters of a name that are shown.
const LONGEST_NAME: usize = 240;

/// A text on one line, for an element or a quoted attribute.
pub(super) fn text(text: &str) -> String {
    entities(&escape(text))
}

/// The same, as a name: set apart from the words around it, also where it is written from right to
/// left.
pub(super) fn name(name: &str) -> String {
    format!("<code>{}</code>", short(name))
}

/// A name without what makes it one.
pub(super) fn short(name: &str) -> String {
    let shown = escape(name);
    match shown.char_indices().nth(LONGEST_NAME) {
        Some((at, _)) => entities(shown.get(..at).unwrap_or_default()) + "…",
        None => entities(&shown),
    }
}

/// A text whose hidden characters are escaped already.
pub(super) fn entities(shown: &str) -> String {
    let mut html = String::with_capacity(shown.len() + 8);
    for c in shown.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}

/// A sentence, its IDs and codes as names.
pub(super) fn prose(sentence: &str) -> String {
    let shown = escape(sentence);
    let mut html = String::with_capacity(shown.len() + 32);
    for (index, word) in shown.split(' ').enumerate() {
        if index > 0 {
            html.push(' ');
        }
        let rest = word.trim_start_matches(['(', '"']);
        let core = rest.trim_end_matches([',', ';', ':', '.', ')', '"']);
        let before = word.get(..word.len() - rest.len()).unwrap_or_default();
        let after = rest.get(core.len()..).unwrap_or_default();
        html.push_str(&entities(before));
        html.push_str(&if is_name(core) { name(core) } else { entities(core) });
        html.push_str(&entities(after));
    }
    html
}

/// `eni-bp1a`, `ecs.g7.large`, `10.0.0.1`, `zone_id`; not `IPv4`, `built-in` or `2`.
fn is_name(word: &str) -> bool {
    let has = |of: fn(char) -> bool| word.chars().any(of);
    let joined = |c: char| matches!(c, '-' | '.' | '/' | ':');
    has(|c| matches!(c, '_' | '[' | '{' | '$' | '@' | '<' | '`'))
        || has(|c| c.is_ascii_digit()) && word.chars().any(joined)
        || word.split('.').filter(|part| !part.is_empty()).count() > 1
}
