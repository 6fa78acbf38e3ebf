//! Secrets in lines of scripts: the values of what is secret by its name.

use crate::syntax::shell::is_secret_name as is_secret;
use std::ops::Range;

/// Bytes before a place that are looked at for what begins there, at most.
const BEFORE: usize = 64 << 10;

/// A part of a script with what is secret in it as stars, byte for byte. What a finding points at is
/// shown.
pub(super) fn masked(text: &str, shown: Range<usize>, told: &[Range<usize>]) -> String {
    let part = text.get(shown.clone()).unwrap_or_default();
    let mut secrets = secrets(text, begin(text, shown.start), shown.end);
    secrets.retain(|secret| !told.iter().any(|told| secret.start <= told.start && told.end <= secret.end));
    let mut secrets = secrets.into_iter().peekable();
    let mut out = String::with_capacity(part.len());
    for (at, c) in part.char_indices() {
        let at = shown.start + at;
        while secrets.next_if(|secret| secret.end <= at).is_some() {}
        match secrets.peek() {
            Some(secret) if secret.start <= at && !matches!(c, '\n' | '\r') => {
                out.extend(std::iter::repeat_n('*', c.len_utf8()));
            }
            _ => out.push(c),
        }
    }
    out
}

/// Where the command begins that a place is in: the line, or the first of those that go on in it.
fn begin(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes().get(..at).unwrap_or_default();
    let floor = at.saturating_sub(BEFORE);
    let mut begin = at;
    while begin > floor {
        let ends_line = bytes.get(begin - 1) == Some(&b'\n');
        let goes_on = begin > 1 && bytes.get(begin - 2) == Some(&b'\\');
        if ends_line && !goes_on {
            break;
        }
        begin -= 1;
    }
    begin
}

/// The secrets between two places, in order.
fn secrets(text: &str, from: usize, to: usize) -> Vec<Range<usize>> {
    let bytes = text.as_bytes().get(..to).unwrap_or_default();
    let (mut all, mut at, mut is_mysql) = (Vec::new(), from, false);
    while at < to {
        at = space_end(bytes, at);
        let end = word_end(bytes, at);
        let word = bytes.get(at..end).unwrap_or_default();
        let quotes = word.iter().take_while(|byte| b"\"'`$({;[".contains(byte)).count();
        let (start, word) = (at + quotes, word.get(quotes..).unwrap_or_default());
        let sign = word.iter().position(|byte| matches!(byte, b'=' | b':'));
        let is_flag = word.starts_with(b"-");
        at = end.max(at + 1);
        let value = match sign {
            _ if is_mysql && word.starts_with(b"-p") && word.len() > 2 => Some(start + 2),
            Some(sign) if is_secret(word.get(..sign).unwrap_or_default()) => match start + sign + 1 {
                // `Authorization: Bearer …`: all that is in the quotes.
                next if next == end && bytes.get(start + sign) == Some(&b':') => {
                    let rest = bytes.get(next..).unwrap_or_default();
                    let is_end = |byte: &u8| matches!(byte, b'"' | b'\'' | b'\n');
                    at = next + rest.iter().position(is_end).unwrap_or(rest.len());
                    all.push(next..at);
                    None
                }
                next => Some(next),
            },
            None if is_flag && is_secret(word) => {
                let next = space_end(bytes, end);
                Some(next).filter(|next| !bytes.get(*next..).unwrap_or_default().starts_with(b"--"))
            }
            _ => None,
        };
        is_mysql |= word.starts_with(b"mysql") || word.ends_with(b"/mysql");
        if let Some(start) = value.filter(|start| *start < to) {
            at = value_end(bytes, start);
            all.push(start..at);
        }
    }
    all
}

/// Where spaces end, and backslashes with line breaks behind them.
fn space_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let is_space = |(index, byte): (usize, &u8)| {
        byte.is_ascii_whitespace()
            || *byte == b'\\' && matches!(rest.get(index + 1), Some(b'\n' | b'\r') | None)
    };
    at + rest.iter().enumerate().position(|pair| !is_space(pair)).unwrap_or(rest.len())
}

fn word_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len())
}

/// Where a value ends: at a space that is not in quotes.
fn value_end(bytes: &[u8], start: usize) -> usize {
    let (mut quote, mut escaped) = (None, false);
    for (index, byte) in bytes.get(start..).unwrap_or_default().iter().enumerate() {
        match (quote, byte) {
            _ if escaped => escaped = false,
            (Some(b'"') | None, b'\\') => escaped = true,
            (Some(open), byte) if open == *byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, byte) if byte.is_ascii_whitespace() => return start + index,
            _ => {}
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_secret_names_are_masked() {
        let cases = [
            ("aliyun --access-key-secret X ecs", "aliyun --access-key-secret * ecs"),
            ("a --Password='X X' b", "a --Password=***** b"),
            ("a --Password \"X\\\"X\" b", "a --Password ****** b"),
            ("API_TOKEN=XX a b", "API_TOKEN=** a b"),
            ("mysql -uroot -pXX b", "mysql -uroot -p** b"),
            ("curl -H \"Authorization: Bearer XX\" b", "curl -H \"Authorization:**********\" b"),
            ("bash -c 'a --secret XX --b c'", "bash -c 'a --secret ** --b c'"),
            ("a --secret \\\n  XX b", "a --secret \\\n  ** b"),
            ("a --dry-run-token --b c", "a --dry-run-token --b c"),
            ("mkdir -p XX; a --InstanceId i-1", "mkdir -p XX; a --InstanceId i-1"),
            ("a --secret é", "a --secret **"),
            ("a --secret", "a --secret"),
        ];
        for (text, shown) in cases {
            assert_eq!(masked(text, 0..text.len(), &[]), shown);
        }
        let text = "b\na --secret \\\n  XX c\nd";
        let line = text.find("  XX").unwrap();
        assert_eq!(masked(text, line..line + 6, &[]), "  ** c");
        let at = text.find("XX").unwrap();
        assert_eq!(masked(text, line..line + 6, &[at..at + 2, 0..1]), "  XX c");
    }
}
