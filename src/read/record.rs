//! Entries as a whole. Nearly all of an inventory are entries that give fields of one piece each; to
//! read them event by event takes several times as long, and leads to the same.

use super::Reader;
use crate::inventory::{Field, FieldDef, Fields, Kind, Meaning, Standing, Value};
use crate::syntax::{Part, Range, Record, Scalars};

impl Reader<'_, '_> {
    /// Files the entry that comes next, if it is one of these, and tells where it stands. Any other is
    /// left where it is.
    pub(super) fn whole_entry(&mut self, kind: Kind, standing: Standing) -> Option<Range> {
        let record = self.events.record()?;
        let range = record.range();
        let mut defs = std::mem::take(&mut self.defs);
        defs.clear();
        let fits = self.fits(kind, &record, &mut defs);
        if fits {
            self.file_record(kind, standing, &record, &defs);
            self.events.take(record);
        } else {
            self.events.put_back(record);
        }
        self.defs = defs;
        fits.then_some(range)
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
        if is_attach {
            self.attachment = Some(self.read.findings.len());
        }
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
            if let Some(value) = self.scalar(item, &scalar, range, field.name(), false) {
                self.read.inventory.push_item(value, range);
            }
        }
        Some(self.read.inventory.end_list(start))
    }
}
