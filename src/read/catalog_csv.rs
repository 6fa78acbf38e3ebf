//! A `--catalog` file in CSV: a header with the built-in table's columns, then a row a type.

use super::Failure;
use crate::inventory::{Draft, Field, Inventory, Kind, Meaning, Standing, Type, Value};
use crate::source::{FileId, Span};
use crate::syntax::Range;

pub(super) fn is_csv(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ext)| ext.eq_ignore_ascii_case("csv"))
}

/// Columns that the table has and no rule reads are passed over; quoting is not needed, since no
/// value holds a comma.
pub(super) fn read(file: FileId, text: &str, inventory: &mut Inventory) -> Result<(), Failure> {
    let mut columns: Option<Vec<Option<Field>>> = None;
    for line in lines(text) {
        let cells: Vec<Cell<'_>> = split(line.0, ',', line.1).collect();
        match &columns {
            None => columns = Some(header(file, &cells)?),
            Some(columns) => {
                let draft = row(file, line, columns, &cells, inventory)?;
                inventory.add(draft, file, Standing::Catalog);
            }
        }
    }
    if columns.is_none() {
        return Err(Failure::new("the catalog is empty"));
    }
    Ok(())
}

type Cell<'a> = (&'a str, Range);

/// The lines that hold something, each with its offset.
fn lines(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut offset = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = offset;
        offset += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        (!line.trim().is_empty()).then_some((line, start))
    })
}

/// What stands between separators, of a text that begins at an offset.
fn split(text: &str, separator: char, start: usize) -> impl Iterator<Item = Cell<'_>> {
    let mut offset = start;
    text.split(separator).map(move |cell| {
        let at = offset + (cell.len() - cell.trim_start().len());
        offset += cell.len() + separator.len_utf8();
        let cell = cell.trim();
        (cell, range(at, cell.len()))
    })
}

fn range(start: usize, len: usize) -> Range {
    let int = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Range { start: int(start), end: int(start + len) }
}

fn span(file: FileId, range: Range) -> Span {
    Span { file, start: range.start, end: range.end }
}

fn header(file: FileId, cells: &[Cell<'_>]) -> Result<Vec<Option<Field>>, Failure> {
    let columns: Vec<Option<Field>> = cells.iter().map(|(name, _)| column(name)).collect();
    if columns.contains(&Some(Field::InstanceTypeId)) {
        return Ok(columns);
    }
    let at = cells.first().map_or(range(0, 0), |c| c.1);
    Err(Failure::new("the catalog's header has no column instance_type")
        .help("the columns are those of rules/catalog/instance-types.csv")
        .at(span(file, at)))
}

fn column(name: &str) -> Option<Field> {
    match name {
        "vcpu" => return Some(Field::CpuCoreCount),
        "memory_gib" => return Some(Field::MemorySize),
        _ => {}
    }
    let key = super::entry::normalise(name);
    Kind::InstanceType.fields().iter().find(|def| def.key == key).and_then(|def| match def.meaning {
        Meaning::Field(field) | Meaning::List(field, _) => Some(field),
        _ => None,
    })
}

fn row(
    file: FileId,
    line: (&str, usize),
    columns: &[Option<Field>],
    cells: &[Cell<'_>],
    inventory: &mut Inventory,
) -> Result<Draft, Failure> {
    let mut draft = Draft::new(Kind::InstanceType, range(line.1, line.0.len()));
    for (field, (cell, at)) in columns.iter().zip(cells) {
        let (Some(field), false) = (field, cell.is_empty()) else { continue };
        if cell.contains('"') {
            let help = "write each value without quotes; none holds a comma";
            return Err(Failure::new("a quoted value").at(span(file, *at)).help(help));
        }
        if set(&mut draft, *field, (*cell, *at), inventory).is_none() {
            let message = format!("{} must be {}", field.name(), field.ty().describe());
            return Err(Failure::new(message).at(span(file, *at)));
        }
    }
    Ok(draft)
}

/// Sets a field; None if the cell holds no value of it. A list has `;` between its items.
fn set(draft: &mut Draft, field: Field, (cell, at): Cell<'_>, inventory: &mut Inventory) -> Option<()> {
    let Some(item) = field.ty().item() else {
        draft.set(field, value(field.ty(), cell, inventory)?, at);
        return Some(());
    };
    let mut items = Vec::new();
    for (item_cell, at) in split(cell, ';', at.start as usize) {
        items.push((value(item, item_cell, inventory)?, at));
    }
    draft.set_list(field, items, at);
    Some(())
}

fn value(ty: Type, cell: &str, inventory: &mut Inventory) -> Option<Value> {
    match ty {
        Type::Int => cell.parse().ok().map(Value::Int),
        Type::Number => {
            cell.parse::<f64>().ok().filter(|n| n.is_finite()).map(|n| Value::Int((n * 1000.0) as i64))
        }
        Type::Bool => cell.parse().ok().map(Value::Bool),
        _ if cell.len() > super::value::LONGEST => None,
        _ => Some(Value::Text(inventory.texts.intern(cell))),
    }
}
