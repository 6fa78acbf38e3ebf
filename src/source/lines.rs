//! Byte offsets to lines and columns.

use std::ops::Range;

/// Bytes between two checkpoints of [`LineIndex::chars`]: few enough to count at once, many enough
/// that the checkpoints cost well under one percent of the text.
const STRIDE: usize = 1024;

/// A place in a text as people and editors count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in Unicode code points, from 1.
    pub column: usize,
}

/// Where the lines of one text begin. A line ends with LF or CRLF; a lone CR ends none. The text
/// after the last line break is a line too, even if it is empty.
#[derive(Debug)]
pub struct LineIndex {
    /// First byte of each line; never empty.
    starts: Vec<u32>,
    /// Offsets of the CRs before an LF.
    returns: Vec<u32>,
    /// Code points before each multiple of [`STRIDE`] bytes; empty if all of the text is ASCII.
    /// Without them a column in a file of one huge line would cost a scan of the line.
    chars: Vec<u32>,
    len: usize,
}

impl LineIndex {
    /// Finds the lines of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        let mut returns = Vec::new();
        for feed in memchr::memchr_iter(b'\n', bytes) {
            starts.push(small(feed + 1));
            if feed > 0 && bytes[feed - 1] == b'\r' {
                returns.push(small(feed - 1));
            }
        }
        let chars = if text.is_ascii() { Vec::new() } else { checkpoints(bytes) };
        Self { starts, returns, chars, len: bytes.len() }
    }

    /// The line and column of a byte offset of the text that this index was made from. An offset
    /// past the end, inside a character or inside a line break stands for the nearest one before.
    #[must_use]
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(self.len);
        while !text.is_char_boundary(offset) {
            offset = offset.saturating_sub(1);
        }
        if text.as_bytes().get(offset.saturating_sub(1)..=offset) == Some(b"\r\n") {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&start| start as usize <= offset);
        let start = self.starts[line - 1] as usize;
        Position { line, column: 1 + self.count(text, start, offset) }
    }

    /// The bytes of a line, counted from 1, without its line break. A number that is no line of
    /// the text stands for the nearest one that is.
    #[must_use]
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let line = line.clamp(1, self.starts.len());
        let start = self.starts[line - 1] as usize;
        let Some(&next) = self.starts.get(line) else { return start..self.len };
        let end = next as usize - 1;
        match end.checked_sub(1) {
            Some(cr) if self.returns.binary_search(&small(cr)).is_ok() => start..cr,
            _ => start..end,
        }
    }

    /// How many lines the text has; at least one.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// Code points of `text[start..end]`, both on character boundaries.
    fn count(&self, text: &str, start: usize, end: usize) -> usize {
        if self.chars.is_empty() {
            return end.saturating_sub(start);
        }
        if end.saturating_sub(start) <= STRIDE {
            return code_points(text.as_bytes().get(start..end));
        }
        self.before(text, end).saturating_sub(self.before(text, start))
    }

    /// Code points before an offset.
    fn before(&self, text: &str, offset: usize) -> usize {
        let checkpoint = offset / STRIDE;
        let counted = self.chars.get(checkpoint).map_or(0, |&n| n as usize);
        counted + code_points(text.as_bytes().get(checkpoint * STRIDE..offset))
    }
}

/// The number of code points before each multiple of [`STRIDE`] bytes.
fn checkpoints(bytes: &[u8]) -> Vec<u32> {
    let mut total = 0;
    let mut chars = vec![0];
    for chunk in bytes.chunks_exact(STRIDE) {
        total += code_points(Some(chunk));
        chars.push(small(total));
    }
    chars
}

/// Bytes that begin a code point; all others of UTF-8 continue one.
fn code_points(bytes: Option<&[u8]>) -> usize {
    bytes.unwrap_or_default().iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

/// An offset as it is stored; `load` refuses texts for which it would not fit.
fn small(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `position` must say, by the slow and obvious way.
    fn slow(text: &str, offset: usize) -> (usize, usize) {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        if offset > 0 && text[..offset].ends_with('\r') && text[offset..].starts_with('\n') {
            offset -= 1;
        }
        let before = &text[..offset];
        let start = before.rfind('\n').map_or(0, |feed| feed + 1);
        (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
    }

    fn check(text: &str) {
        let index = LineIndex::new(text);
        for offset in 0..=text.len() + 2 {
            let position = index.position(text, offset);
            assert_eq!((position.line, position.column), slow(text, offset), "{text:?} at {offset}");
        }
        let lines: Vec<&str> = (1..=index.line_count()).map(|n| &text[index.line_range(n)]).collect();
        let expected: Vec<&str> = text.split('\n').collect();
        let last = expected.len() - 1;
        for (n, (line, expected)) in lines.iter().zip(&expected).enumerate() {
            let expected = if n < last { expected.strip_suffix('\r').unwrap_or(expected) } else { expected };
            assert_eq!(*line, expected, "{text:?}, line {}", n + 1);
        }
        assert_eq!(lines.len(), expected.len());
    }

    #[test]
    fn every_small_text() {
        let mut texts = vec![String::new()];
        for _ in 0..5 {
            let longer = |text: &String| ["a", "\r", "\n", "é", "😀"].map(|c| format!("{text}{c}"));
            texts.extend(texts.iter().flat_map(longer).collect::<Vec<_>>());
            texts.sort();
            texts.dedup();
        }
        texts.iter().for_each(|text| check(text));
    }

    #[test]
    fn long_lines() {
        check(&"x".repeat(3 * STRIDE));
        check(&"é".repeat(3 * STRIDE));
        check(&format!("{}\r\n{}😀{}", "日".repeat(STRIDE), "a".repeat(STRIDE - 1), "b".repeat(2 * STRIDE)));
    }

    #[test]
    fn lines_that_do_not_exist() {
        let index = LineIndex::new("ab\ncd\n");
        assert_eq!(index.line_count(), 3);
        assert_eq!(index.line_range(0), 0..2);
        assert_eq!(index.line_range(3), 6..6);
        assert_eq!(index.line_range(usize::MAX), 6..6);
    }
}
