//! The table of instance types with an answer of the API taken in, as text.

use super::types::TYPES;
use std::collections::{BTreeMap, HashMap};

/// What a new source says of a type: columns with their new cells. No cell holds a comma, a quote or
/// a line break; nothing is said of the other columns.
#[derive(Debug)]
pub(crate) struct Amendment {
    pub(crate) name: String,
    pub(crate) cells: Vec<(&'static str, String)>,
}

/// The built-in table with what a source says, which has that key and date. Types that it does not
/// have come after the last of their family, or at the end, in the order given.
pub(crate) fn amended(amendments: &[Amendment], key: &str, date: &str) -> String {
    amend(TYPES, amendments, key, date)
}

fn amend(table: &str, amendments: &[Amendment], key: &str, date: &str) -> String {
    let mut lines = table.lines();
    let header = lines.next().unwrap_or_default();
    let columns = Columns(header.split(',').collect());
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let mut by_name: HashMap<&str, &Amendment> =
        amendments.iter().map(|amendment| (amendment.name.as_str(), amendment)).collect();
    let mut last: HashMap<&str, usize> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        last.insert(columns.cell(row, FAMILY), at);
    }
    let mut text = vec![header.to_owned()];
    // New rows by the row that they come after.
    let mut new: HashMap<Option<usize>, Vec<String>> = HashMap::new();
    let known: HashMap<&str, usize> =
        rows.iter().enumerate().map(|(at, row)| (columns.cell(row, NAME), at)).collect();
    for amendment in amendments.iter().filter(|amendment| !known.contains_key(amendment.name.as_str())) {
        let family = amendment.cells.iter().find(|(column, _)| *column == FAMILY);
        let after = family.and_then(|(_, family)| last.get(family.as_str()).copied());
        new.entry(after).or_default().push(columns.new_row(amendment, key, date));
    }
    for (at, row) in rows.iter().enumerate() {
        text.push(match by_name.remove(columns.cell(row, NAME)) {
            Some(amendment) => columns.changed(row, amendment, key),
            None => row.join(","),
        });
        text.extend(new.remove(&Some(at)).unwrap_or_default());
    }
    text.extend(new.remove(&None).unwrap_or_default());
    text.join("\n") + "\n"
}

const NAME: &str = "instance_type";
const FAMILY: &str = "family";
const SOURCE: &str = "source";
const SOURCE_DATE: &str = "source_date";
/// The cells that come from elsewhere than the row's source: `column=key`, with `;` between them.
const FIELD_SOURCES: &str = "field_sources";

/// The columns of the table, in order.
struct Columns<'a>(Vec<&'a str>);

impl Columns<'_> {
    fn at(&self, column: &str) -> Option<usize> {
        self.0.iter().position(|name| *name == column)
    }

    fn cell<'r>(&self, row: &[&'r str], column: &str) -> &'r str {
        self.at(column).and_then(|at| row.get(at)).copied().unwrap_or_default()
    }

    /// A row of the table with what a source says otherwise.
    fn changed(&self, row: &[&str], amendment: &Amendment, key: &str) -> String {
        let own = self.cell(row, FIELD_SOURCES).split(';').filter_map(|pair| pair.split_once('='));
        let mut own: BTreeMap<&str, &str> = own.collect();
        own.extend(amendment.cells.iter().map(|(column, _)| (*column, key)));
        let own: Vec<String> = own.iter().map(|(column, key)| format!("{column}={key}")).collect();
        let cells = amendment.cells.iter().map(|(column, cell)| (*column, cell.as_str()));
        self.write(row, cells.chain([(FIELD_SOURCES, own.join(";").as_str())]))
    }

    /// The row of a type that the table does not have.
    fn new_row(&self, amendment: &Amendment, key: &str, date: &str) -> String {
        let cells = amendment.cells.iter().map(|(column, cell)| (*column, cell.as_str()));
        let of_row = [(NAME, amendment.name.as_str()), (SOURCE, key), (SOURCE_DATE, date)];
        self.write(&vec![""; self.0.len()], cells.chain(of_row))
    }

    fn write<'c>(&self, row: &[&'c str], cells: impl Iterator<Item = (&'c str, &'c str)>) -> String {
        let mut row = row.to_vec();
        for (column, cell) in cells {
            if let Some(old) = self.at(column).and_then(|at| row.get_mut(at)) {
                *old = cell;
            }
        }
        row.join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
instance_type,family,vcpu,eni_quantity,eri_quantity,source,source_date,field_sources
ecs.a1.large,ecs.a1,2,3,,page,2021-05-12,
ecs.a1.xlarge,ecs.a1,4,4,1,page,2021-05-12,eri_quantity=old;vcpu=other
ecs.b1.large,ecs.b1,2,2,,page,2021-05-12,
";

    fn of(name: &str, cells: &[(&'static str, &str)]) -> Amendment {
        let cells = cells.iter().map(|(column, cell)| (*column, (*cell).to_owned()));
        Amendment { name: name.to_owned(), cells: cells.collect() }
    }

    #[test]
    fn nothing_new_is_the_table_as_it_is() {
        assert_eq!(amend(TABLE, &[], "api", "2026-11-30"), TABLE);
        assert_eq!(amended(&[], "api", "2026-11-30"), TYPES);
    }

    #[test]
    fn a_cell_that_changes_names_its_source_and_the_others_keep_theirs() {
        let changes = [of("ecs.a1.xlarge", &[("eni_quantity", "5"), ("eri_quantity", "0")])];
        let text = amend(TABLE, &changes, "api", "2026-11-30");
        let row = "ecs.a1.xlarge,ecs.a1,4,5,0,page,2021-05-12,\
                   eni_quantity=api;eri_quantity=api;vcpu=other";
        assert_eq!(text.lines().nth(2), Some(row));
        assert_eq!(text.lines().filter(|line| !TABLE.contains(line)).count(), 1, "{text}");
    }

    #[test]
    fn new_types_come_after_their_family() {
        let new = [
            of("ecs.c1.large", &[("family", "ecs.c1")]),
            of("ecs.a1.2xlarge", &[("family", "ecs.a1"), ("vcpu", "8")]),
            of("ecs.none.large", &[("vcpu", "1")]),
        ];
        let text = amend(TABLE, &new, "api", "2026-11-30");
        let lines: Vec<&str> = text.lines().skip(3).collect();
        let expected = [
            "ecs.a1.2xlarge,ecs.a1,8,,,api,2026-11-30,",
            "ecs.b1.large,ecs.b1,2,2,,page,2021-05-12,",
            "ecs.c1.large,ecs.c1,,,,api,2026-11-30,",
            "ecs.none.large,,1,,,api,2026-11-30,",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn what_was_taken_in_changes_nothing_when_it_is_taken_in_again() {
        let changes =
            [of("ecs.b1.large", &[("eni_quantity", "9")]), of("ecs.c1.large", &[("eni_quantity", "1")])];
        let once = amend(TABLE, &changes, "api", "2026-11-30");
        assert_eq!(amend(&once, &changes[..1], "api", "2026-11-30"), once);
    }
}
