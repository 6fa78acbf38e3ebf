//! The sources of a finding: as `full` shows them, with each label under its line.

use super::put;
use super::text::{entities, name};
use crate::finding::Finding;
use crate::report::closing::count;
use crate::report::escape::{show, width};
use crate::report::layout::{Block, Row, Spot, blocks};
use crate::report::span::Lines;
use crate::report::style::Style;

/// Columns of a line that are shown.
const COLUMNS: usize = 108;

pub(super) fn excerpts(page: &mut String, finding: &Finding, lines: &Lines<'_>) {
    let style = Style { width: Some(COLUMNS), ..Style::default() };
    let (blocks, left_out) = blocks(lines, finding, &style);
    for block in &blocks {
        figure(page, block, lines);
    }
    if left_out > 0 {
        put!(page, "<p class=\"aside\">{} not shown</p>\n", count(left_out, "more place"));
    }
}

fn figure(page: &mut String, block: &Block, lines: &Lines<'_>) {
    let Some(first) = block.spots.iter().min_by_key(|spot| spot.order) else { return };
    let at = first.position;
    let place = format!("{}:{}:{}", lines.source(block.file).name(), at.line, at.column);
    put!(
        page,
        "<figure class=\"excerpt\">\n<figcaption>{}</figcaption>\n<div class=\"lines\">\n",
        name(&place)
    );
    for row in &block.rows {
        let cut = |is: bool| if is { "<span class=\"cut\">…</span>" } else { "" };
        let text = marked(row, block, lines);
        let number = row.line;
        put!(page, "<span class=\"nr\">{number}</span>");
        put!(page, "<code class=\"ln\">{}{text}{}</code>\n", cut(row.cut.0), cut(row.cut.1));
        let mut labels: Vec<&Spot> = block.spots.iter().filter(|spot| spot.last_line == row.line).collect();
        labels.sort_by_key(|spot| (spot.range.start, spot.order));
        for spot in labels.into_iter().filter(|spot| !spot.text.is_empty()) {
            let before = lines.text(block.file).get(row.shown.start..spot.range.start.min(row.shown.end));
            let column = before.map_or(0, width) + usize::from(row.cut.0);
            let class = class(spot);
            put!(page, "<span class=\"nr\"></span><span class=\"label {class}\">");
            put!(page, "<span class=\"indent\" aria-hidden=\"true\">{:column$}</span>", "");
            put!(page, "<span aria-hidden=\"true\">╰ </span>{}</span>\n", entities(&spot.text));
        }
    }
    page.push_str("</div>\n</figure>\n");
}

fn class(spot: &Spot) -> &'static str {
    if spot.order == 0 { "here" } else { "there" }
}

/// A line with what labels point at marked. Where two of them overlap, the more important one counts.
fn marked(row: &Row, block: &Block, lines: &Lines<'_>) -> String {
    let within = |at: usize| at.clamp(row.shown.start, row.shown.end);
    let mut cuts = vec![row.shown.start, row.shown.end];
    for spot in &block.spots {
        cuts.extend([within(spot.range.start), within(spot.range.end)]);
    }
    cuts.sort_unstable();
    cuts.dedup();
    let told: Vec<_> = block.spots.iter().map(|spot| spot.range.clone()).collect();
    let mut html = String::new();
    for (from, to) in cuts.iter().zip(cuts.iter().skip(1)) {
        let covers = |spot: &&Spot| spot.range.start <= *from && spot.range.end >= *to;
        let text = lines.shown(block.file, *from..*to, &told);
        let text = entities(&show(&text, &[]).0);
        match block.spots.iter().filter(covers).min_by_key(|spot| spot.order) {
            Some(spot) => put!(html, "<mark class=\"{}\">{text}</mark>", class(spot)),
            None => html.push_str(&text),
        }
    }
    html
}
