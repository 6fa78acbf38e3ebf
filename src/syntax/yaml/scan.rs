//! What a scanner of regular lines asks of bytes, many at a time.

pub(super) const ONES: u64 = 0x0101_0101_0101_0101;

/// The first byte at or after a place that `flags` flags in a word of eight, or the end. A flag is the high
/// bit of a byte; above the lowest there may be false ones. It must flag a byte of zero.
#[inline(always)]
pub(super) fn first(bytes: &[u8], mut at: usize, flags: impl Fn(u64) -> u64) -> usize {
    const HIGHS: u64 = ONES << 7;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let flagged = flags(u64::from_le_bytes(*chunk)) & HIGHS;
        if flagged != 0 {
            return at + (flagged.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    at + ((flags(u64::from_le_bytes(last)) & HIGHS).trailing_zeros() / 8) as usize
}

/// The first `:`, `#` or line feed at or after a place, or the end.
#[inline]
pub(super) fn stop(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr::memchr3(b':', b'#', b'\n', rest).map_or(bytes.len(), |length| at + length)
}

/// The first byte at or after a place that is no space, or the end.
#[inline(always)]
pub(super) fn after_spaces(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let others = u64::from_le_bytes(*chunk) ^ (ONES * b' ' as u64);
        if others != 0 {
            return at + (others.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| **byte == b' ').count()
}

/// Whether a place is the end of a line or of the text.
#[inline(always)]
pub(super) fn is_end(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), None | Some(b'\n' | b'\r'))
}

/// Whether what stands before a place is a word of its own.
#[inline(always)]
pub(super) fn ends_word(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), None | Some(b' ' | b'\n' | b'\r'))
}

/// Whether the dash of a list's item stands at a place.
#[inline(always)]
pub(super) fn is_dash(bytes: &[u8], at: usize) -> bool {
    bytes.get(at) == Some(&b'-') && ends_word(bytes, at + 1)
}

/// Whether the line that begins at a place parts documents: `---` or `...`.
#[inline(always)]
pub(super) fn is_marker(bytes: &[u8], at: usize) -> bool {
    let head = bytes.get(at..at + 3);
    matches!(head, Some(b"---" | b"...")) && ends_word(bytes, at + 3)
}

/// Where the line after that of a place begins, or the end.
#[inline]
pub(super) fn next_line(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(bytes.len(), |length| at + length + 1)
}

/// Whether a text holds line feeds and printable characters alone: none that YAML forbids, no tab, no
/// carriage return, and none that some parser takes for a line break or a byte-order mark.
pub(super) fn is_plain(text: &str) -> bool {
    let odd = text.bytes().fold(0_u8, |odd, byte| {
        odd | (u8::from(byte < b' ') & u8::from(byte != b'\n')) | u8::from(byte >= 0x7f)
    });
    odd == 0 || text.chars().all(|c| c == '\n' || is_printable(c))
}

fn is_printable(c: char) -> bool {
    matches!(
        c,
        ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches_find_what_a_slow_one_finds() {
        let text = "  key: value # x\n\u{ba}\u{3a}\u{23}: a\u{2028}# #\n        - b:\n";
        let bytes = text.as_bytes();
        for at in 0..=bytes.len() {
            let rest = &bytes[at..];
            let slow = rest.iter().position(|b| b":#\n".contains(b)).unwrap_or(rest.len());
            assert_eq!(stop(bytes, at), at + slow);
            let slow = rest.iter().position(|b| *b != b' ').unwrap_or(rest.len());
            assert_eq!(after_spaces(bytes, at), at + slow);
        }
    }

    #[test]
    fn odd_characters_are_seen_wherever_they_are() {
        for odd in ['\t', '\r', '\0', '\u{7f}', '\u{80}', '\u{85}', '\u{2028}', '\u{feff}', '\u{fffe}'] {
            for at in [0, 1, 7, 8, 40] {
                let text = format!("{}{odd}{}", "x".repeat(at), "y".repeat(40 - at));
                assert!(!is_plain(&text), "{odd:?} at {at}");
            }
        }
        assert!(is_plain("a: \u{e9}\n\u{4e2d}\u{ff0c}\u{1f600}~\n"));
    }
}
