//! A picture of each instance that an attach is planned for: a frame with one cell for each slot of
//! its type, the ENIs in them by network card, and what finds no room outside of the frame.

use super::text::{entities, name, prose};
use super::{Known, put, symbol};
use crate::finding::{Board, Decision, Hold, Role, Seat};
use crate::report::Report;
use crate::report::closing::count;
use std::collections::BTreeMap;

/// Instances that are drawn.
pub(super) const MAX_BOARDS: usize = 60;
/// Free slots of one instance that are drawn.
const MAX_FREE: usize = 16;
/// Missing facts of one instance.
const MAX_FACTS: usize = 4;

/// The instances that are drawn, those first that have an attach that does not pass.
pub(super) fn shown<'a>(report: &'a Report, known: &mut Known<'_>) -> Vec<&'a Board> {
    let rank = |board: &&Board| {
        let decisions = board.seats.iter().filter_map(|seat| decision(seat, known));
        decisions.map(|decision| decision == Decision::Pass).min().unwrap_or(true)
    };
    let mut boards: Vec<(bool, &Board)> = report.boards.iter().map(|board| (rank(&board), board)).collect();
    boards.sort_by_key(|(rank, _)| *rank);
    boards.truncate(MAX_BOARDS);
    for (number, (_, board)) in (1..).zip(&boards) {
        let planned = board.seats.iter().filter_map(|seat| seat.attachment);
        known.boards.extend(planned.map(|attachment| (attachment, number)));
    }
    boards.into_iter().map(|(_, board)| board).collect()
}

fn decision(seat: &Seat, known: &Known<'_>) -> Option<Decision> {
    let (verdict, _) = known.attaches.get(&seat.attachment?)?;
    Some(verdict.decision)
}

pub(super) fn section(page: &mut String, boards: &[&Board], report: &Report, known: &Known<'_>) {
    if boards.is_empty() {
        return;
    }
    page.push_str("<section id=\"instances\" aria-labelledby=\"instances-h\">\n");
    page.push_str("<h2 id=\"instances-h\">Instances</h2>\n<p>Each frame is an instance when the plan is ");
    page.push_str("done, with a cell for each ENI that its type takes.</p>\n");
    page.push_str("<ul class=\"legend\">\n");
    let legend = [
        ("there primary", "◆", "primary"),
        ("there", "●", "there already"),
        ("pass", "✓", "planned: pass"),
        ("fail", "✕", "planned: fail"),
        ("undecided", "?", "planned: undecided"),
        ("free", "○", "free slot"),
    ];
    for (class, sign, word) in legend {
        put!(
            page,
            "<li class=\"seat {class}\"><span class=\"sym\" aria-hidden=\"true\">{sign}</span> {word}</li>\n"
        );
    }
    page.push_str("</ul>\n");
    for (number, board) in (1..).zip(boards) {
        figure(page, number, board, known);
    }
    let more = report.boards.len() - boards.len();
    if more > 0 {
        put!(page, "<p class=\"more\">{}</p>\n", count(more, "more instance"));
    }
    page.push_str("</section>\n");
}

/// Who is where on a picture.
struct Layout<'a> {
    inside: Vec<&'a Seat>,
    over: Vec<&'a Seat>,
    /// Those that may be there beside as many as there are slots.
    perhaps: Vec<&'a Seat>,
    beside: Vec<&'a Seat>,
    leaving: Vec<&'a Seat>,
    /// None if it is not known how many slots there are.
    free: Option<usize>,
}

impl<'a> Layout<'a> {
    fn new(board: &'a Board) -> Self {
        let of = |hold| board.seats.iter().filter(|seat| seat.hold == hold).collect::<Vec<_>>();
        let mut inside = of(Hold::Sits);
        inside.extend(of(Hold::MaySit)); // last, so that none of them crowds out what is certain
        let slots = board.slots.map(|slots| usize::try_from(slots).unwrap_or_default());
        let rest = slots.map_or_else(Vec::new, |slots| inside.split_off(slots.min(inside.len())));
        let (mut over, perhaps): (Vec<&Seat>, Vec<&Seat>) =
            rest.into_iter().partition(|seat| seat.hold == Hold::Sits);
        over.extend(of(Hold::Over));
        let free = slots.map(|slots| slots.saturating_sub(inside.len()).saturating_sub(board.left_out));
        Self { inside, over, perhaps, beside: of(Hold::Beside), leaving: of(Hold::Leaves), free }
    }
}

fn figure(page: &mut String, number: usize, board: &Board, known: &Known<'_>) {
    let layout = Layout::new(board);
    put!(page, "<article class=\"board\" id=\"b{number}\" aria-labelledby=\"b{number}-h\">\n");
    put!(page, "<h3 id=\"b{number}-h\">{}", name(&board.instance));
    if let Some(kind) = &board.instance_type {
        put!(page, " <span class=\"type\">{}</span>", name(kind));
    }
    put!(
        page,
        "</h3>\n<p class=\"facts\">{}</p>\n<div class=\"rig\">\n<div class=\"frame\">\n",
        words(board, &layout)
    );
    if board.cards.is_empty() {
        let mut cells: String = layout.inside.iter().map(|seat| cell(seat, known, true)).collect();
        cells.push_str(&free(board, &layout));
        put!(page, "<ul class=\"slots\">\n{cells}</ul>\n");
    } else {
        cards(page, board, &layout, known);
    }
    page.push_str("</div>\n");
    let groups = [
        ("over", "No room at its turn", &layout.over),
        ("beside", "Perhaps there, too", &layout.perhaps),
        ("beside", "On a trunk or in a bond: no slot", &layout.beside),
        ("leaving", "Taken away by the plan", &layout.leaving),
    ];
    for (class, title, seats) in groups {
        if !seats.is_empty() {
            let cells: String = seats.iter().map(|seat| cell(seat, known, true)).collect();
            put!(
                page,
                "<div class=\"{class}\">\n<h4>{title}</h4>\n<ul class=\"slots\">\n{cells}</ul>\n</div>\n"
            );
        }
    }
    page.push_str("</div>\n");
    if board.left_out > 0 {
        put!(page, "<p class=\"more\">{}</p>\n", count(board.left_out, "more ENI"));
    }
    if !board.missing.is_empty() {
        let facts: Vec<String> = board.missing.iter().take(MAX_FACTS).map(|fact| name(fact)).collect();
        let more = board.missing.len().saturating_sub(MAX_FACTS);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        put!(page, "<p class=\"aside\">Not certain without {}{more}</p>\n", facts.join(", "));
    }
    page.push_str("</article>\n");
}

/// The picture in words.
fn words(board: &Board, layout: &Layout<'_>) -> String {
    let mut parts = vec![match board.slots {
        Some(slots) => format!("takes {}", count(usize::try_from(slots).unwrap_or_default(), "ENI")),
        None => "takes nobody knows how many ENIs".to_owned(),
    }];
    let planned = layout.inside.iter().filter(|seat| seat.attachment.is_some()).count();
    let is_own = |seat: &&&Seat| seat.attachment.is_none() && seat.eni.is_empty();
    let own = layout.inside.iter().filter(is_own).count();
    let numbers = [
        (own, "of its own"),
        (layout.inside.len() - planned - own, "there already"),
        (planned, "planned"),
        (layout.over.len(), "without room"),
        (layout.free.unwrap_or_default(), if board.is_open { "free as far as is known" } else { "free" }),
    ];
    parts.extend(numbers.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")));
    entities(&parts.join(", "))
}

/// The ENIs by card, those without one apart, then what is free.
fn cards(page: &mut String, board: &Board, layout: &Layout<'_>, known: &Known<'_>) {
    let mut groups: BTreeMap<i64, Vec<&Seat>> =
        board.cards.iter().map(|index| (*index, Vec::new())).collect();
    let mut apart: Vec<&Seat> = Vec::new();
    for &seat in &layout.inside {
        match seat.card {
            Some(index) => groups.entry(index).or_default().push(seat),
            None => apart.push(seat),
        }
    }
    page.push_str("<div class=\"cards\">\n");
    let card = |page: &mut String, title: &str, class: &str, cells: &str| {
        let cells = if cells.is_empty() { "<li class=\"seat nothing\">nothing</li>\n" } else { cells };
        put!(
            page,
            "<div class=\"card{class}\">\n<h4>{title}</h4>\n<ul class=\"slots\">\n{cells}</ul>\n</div>\n"
        );
    };
    for (index, seats) in &groups {
        let cells: String = seats.iter().map(|seat| cell(seat, known, false)).collect();
        let (title, class) = match board.cards.contains(index) {
            true => (format!("Card {index}"), ""),
            false => (format!("Card {index}, which the type has not"), " strange"),
        };
        card(page, &title, class, &cells);
    }
    if !apart.is_empty() {
        let cells: String = apart.iter().map(|seat| cell(seat, known, false)).collect();
        card(page, "Card not given", " apart", &cells);
    }
    let free = free(board, layout);
    if !free.is_empty() {
        card(page, "Free, on any card", " apart spare", &free);
    }
    page.push_str("</div>\n");
}

fn free(board: &Board, layout: &Layout<'_>) -> String {
    let Some(free) = layout.free else {
        return "<li class=\"seat free\"><span class=\"sym\" aria-hidden=\"true\">…</span> limit not known</li>\n".to_owned();
    };
    let word = if board.is_open { "free?" } else { "free" };
    let one =
        format!("<li class=\"seat free\"><span class=\"sym\" aria-hidden=\"true\">○</span> {word}</li>\n");
    let mut cells = one.repeat(free.min(MAX_FREE));
    if free > MAX_FREE {
        put!(cells, "<li class=\"seat free\">and {} more free</li>\n", free - MAX_FREE);
    }
    cells
}

/// One ENI. `with_card` says whether its network card is told.
fn cell(seat: &Seat, known: &Known<'_>, with_card: bool) -> String {
    let mut what = vec![role(seat).to_owned()];
    let verdict = seat.attachment.and_then(|attachment| known.attaches.get(&attachment));
    if let Some((verdict, _)) = verdict {
        what.insert(0, verdict.decision.as_str().to_owned());
    }
    if seat.is_eri {
        what.push("ERI".to_owned());
    }
    if let Some(index) = seat.card.filter(|_| with_card) {
        what.push(format!("card {index}"));
    }
    if seat.hold == Hold::MaySit {
        what.push("perhaps".to_owned());
    }
    let (class, sign, link) = match verdict {
        None if seat.role == Role::Primary => ("there primary", "◆", None),
        None => ("there", "●", None),
        Some((verdict, number)) => (verdict.decision.as_str(), symbol(verdict.decision), *number),
    };
    let maybe = if seat.hold == Hold::MaySit { " maybe" } else { "" };
    let mut html =
        format!("<li class=\"seat {class}{maybe}\"><span class=\"sym\" aria-hidden=\"true\">{sign}</span> ");
    put!(html, "<span class=\"what\">{}</span> ", prose(&what.join(", ")));
    let shown = match (seat.eni.as_str(), seat.attachment) {
        ("", None) => "<span>comes with the instance</span>".to_owned(),
        ("", Some(_)) => "<span>not known which</span>".to_owned(),
        (eni, _) => name(eni),
    };
    match link {
        Some(number) => put!(html, "<a href=\"#v{number}\">{shown}</a>"),
        None => html.push_str(&shown),
    }
    html.push_str("</li>\n");
    html
}

fn role(seat: &Seat) -> &'static str {
    match seat.role {
        Role::Primary => "primary",
        Role::Secondary => "secondary",
        Role::Trunk => "trunk",
        Role::Member => "member",
        Role::Unknown => "ENI",
    }
}
