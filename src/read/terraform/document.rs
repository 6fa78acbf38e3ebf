//! What the JSON of a plan or a state says.

mod address;
mod changes;
mod configuration;
mod fields;
mod row;
mod state;

use super::fault::Fault;
use super::source::Folder;
use super::tape::{Json, NodeId, Tape, unquoted};
use super::unread::Unread;
use crate::read::Failure;
use crate::source::FileId;
use crate::syntax::{Events, Kind as EventKind, Notation, Range};
use address::Modules;
pub(super) use address::compose;
use fields::{Next, need, next_key};
use hashbrown::{HashMap, HashSet};
use state::Existing;
use std::borrow::Cow;
use std::rc::Rc;

/// A resource instance or data source, by its place in [`Document::objects`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ObjectId(pub(super) u32);

/// A module instance, by its place in [`Document::modules`]. The root module is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ModuleId(pub(super) u32);

/// What tells instances of one resource or module apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key<'s> {
    None,
    /// Of `count`.
    Number(u64),
    /// Of `for_each`.
    Text(Cow<'s, str>),
}

/// `module.name["key"]` in its parent.
pub(super) struct Module<'s> {
    pub(super) parent: Option<ModuleId>,
    pub(super) name: Cow<'s, str>,
    pub(super) key: Key<'s>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Mode {
    Managed,
    Data,
}

/// What a plan does with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing; so it is with what a state holds.
    NoOp,
    Create,
    Update,
    Delete,
    /// `["delete", "create"]`.
    DeleteThenCreate,
    /// `["create", "delete"]`, of `create_before_destroy`.
    CreateThenDelete,
    /// A data source that is read at apply: nothing of it is known.
    Read,
    /// It leaves the state and stays in the cloud.
    Forget,
}

/// A resource instance or data source of a type that is read.
pub(super) struct Object<'s> {
    /// The whole JSON object; of configuration alone a place of its own in its block.
    pub(super) at: Range,
    /// The file that it stands in.
    pub(super) file: FileId,
    /// Its number among the objects of its block, of configuration alone.
    pub(super) nth: u32,
    /// How many these are.
    pub(super) of: u32,
    /// Whether all letters of that block are a byte long, as far as that matters: if there are others.
    pub(super) is_ascii: bool,
    /// Whether it stands for instances of which the number is not known, of configuration alone.
    pub(super) open: bool,
    pub(super) address: Cow<'s, str>,
    /// Where the address stands.
    pub(super) address_at: Range,
    pub(super) module: ModuleId,
    pub(super) mode: Mode,
    /// The resource type, like `alicloud_instance`, under its usual name: of an alias the name that
    /// it stands for, of a fork the public provider's.
    pub(super) kind: Cow<'s, str>,
    /// The type as written.
    pub(super) written_kind: Cow<'s, str>,
    pub(super) name: Cow<'s, str>,
    pub(super) key: Key<'s>,
    pub(super) change: Change,
    /// Left over from a replacement that failed: to be deleted.
    pub(super) deposed: bool,
    /// Its values before the run, if it exists; for a data source that was read, and in a state,
    /// these too.
    pub(super) before: Option<NodeId>,
    /// Its values after the run, as far as they are known.
    pub(super) after: Option<NodeId>,
    /// Mirrors `after`: `true` where a value is not known yet.
    pub(super) unknown: Option<NodeId>,
    /// Mirrors `after` (`before` if that is all there is): `true` where a value is secret.
    pub(super) sensitive: Option<NodeId>,
    /// The same of what it was: what is no secret any more may have been one.
    pub(super) was_sensitive: Option<NodeId>,
    /// Whether it is of a fork of the provider, for which the public tables of limits do not hold.
    pub(super) fork: bool,
    /// Of what the run removes: the resources that the state says it depends on, directly or not,
    /// without keys of instances and modules.
    pub(super) depends_on: Vec<Cow<'s, str>>,
}

impl Object<'_> {
    /// Whether the run removes what is there now; something may take its place.
    pub(super) fn is_removed(&self) -> bool {
        match self.change {
            Change::Delete | Change::DeleteThenCreate | Change::CreateThenDelete => true,
            Change::Forget | Change::Read => false,
            Change::NoOp | Change::Create | Change::Update => self.deposed,
        }
    }
}

/// A plan or a state.
pub(super) struct Document<'s> {
    pub(super) file: FileId,
    pub(super) tape: Tape<'s>,
    pub(super) is_state: bool,
    /// Managed resources first in the order of the plan, then data sources.
    pub(super) objects: Vec<Object<'s>>,
    pub(super) modules: Vec<Module<'s>>,
    /// `configuration`: `root_module` and `provider_config`; of resources and data sources those of
    /// types that are read, and of these the expressions of attributes that are read.
    pub(super) configuration: Option<NodeId>,
    /// `variables` of the root module, in clear text: for looking things up, never to be shown.
    pub(super) variables: Option<NodeId>,
    /// `relevant_attributes`: what the planned values hang on.
    pub(super) relevant: Option<NodeId>,
    /// The folder that the file is in.
    pub(super) folder: String,
    /// What tells its symbols from those of other plans of the run; empty if there are none.
    pub(super) realm: String,
    /// Of configuration alone: what there is in place of the JSON.
    pub(super) alone: Option<Alone>,
}

/// What configuration without a plan tells besides its objects.
pub(super) struct Alone {
    /// The folder of the root module.
    pub(super) root: Folder,
    /// The resources that have as many instances as there are objects, under `type.name`. They have
    /// keys, and may be none at all.
    pub(super) counted: HashSet<(ModuleId, Mode, String)>,
    /// All folders that it is read from.
    pub(super) folders: HashSet<Folder>,
    /// Of each object that stands for others: for how many, and why that is not known.
    pub(super) open: HashMap<u32, Open>,
    /// The modules that it calls and that are not read.
    pub(super) unread: Vec<Unread>,
}

/// Of how many instances nobody knows how many there are.
#[derive(Clone, Debug, Default)]
pub(super) struct Open {
    /// The most that there can be, if that is known.
    pub(super) most: Option<u64>,
    /// What it hangs on, like `var.number`.
    pub(super) hangs_on: Option<Rc<str>>,
}

impl Open {
    /// Of something of which there is this in each of several modules.
    pub(super) fn within(self, outer: Option<&Self>) -> Self {
        let Some(outer) = outer else { return self };
        let most = self.most.zip(outer.most).map(|(own, outer)| own.saturating_mul(outer));
        Self { most, hangs_on: self.hangs_on.or_else(|| outer.hangs_on.clone()) }
    }
}

impl<'s> Document<'s> {
    pub(super) fn object(&self, id: ObjectId) -> Option<&Object<'s>> {
        self.objects.get(id.0 as usize)
    }

    /// A name in this plan as one in the run: two plans may use one address.
    pub(super) fn in_run<'n>(&self, name: &'n str) -> Cow<'n, str> {
        crate::read::planned::in_run(&self.realm, name)
    }

    pub(super) fn module(&self, id: ModuleId) -> Option<&Module<'s>> {
        self.modules.get(id.0 as usize)
    }

    pub(super) fn json(&self, node: Option<NodeId>) -> Option<Json<'_>> {
        node.map(|node| self.tape.get(node))
    }
}

/// Reads the JSON of a plan, of a state (`terraform show -json`), or a raw state file.
///
/// Of a replacement whose old object stays in the cloud (`["create", "forget"]`, `["forget",
/// "create"]`) there are two objects: the old one, deposed, with [`Change::Forget`], and the new one
/// with [`Change::Create`].
pub(super) fn read(file: FileId, text: &str) -> Result<Document<'_>, Failure> {
    let refuse = |fault: Fault| fault.failure(file);
    let form = form(text).map_err(refuse)?;
    let mut reader = Reader::new(file, text);
    reader.document(form).map_err(refuse)?;
    let Reader { tape, modules, mut managed, data, configuration, variables, relevant, is_plan, .. } = reader;
    managed.extend(data);
    Ok(Document {
        file,
        tape,
        is_state: !is_plan,
        objects: managed,
        modules: modules.all,
        configuration,
        variables,
        relevant,
        folder: String::new(),
        realm: String::new(),
        alone: None,
    })
}

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// By `terraform show -json`.
    Shown,
    /// A state as Terraform stores it.
    Raw,
}

/// How a file is written, by the first key that tells its version; that it is one which is read.
fn form(text: &str) -> Result<Form, Fault> {
    let mut events = Events::new(text, Notation::Json);
    let start = need(&mut events)?;
    if start.kind != EventKind::MapStart {
        return Err(Fault::at(start.range, "a plan or state has to be one object"));
    }
    loop {
        let Next::Key(key, _) = next_key(&mut events)? else {
            let help = "pass on what `terraform show -json FILE` writes as it is";
            return Err(Fault::whole("this has no format_version, which every plan has", help));
        };
        let value = events.skip_value()?;
        match &*key {
            "format_version" => return shown_format(text, value),
            "version" => return raw_format(text, value),
            "encrypted_data" => {
                let help = "`tofu show -json` writes it in clear text";
                return Err(Fault::whole("this is an encrypted state", help));
            }
            _ => {}
        }
    }
}

fn shown_format(text: &str, value: Range) -> Result<Form, Fault> {
    let Some(version) = unquoted(text, value) else {
        return Err(Fault::at(value, "the format version has to be a text, like \"1.2\""));
    };
    let shown = changes::shown(&version);
    let (major, _) = version.split_once('.').unwrap_or((&version, ""));
    match address::index(major) {
        Some(1) => Ok(Form::Shown),
        Some(0) => Err(Fault::at(value, format!("a format from before Terraform 1.1{shown}"))
            .help("plan again with Terraform 1.1 or newer, or with OpenTofu")),
        _ => Err(Fault::at(value, format!("a format version that is not read{shown}"))
            .help("format 1.x is read; look for a newer version of enilint")),
    }
}

fn raw_format(text: &str, value: Range) -> Result<Form, Fault> {
    match super::tape::slice(text, value) {
        "4" => Ok(Form::Raw),
        other => {
            let message = format!("a state file of a version that is not read{}", changes::shown(other));
            Err(Fault::at(value, message).help(
                "`terraform show -json` with a current Terraform writes the state in a form that is read",
            ))
        }
    }
}

/// Puts a document together.
struct Reader<'s> {
    file: FileId,
    text: &'s str,
    tape: Tape<'s>,
    modules: Modules<'s>,
    managed: Vec<Object<'s>>,
    data: Vec<Object<'s>>,
    /// Address and deposed key of what is in `resource_changes`.
    planned: HashSet<(Cow<'s, str>, Option<Cow<'s, str>>)>,
    existing: Vec<Existing<'s>>,
    configuration: Option<NodeId>,
    variables: Option<NodeId>,
    relevant: Option<NodeId>,
    is_plan: bool,
}

impl<'s> Reader<'s> {
    fn new(file: FileId, text: &'s str) -> Self {
        Self {
            file,
            text,
            tape: Tape::new(text),
            modules: Modules::new(),
            managed: Vec::new(),
            data: Vec::new(),
            planned: HashSet::new(),
            existing: Vec::new(),
            configuration: None,
            variables: None,
            relevant: None,
            is_plan: false,
        }
    }

    fn document(&mut self, form: Form) -> Result<(), Fault> {
        let mut events = Events::new(self.text, Notation::Json);
        need(&mut events)?; // its start
        let mut values = None;
        while let Next::Key(key, at) = next_key(&mut events)? {
            match (form, &*key) {
                (Form::Raw, "resources") => self.raw_resources(&mut events)?,
                (Form::Shown, "values") => {
                    values = Some(at);
                    self.state_values(&mut events)?;
                }
                (Form::Shown, _) => self.part_of_plan(&key, &mut events)?,
                _ => _ = events.skip_value()?,
            }
        }
        need(&mut events)?; // the document's end
        if let Some(more) = events.next()? {
            return Err(Fault::at(more.range, "more than one plan or state in one file"));
        }
        if let (true, Some(at)) = (self.is_plan, values) {
            return Err(Fault::at(at, "this is a plan and a state in one"));
        }
        self.settle()
    }

    fn part_of_plan(&mut self, key: &str, events: &mut Events<'s>) -> Result<(), Fault> {
        match key {
            "resource_changes" => self.changes(events)?,
            "prior_state" => self.prior_state(events)?,
            "configuration" => self.configuration = self.configuration(events)?,
            "variables" => self.variables = Some(self.tape.take(events)?),
            "relevant_attributes" => {
                self.relevant = Some(self.tape.take(events)?);
                return Ok(());
            }
            "errored" => {
                let value = events.skip_value()?;
                if super::tape::slice(self.text, value) == "true" {
                    let help = "mend what `terraform plan` complains of, and plan again";
                    return Err(Fault::whole("this plan is incomplete: planning ended with an error", help));
                }
            }
            "planned_values" => _ = events.skip_value()?,
            _ => {
                events.skip_value()?;
                return Ok(());
            }
        }
        self.is_plan = true;
        Ok(())
    }

    fn file(&mut self, mut object: Object<'s>) {
        object.file = self.file;
        match object.mode {
            Mode::Managed => self.managed.push(object),
            Mode::Data => self.data.push(object),
        }
    }
}
#[cfg(test)]
mod tests;
