//! Launch templates, for the instances that name them.

use super::{Look, Map};
use crate::inventory::{Draft, Field, Kind, Standing, TextId, Type, Value, Why};
use crate::read::planned::within;
use crate::read::terraform::document::{Object, ObjectId};
use crate::read::terraform::schema::{self, Table};
use crate::read::terraform::term::Term;

/// The template of a new instance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Template {
    /// It names none.
    None,
    Known(ObjectId),
    /// It names one that is not in the plan: that may say anything.
    Elsewhere,
}

impl<'d> Map<'_, 'd> {
    /// The template that an instance is created from.
    pub(super) fn template(&mut self, id: ObjectId, table: &Table) -> Template {
        let mut template = Template::None;
        for name in ["launch_template_id", "launch_template_name"] {
            let Some(attr) = table.attribute(name) else { continue };
            let named = self.read(Look::after(id), attr);
            template = match self.value(Type::Id, &named.term, named.at, true) {
                None => continue,
                Some(Value::Text(name)) => {
                    self.ahead.template(name).map_or(Template::Elsewhere, Template::Known)
                }
                Some(_) => Template::Elsewhere,
            };
            if matches!(named.term, Term::Id(_)) || template != Template::Elsewhere {
                break;
            }
        }
        template
    }

    /// What an instance takes from its template where it says nothing itself.
    pub(super) fn take_from(&mut self, template: Template, draft: &mut Draft, id: ObjectId) {
        match template {
            Template::None => {}
            Template::Known(other) => {
                let Some(table) = self.document.object(other).and_then(|object| schema::table(&object.kind))
                else {
                    return;
                };
                self.facts(draft, Look::after(other), table.attributes, true);
            }
            Template::Elsewhere => {
                let fields = [
                    Field::InstanceType,
                    Field::VswitchId,
                    Field::ZoneId,
                    Field::VpcId,
                    Field::SecurityGroupIds,
                ];
                for field in fields {
                    if draft.range_of(field).is_none() {
                        draft.set_at(field, Value::Unresolved(Why::Unresolved), self.graph.head(id));
                    }
                }
            }
        }
    }

    /// An ENI that a template may bring of which nothing is known. It takes a place or none: that is
    /// not known of what may be a member of a trunk.
    pub(super) fn perhaps_one_more(&mut self, id: ObjectId, object: &Object<'d>, instance: TextId) {
        let at = object.address_at;
        let own = within(&mut self.inventory.texts, instance, "launch_template");
        let secondary = self.inventory.texts.intern("Secondary");
        let mut eni = Draft::new(Kind::Eni, at);
        eni.set(Field::NetworkInterfaceId, Value::Text(own), at);
        eni.set(Field::InstanceId, Value::Text(instance), at);
        eni.set(Field::Status, Value::Text(TextId::IN_USE), at);
        eni.set(Field::Type, Value::Text(secondary), at);
        eni.set(Field::TrunkNetworkInterfaceId, Value::Unresolved(Why::Unresolved), at);
        self.file(eni, id, Standing::Mentioned);
    }

    /// Limits of the public types do not hold for forks, so their types say nothing.
    pub(super) fn hide_type(&mut self, draft: &mut Draft, id: ObjectId, object: &Object<'_>) {
        if object.fork {
            let value = Value::Unresolved(Why::Unresolved);
            draft.set_at(Field::InstanceType, value, self.graph.head(id));
        }
    }
}
