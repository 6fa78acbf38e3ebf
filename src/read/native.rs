//! The native inventory: sections of entries, in YAML or JSON.

use super::entry::{article, is_comment, normalise, quoted};
use super::problem::{Problem, UNKNOWN_KEY, WRONG_TYPE, twice};
use super::section::{CONTAINERS, SECTIONS, Section};
use super::value::LONGEST;
use super::{Failure, Reader};
use crate::finding::nearest;
use crate::inventory::{Draft, Field, Kind, Standing, StoredFact, Type, Value, Why};
use crate::syntax::{Kind as EventKind, List, Range};

/// What a document says outside its entries.
#[derive(Default)]
struct Top {
    complete: Option<bool>,
    /// Whether `complete` stands twice.
    doubtful: bool,
    lists: bool,
    region: Option<StoredFact>,
    seen: Vec<(Section, Range)>,
}

impl Reader<'_, '_> {
    pub(super) fn native(&mut self) -> Result<(), Failure> {
        self.documents(|reader| {
            let start = reader.need()?;
            match start.kind {
                EventKind::MapStart => reader.top(start.range),
                EventKind::Scalar(s) if s.is_null() => Ok(()),
                _ => {
                    let failure =
                        Failure::new("an inventory is a mapping of sections, like instances and enis");
                    Err(failure.at(reader.span(start.range)))
                }
            }
        })
    }

    fn top(&mut self, start: Range) -> Result<(), Failure> {
        let mut top = Top::default();
        let end = loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) => match Section::of(&key) {
                    Some(section) => self.section(section, &key, event.range, &mut top)?,
                    None => self.unknown_section(&key, event.range)?,
                },
                EventKind::DuplicateKey { name, first } => {
                    self.duplicate_key(&name, event.range, first);
                    if let Some(section) = Section::of(&name) {
                        self.doubt_section(section, event.range, &mut top);
                    }
                }
                _ => break event.range.end,
            }
        };
        if top.lists {
            self.read.inventory.note_lists(top.complete == Some(true) && !top.doubtful);
        }
        self.read.inventory.add_document(self.file, Range { start: start.start, end }, top.region);
        Ok(())
    }

    fn section(&mut self, section: Section, name: &str, key: Range, top: &mut Top) -> Result<(), Failure> {
        // `enis` and `network_interfaces` are one section: two spellings of one key.
        let first = top.seen.iter().find(|(other, _)| *other == section).map(|(_, first)| *first);
        if let Some(first) = first {
            self.duplicate_key(name, key, first);
            self.doubt_section(section, key, top);
            return self.skip();
        }
        top.seen.push((section, key));
        match section {
            Section::Version => {
                let range = self.peek()?.map_or(key, |e| e.range);
                match self.typed(Type::Int, "version")? {
                    Some(Value::Int(1)) | None => Ok(()),
                    Some(Value::Int(n)) => {
                        let failure = Failure::new(format!("version {n} of the inventory is not known"));
                        Err(failure.at(self.span(range)).help("set version to 1"))
                    }
                    Some(_) => Ok(()),
                }
            }
            Section::Region => {
                let range = self.peek()?.map_or(key, |e| e.range);
                let value = self.value(Type::Symbol, "region", false)?;
                let file = self.file;
                top.region = value.map(|value| StoredFact { field: Field::RegionId, value, file, range });
                Ok(())
            }
            Section::Complete => {
                top.complete = Some(self.typed(Type::Bool, "complete")? == Some(Value::Bool(true)));
                Ok(())
            }
            Section::Entries(kind) => {
                top.lists |= matches!(kind, Kind::Instance | Kind::Eni);
                if kind == Kind::Attachment {
                    self.plan_with("attachments", key)?;
                }
                self.entries(kind, kind.section(), Standing::Declared)
            }
            Section::Steps => {
                self.plan_with("steps", key)?;
                self.steps()
            }
            Section::Facts => {
                // The file's own key is the one that counts, if it has it.
                top.complete = top.complete.or(Some(self.facts()?));
                Ok(())
            }
        }
    }

    /// A section that stands twice: what the second says is not read, so nothing is complete.
    fn doubt_section(&mut self, section: Section, key: Range, top: &mut Top) {
        match section {
            Section::Entries(kind) => self.read.inventory.mark_partial(kind),
            Section::Complete => top.doubtful = true,
            Section::Region => {
                let value = Value::Unresolved(Why::Ambiguous);
                let (field, file) = (Field::RegionId, self.file);
                top.region = Some(StoredFact { field, value, file, range: key });
            }
            Section::Steps => self.read.inventory.mark_partial(Kind::Eni), // it may create some
            Section::Version | Section::Facts => {}
        }
    }

    fn unknown_section(&mut self, key: &str, range: Range) -> Result<(), Failure> {
        if is_comment(key) {
            return self.skip();
        }
        let mut problem = Problem::new(
            UNKNOWN_KEY,
            format!("an inventory has no section {}", quoted(key)),
            "unknown section",
        );
        if let Some(near) = nearest(key, SECTIONS.iter().map(|(name, _)| *name)) {
            problem = problem.help(format!("write {near} if that is meant"));
        }
        self.report(range, problem);
        self.skip()
    }

    /// A sequence of entries, plain or as the API wraps it (`Instances: {Instance: […]}`); null is an
    /// empty one.
    pub(super) fn entries(&mut self, kind: Kind, name: &str, standing: Standing) -> Result<(), Failure> {
        let event = self.need()?;
        match event.kind {
            EventKind::SeqStart => self.entries_of_list(kind, name, standing, event.range.start),
            EventKind::Scalar(s) if s.is_null() => Ok(()),
            EventKind::MapStart if self.is_wrapper(kind)? => {
                self.need()?; // the wrapper's key
                let list = self.need()?;
                if list.kind == EventKind::SeqStart {
                    self.entries_of_list(kind, name, standing, list.range.start)?;
                } else {
                    self.skip_rest(&list.kind)?; // an empty list may be null
                }
                self.skip_rest(&EventKind::MapStart)
            }
            other => {
                let message = format!("{name} must be a list of mappings");
                self.report(event.range, Problem::new(WRONG_TYPE, message, "not a list"));
                self.lose();
                self.skip_rest(&other)
            }
        }
    }

    /// Whether the mapping that began is the API's wrapper of a list of this kind.
    fn is_wrapper(&mut self, kind: Kind) -> Result<bool, Failure> {
        let inner = CONTAINERS.iter().find(|(.., of)| *of == kind).map(|(_, inner, _)| normalise(inner));
        Ok(match self.peek()?.map(|event| &event.kind) {
            Some(EventKind::Key(key)) => inner.is_some_and(|inner| inner == normalise(key)),
            _ => false,
        })
    }

    /// The entries of a list whose start, at `start`, was taken already.
    fn entries_of_list(
        &mut self,
        kind: Kind,
        name: &str,
        standing: Standing,
        start: u32,
    ) -> Result<(), Failure> {
        let mut places = List::new(start);
        let read = self.entries_with(kind, name, standing, &mut places);
        places.settle();
        self.read.lists.push((self.file, places));
        read
    }

    fn entries_with(
        &mut self,
        kind: Kind,
        name: &str,
        standing: Standing,
        places: &mut List,
    ) -> Result<(), Failure> {
        loop {
            if let Some(range) = self.whole_entry(kind, standing) {
                places.push(Some(range));
                continue;
            }
            places.push(None);
            let event = self.need()?;
            match event.kind {
                EventKind::MapStart => {
                    self.begin_attach(kind);
                    let draft = self.entry(kind, &event)?;
                    self.add(draft, standing);
                }
                EventKind::SeqEnd => return Ok(()),
                other => {
                    let message = format!("an entry of {name} must be a mapping");
                    self.report(event.range, Problem::new(WRONG_TYPE, message, "not a mapping"));
                    self.lose();
                    self.skip_rest(&other)?;
                }
            }
        }
    }

    /// `facts`: what no section says. Each part becomes entries, mentioned in passing.
    /// True if they say that the inventory is complete.
    fn facts(&mut self) -> Result<bool, Failure> {
        let mut complete = false;
        let configured = self.standing == Some(Standing::Configured);
        self.mapping("facts", |reader, key, range| match &*normalise(key) {
            "now" | "inventory" if configured => reader.of_an_inventory(key, range),
            "now" => {
                if let Some(Value::Time(now)) = reader.typed(Type::Time, "now")? {
                    reader.read.inventory.now = Some(now);
                }
                Ok(())
            }
            "inventory" => reader.mapping("inventory", |reader, key, _| {
                if normalise(key) != "complete" {
                    return reader.skip();
                }
                complete = reader.typed(Type::Bool, "complete")? == Some(Value::Bool(true));
                Ok(())
            }),
            "account" => reader.mapping_entry(Kind::Account, None),
            "quotas" => reader.keyed(Kind::Quota, Field::RegionId),
            "regions" => reader.keyed(Kind::Region, Field::RegionId),
            "instancetypes" => reader.keyed(Kind::InstanceType, Field::InstanceTypeId),
            "securitygroups" => reader.keyed(Kind::SecurityGroup, Field::SecurityGroupId),
            "eips" => reader.keyed(Kind::Eip, Field::AllocationId),
            "enipermissions" => reader.entries(Kind::EniPermission, "eni_permissions", Standing::Mentioned),
            _ if is_comment(key) => reader.skip(),
            _ => {
                const KNOWN: [&str; 9] = [
                    "now",
                    "inventory",
                    "account",
                    "quotas",
                    "regions",
                    "instance_types",
                    "security_groups",
                    "eips",
                    "eni_permissions",
                ];
                let mut problem =
                    Problem::new(UNKNOWN_KEY, format!("facts have no key {}", quoted(key)), "unknown key");
                if let Some(near) = nearest(key, KNOWN) {
                    problem = problem.help(format!("write {near} if that is meant"));
                }
                reader.report(range, problem);
                reader.skip()
            }
        })?;
        Ok(complete)
    }

    /// The facts of a configuration. Its other keys are read elsewhere.
    pub(super) fn configuration(&mut self) -> Result<(), Failure> {
        self.documents(|reader| {
            let start = reader.need()?;
            if start.kind != EventKind::MapStart {
                return reader.skip_rest(&start.kind);
            }
            loop {
                let event = reader.need()?;
                match event.kind {
                    EventKind::Key(key) if normalise(&key) == "facts" => _ = reader.facts()?,
                    EventKind::Key(_) => reader.skip()?,
                    EventKind::DuplicateKey { .. } => {}
                    _ => return Ok(()),
                }
            }
        })
    }

    /// Facts that one inventory can have, and a configuration, which is for many, cannot.
    fn of_an_inventory(&mut self, key: &str, range: Range) -> Result<(), Failure> {
        let message = format!("facts of a configuration have no key {}", quoted(key));
        let help = match &*normalise(key) {
            "now" => "write now beside facts",
            _ => "write complete: true in the inventory that is complete",
        };
        self.report(range, Problem::new(UNKNOWN_KEY, message, "of an inventory only").help(help));
        self.skip()
    }

    /// A mapping whose keys are IDs and whose values are the entries.
    fn keyed(&mut self, kind: Kind, id: Field) -> Result<(), Failure> {
        self.mapping(kind.section(), |reader, key, range| {
            if is_comment(key) {
                return reader.skip();
            }
            if key.len() > LONGEST {
                let problem =
                    Problem::new(WRONG_TYPE, format!("the ID {} is too long", quoted(key)), "too long");
                reader.report(range, problem);
                return reader.skip();
            }
            let name = reader.read.inventory.texts.intern(key);
            reader.mapping_entry(kind, Some((id, Value::Text(name), range)))
        })
    }

    /// One entry of `facts`, with the ID that its key gives.
    fn mapping_entry(&mut self, kind: Kind, id: Option<(Field, Value, Range)>) -> Result<(), Failure> {
        let event = self.need()?;
        match &event.kind {
            EventKind::MapStart => {}
            EventKind::Scalar(scalar) if scalar.is_null() => return Ok(()),
            other => {
                let message = format!("facts about {} must be a mapping", article(kind));
                self.report(event.range, Problem::new(WRONG_TYPE, message, "not a mapping"));
                return self.skip_rest(other);
            }
        }
        let mut draft: Draft = self.entry(kind, &event)?;
        if let Some((field, value, range)) = id {
            draft.set(field, value, range);
        }
        self.add(draft, Standing::Mentioned);
        Ok(())
    }

    /// Goes through the keys of a mapping; each call of `read` takes one value.
    fn mapping(
        &mut self,
        name: &str,
        mut read: impl FnMut(&mut Self, &str, Range) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let start = self.need()?;
        match start.kind {
            EventKind::MapStart => {}
            EventKind::Scalar(s) if s.is_null() => return Ok(()),
            other => {
                self.report(
                    start.range,
                    Problem::new(WRONG_TYPE, format!("{name} must be a mapping"), "not a mapping"),
                );
                return self.skip_rest(&other);
            }
        }
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) => read(self, &key, event.range)?,
                EventKind::DuplicateKey { name, first } => self.duplicate_key(&name, event.range, first),
                _ => return Ok(()),
            }
        }
    }

    pub(super) fn duplicate_key(&mut self, name: &str, range: Range, first: Range) {
        if let Some(problem) = twice(name, first) {
            self.report(range, problem);
        }
    }
}
