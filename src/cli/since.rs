//! `check --since`: the inputs as they were at a revision.

use super::git::Git;
use super::inputs::{Exclude, Inputs};
use crate::read::holds_steps;
use crate::source::{Role, Sources, display_name, is_input_name, is_script_name, load_bytes};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The inputs of a run as they were.
pub(super) struct Before {
    pub(super) sources: Sources,
    /// How many of them are no text.
    pub(super) unopened: usize,
}

/// Where a file of before is.
enum Content {
    Blob(String),
    /// As it is now: it goes with the inputs and is none, and git does not know it.
    Now(String),
}

impl Before {
    /// What a run would have read at a revision: the files that it reads now and that were there then,
    /// and of the folders those that have been deleted since. A file that git does not know was not
    /// there, unless it is a catalog or the baseline.
    pub(super) fn load(
        revision: &str,
        inputs: &Inputs,
        paths: &[PathBuf],
        exclude: &Exclude,
    ) -> Result<Self, String> {
        let now = &inputs.sources;
        let base = now.base().filter(|base| base.root().join(".git").exists());
        let base = base.ok_or("--since: the current folder is in no git repository")?;
        let git = Git::new(base.root());
        let say = |error| format!("--since: {error}");
        let commit = git.commit(revision).map_err(say)?;
        let files = git.files(&commit).map_err(say)?;
        let mut wanted: Vec<(String, Role, Content)> = Vec::new();
        let mut seen = HashSet::new();
        for (file, source) in now.iter() {
            let path = now.path_from_root(file);
            let content = match files.get(&path) {
                Some(blob) => Content::Blob(blob.clone()),
                None if !source.role().is_input() => Content::Now(source.text().to_owned()),
                None => continue,
            };
            wanted.push((source.name().to_owned(), source.role(), content));
            seen.insert(path);
        }
        for folder in paths.iter().filter(|path| path.is_dir()) {
            let below = base.path_from_root(&display_name(folder));
            for (path, blob) in &files {
                let Some(rest) = below_folder(path, &below).filter(|rest| is_walked(rest)) else { continue };
                let name = folder.join(rest);
                let is_deleted = !base.root().join(path).exists();
                let is_wanted = !exclude.matches(&name, paths) && inputs.chosen.reads(&name, Some(base));
                if is_deleted && is_wanted && seen.insert(path.clone()) {
                    wanted.push((display_name(&name), Role::Found, Content::Blob(blob.clone())));
                }
            }
        }
        let blobs = wanted.iter().filter_map(|(_, _, content)| match content {
            Content::Blob(id) => Some(id.as_str()),
            Content::Now(_) => None,
        });
        let mut contents = git.read(&blobs.collect::<Vec<_>>()).map_err(say)?.into_iter();
        let mut before = Self { sources: Sources::new(), unopened: 0 };
        before.sources.set_base(base.clone());
        for (name, role, content) in wanted {
            let text = match content {
                Content::Blob(_) => load_bytes(contents.next().unwrap_or_default()),
                Content::Now(text) => Ok(text),
            };
            match text {
                Ok(text) if role == Role::Found && is_script_name(&name) && !holds_steps(text.as_bytes()) => {
                }
                Ok(text) => {
                    before.sources.add(name.as_str(), text, role);
                    let said =
                        now.iter().find(|(_, source)| source.name() == name).and_then(|(_, s)| s.format());
                    said.map(|format| before.sources.set_format(&name, format));
                }
                Err(_) => before.unopened += 1,
            }
        }
        Ok(before)
    }
}

/// The rest of a path below a folder; the root has no name.
fn below_folder<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

/// Whether a walk through a folder would have met a file: hidden ones are passed over.
fn is_walked(rest: &str) -> bool {
    (is_input_name(Path::new(rest)) || is_script_name(rest))
        && !rest.split('/').any(|part| part.starts_with('.'))
}
