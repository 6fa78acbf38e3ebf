//! Instance types as a table, as one type in detail, and as JSON.

use super::facts::{Fact, LISTED, STOPPED_ONLY, TypeFacts};
use crate::catalog;
use crate::cli::listing;
use crate::cli::table::{Table, left, right};
use crate::cli::terminal::Terminal;
use crate::report::escape;
use clap::builder::styling::Style;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Shown for what no source states.
pub(super) const UNKNOWN: &str = "?";

/// One line a type, with the sources of what is in it.
pub(super) fn table(types: &[TypeFacts], terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    const NUMBERS: [&str; 5] = [
        "cpu_core_count",
        "memory_size",
        "eni_quantity",
        "eni_private_ip_address_quantity",
        "eni_ipv6_address_quantity",
    ];
    const QUEUES: [&str; 2] = ["primary_eni_queue_number", "secondary_eni_queue_number"];
    const CARDS: &str = "network_card_quantity";
    let mut table = Table::new([
        left("type"),
        right("vCPU"),
        right("GiB"),
        right("ENIs"),
        right("IPv4"),
        right("IPv6"),
        right("queues"),
        right("cards"),
        left("hot plug"),
        left("source"),
    ]);
    for facts in types {
        let text = |name: &str| facts.get(name).map_or(UNKNOWN.to_owned(), Fact::text);
        let queues = QUEUES.map(text);
        let queues =
            if queues.iter().all(|text| text == UNKNOWN) { UNKNOWN.to_owned() } else { queues.join("/") };
        let stopped_only = facts.get(STOPPED_ONLY).filter(|fact| fact.value == true);
        let hot_plug = if stopped_only.is_some() { "no" } else { "yes" };
        let mut cells = vec![facts.name.clone()];
        cells.extend(NUMBERS.map(text));
        cells.extend([queues, text(CARDS), hot_plug.to_owned()]);
        let shown = NUMBERS.into_iter().chain(QUEUES).chain([CARDS]).filter_map(|name| facts.get(name));
        let mut sources: Vec<&str> = Vec::new();
        for source in shown.chain(stopped_only).map(|fact| file_or_key(&fact.source, fact.date)) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        table.row(cells, [sources.join(", ")]);
    }
    table.write(terminal.colour, terminal.width, out)
}

/// A key as it is; of a place in a file the file.
fn file_or_key<'a>(source: &'a str, date: Option<&str>) -> &'a str {
    match date {
        Some(_) => source,
        None => source.rsplitn(3, ':').last().unwrap_or(source),
    }
}

/// Every value of one type.
pub(super) fn one(facts: &TypeFacts, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let bold = if terminal.colour { Style::new().bold() } else { Style::new() };
    writeln!(out, "{bold}{}{bold:#}\n", escape(&facts.name))?;
    let mut table = Table::new([left("value of"), left("is"), left("according to")]);
    for listed in LISTED {
        let fact = facts.get(listed.name);
        let source = fact.map_or(String::new(), Fact::according_to);
        let text = fact.map_or(UNKNOWN.to_owned(), Fact::text);
        let unit = if fact.is_some() && listed.name == "memory_size" { " GiB" } else { "" };
        table.row([listed.name.to_owned(), format!("{text}{unit}")], [source]);
    }
    table.write(terminal.colour, terminal.width, out)?;
    if let Some(note) = facts.note {
        writeln!(out, "\nnetwork cards: {note}")?;
    }
    let sources = sources(std::slice::from_ref(facts));
    if !sources.is_empty() {
        writeln!(out)?;
        let mut table = Table::new([left("source"), left("which is")]);
        for (key, source) in sources {
            table.row([key.to_owned()], [source.title.to_owned(), source.url.to_owned()]);
        }
        table.write(terminal.colour, terminal.width, out)?;
    }
    Ok(())
}

/// The built-in sources that the values come from.
fn sources(types: &[TypeFacts]) -> BTreeMap<&str, &'static catalog::Source> {
    sources_of(types.iter().flat_map(|facts| LISTED.iter().filter_map(|listed| facts.get(listed.name))))
}

/// The built-in sources of some values.
pub(super) fn sources_of<'a>(
    facts: impl Iterator<Item = &'a Fact>,
) -> BTreeMap<&'a str, &'static catalog::Source> {
    let mut sources = BTreeMap::new();
    for fact in facts.filter(|fact| fact.date.is_some()) {
        for key in fact.source.split(';') {
            sources.extend(catalog::source(key).map(|source| (key, source)));
        }
    }
    sources
}

/// The JSON list. Names and meanings of fields are kept within a version.
#[derive(Serialize)]
struct Listing<'a> {
    version: u32,
    types: Vec<ListedType<'a>>,
    /// What the keys of sources stand for.
    sources: BTreeMap<&'a str, &'static catalog::Source>,
}

#[derive(Serialize)]
struct ListedType<'a> {
    instance_type: &'a str,
    /// Null for what is unknown.
    values: BTreeMap<&'static str, Option<ListedValue<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    network_cards_note: Option<&'static str>,
}

/// A value with who says so.
#[derive(Serialize)]
pub(super) struct ListedValue<'a> {
    value: &'a serde_json::Value,
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'static str>,
}

impl<'a> From<&'a Fact> for ListedValue<'a> {
    fn from(Fact { value, source, date }: &'a Fact) -> Self {
        Self { value, source, date: *date }
    }
}

pub(super) fn json(types: &[TypeFacts], out: &mut dyn Write) -> io::Result<()> {
    let listing = Listing { version: 1, types: types.iter().map(listed).collect(), sources: sources(types) };
    listing::json(out, &listing)
}

fn listed(facts: &TypeFacts) -> ListedType<'_> {
    let value = |name| facts.get(name).map(ListedValue::from);
    ListedType {
        instance_type: &facts.name,
        values: LISTED.iter().map(|listed| (listed.name, value(listed.name))).collect(),
        network_cards_note: facts.note,
    }
}
