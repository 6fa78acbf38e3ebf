use crate::inventory::{Field, Kind, Meaning, Provenance, Value};
use hashbrown::HashMap;
use std::sync::OnceLock;

pub(super) const TYPES: &str = include_str!("../../rules/catalog/instance-types.csv");
static NO_HOT_PLUG: Table = Table::new(include_str!("../../rules/catalog/no-hot-plug.csv"));
static NETWORK_CARDS: Table = Table::new(include_str!("../../rules/catalog/network-cards.csv"));
static LEGACY_FAMILIES: Table = Table::new(include_str!("../../rules/catalog/legacy-families.csv"));
static REGIONS: Table = Table::new(include_str!("../../rules/catalog/regions.csv"));

/// The built-in table, cut into cells when it is first asked for. What the cells of a row mean is read when
/// one of them is asked for: a run looks at a few of the twelve hundred rows, and very often at these.
pub(crate) struct Catalog {
    columns: HashMap<&'static str, usize>,
    rows: HashMap<&'static str, Cells>,
}

/// A value of the table, if there is one, with its source.
type Sourced = Option<(Value, Provenance)>;

/// The cells of a type, and the value in each with its source, once that was read.
struct Cells {
    texts: Vec<&'static str>,
    values: OnceLock<HashMap<Field, Sourced>>,
}

/// A row of the table.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    columns: &'a HashMap<&'static str, usize>,
    cells: &'a [&'static str],
}

impl Row<'_> {
    /// The text of a cell, if it is filled.
    pub(super) fn cell(&self, column: &str) -> Option<&'static str> {
        self.cells.get(*self.columns.get(column)?).copied().filter(|cell| !cell.is_empty())
    }

    /// The same with its source.
    fn sourced(&self, column: &str) -> Option<(&'static str, Provenance)> {
        let cell = self.cell(column)?;
        let own = self.cell("field_sources").unwrap_or_default().split(';').find_map(|pair| {
            let (name, source) = pair.split_once('=')?;
            (name == column).then_some(source)
        });
        let provenance = match own {
            Some(source) => {
                Provenance { source, date: super::limits::source_date(source).unwrap_or("undated") }
            }
            None => Provenance { source: self.cell("source")?, date: self.cell("source_date")? },
        };
        Some((cell, provenance))
    }
}

/// Whether instances of a type take an ENI while they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HotPlug {
    /// Yes: the list of those that do not is taken as whole.
    Yes,
    /// No: they must be stopped.
    StoppedOnly(Provenance),
}

/// A family of Generation I, of which no source prints how many ENIs its types take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LegacyFamily {
    /// Whether some of its instances are I/O optimized; none of the others takes an ENI.
    pub(crate) may_be_io_optimized: bool,
    pub(crate) provenance: Provenance,
}

impl Catalog {
    pub(crate) fn built_in() -> &'static Catalog {
        static CATALOG: OnceLock<Catalog> = OnceLock::new();
        CATALOG.get_or_init(|| {
            let mut lines = TYPES.lines();
            let header = lines.next().unwrap_or_default();
            let columns = header.split(',').enumerate().map(|(i, name)| (name, i)).collect();
            let cells = lines.map(|line| line.split(',').collect::<Vec<_>>());
            let cells = cells.map(|texts| Cells { texts, values: OnceLock::new() });
            let rows = cells.filter_map(|cells| Some((*cells.texts.first()?, cells))).collect();
            Catalog { columns, rows }
        })
    }

    /// Whether the type is in the table.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.rows.contains_key(name)
    }

    /// The names of all types, in the order of the table: an order of its own in each run would
    /// show in suggestions.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        TYPES.lines().skip(1).filter_map(|line| line.split(',').next())
    }

    /// All types with their rows, in no order.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&'static str, Row<'_>)> {
        self.rows.iter().map(|(name, cells)| (*name, self.row(cells)))
    }

    fn row<'a>(&'a self, cells: &'a Cells) -> Row<'a> {
        Row { columns: &self.columns, cells: &cells.texts }
    }

    /// A value of the table. An empty cell is unknown, never zero.
    pub(crate) fn value(&self, name: &str, field: Field) -> Sourced {
        let cells = self.rows.get(name)?;
        let read = || {
            let fields = Kind::InstanceType.fields().iter().filter_map(|def| match def.meaning {
                Meaning::Field(field) => Some(field),
                _ => None,
            });
            fields.map(|field| (field, self.read(self.row(cells), field))).collect()
        };
        let known = cells.values.get_or_init(read).get(&field).copied();
        known.unwrap_or_else(|| self.read(self.row(cells), field))
    }

    fn read(&self, row: Row<'_>, field: Field) -> Sourced {
        let (cell, provenance) = row.sourced(column(field)?)?;
        let value = match cell {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            number if field == Field::MemorySize => Value::Int((number.parse::<f64>().ok()? * 1000.0) as i64),
            number => Value::Int(number.parse().ok()?),
        };
        Some((value, provenance))
    }

    /// The text of a cell, if it is filled, with its source.
    pub(crate) fn cell(&self, name: &str, column: &str) -> Option<(&'static str, Provenance)> {
        self.row(self.rows.get(name)?).sourced(column)
    }

    /// Whether the type takes an ENI while the instance runs.
    pub(crate) fn hot_plug(&self, name: &str) -> HotPlug {
        NO_HOT_PLUG.row(name).and_then(no_hot_plug_source).map_or(HotPlug::Yes, HotPlug::StoppedOnly)
    }

    /// What is known of the type's network cards in words, beside their number.
    pub(crate) fn network_cards_note(&self, name: &str) -> Option<&'static str> {
        NETWORK_CARDS.row(name)?.split(',').nth(5).filter(|note| !note.is_empty())
    }

    /// What is known of a legacy family, like `ecs.t1`; none of any other.
    pub(crate) fn legacy_family(&self, family: &str) -> Option<LegacyFamily> {
        let mut cells = LEGACY_FAMILIES.row(family)?.split(',').skip(1);
        Some(LegacyFamily {
            may_be_io_optimized: cells.next()? != "never",
            provenance: Provenance { source: cells.next()?, date: cells.next()? },
        })
    }

    /// Whether a region is in the built-in list.
    pub(crate) fn knows_region(&self, id: &str) -> bool {
        REGIONS.row(id).is_some()
    }

    /// The IDs of the regions in the built-in list.
    pub(crate) fn regions(&self) -> impl Iterator<Item = &'static str> {
        REGIONS.lines().filter_map(|line| line.split(',').next())
    }
}

/// A table whose rows are found by their first cell.
struct Table {
    text: &'static str,
    rows: OnceLock<HashMap<&'static str, &'static str>>,
}

impl Table {
    const fn new(text: &'static str) -> Self {
        Self { text, rows: OnceLock::new() }
    }

    fn lines(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.text.lines().skip(1)
    }

    /// The row whose first cell is `key`; the first of several.
    fn row(&self, key: &str) -> Option<&'static str> {
        let rows = self.rows.get_or_init(|| {
            let mut rows = HashMap::new();
            for line in self.lines() {
                rows.entry(line.split(',').next().unwrap_or_default()).or_insert(line);
            }
            rows
        });
        rows.get(key).copied()
    }
}

fn no_hot_plug_source(row: &'static str) -> Option<Provenance> {
    let mut cells = row.split(',').skip(1);
    Some(Provenance { source: cells.next()?, date: cells.next()? })
}

/// Who says which types take no ENI while they run, and so, that all others do.
pub(crate) fn hot_plug_list() -> Provenance {
    let first = NO_HOT_PLUG.lines().next().and_then(no_hot_plug_source);
    first.unwrap_or(Provenance { source: "no-hot-plug.csv", date: "undated" })
}

/// The table's column of a field.
fn column(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::TypeQueuePairNumber => "queue_pair_number",
        Field::CpuCoreCount => "vcpu",
        Field::MemorySize => "memory_gib",
        Field::InstanceTypeFamily => return None, // a text; see `cell`
        Field::NetworkCards => return None,       // no source prints the indexes
        field => field.name(),
    })
}
