//! What exists before the run: `prior_state` of a plan, a state as it is shown, a raw state file.

use super::super::fault::Fault;
use super::super::tape::{NodeId, slice, unquoted};
use super::address::{self, Modules};
use super::fields::{Fields, Next, Start, another, list_start, map_start, need, next_key};
use super::row::{Row, key_at, kind_of};
use super::{Change, Key, Mode, Object, Reader};
use crate::syntax::{Events, Kind, Range};
use hashbrown::HashMap;
use std::borrow::Cow;

const FIELDS: [&str; 9] =
    ["address", "mode", "type", "name", "index", "deposed_key", "values", "sensitive_values", "depends_on"];
const VALUES: usize = 6;
const SENSITIVE: usize = 7;
const DEPENDS_ON: usize = 8;

const RAW: [&str; 5] = ["module", "mode", "type", "name", "instances"];
const RAW_INSTANCE: [&str; 5] =
    ["index_key", "deposed", "attributes", "sensitive_attributes", "attributes_flat"];

/// A resource of the state before the run.
pub(super) struct Existing<'s> {
    row: Row<'s>,
    fields: Fields<'s, 9>,
}

impl<'s> Reader<'s> {
    /// Reads the value of `prior_state`.
    pub(super) fn prior_state(&mut self, events: &mut Events<'s>) -> Result<(), Fault> {
        let Start::Open(_) = map_start(events)? else { return Ok(()) };
        while let Next::Key(key, _) = next_key(events)? {
            match &*key {
                "values" => self.state_values(events)?,
                _ => _ = events.skip_value()?,
            }
        }
        Ok(())
    }

    /// Reads `{root_module, outputs}`.
    pub(super) fn state_values(&mut self, events: &mut Events<'s>) -> Result<(), Fault> {
        let Start::Open(_) = map_start(events)? else { return Ok(()) };
        while let Next::Key(key, _) = next_key(events)? {
            match &*key {
                "root_module" => self.state_modules(events)?,
                _ => _ = events.skip_value()?,
            }
        }
        Ok(())
    }

    /// Reads a module and all in it.
    fn state_modules(&mut self, events: &mut Events<'s>) -> Result<(), Fault> {
        let Start::Open(_) = map_start(events)? else { return Ok(()) };
        // How many modules are open; each but the outermost is in a list.
        let mut depth = 1_usize;
        while depth > 0 {
            let opened = match next_key(events)? {
                Next::Key(key, _) => match &*key {
                    "resources" => {
                        self.state_resources(events)?;
                        false
                    }
                    "child_modules" => matches!(list_start(events)?, Start::Open(_)) && next_module(events)?,
                    _ => {
                        events.skip_value()?;
                        false
                    }
                },
                Next::End(_) => {
                    depth -= 1;
                    depth > 0 && next_module(events)?
                }
            };
            depth += usize::from(opened);
        }
        Ok(())
    }

    fn state_resources(&mut self, events: &mut Events<'s>) -> Result<(), Fault> {
        let Start::Open(_) = list_start(events)? else { return Ok(()) };
        while another(events)? {
            let fields = Fields::read(self.text, events, &FIELDS)?;
            if let Some(row) = Row::new(&fields, &mut self.modules)? {
                self.existing.push(Existing { row, fields });
            }
        }
        Ok(())
    }

    /// Files what exists and is not planned for, and notes what that depends on which is to go.
    pub(super) fn settle(&mut self) -> Result<(), Fault> {
        let mut depends_on = HashMap::new();
        for Existing { row, fields } in std::mem::take(&mut self.existing) {
            if self.planned.contains(&(row.address.clone(), row.deposed.clone())) {
                if let Some(range) = fields.value(DEPENDS_ON) {
                    depends_on.insert((row.address, row.deposed.is_some()), range);
                }
                continue;
            }
            let kind = row.kind;
            let values = match fields.value(VALUES) {
                Some(range) => self.values(&mut value_at(self.text, range)?, kind)?,
                None => None,
            };
            let sensitive = match fields.value(SENSITIVE) {
                Some(range) => self.flags(&mut value_at(self.text, range)?, kind)?,
                None => None,
            };
            self.exists(row, values, sensitive);
        }
        for object in self.managed.iter_mut().filter(|object| object.is_removed()) {
            if let Some(range) = depends_on.get(&(object.address.clone(), object.deposed)) {
                object.depends_on = texts(self.text, *range)?;
            }
        }
        Ok(())
    }

    /// Reads `resources` of a raw state file.
    pub(super) fn raw_resources(&mut self, events: &mut Events<'s>) -> Result<(), Fault> {
        let Start::Open(_) = list_start(events)? else { return Ok(()) };
        while another(events)? {
            let fields = Fields::read(self.text, events, &RAW)?;
            let (Some((mode, _)), Some(instances)) = (kind_of(&fields, 1, 2)?, fields.value(4)) else {
                continue;
            };
            let mut events = Events::of_json_value(self.text, instances);
            let Start::Open(_) = list_start(&mut events)? else { continue };
            while another(&mut events)? {
                let instance = Fields::read(self.text, &mut events, &RAW_INSTANCE)?;
                self.raw_instance(mode, &fields, &instance)?;
            }
        }
        Ok(())
    }

    /// Files what is there, and stays as it is.
    fn exists(&mut self, row: Row<'s>, values: Option<NodeId>, sensitive: Option<NodeId>) {
        let known = Object { before: values, after: values, sensitive, ..row.object(Change::NoOp) };
        self.file(Object { was_sensitive: sensitive, ..known });
    }

    fn raw_instance(
        &mut self,
        mode: Mode,
        resource: &Fields<'s, 5>,
        instance: &Fields<'s, 5>,
    ) -> Result<(), Fault> {
        let Some((_, kind)) = kind_of(resource, 1, 2)? else { return Ok(()) };
        let (written_kind, _) = resource.need_text(2, "a type")?;
        let (name, address_at) = resource.need_text(3, "a name")?;
        let within = resource.text(0)?;
        let module = raw_module(&mut self.modules, within.as_deref(), resource.value(0))?;
        let key = match instance.value(0) {
            Some(range) => key_at(self.text, range)?,
            None => Key::None,
        };
        let address = address::compose(within.as_deref(), mode, &written_kind, &name, &key);
        if instance.value(4).is_some() && instance.value(2).is_none() {
            let fault = Fault::at(instance.at, "a resource that an old Terraform wrote");
            return Err(fault.help("run `terraform apply -refresh-only`, which writes the state anew"));
        }
        let values = match instance.value(2) {
            Some(range) => self.values(&mut value_at(self.text, range)?, kind)?,
            None => None,
        };
        let sensitive = instance.value(3).map(|range| self.raw_sensitive(range)).transpose()?;
        let row = Row {
            at: instance.at,
            address: Cow::Owned(address),
            address_at,
            module,
            mode,
            kind,
            written_kind,
            name,
            key,
            deposed: instance.text(1)?,
        };
        self.exists(row, values, sensitive);
        Ok(())
    }

    /// `[[{"type": "get_attr", "value": "user_data"}, …], …]`: the first step of each path tells the
    /// attribute. If it is anything else, all is secret.
    fn raw_sensitive(&mut self, range: Range) -> Result<NodeId, Fault> {
        let Some(names) = secret_names(self.text, range)? else { return Ok(self.tape.truth(range)) };
        let node = self.tape.open_map(range);
        let mut seen: Vec<&str> = Vec::new();
        for name in names {
            let written = slice(self.text, name);
            if !seen.contains(&written) {
                seen.push(written);
                self.tape.key(name);
                self.tape.truth(name);
            }
        }
        self.tape.close(node, Range { start: range.end, end: range.end });
        Ok(node)
    }
}

/// The events of the value that stands in a range.
fn value_at(text: &str, range: Range) -> Result<Events<'_>, Fault> {
    let mut events = Events::of_json_value(text, range);
    events.next()?; // the start of its document
    Ok(events)
}

/// The texts of a list; anything else in it is passed over.
fn texts(text: &str, range: Range) -> Result<Vec<Cow<'_, str>>, Fault> {
    let mut events = Events::of_json_value(text, range);
    let Start::Open(_) = list_start(&mut events)? else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    while another(&mut events)? {
        all.extend(unquoted(text, events.skip_value()?));
    }
    Ok(all)
}

/// Whether another module of an open list comes next; takes its bracket, or the list's end.
fn next_module(events: &mut Events<'_>) -> Result<bool, Fault> {
    while another(events)? {
        if let Start::Open(_) = map_start(events)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn raw_module<'s>(
    modules: &mut Modules<'s>,
    written: Option<&str>,
    at: Option<Range>,
) -> Result<super::ModuleId, Fault> {
    let unclear = || Fault::at(at.unwrap_or(Range::empty(0)), "a module's address that cannot be read");
    match modules.of(written.unwrap_or_default()) {
        Some((module, "")) => Ok(module),
        _ => Err(unclear()),
    }
}

/// The first steps of the paths of a raw state's `sensitive_attributes`, if that is what they are.
fn secret_names(text: &str, range: Range) -> Result<Option<Vec<Range>>, Fault> {
    const MANY: usize = 1000; // more than attributes: each is looked up in those before it
    let mut events = Events::of_json_value(text, range);
    let mut names = Vec::new();
    if need(&mut events)?.kind != Kind::SeqStart {
        return Ok(None);
    }
    while another(&mut events)? {
        let path = events.skip_value()?;
        let mut steps = Events::of_json_value(text, path);
        if names.len() >= MANY || need(&mut steps)?.kind != Kind::SeqStart || !another(&mut steps)? {
            return Ok(None);
        }
        let step = steps.skip_value()?;
        if !slice(text, step).starts_with('{') {
            return Ok(None);
        }
        let step = Fields::read_at(text, step, &["value"])?;
        match step.value(0).filter(|range| unquoted(text, *range).is_some()) {
            Some(name) => names.push(name),
            None => return Ok(None),
        }
    }
    Ok(Some(names))
}
