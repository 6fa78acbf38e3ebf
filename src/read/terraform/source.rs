//! The configuration files that are at hand: which block stands where.

use crate::source::{FileId, Sources};
use crate::syntax::hcl::{Block, Body};

/// All configuration files of a run, by folder.
#[derive(Default)]
pub(super) struct Configuration {}

/// A folder of configuration files: one module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Folder(pub(super) u32);

impl Configuration {
    /// Reads the files.
    pub(super) fn read(_sources: &Sources, _files: &[FileId]) -> Self {
        Self::default()
    }

    /// The folder of the root module; none if no file is at hand.
    pub(super) fn root(&self) -> Option<Folder> {
        None
    }

    /// The folder that the module call `name` of a folder leads to, if it is at hand.
    pub(super) fn module(&self, _folder: Folder, _name: &str) -> Option<Folder> {
        None
    }

    /// A block by its type and labels: `("resource", ["alicloud_instance", "app"])`,
    /// `("module", ["net"])`, `("output", ["id"])`, `("variable", ["zone"])`.
    pub(super) fn block(&self, _folder: Folder, _kind: &str, _labels: &[&str]) -> Option<(FileId, &Block)> {
        None
    }

    /// The value of a local, and the file it stands in.
    pub(super) fn local(&self, _folder: Folder, _name: &str) -> Option<(FileId, &crate::syntax::hcl::Expr)> {
        None
    }
}

#[allow(dead_code)]
fn _uses(_: &Body) {}
