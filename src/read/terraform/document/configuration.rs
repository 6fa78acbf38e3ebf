//! `configuration` of a plan: what refers to what.

use super::super::fault::Fault;
use super::super::schema;
use super::super::tape::NodeId;
use super::Reader;
use super::fields::{Fields, Next, Start, another, list_start, map_start, next_key};
use super::row::kind_of;
use crate::syntax::{Events, Range};

/// The mappings of which only some keys are kept.
#[derive(Clone, Copy)]
enum Part {
    Configuration,
    Providers,
    Provider,
    ProviderExpressions,
    Module,
    Calls,
    Call,
}

/// What becomes of a key.
enum Keep {
    Not,
    Whole,
    Inside(Part),
    Resources,
}

impl Part {
    fn keep(self, key: &str) -> Keep {
        match (self, key) {
            (Self::Configuration, "provider_config") => Keep::Inside(Self::Providers),
            (Self::Configuration, "root_module") | (Self::Call, "module") => Keep::Inside(Self::Module),
            (Self::Providers, _) => Keep::Inside(Self::Provider),
            (Self::Provider, "name" | "full_name" | "alias" | "module_address" | "version_constraint")
            | (Self::ProviderExpressions, "region")
            | (Self::Module, "outputs" | "variables")
            | (
                Self::Call,
                "source" | "expressions" | "count_expression" | "for_each_expression" | "depends_on",
            ) => Keep::Whole,
            // Keys to the account stand next to the region.
            (Self::Provider, "expressions") => Keep::Inside(Self::ProviderExpressions),
            (Self::Module, "resources") => Keep::Resources,
            (Self::Module, "module_calls") => Keep::Inside(Self::Calls),
            (Self::Calls, _) => Keep::Inside(Self::Call),
            _ => Keep::Not,
        }
    }
}

const FIELDS: [&str; 9] = [
    "address",
    "mode",
    "type",
    "name",
    "provider_config_key",
    "count_expression",
    "for_each_expression",
    "depends_on",
    "expressions",
];
const MODE: usize = 1;
const TYPE: usize = 2;
const EXPRESSIONS: usize = 8;

impl<'s> Reader<'s> {
    /// Reads the value of `configuration`.
    pub(super) fn configuration(&mut self, events: &mut Events<'s>) -> Result<Option<NodeId>, Fault> {
        let Start::Open(start) = map_start(events)? else { return Ok(None) };
        let root = self.tape.open_map(start);
        let mut open = vec![(Part::Configuration, root)];
        while let Some(&(part, node)) = open.last() {
            match next_key(events)? {
                Next::Key(key, at) => match part.keep(&key) {
                    Keep::Not => _ = events.skip_value()?,
                    Keep::Whole => {
                        self.tape.key(at);
                        self.tape.take(events)?;
                    }
                    Keep::Inside(part) => {
                        if let Start::Open(start) = map_start(events)? {
                            self.tape.key(at);
                            open.push((part, self.tape.open_map(start)));
                        }
                    }
                    Keep::Resources => self.configured(at, events)?,
                },
                Next::End(end) => {
                    self.tape.close(node, end);
                    open.pop();
                }
            }
        }
        Ok(Some(root))
    }

    /// Reads `resources` of a module, whose key stands at `key`.
    fn configured(&mut self, key: Range, events: &mut Events<'s>) -> Result<(), Fault> {
        let Start::Open(start) = list_start(events)? else { return Ok(()) };
        self.tape.key(key);
        let list = self.tape.open_list(start);
        let mut end = start.end;
        while another(events)? {
            let fields = Fields::read(self.text, events, &FIELDS)?;
            end = fields.at.end;
            let Some((_, kind)) = kind_of(&fields, MODE, TYPE)? else { continue };
            let node = self.tape.open_map(fields.at);
            for (field, slot) in fields.slots.iter().enumerate() {
                let Some(slot) = slot else { continue };
                self.tape.key(slot.key);
                if field == EXPRESSIONS {
                    self.tape.take_at_if(slot.value, schema::keeps(kind.name))?;
                } else {
                    self.tape.take_at(slot.value)?;
                }
            }
            self.tape.close(node, Range { start: fields.at.end, end: fields.at.end });
        }
        self.tape.close(list, Range { start: end, end });
        Ok(())
    }
}
