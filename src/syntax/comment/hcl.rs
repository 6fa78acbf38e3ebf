//! Comments of Terraform configuration.

use super::{Comment, Spot, Text};
use crate::syntax::Range;
use crate::syntax::hcl::{Body, parse_with_comments};

pub(super) fn comments(text: &Text<'_>, mark: &str) -> Vec<Comment> {
    let Ok((body, all)) = parse_with_comments(text.text) else { return Vec::new() };
    let nodes = nodes(&body);
    let first = all.first().filter(|first| first.start as usize == text.after_blanks(0));
    let mut next = text.text.len();
    let mut found = Vec::new();
    // From the last one: comments one below the other are on the same thing.
    for (index, whole) in all.iter().enumerate().rev() {
        let behind = text.after_blanks(whole.end as usize);
        let below = all.get(index + 1);
        next = if below.is_some_and(|below| below.start as usize == behind) { next } else { behind };
        if let Some(spot) = Spot::of(text, *whole, signs(text, *whole), mark) {
            let covers = if spot.is_alone { covered(text, next, &nodes) } else { spot.line(text) };
            found.push((spot, covers));
        }
    }
    // The comments at the top are all on what comes first.
    let content = first.map_or(0, |_| next);
    found.iter().rev().map(|(spot, covers)| spot.comment(text, *covers, content)).collect()
}

fn signs(text: &Text<'_>, comment: Range) -> (&'static str, &'static str) {
    match text.from(comment.start as usize) {
        rest if rest.starts_with("/*") => ("/*", "*/"),
        rest if rest.starts_with("//") => ("//", ""),
        _ => ("#", ""),
    }
}

fn covered(text: &Text<'_>, next: usize, nodes: &[Range]) -> Range {
    let node = nodes.partition_point(|node| (node.start as usize) < next);
    match nodes.get(node) {
        Some(node) if node.start as usize == next => *node,
        _ if text.from(next).starts_with(['}', ']', ')']) => Range::empty(next),
        // An item of a list or an object: no more than its line.
        _ => Range { start: Range::empty(next).start, ..text.line(next) },
    }
}

/// All blocks and attributes, by their start.
fn nodes(body: &Body) -> Vec<Range> {
    let mut nodes = Vec::new();
    let mut open = vec![body];
    while let Some(body) = open.pop() {
        for block in &body.blocks {
            nodes.push(block.range);
            open.push(&block.body);
        }
        let whole = |name: Range, value: Range| Range { start: name.start, end: value.end };
        nodes.extend(body.attributes.iter().map(|a| whole(a.name_at, a.value.range)));
    }
    nodes.sort_unstable();
    nodes
}
