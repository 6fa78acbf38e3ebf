//! Files as the rest of the house sees them: a name, text that is valid UTF-8, and spans into it.
//!
//! Only this module and `cli` touch the disk. Text is read whole; a byte-order mark is stripped
//! and UTF-8 is checked here, once. Lines and columns are computed only for what is shown.

mod base;
mod companions;
mod configuration;
mod globs;
mod lines;
mod load;
mod modules;
mod name;
mod walk;

pub use base::Base;
pub(crate) use configuration::{Discovered, Outside, discover, is_configuration, within};
pub use globs::Globs;
pub(crate) use globs::spellings;
pub use lines::{LineIndex, Position};
pub(crate) use load::load_if;
pub use load::{LoadError, load_bytes, load_file};
pub use name::display_name;
pub use walk::{Found, WalkError, find};
pub(crate) use walk::{has_hash_bang, is_input_name, is_script_name};

use std::sync::OnceLock;

/// What standard input is called if nobody names it.
pub const STDIN: &str = "<stdin>";

/// What the name of a parameter's value begins with that is typed: as users typed it, with the key behind it.
pub const PARAMETERS: &str = "--parameters ";

/// A file of one run, by its place in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) u32);

/// A byte range in one file; the end is exclusive. Offsets count from the first byte after a
/// byte-order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range as `usize`, for slicing.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies wholly inside this span of the same file.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// Why a file is among the sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The user named this very file: if it cannot be read as an inventory, that is an error.
    Named,
    /// It was found in a folder: if it is no inventory, it is passed over.
    Found,
    /// It was given with `--catalog`: its instance types count after the inventory's own.
    Catalog,
    /// It is a configuration: its facts count after those of inventories, and before catalogs.
    Configuration,
    /// It is the baseline: findings that are known already.
    Baseline,
    /// It was given with `--parameters`: values for the parameters of templates.
    Parameters,
}

impl Role {
    /// Whether it may say what is planned: the others only go with what does.
    pub(crate) fn is_input(self) -> bool {
        matches!(self, Self::Named | Self::Found)
    }
}

/// One file: its name as the user gave it, and its text.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    bom: bool,
    role: Role,
    /// What its user says that it is.
    format: Option<String>,
    lines: OnceLock<LineIndex>,
}

impl Source {
    /// The path as the user gave it, with `/` separators; `<stdin>` for standard input.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text without a byte-order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Bytes of the file before [`Self::text`]: 3 if it began with a byte-order mark, else 0.
    #[must_use]
    pub fn text_offset(&self) -> usize {
        if self.bom { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// Whether it is the value of a parameter, `KEY=VALUE`, as it is typed, and no file.
    #[must_use]
    pub fn is_typed(&self) -> bool {
        self.role == Role::Parameters && self.name.starts_with(PARAMETERS)
    }

    /// Why the file is here.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// The name of the format that its user says it has, if one is said.
    pub(crate) fn format(&self) -> Option<&str> {
        self.format.as_deref()
    }

    /// The line index, built at the first call.
    #[must_use]
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }
}

/// All files of one run, in the order they were given or found.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    base: Option<Base>,
}

impl Sources {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file. A leading byte-order mark is stripped.
    pub fn add(&mut self, name: impl Into<String>, mut text: String, role: Role) -> FileId {
        let bom = text.starts_with('\u{feff}');
        if bom {
            text.drain(..'\u{feff}'.len_utf8());
        }
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let (format, lines) = (None, OnceLock::new());
        self.files.push(Source { name: name.into(), text, bom, role, format, lines });
        id
    }

    /// Says which format the files of a name have, whatever they look like; whether there is one.
    pub(crate) fn set_format(&mut self, name: &str, format: &str) -> bool {
        let mut any = false;
        for file in self.files.iter_mut().filter(|file| file.name == name && file.role.is_input()) {
            file.format = Some(format.to_owned());
            any = true;
        }
        any
    }

    /// The file of an ID that this set gave out.
    #[must_use]
    pub fn get(&self, id: FileId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// The text of a span, clamped to the file and to character boundaries.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).text().get(span.range()).unwrap_or_default()
    }

    /// Says where the files stand; without it names are taken as they are.
    pub fn set_base(&mut self, base: Base) {
        self.base = Some(base);
    }

    /// Where the files stand, if that was said.
    #[must_use]
    pub fn base(&self) -> Option<&Base> {
        self.base.as_ref()
    }

    /// A file's path from the root of the repository, with `/` separators; whole if it is elsewhere.
    /// Standard input and what is typed are in no folder.
    #[must_use]
    pub fn path_from_root(&self, id: FileId) -> String {
        let (source, name) = (self.get(id), self.get(id).name());
        match &self.base {
            Some(base) if name != STDIN && !source.is_typed() => base.path_from_root(name),
            _ => name.to_owned(),
        }
    }

    /// A file's absolute path, if it was said where the files stand. Links are not followed.
    #[must_use]
    pub fn absolute(&self, id: FileId) -> Option<std::path::PathBuf> {
        self.base.as_ref().map(|base| base.absolute(self.get(id).name()))
    }

    /// All files with their IDs.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(i, s)| (FileId(u32::try_from(i).unwrap_or(u32::MAX)), s))
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are no files.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}
