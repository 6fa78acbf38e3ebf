//! What stands for comments in JSON: values of a key `//`.

use super::Comment;
use crate::syntax::{Events, Kind, Notation, Range};

/// The key of Terraform's JSON syntax, which the readers of inventories pass over, too.
const KEY: &str = "//";

pub(super) fn comments(text: &str, mark: &str) -> Vec<Comment> {
    // A mapping may have several.
    let mut events = Events::new(text, Notation::Json).keep_repeated();
    let mut found: Vec<Comment> = Vec::new();
    // Where the open collections begin, with the comments in each.
    let mut open: Vec<(u32, Vec<usize>)> = Vec::new();
    let mut document = 0;
    let mut key: Option<Range> = None;
    loop {
        let event = match events.next() {
            Ok(Some(event)) => event,
            Ok(None) => return found,
            Err(_) => return Vec::new(),
        };
        let key_before = key.take();
        match event.kind {
            Kind::Key(name) | Kind::DuplicateKey { name, .. } => {
                key = Some(event.range).filter(|_| name == KEY);
            }
            Kind::Scalar(_) => {
                let outer = open.len();
                let Some((key, (_, inside))) = key_before.zip(open.last_mut()) else { continue };
                let Some(said) = said(text, event.range, mark) else { continue };
                inside.push(found.len());
                let is_at_top = outer == 1 && document == 0;
                let removal = with_comma(text, Range { start: key.start, end: event.range.end });
                found.push(Comment { text: said, covers: Range::empty(0), removal, is_at_top, within: None });
            }
            Kind::MapStart | Kind::SeqStart => open.push((event.range.start, Vec::new())),
            Kind::MapEnd | Kind::SeqEnd => {
                let Some((start, inside)) = open.pop() else { continue };
                for comment in inside {
                    if let Some(comment) = found.get_mut(comment) {
                        comment.covers = Range { start, end: event.range.end };
                    }
                }
            }
            Kind::DocumentEnd => document += 1,
            Kind::DocumentStart => {}
        }
    }
}

/// What follows the mark in a string.
fn said(text: &str, string: Range, mark: &str) -> Option<Range> {
    let inner = text.get(string.start as usize..string.end as usize)?;
    let inner = inner.strip_prefix('"')?.strip_suffix('"')?.trim_end();
    let said = inner.trim_start().strip_prefix(mark)?;
    let end = string.start as usize + 1 + inner.len();
    Some(Range::new(end - said.len(), end))
}

/// A member of an object or an item of a list with the comma that goes with it: the one behind, of the
/// last one the one before.
pub(crate) fn with_comma(text: &str, item: Range) -> Range {
    let (start, end) = (item.start as usize, item.end as usize);
    let blank = |text: &str| text.len() - text.trim_start().len();
    let rest = text.get(end..).unwrap_or_default();
    let comma = blank(rest);
    if let Some(behind) = rest.get(comma..).and_then(|rest| rest.strip_prefix(',')) {
        return Range::new(start, end + comma + 1 + blank(behind));
    }
    let before = text.get(..start).unwrap_or_default().trim_end();
    Range::new(before.strip_suffix(',').map_or(start, str::len), end)
}
