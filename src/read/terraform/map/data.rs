//! Rows of data sources.

use super::{Look, Map};
use crate::inventory::{Draft, Kind, Standing};
use crate::read::terraform::document::{Object, ObjectId};
use crate::read::terraform::schema::Table;
use crate::read::terraform::tape::Json;

impl<'d> Map<'_, 'd> {
    /// Files the rows of a data source that was read; one that is read at apply has none yet.
    pub(super) fn data(&mut self, id: ObjectId, object: &Object<'d>, table: &Table) {
        let (Some(list), Some(kind)) = (&table.list, table.kind) else { return };
        if object.fork && kind == Kind::InstanceType {
            return; // the same name may be another type
        }
        let values = self.document.json(object.before.or(object.after));
        let rows = values.and_then(|values| values.get(list.name));
        let secrets = self.document.json(object.sensitive).and_then(|secrets| secrets.get(list.name));
        if secrets.and_then(Json::as_bool) == Some(true) {
            return;
        }
        let mut secrets = secrets.into_iter().flat_map(Json::items);
        for row in rows.into_iter().flat_map(Json::items) {
            let mut draft = Draft::new(kind, row.range());
            let from = Look::Json { values: Some(row), secrets: secrets.next() };
            if kind == Kind::Instance {
                self.hide_type(&mut draft, id, object);
            }
            self.facts(&mut draft, from, list.attributes, false);
            self.file(draft, id, Standing::Observed);
        }
    }
}
