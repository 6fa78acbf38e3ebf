//! JSON over several lines, like that of `serde_json`'s own formatter, but each line break with its
//! indentation in one piece: reports are deep, and to indent step by step takes longer than all else.

use serde_json::ser::Formatter;
use std::io::{self, Write};

/// A line break behind a comma, and as many blanks as lines of reports begin with.
const BREAK: &[u8] = b",\n                                                                ";
/// Where it begins if there is no comma, and where the blanks do.
const NO_COMMA: usize = 1;
const BLANKS: usize = 2;
/// Blanks of a step.
const STEP: usize = 2;

/// Indents by two blanks.
#[derive(Debug, Default)]
pub(super) struct Indented {
    depth: usize,
    /// Whether the innermost list or mapping that has ended, or is open, has a value.
    has_value: bool,
}

impl Indented {
    /// For a value that stands in as many lists and mappings; its first line is begun already.
    pub(super) fn within(depth: usize) -> Self {
        Self { depth, has_value: false }
    }

    fn open(&mut self, out: &mut (impl Write + ?Sized), bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        out.write_all(bracket)
    }

    fn close(&mut self, out: &mut (impl Write + ?Sized), bracket: &[u8]) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        if self.has_value {
            self.line(out, true)?;
        }
        out.write_all(bracket)
    }

    fn line(&self, out: &mut (impl Write + ?Sized), first: bool) -> io::Result<()> {
        let blanks = self.depth * STEP;
        let end = (BLANKS + blanks).min(BREAK.len());
        out.write_all(BREAK.get(if first { NO_COMMA } else { 0 }..end).unwrap_or_default())?;
        (end..BLANKS + blanks).try_for_each(|_| out.write_all(b" "))
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.line(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.line(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    /// Bytes are JSON that is written already.
    fn write_byte_array<W: ?Sized + Write>(&mut self, out: &mut W, written: &[u8]) -> io::Result<()> {
        out.write_all(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;
    use serde_json::{Serializer, json};

    #[test]
    fn it_writes_what_the_library_writes() {
        let mut deep = json!(null);
        for _ in 0..40 {
            deep = json!([{ "a": deep, "b": [] }]);
        }
        let all = [
            json!([]),
            json!({}),
            json!("x"),
            json!([[], {}, [1], { "a": {} }]),
            json!({ "a": [1, 2, { "b": null, "c": "\u{1b}\"" }], "d": {}, "e": [[[]]] }),
            deep,
        ];
        for value in all {
            let mut ours = Vec::new();
            value.serialize(&mut Serializer::with_formatter(&mut ours, Indented::default())).unwrap();
            assert_eq!(String::from_utf8(ours).unwrap(), format!("{value:#}"));
        }
    }
}
