//! Files to an inventory. One reader a format, each driven by events; [`detect`] says which.
//!
//! What is wrong inside a file is a finding; a file that cannot be used at all is a [`Failure`].
//! Either way the other files are read all the same.

mod aliyun_cli;
mod catalog_csv;
mod detect;
mod entry;
mod list;
mod native;
mod problem;
mod value;

pub use detect::Format;
pub(crate) use problem::RULES;

use crate::finding::{Finding, RuleName};
use crate::inventory::{Draft, Inventory, Standing};
use crate::source::{FileId, Role, Source, Sources, Span};
use crate::syntax::{Event, Events, Kind as EventKind, Notation, Range, SyntaxError};

/// All files of a run, read.
#[derive(Debug, Default)]
pub struct Read {
    /// What they say.
    pub inventory: Inventory,
    /// What is wrong with how they say it.
    pub findings: Vec<Finding>,
    /// What became of each file, in the order of [`Sources`].
    pub files: Vec<FileOutcome>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileOutcome {
    /// It was read whole.
    Read(Format),
    /// It was found in a folder and is nothing that is read; with its format, if that was told.
    Skipped(Format),
    /// It could not be read, but had to be.
    Failed(Failure),
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The rule that says so: `syntax-error` or `unsupported-input`.
    pub rule: RuleName,
    /// Where, if there is a place.
    pub span: Option<Span>,
    /// What is wrong; lower case, no full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Failure {
    fn new(message: impl Into<String>) -> Self {
        Self { rule: problem::UNSUPPORTED_INPUT, span: None, message: message.into(), help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    fn syntax(file: FileId, error: SyntaxError) -> Self {
        let span = Span { file, start: error.range.start, end: error.range.end };
        Self { rule: problem::SYNTAX_ERROR, span: Some(span), message: error.message, help: error.help }
    }
}

/// Reads every file. A file that fails adds nothing to the inventory, but opens the world: what
/// is not listed elsewhere may stand in it.
#[must_use]
pub fn read(sources: &Sources) -> Read {
    let mut read = Read::default();
    for (file, source) in sources.iter() {
        let before = read.inventory.checkpoint();
        let findings = read.findings.len();
        let outcome = match read_file(file, source, &mut read) {
            Ok(outcome) => outcome,
            Err(failure) => {
                read.inventory.roll_back(&before);
                read.findings.truncate(findings);
                read.inventory.note_lists(false);
                FileOutcome::Failed(failure)
            }
        };
        read.files.push(outcome);
    }
    read
}

fn read_file(file: FileId, source: &Source, read: &mut Read) -> Result<FileOutcome, Failure> {
    let found = source.role() == Role::Found;
    if source.role() == Role::Catalog && catalog_csv::is_csv(source.name()) {
        catalog_csv::read(file, source.text(), &mut read.inventory)?;
        return Ok(FileOutcome::Read(Format::CatalogCsv));
    }
    let notation = Notation::of(source.name(), source.text());
    let format = match detect::detect(source.text(), notation) {
        Ok(format) => format,
        // A folder of infrastructure holds templates that are no YAML; they are not ours to judge.
        Err(_) if found && !detect::looks_like_input(source.text()) => {
            return Ok(FileOutcome::Skipped(Format::Unknown));
        }
        Err(error) => return Err(Failure::syntax(file, error)),
    };
    if !format.is_read() {
        return if found { Ok(FileOutcome::Skipped(format)) } else { Err(format.refusal()) };
    }
    let standing = if source.role() == Role::Catalog { Some(Standing::Catalog) } else { None };
    let events = Events::new(source.text(), notation);
    let mut reader = Reader { file, events, standing, read, attachment: None };
    match format {
        Format::AliyunCli(shape) => reader.aliyun_cli(shape)?,
        _ => reader.native()?,
    }
    Ok(FileOutcome::Read(format))
}

/// What a reader works with: one file, its events, and where its entries and findings go.
struct Reader<'s, 'r> {
    file: FileId,
    events: Events<'s>,
    /// The standing of every entry, where the file's role decides it.
    standing: Option<Standing>,
    read: &'r mut Read,
    /// Where the findings on the planned attach that is being read begin.
    attachment: Option<usize>,
}

impl<'s> Reader<'s, '_> {
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

    fn peek(&mut self) -> Result<Option<&Event<'s>>, Failure> {
        let file = self.file;
        self.events.peek().map_err(|e| Failure::syntax(file, e))
    }

    fn span(&self, range: Range) -> Span {
        Span { file: self.file, start: range.start, end: range.end }
    }

    /// Files an entry, and puts the findings made while it was read on it if it is an attach.
    fn add(&mut self, draft: Draft, standing: Standing) {
        let at = self.span(draft.range);
        if let Some(first) = self.attachment.take() {
            for finding in self.read.findings.iter_mut().skip(first) {
                finding.attachment = Some(at);
            }
        }
        let standing = self.standing.unwrap_or(standing);
        self.read.inventory.add(draft, self.file, standing);
    }

    /// Reads each document of the file with `read`, which takes its root value.
    fn documents(&mut self, mut read: impl FnMut(&mut Self) -> Result<(), Failure>) -> Result<(), Failure> {
        while let Some(event) = self.next()? {
            if event.kind == EventKind::DocumentStart {
                if matches!(self.peek()?, Some(e) if e.kind != EventKind::DocumentEnd) {
                    read(self)?;
                }
            }
        }
        Ok(())
    }
}
