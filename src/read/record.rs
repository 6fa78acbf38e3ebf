//! Entries as a whole. Nearly all of an inventory are entries that give fields of one piece each; to
//! read them event by event takes several times as long, and leads to the same.

use super::Reader;
use crate::inventory::{Field, FieldDef, Fields, Kind, Layout, Meaning, Standing, TextId, Type, Value};
use crate::syntax::{Pair, Part, Range, Record, Scalars};

/// Entries that are known to have the same keys in the same order, so that what these mean is looked up
/// once.
pub(super) struct Alike {
    kind: Kind,
    /// Which entries: those like the record that begins there.
    like: u32,
    layout: Layout,
    columns: Vec<Column>,
}

/// A key of theirs.
struct Column {
    field: Field,
    ty: Type,
    /// The last text that it had, and where: it often has the same one again.
    last: Option<(TextId, Range)>,
}

/// How many of them are kept. A kind has a few ways to be written, and a file some kinds.
const KEPT: usize = 32;

impl Reader<'_, '_> {
    /// Files the entry that comes next, if it is one of these, and tells where it stands. Any other is
    /// left where it is.
    pub(super) fn whole_entry(&mut self, kind: Kind, standing: Standing) -> Option<Range> {
        let record = self.events.record()?;
        let range = record.range();
        if self.file_alike(kind, standing, &record) {
            self.events.take(record);
            return Some(range);
        }
        let mut defs = std::mem::take(&mut self.defs);
        defs.clear();
        let fits = self.fits(kind, &record, &mut defs);
        if fits {
            self.note_alike(kind, &record, &defs);
            self.file_record(kind, standing, &record, &defs);
            self.events.take(record);
        } else {
            self.events.put_back(record);
        }
        self.defs = defs;
        fits.then_some(range)
    }

    /// Keeps what the keys of a record stand for, if others are known to have the same.
    fn note_alike(&mut self, kind: Kind, record: &Record<'_>, defs: &[FieldDef]) {
        let Some(like) = record.like().filter(|_| self.alike.len() < KEPT) else { return };
        let fields = defs.iter().filter_map(|def| match def.meaning {
            Meaning::Field(field) | Meaning::List(field, _) => Some(field),
            _ => None,
        });
        let layout = self.read.inventory.layout(kind, fields.clone());
        let columns = fields.map(|field| Column { field, ty: field.ty(), last: None }).collect();
        self.alike.push(Alike { kind, like, layout, columns });
    }

    /// Files a record that is like others, if these are known and if each of its keys has a value.
    fn file_alike(&mut self, kind: Kind, standing: Standing, record: &Record<'_>) -> bool {
        let Some(like) = record.like() else { return false };
        let known = self.alike.iter().position(|alike| alike.like == like && alike.kind == kind);
        let Some(at) = known else { return false };
        let (mut all, mut values) = (std::mem::take(&mut self.alike), std::mem::take(&mut self.values));
        if let Some(alike) = all.get_mut(at) {
            self.begin_attach(kind);
            values.clear();
            for (pair, column) in record.pairs().zip(&mut alike.columns) {
                if let (Some(value), range) = self.value_in(column, &pair, record, kind) {
                    values.push((column.field, value, range));
                }
            }
            self.file_values(alike, &values, record.range(), standing);
        }
        (self.alike, self.values) = (all, values);
        true
    }

    /// The value of a key, and where it stands.
    #[inline]
    fn value_in(
        &mut self,
        column: &mut Column,
        pair: &Pair<'_, '_>,
        record: &Record<'_>,
        kind: Kind,
    ) -> (Option<Value>, Range) {
        let Some((range, text)) = pair.scalar() else { return self.list_of(column.field, pair) };
        if let Some((known, place)) = column.last
            && record.bytes(place) == record.bytes(range)
        {
            return (Some(Value::Text(known)), range);
        }
        let value = self.word(column.ty, text).or_else(|| match pair.part() {
            Part::One(scalar, _) => self.value_of(column.field, &scalar, range, kind == Kind::Attachment),
            Part::Many(_) => None,
        });
        if let Some(Value::Text(text)) = value {
            column.last = Some((text, range));
        }
        (value, range)
    }

    fn list_of(&mut self, field: Field, pair: &Pair<'_, '_>) -> (Option<Value>, Range) {
        match pair.part() {
            Part::Many(items) => {
                let range = items.range;
                (self.whole_list(field, items), range)
            }
            Part::One(_, range) => (None, range),
        }
    }

    fn file_values(
        &mut self,
        alike: &Alike,
        values: &[(Field, Value, Range)],
        range: Range,
        standing: Standing,
    ) {
        if values.len() == alike.columns.len() {
            self.end_attach(range);
            let standing = self.standing.unwrap_or(standing);
            self.read.inventory.add_alike(&alike.layout, values, (self.file, range), standing);
            return;
        }
        let mut draft = self.read.inventory.draft(alike.kind, range);
        for (field, value, range) in values {
            draft.append(*field, *value, *range);
        }
        self.add(draft, standing);
    }

    /// Whether each key is one of the kind's, none says what another says, and values have the form
    /// that they should have. Tells what the keys stand for.
    fn fits(&mut self, kind: Kind, record: &Record<'_>, defs: &mut Vec<FieldDef>) -> bool {
        let mut given = Fields::default();
        for pair in record.pairs() {
            let Some(def) = self.find_field(kind, pair.key()) else { return false };
            let field = match (def.meaning, pair.is_list()) {
                (Meaning::Field(field), false) | (Meaning::List(field, _), true) => field,
                _ => return false,
            };
            if given.contains(field) {
                return false;
            }
            given.add(field);
            defs.push(def);
        }
        true
    }

    fn file_record(&mut self, kind: Kind, standing: Standing, record: &Record<'_>, defs: &[FieldDef]) {
        let is_attach = kind == Kind::Attachment;
        self.begin_attach(kind);
        let mut draft = self.read.inventory.draft(kind, record.range());
        for (pair, def) in record.pairs().zip(defs) {
            match (def.meaning, pair.part()) {
                (Meaning::Field(field), Part::One(scalar, range)) => {
                    if let Some(value) = self.value_of(field, &scalar, range, is_attach) {
                        draft.append(field, value, range);
                    }
                }
                (Meaning::List(field, _), Part::Many(items)) => {
                    let range = items.range;
                    if let Some(value) = self.whole_list(field, items) {
                        draft.append(field, value, range);
                    }
                }
                _ => {}
            }
        }
        self.add(draft, standing);
    }

    fn whole_list(&mut self, field: Field, items: Scalars<'_, '_>) -> Option<Value> {
        let item = field.ty().item()?;
        let start = self.read.inventory.begin_list();
        for (scalar, range) in items {
            let value = self.word(item, &scalar.text);
            let value = value.or_else(|| self.scalar(item, &scalar, range, field.name(), false));
            if let Some(value) = value {
                self.read.inventory.push_item(value, range);
            }
        }
        Some(self.read.inventory.end_list(start))
    }
}
