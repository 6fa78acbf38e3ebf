//! Capacity for people.

use super::Counts;
use crate::cli::inputs::place;
use crate::cli::table::{Table, left, right};
use crate::cli::terminal::Terminal;
use crate::inventory::Unknown;
use crate::plan::{Amount, Capacity, Limit, Measure, Plan};
use crate::report::{escape, wrap};
use crate::source::Sources;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::{self, Write};

/// Shown for what is unknown.
const UNKNOWN: &str = "?";
/// Shown for a limit that nothing documents.
const NONE: &str = "-";
/// Columns where there is no terminal: a longer line would only be one for a very long ID.
const WIDEST: usize = 200;
/// How many missing facts are named.
const SHOWN: usize = 5;

pub(super) fn write(
    rows: &[Capacity<'_>],
    sources: &Sources,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    if !rows.is_empty() {
        let beside = table(rows, sources, terminal, true);
        let fits = beside.width() <= terminal.width.unwrap_or(WIDEST);
        let table = if fits { beside } else { table(rows, sources, terminal, false) };
        table.write(terminal.colour, terminal.width, out)?;
        writeln!(out)?;
    }
    writeln!(out, "{}", wrap(&closing(&Counts::of(rows)), terminal.width))?;
    missing(rows, out)
}

/// A row is a line if all fit; else the place of the peak is below the ID.
fn table(rows: &[Capacity<'_>], sources: &Sources, terminal: &Terminal, beside: bool) -> Table {
    let mut columns = vec![right("room"), right("used"), right("peak"), right("limit"), left("resource")];
    columns.extend(if beside { vec![left("of"), left("peak at")] } else { vec![left("of; peak at")] });
    let mut table = Table::new(columns);
    for row in rows {
        let limit = match row.limit {
            Limit::Known(limit) => limit.value.to_string(),
            Limit::Unknown => UNKNOWN.to_owned(),
            Limit::Undocumented => NONE.to_owned(),
        };
        let numbers = [room(row, terminal.unicode), amount(row.used), amount(row.peak), limit, resource(row)];
        let at = row.peak_at.map(|at| place(sources.get(at.file), at));
        if beside {
            table.row(numbers.into_iter().chain([row.of.name()]), at);
        } else {
            table.row(numbers, [row.of.name()].into_iter().chain(at));
        }
    }
    table
}

fn room(row: &Capacity<'_>, unicode: bool) -> String {
    match (row.room, row.limit) {
        (None, Limit::Undocumented) => NONE.to_owned(),
        (None, _) => UNKNOWN.to_owned(),
        (Some(room), _) => match (room.exact(), room.least) {
            (Some(room), _) => room.to_string(),
            (None, Some(least)) => format!("{least} to {}", room.most),
            (None, None) if unicode => format!("≤{}", room.most),
            (None, None) => format!("<={}", room.most),
        },
    }
}

fn amount(Amount { least, most }: Amount) -> String {
    match most {
        u32::MAX => format!("{least}+"),
        _ if most == least => least.to_string(),
        _ => format!("{least}-{most}"),
    }
}

fn resource(row: &Capacity<'_>) -> String {
    let name = match row.measure {
        Measure::Enis => "ENIs",
        Measure::Ipv4 => "IPv4/ENI",
        Measure::Ipv6 => "IPv6/ENI",
        Measure::Queues => "queues",
        Measure::Eris => "ERIs",
        Measure::QueuePairs => "queue pairs",
        Measure::NetworkCard(index) => return format!("card {index}"),
        Measure::FreeIps => "free IPv4",
        Measure::PrivateIps => "addresses",
    };
    name.to_owned()
}

fn closing(counts: &Counts) -> String {
    let rows = if counts.rows == 1 { "row" } else { "rows" };
    let mut text = format!(
        "{} {rows}: {} over the limit, {} with an unknown limit",
        counts.rows, counts.over_limit, counts.unknown_limit
    );
    if counts.undocumented_limit > 0 {
        text += &format!(", {} without a documented limit", counts.undocumented_limit);
    }
    text
}

/// The facts that would make most rows certain.
fn missing(rows: &[Capacity<'_>], out: &mut dyn Write) -> io::Result<()> {
    // What an unknown is depends on the plan that it is of.
    let mut facts: HashMap<(*const Plan<'_>, Unknown), (&Plan<'_>, usize)> = HashMap::new();
    for (plan, unknown) in rows.iter().flat_map(|row| row.missing.iter().map(|fact| (row.of.plan(), fact))) {
        facts.entry((std::ptr::from_ref(plan), *unknown)).or_insert((plan, 0)).1 += 1;
    }
    let facts = facts.into_iter().map(|((_, unknown), (plan, rows))| (plan.describe(&unknown), rows));
    let mut facts: Vec<(String, usize)> = facts.collect();
    facts.sort_unstable_by(|a, b| (Reverse(a.1), &a.0).cmp(&(Reverse(b.1), &b.0)));
    let more = facts.len().saturating_sub(SHOWN);
    for (fact, rows) in facts.into_iter().take(SHOWN) {
        let rows = if rows == 1 { "1 row needs".to_owned() } else { format!("{rows} rows need") };
        writeln!(out, "{rows} {}", escape(&fact))?;
    }
    if more > 0 {
        writeln!(out, "and {more} more facts are missing")?;
    }
    Ok(())
}
