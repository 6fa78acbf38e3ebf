//! Changes of the table as text and as JSON.

use super::changes::{Changes, TypeChange, ValueChange};
use super::facts::{Fact, text};
use super::show::{ListedValue, UNKNOWN, sources_of};
use crate::catalog;
use crate::cli::listing;
use crate::cli::table::{Table, left};
use crate::cli::terminal::Terminal;
use crate::report::escape;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// One line a value that differs, and one a type that is missing; then how many there are.
pub(super) fn table(
    name: &str,
    changes: &Changes,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> io::Result<()> {
    let headings = ["change", "type", "value of", "in the table", "in the answer", "table according to"];
    let mut table = Table::new(headings.map(left));
    for (what, types) in [("added", &changes.added), ("changed", &changes.changed)] {
        for change in types {
            if change.values.is_empty() {
                table.row([what, change.name.as_str(), "", "", ""].map(str::to_owned), []);
            }
            for ValueChange { listed, table: old, answer } in &change.values {
                let source = old.as_ref().map(Fact::according_to);
                let old = old.as_ref().map_or(UNKNOWN.to_owned(), Fact::text);
                let cells = [what.to_owned(), change.name.clone(), listed.name.to_owned(), old, text(answer)];
                table.row(cells, source);
            }
        }
    }
    for missing in &changes.missing {
        table.row(["missing", *missing, "", "", ""].map(str::to_owned), []);
    }
    if !changes.is_empty() {
        table.write(terminal.colour, terminal.width, out)?;
        writeln!(out)?;
    }
    writeln!(out, "{}", escape(&summary(name, changes)))
}

/// How many changes there are.
pub(super) fn summary(name: &str, changes: &Changes) -> String {
    let types = |n: usize| if n == 1 { "1 type".to_owned() } else { format!("{n} types") };
    let mut parts =
        vec![format!("{} added", types(changes.added.len())), format!("{} changed", changes.changed.len())];
    if !changes.partial {
        parts.push(format!("{} missing", changes.missing.len()));
    }
    format!("{name}: {}, {} the same", parts.join(", "), changes.same)
}

/// The JSON list. Names and meanings of fields are kept within a version.
#[derive(Serialize)]
struct Listing<'a> {
    version: u32,
    file: &'a str,
    /// Whether the answer is of some types only: then none is missing.
    partial: bool,
    added: Vec<ListedType<'a>>,
    changed: Vec<ListedType<'a>>,
    missing: &'a [&'static str],
    summary: Summary,
    /// What the keys of sources stand for.
    sources: BTreeMap<&'a str, &'static catalog::Source>,
}

#[derive(Serialize)]
struct Summary {
    added: usize,
    changed: usize,
    missing: usize,
    same: usize,
}

#[derive(Serialize)]
struct ListedType<'a> {
    instance_type: &'a str,
    /// Only those that differ.
    values: BTreeMap<&'static str, Pair<'a>>,
}

#[derive(Serialize)]
struct Pair<'a> {
    /// Null for what is unknown.
    table: Option<ListedValue<'a>>,
    answer: &'a serde_json::Value,
}

pub(super) fn json(name: &str, changes: &Changes, out: &mut dyn Write) -> io::Result<()> {
    let Changes { added, changed, missing, same, partial } = changes;
    let old = added.iter().chain(changed).flat_map(|change| &change.values);
    let listing = Listing {
        version: 1,
        file: name,
        partial: *partial,
        added: added.iter().map(listed).collect(),
        changed: changed.iter().map(listed).collect(),
        missing,
        summary: Summary { added: added.len(), changed: changed.len(), missing: missing.len(), same: *same },
        sources: sources_of(old.filter_map(|value| value.table.as_ref())),
    };
    listing::json(out, &listing)
}

fn listed(change: &TypeChange) -> ListedType<'_> {
    ListedType { instance_type: &change.name, values: change.values.iter().map(pair).collect() }
}

fn pair(ValueChange { listed, table, answer }: &ValueChange) -> (&'static str, Pair<'_>) {
    (listed.name, Pair { table: table.as_ref().map(ListedValue::from), answer })
}
