//! Capacity for programs. `docs/capacity.md` says what the fields mean.

use super::{Counts, kind};
use crate::cli::listing;
use crate::inventory::{Known, Origin};
use crate::plan::{Amount, Capacity, Limit};
use crate::read::FileOutcome;
use crate::report::{Place, Places};
use crate::source::{Sources, Span};
use serde::{Serialize, Serializer};
use std::io::{self, Write};

#[derive(Serialize)]
struct Listing<R> {
    version: u32,
    rows: R,
    summary: Counts,
}

#[derive(Serialize)]
struct Row<'a> {
    kind: &'static str,
    id: String,
    resource: &'static str,
    /// The index of the network card, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    network_card_index: Option<i64>,
    used: Range<u32>,
    peak: Range<u32>,
    peak_at: Option<Place<'a>>,
    limit: Option<i64>,
    limit_source: Option<Source<'a>>,
    headroom: Option<Headroom>,
    missing: Vec<String>,
}

#[derive(Serialize)]
struct Range<T> {
    least: T,
    /// Null if there is no telling.
    most: Option<T>,
}

#[derive(Serialize)]
struct Headroom {
    /// Null if there is no telling.
    least: Option<i64>,
    most: i64,
}

/// Who says what a limit is.
#[derive(Serialize)]
#[serde(untagged)]
enum Source<'a> {
    File(Place<'a>),
    Table { source: &'static str, date: &'static str },
    Default { default: &'static str },
}

/// Rows that are made while they are written.
struct Each<I>(I);

impl<I: Iterator<Item: Serialize> + Clone> Serialize for Each<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

pub(super) fn write(
    rows: &[Capacity<'_>],
    sources: &Sources,
    files: &[FileOutcome],
    out: &mut dyn Write,
) -> io::Result<()> {
    let spans: Vec<Span> = rows.iter().flat_map(|row| [row.peak_at, limit_span(row)]).flatten().collect();
    let places = Places::find(spans, files, sources);
    let listing = Listing {
        version: 1,
        rows: Each(rows.iter().map(|one| row(one, &places))),
        summary: Counts::of(rows),
    };
    listing::json(out, &listing)
}

fn limit_span(row: &Capacity<'_>) -> Option<Span> {
    known(row)?.span()
}

fn known(row: &Capacity<'_>) -> Option<Known<i64>> {
    match row.limit {
        Limit::Known(limit) => Some(limit),
        Limit::Unknown | Limit::Undocumented => None,
    }
}

fn row<'a>(row: &Capacity<'_>, places: &'a Places<'_>) -> Row<'a> {
    let limit = known(row);
    Row {
        kind: kind(row),
        id: row.of.name(),
        resource: row.measure.name(),
        network_card_index: row.measure.card(),
        used: range(row.used),
        peak: range(row.peak),
        peak_at: row.peak_at.map(|at| places.get(at)),
        limit: limit.map(|limit| limit.value),
        limit_source: limit.map(|limit| match limit.origin {
            Origin::At(span) => Source::File(places.get(span)),
            Origin::Table(table) => Source::Table { source: table.source, date: table.date },
            Origin::Default(default) => Source::Default { default },
        }),
        headroom: row.room.map(|room| Headroom { least: room.least, most: room.most }),
        missing: row.missing.iter().map(|unknown| row.of.plan().describe(unknown)).collect(),
    }
}

fn range(amount: Amount) -> Range<u32> {
    Range { least: amount.least, most: Some(amount.most).filter(|most| *most < u32::MAX) }
}
