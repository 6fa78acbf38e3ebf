//! Files to an inventory. One reader a format, each driven by events; `detect` says which.
//!
//! What is wrong inside a file is a finding; a file that cannot be used at all is a [`Failure`].
//! Either way the other files are read all the same.

mod aliyun_cli;
mod baseline;
mod catalog_csv;
mod crossplane;
mod detect;
mod enis;
mod entry;
mod failure;
mod list;
mod memo;
mod native;
mod near;
mod pages;
mod planned;
mod problem;
mod record;
mod ros;
mod runbook;
pub(crate) mod schema;
mod section;
mod signs;
mod spellings;
mod steps;
mod terraform;
mod told;
mod value;

pub(crate) use baseline::{BaselineEntry, HEAD as BASELINE_HEAD, VERSION as BASELINE_VERSION, baseline};
pub use detect::Format;
pub(crate) use entry::{normalise, quoted};
pub use failure::Failure;
#[cfg(test)]
pub(crate) use problem::RULES;
pub(crate) use problem::{SYNTAX_ERROR, UNSUPPORTED_INPUT};
pub(crate) use runbook::holds_steps;
pub(crate) use told::of_source;

/// Bytes of a script at most.
pub(crate) const MAX_SCRIPT: usize = crate::syntax::shell::MAX_TEXT;

use crate::finding::Finding;
use crate::inventory::{Draft, EntryId, Field, FieldDef, Inventory, Kind, Standing, Value, Verb};
use crate::source::{FileId, Role, Source, Sources, Span};
use crate::split;
use crate::syntax::{Event, Events, Kind as EventKind, List, Notation, Range};
use crossplane::Crossplane;
use pages::Pages;
use record::Alike;
use ros::Ros;
use spellings::Spellings;
use std::collections::HashMap;
use std::num::NonZeroUsize;
use terraform::Terraform;

/// All files of a run, read.
#[derive(Debug, Default)]
pub struct Read {
    /// What they say.
    pub inventory: Inventory,
    /// What is wrong with how they say it.
    pub findings: Vec<Finding>,
    /// What became of each file, in the order of [`Sources`].
    pub files: Vec<FileOutcome>,
    /// Where the entries of lists stand, in the order of reading.
    pub lists: Vec<(FileId, List)>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileOutcome {
    /// It was read whole.
    Read(Format),
    /// It was read, but for a part that is not what it has to be: a section, or a whole entry. A
    /// finding says where.
    Damaged(Format),
    /// It was found in a folder and is nothing that is read; with its format, if that was told.
    Skipped(Format),
    /// It is part of a configuration that was found in a folder, and could not be parsed, or a template of
    /// Helm. What is planned is told without it, though less exactly.
    Unparsed(Failure),
    /// It could not be read, but had to be.
    Failed(Failure),
}

/// Reads every file. A file that fails adds nothing to the inventory, but opens the world: what
/// is not listed elsewhere may stand in it.
#[must_use]
pub fn read(sources: &Sources) -> Read {
    let all: Vec<FileId> = sources.iter().map(|(file, _)| file).collect();
    read_some(sources, &all, NonZeroUsize::MIN)
}

/// As [`read`], for some of the files; the others are passed over. What is read does not depend on how many
/// threads may work.
#[must_use]
pub fn read_some(sources: &Sources, some: &[FileId], threads: NonZeroUsize) -> Read {
    let files = vec![FileOutcome::Skipped(Format::Unknown); sources.len()];
    let mut read = Read { files, ..Read::default() };
    let has_helper = threads > NonZeroUsize::MIN;
    let mut desk = Desk::default();
    let mut tools = Tools::default();
    // Configurations come last: what inventories say comes first.
    let is_configuration = |file: &&FileId| sources.get(**file).role() == Role::Configuration;
    let inputs = some.iter().filter(|file| !is_configuration(file));
    for &file in inputs.chain(some.iter().filter(is_configuration)) {
        let source = sources.get(file);
        let before = (read.inventory.checkpoint(), read.findings.len(), desk.pages.len());
        let outcome = match read_file(file, source, has_helper, &mut read, &mut desk, &mut tools) {
            Ok(outcome) => outcome,
            Err(failure) if source.role() == Role::Found && is_helm(&failure, source) => {
                FileOutcome::Unparsed(crossplane::unrendered(failure.span))
            }
            Err(failure) => {
                read.inventory.roll_back(&before.0);
                read.findings.truncate(before.1);
                desk.pages.truncate(before.2);
                read.inventory.note_lists(false);
                let failure =
                    if is_helm(&failure, source) { crossplane::unrendered(failure.span) } else { failure };
                FileOutcome::Failed(failure)
            }
        };
        if let Some(slot) = read.files.get_mut(file.0 as usize) {
            *slot = outcome;
        }
    }
    tools.crossplane.finish(&mut read);
    tools.ros.hand_out(&mut tools.terraform, &mut read);
    let variables = tools.terraform.finish(sources, &mut read);
    tools.ros.finish(sources, &mut read, &variables);
    desk.pages.report(&mut read);
    once_each(&mut read.findings);
    read.inventory.settle();
    read
}

/// Whether a file could not be parsed as it is a template of Helm.
fn is_helm(failure: &Failure, source: &Source) -> bool {
    failure.rule == problem::SYNTAX_ERROR && crossplane::is_unrendered(source.text())
}

/// What aliases and merge keys repeat is one mistake; but each attach that repeats it has it.
fn once_each(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        let place = |f: &Finding| (f.primary.span, f.rule, f.attachment);
        (place(a), &a.message).cmp(&(place(b), &b.message))
    });
    findings.dedup_by(|a, b| {
        a.primary.span == b.primary.span
            && a.rule == b.rule
            && a.message == b.message
            && a.attachment == b.attachment
    });
}

/// What is kept from one file to the next.
#[derive(Default)]
struct Desk {
    pages: Pages,
    /// What keys stand for: files of one run are mostly spelt alike.
    spellings: Spellings,
}

/// The files of tools that plan, which are read together.
#[derive(Default)]
struct Tools<'s> {
    terraform: Terraform<'s>,
    crossplane: Crossplane<'s>,
    ros: Ros<'s>,
}

fn read_file<'s>(
    file: FileId,
    source: &'s Source,
    has_helper: bool,
    read: &mut Read,
    desk: &mut Desk,
    tools: &mut Tools<'s>,
) -> Result<FileOutcome, Failure> {
    let found = source.role() == Role::Found;
    let format = match told::of_source(source) {
        Ok(told) => told.format,
        // A folder of infrastructure holds templates that are no YAML; they are not ours to judge.
        Err(_)
            if found
                && !signs::looks_like_input(source.text())
                && !crossplane::is_unrendered(source.text()) =>
        {
            return Ok(FileOutcome::Skipped(Format::Unknown));
        }
        Err(error) => return Err(Failure::syntax(file, error)),
    };
    match format {
        Format::Baseline => return Ok(FileOutcome::Read(format)), // it says nothing of the world
        Format::CatalogCsv => {
            catalog_csv::read(file, source.text(), &mut read.inventory)?;
            return Ok(FileOutcome::Read(format));
        }
        Format::Configuration => return read_configuration(file, source, read, desk),
        Format::Parameters => return tools.ros.add_parameters(file, source),
        Format::TerraformConfiguration
            if terraform::is_configuration(source.name()) || source.format().is_some() =>
        {
            return Ok(tools.terraform.add_configuration(file));
        }
        Format::Runbook => return runbook::read(file, source.name(), source.text(), read),
        _ => {}
    }
    let notation = Notation::of(source.name(), source.text());
    if !format.is_read() {
        return if found { Ok(FileOutcome::Skipped(format)) } else { Err(format.refusal()) };
    }
    if matches!(format, Format::TerraformPlan | Format::TerraformState) {
        return tools.terraform.add_document(file, source.text(), format);
    }
    if format == Format::Ros {
        return tools.ros.add_template(file, source);
    }
    if format == Format::Crossplane {
        let findings = read.findings.len();
        let outcome = tools.crossplane.add(file, Events::new(source.text(), notation), read, desk);
        if found && outcome.as_ref().is_err_and(|failure| !is_helm(failure, source)) {
            read.findings.truncate(findings); // these are a stranger's manifests
            return Ok(FileOutcome::Skipped(Format::Kubernetes));
        }
        return outcome;
    }
    if has_helper && let (events, Some(scout)) = Events::with_scout(source.text(), notation) {
        return split::beside(|| scout.run(), || read_entries(file, source, format, events, read, desk));
    }
    read_entries(file, source, format, Events::new(source.text(), notation), read, desk)
}

/// Reads a native inventory, or a snapshot.
fn read_entries<'s>(
    file: FileId,
    source: &'s Source,
    format: Format,
    events: Events<'s>,
    read: &mut Read,
    desk: &mut Desk,
) -> Result<FileOutcome, Failure> {
    let others = count_others(&read.inventory);
    let mut reader = Reader::new(file, events, read, desk);
    reader.standing = (source.role() == Role::Catalog).then_some(Standing::Catalog);
    reader.observed = matches!(format, Format::AliyunCli(_));
    match format {
        Format::AliyunCli(shape) => reader.aliyun_cli(shape)?,
        _ => reader.native()?,
    }
    reader.tell_left_out();
    let Reader { lost, lost_step, .. } = reader;
    if source.role() == Role::Catalog && count_others(&read.inventory) > others {
        let help = "give a saved answer of DescribeInstanceTypes, or name the file as an input";
        return Err(Failure::new("a catalog that holds more than instance types").help(help));
    }
    if lost {
        read.inventory.note_lists(false); // what was lost may list anything
    }
    if lost || lost_step {
        return Ok(FileOutcome::Damaged(format));
    }
    Ok(FileOutcome::Read(format))
}

/// How many entries there are of anything but instance types.
fn count_others(inventory: &Inventory) -> usize {
    let others = Kind::ALL.iter().filter(|kind| **kind != Kind::InstanceType);
    others.map(|kind| inventory.entries(*kind).len()).sum()
}

/// Reads the facts of a configuration; the rest of it is no matter of readers.
fn read_configuration(
    file: FileId,
    source: &Source,
    read: &mut Read,
    desk: &mut Desk,
) -> Result<FileOutcome, Failure> {
    let notation = Notation::of(source.name(), source.text());
    let mut reader = Reader::new(file, Events::new(source.text(), notation), read, desk);
    reader.standing = Some(Standing::Configured);
    reader.configuration()?;
    reader.tell_left_out();
    Ok(FileOutcome::Read(Format::Configuration))
}

/// What a reader works with: one file, its events, and where its entries and findings go.
struct Reader<'s, 'r> {
    file: FileId,
    events: Events<'s>,
    /// The standing of every entry, where the file's role decides it.
    standing: Option<Standing>,
    /// Whether the API wrote it: then odd spellings are not the user's to mend.
    observed: bool,
    read: &'r mut Read,
    desk: &'r mut Desk,
    /// Where the findings on the planned attach that is being read begin.
    attachment: Option<usize>,
    /// The verb of the step that is being read, which takes only some of a step's fields.
    verb: Option<Verb>,
    /// How often each rule was broken.
    often: HashMap<&'static str, problem::Often>,
    /// Room for what mappings that are being read have given, used again and again.
    given: Vec<entry::Given>,
    /// Room for what the keys of an entry stand for.
    defs: Vec<FieldDef>,
    /// Entries that have the same keys as others before.
    alike: Vec<Alike>,
    /// Room for what an entry says.
    values: Vec<(Field, Value, Range)>,
    /// Which of `attachments` and `steps` the file has, and where.
    planned: Option<(&'static str, Range)>,
    /// The keys that were looked for already, and of what, as the same mistake is often made all over
    /// a file.
    near: HashMap<(&'static str, String), Option<&'static str>>,
    /// Whether a section or a whole entry could not be used.
    lost: bool,
    /// Whether a step could not: it lists nothing, and the inventory tells what follows from it.
    lost_step: bool,
}

impl<'s, 'r> Reader<'s, 'r> {
    fn new(file: FileId, events: Events<'s>, read: &'r mut Read, desk: &'r mut Desk) -> Self {
        Self {
            file,
            events,
            standing: None,
            observed: false,
            read,
            desk,
            attachment: None,
            verb: None,
            often: HashMap::new(),
            given: Vec::new(),
            defs: Vec::new(),
            alike: Vec::new(),
            values: Vec::new(),
            planned: None,
            near: HashMap::new(),
            lost: false,
            lost_step: false,
        }
    }

    fn next(&mut self) -> Result<Option<Event<'s>>, Failure> {
        self.events.next().map_err(|e| Failure::syntax(self.file, e))
    }

    /// The next event of a document that has not ended. The end of the text is an end of a
    /// collection, too, so that no loop waits for one in vain.
    fn need(&mut self) -> Result<Event<'s>, Failure> {
        match self.next()? {
            Some(event) => Ok(event),
            None => Err(Failure::new("the text ends in the middle of a document")),
        }
    }

    /// Notes that a section or a whole entry could not be used, so that the result is incomplete.
    fn lose(&mut self) {
        self.lost = true;
    }

    fn peek(&mut self) -> Result<Option<&Event<'s>>, Failure> {
        let file = self.file;
        self.events.peek().map_err(|e| Failure::syntax(file, e))
    }

    fn span(&self, range: Range) -> Span {
        Span { file: self.file, start: range.start, end: range.end }
    }

    /// Notes that an entry begins, which may be an attach.
    fn begin_attach(&mut self, kind: Kind) {
        if kind == Kind::Attachment {
            self.attachment = Some(self.read.findings.len());
        }
    }

    /// Puts the findings made while an entry was read on it, if it is an attach.
    fn end_attach(&mut self, range: Range) {
        let at = self.span(range);
        if let Some(first) = self.attachment.take() {
            for finding in self.read.findings.iter_mut().skip(first) {
                finding.attachment = Some(at);
            }
        }
    }

    /// Files an entry.
    fn add(&mut self, draft: Draft, standing: Standing) -> EntryId {
        self.end_attach(draft.range);
        let standing = self.standing.unwrap_or(standing);
        self.read.inventory.add(draft, self.file, standing)
    }

    /// Whether an entry that is being read may have a field; a step has those of its verb.
    fn takes(&self, kind: Kind, field: Field) -> bool {
        let verb = self.verb.filter(|_| kind == Kind::Step);
        verb.is_none_or(|verb| verb.takes().0.contains(&field))
    }

    /// Reads each document of the file with `read`, which takes its root value.
    fn documents(&mut self, mut read: impl FnMut(&mut Self) -> Result<(), Failure>) -> Result<(), Failure> {
        while let Some(event) = self.next()? {
            let starts = event.kind == EventKind::DocumentStart;
            if starts && matches!(self.peek()?, Some(e) if e.kind != EventKind::DocumentEnd) {
                read(self)?;
            }
        }
        Ok(())
    }
}
