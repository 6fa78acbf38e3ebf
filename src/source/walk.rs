//! From the paths of a command line to the files to read.

use super::companions;
use super::load::io_message;
use super::modules;
use super::name::display_name;
use ignore::{DirEntry, WalkBuilder};
use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// The endings of files that are looked at inside directories.
const EXTENSIONS: [&str; 6] = ["yaml", "yml", "json", "jsonl", "ndjson", "tf"];

/// The endings of shell scripts.
const SCRIPTS: [&str; 3] = ["sh", "bash", "zsh"];

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it is, in the spelling of the command line.
    pub path: PathBuf,
    /// Whether the user named this very file, rather than a directory that it is in.
    pub explicit: bool,
}

/// A path that leads to nothing that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkError {
    /// The path.
    pub path: PathBuf,
    /// Why, in lower case and without the path.
    pub message: String,
}

/// The files that paths stand for, in the order of the paths.
///
/// A path of a file stands for that file, whatever it is called; one of Terraform configuration brings
/// along its module, the files beside it. A directory stands for the files
/// in and below it that have one of the extensions `yaml`, `yml`, `json`, `jsonl`, `ndjson` and `tf`,
/// and the shell scripts, by their ending or their first line. They come sorted by name, without hidden ones, without those that `.gitignore` or `.ignore` files leave out,
/// and without symbolic links. With Terraform configuration comes what belongs to it: its lock file,
/// the values of its variables, and the modules that it calls, also those that lie elsewhere in the repository. A file that is reached twice is in the result once; where it
/// is named is its place then.
#[must_use]
pub fn find(paths: &[PathBuf]) -> Vec<Result<Found, WalkError>> {
    let inputs: Vec<Input> = paths.iter().map(|path| Input::of(path)).collect();
    let named: HashSet<PathBuf> = inputs.iter().filter_map(Input::named).collect();
    let mut seen = HashSet::new();
    // Folders whose configuration was brought along: a pre-commit hook names every file of one.
    let mut brought = HashSet::new();
    let mut results = Vec::new();
    for (path, input) in paths.iter().zip(inputs) {
        match input {
            Input::Failed(message) => results.push(Err(WalkError { path: path.clone(), message })),
            Input::File(identity) => {
                if seen.insert(identity.clone()) {
                    results.push(Ok(Found { path: path.clone(), explicit: true }));
                }
                if is_configuration(path) && brought.insert((folder(path), folder(&identity))) {
                    let wanted = |file: PathBuf| !named.contains(&file) && seen.insert(file);
                    results.append(&mut around(path, &identity, wanted));
                }
            }
            Input::Directory(identity) => {
                let wanted = |file: PathBuf| !named.contains(&file) && seen.insert(file);
                results.append(&mut walk(path, &identity, wanted));
            }
        }
    }
    results
}

/// What a path of the command line leads to, with the one spelling that all its spellings share.
enum Input {
    File(PathBuf),
    Directory(PathBuf),
    Failed(String),
}

impl Input {
    fn of(path: &Path) -> Self {
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) => return Self::Failed(io_message(&error)),
        };
        // A pipe under `/dev/fd` is there, but has no canonical path.
        let identity =
            fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.into());
        if metadata.is_dir() { Self::Directory(identity) } else { Self::File(identity) }
    }

    fn named(&self) -> Option<PathBuf> {
        match self {
            Self::File(identity) => Some(identity.clone()),
            Self::Directory(_) | Self::Failed(_) => None,
        }
    }
}

/// What belongs to a configuration file that was named: the files beside it make one module with it.
fn around(
    path: &Path,
    identity: &Path,
    mut wanted: impl FnMut(PathBuf) -> bool,
) -> Vec<Result<Found, WalkError>> {
    let folders = BTreeSet::from([folder(path)]);
    let beside = companions::configuration_in(&folder(path)).into_iter();
    let called = modules::called_from(&folders, &folder(identity));
    let mut files: Vec<PathBuf> = beside.chain(companions::of(&folders)).chain(called).collect();
    files.retain(|path| wanted(fs::canonicalize(path).unwrap_or_else(|_| path.clone())));
    files.sort_by_cached_key(|path| display_name(path));
    let plain = |path: PathBuf| path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
    files.into_iter().map(|path| Ok(Found { path: plain(path), explicit: false })).collect()
}

/// The folder of a file.
fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// The files of a directory, sorted by name. `wanted` is asked once for each, by identity.
fn walk(
    root: &Path,
    identity: &Path,
    mut wanted: impl FnMut(PathBuf) -> bool,
) -> Vec<Result<Found, WalkError>> {
    let mut results = Vec::new();
    for entry in walker(root).build() {
        match entry {
            Ok(entry) if is_input(&entry) => {
                // Links are not followed, so below the root every path is canonical.
                let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
                if wanted(identity.join(below)) {
                    results.push(Ok(Found { path: entry.into_path(), explicit: false }));
                }
            }
            Ok(_) => {}
            Err(error) => results.push(Err(walk_error(root, &error))),
        }
    }
    let folders = configured(&results);
    for path in companions::of(&folders).into_iter().chain(modules::called_from(&folders, identity)) {
        let own = match path.strip_prefix(root) {
            Ok(below) => identity.join(below),
            Err(_) => fs::canonicalize(&path).unwrap_or_else(|_| path.clone()),
        };
        if wanted(own) {
            results.push(Ok(Found { path, explicit: false }));
        }
    }
    results.sort_by_cached_key(|result| match result {
        Ok(found) => display_name(&found.path),
        Err(error) => display_name(&error.path),
    });
    results
}

/// The folders that hold Terraform configuration.
fn configured(results: &[Result<Found, WalkError>]) -> BTreeSet<PathBuf> {
    let files = results.iter().flatten().map(|found| found.path.as_path());
    files.filter(|path| is_configuration(path)).filter_map(|path| path.parent().map(Path::to_owned)).collect()
}

/// Whether a file holds Terraform configuration, by its name.
fn is_configuration(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str);
    name.is_some_and(|name| name.ends_with(".tf") || name.ends_with(".tf.json"))
}

fn walker(root: &Path) -> WalkBuilder {
    let mut builder = WalkBuilder::new(root);
    // The same files everywhere: `.gitignore` counts without a repository, too (an archive of one
    // is checked like a clone), and a user's own global ignore file does not count.
    builder.require_git(false).git_global(false).hidden(true).follow_links(false);
    builder
}

fn is_input(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_file())
        && (is_input_name(entry.path()) || is_script(entry.path()))
}

/// Whether a file is a shell script, by its name, or by its first line if its name has no ending.
fn is_script(path: &Path) -> bool {
    if path.extension().is_some() {
        return is_script_name(&display_name(path));
    }
    let mut head = [0; 64];
    let read = fs::File::open(path).and_then(|mut file| std::io::Read::read(&mut file, &mut head));
    read.is_ok_and(|len| has_hash_bang(head.get(..len).unwrap_or_default()))
}

/// Whether a file is named like a shell script.
pub(crate) fn is_script_name(name: &str) -> bool {
    let ending = Path::new(name).extension();
    ending.is_some_and(|ending| SCRIPTS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Whether a text begins like a script of a shell that is read: `#!/bin/sh`, `#!/usr/bin/env bash`.
pub(crate) fn has_hash_bang(text: &[u8]) -> bool {
    let Some(rest) = text.strip_prefix(b"#!") else { return false };
    let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let command = String::from_utf8_lossy(line);
    let mut words = command.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    let shell = words.find(|word| *word != "env" && !word.starts_with('-'));
    shell.is_some_and(|shell| matches!(shell, "sh" | "bash" | "zsh" | "dash" | "ksh" | "ash"))
}

/// Whether files of this name are looked at inside directories.
pub(crate) fn is_input_name(path: &Path) -> bool {
    let ending = |ending: &OsStr| EXTENSIONS.iter().any(|known| ending.eq_ignore_ascii_case(known));
    path.extension().is_some_and(ending)
}

/// The path and the reason of an error, out of the layers that the walker wraps them in.
fn walk_error(root: &Path, error: &ignore::Error) -> WalkError {
    let mut path = root;
    let mut inner = error;
    loop {
        inner = match inner {
            ignore::Error::WithPath { path: at, err } => {
                path = at;
                err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
            ignore::Error::Io(error) => {
                // The walker puts the path into the message of the error itself.
                let source = error.get_ref().and_then(|source| source.source());
                let plain =
                    source.and_then(|source| source.downcast_ref::<std::io::Error>()).unwrap_or(error);
                return WalkError { path: path.to_owned(), message: io_message(plain) };
            }
            other => return WalkError { path: path.to_owned(), message: other.to_string() },
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn tree(files: &[&str]) -> TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            put(&dir, file, "");
        }
        dir
    }

    fn put(dir: &TempDir, file: &str, text: &str) {
        let path = dir.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// What `find` makes of paths below `dir`: a name with `*` if explicit, `name: message` if not found.
    fn found(dir: &TempDir, paths: &[&str]) -> Vec<String> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| dir.path().join(path)).collect();
        let root = format!("{}/", display_name(dir.path()));
        let name = |path: &Path| display_name(path).replace(&root, "");
        let show = |result| match result {
            Ok(Found { path, explicit }) => name(&path) + if explicit { "*" } else { "" },
            Err(WalkError { path, message }) => format!("{}: {message}", name(&path)),
        };
        find(&paths).into_iter().map(show).collect()
    }

    #[test]
    fn directories_give_known_extensions_sorted() {
        let dir = tree(&[
            "b.yml",
            "a.yaml",
            "a/z.JSON",
            "a/y.jsonl",
            "a-b.ndjson",
            "main.tf",
            "yaml",
            "x.yaml.bak",
        ]);
        assert_eq!(found(&dir, &[""]), ["a-b.ndjson", "a.yaml", "a/y.jsonl", "a/z.JSON", "b.yml", "main.tf"]);
    }

    #[test]
    fn named_files_come_as_given() {
        let dir = tree(&["b.txt", ".hidden.yaml", "skipped.yaml", ".gitignore"]);
        put(&dir, ".gitignore", "skipped.yaml\n");
        assert_eq!(
            found(&dir, &["skipped.yaml", "b.txt", ".hidden.yaml"]),
            ["skipped.yaml*", "b.txt*", ".hidden.yaml*"]
        );
    }

    #[test]
    fn ignored_and_hidden_files_are_left_out() {
        let dir = tree(&[
            "a.yaml",
            ".b.yaml",
            ".github/c.yaml",
            "out/d.yaml",
            "sub/e.yaml",
            "sub/f.yaml",
            "g.yaml",
        ]);
        put(&dir, ".gitignore", "out/\n");
        put(&dir, "sub/.gitignore", "*.yaml\n!f.yaml\n");
        put(&dir, ".ignore", "g.yaml\n");
        assert_eq!(found(&dir, &[""]), ["a.yaml", "sub/f.yaml"]);
        // A directory that is named is walked, though a rule above leaves it out.
        assert_eq!(found(&dir, &["out", ".github"]), ["out/d.yaml", ".github/c.yaml"]);
    }

    #[test]
    fn each_file_once_and_named_wins() {
        let dir = tree(&["a.yaml", "sub/b.yaml", "sub/c.yaml"]);
        assert_eq!(found(&dir, &["", "sub"]), ["a.yaml", "sub/b.yaml", "sub/c.yaml"]);
        assert_eq!(found(&dir, &["sub", "sub/b.yaml"]), ["sub/c.yaml", "sub/b.yaml*"]);
        assert_eq!(found(&dir, &["a.yaml", "sub/../a.yaml", ""]), ["a.yaml*", "sub/b.yaml", "sub/c.yaml"]);
    }

    #[test]
    fn missing_paths_are_errors() {
        let dir = tree(&["a.yaml"]);
        assert_eq!(
            found(&dir, &["none.yaml", "a.yaml"]),
            ["none.yaml: no such file or directory", "a.yaml*"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed_inside_directories() {
        use std::os::unix::fs::symlink;
        let dir = tree(&["real/a.yaml"]);
        symlink("..", dir.path().join("real/loop")).unwrap();
        symlink("a.yaml", dir.path().join("real/link.yaml")).unwrap();
        symlink("real", dir.path().join("alias")).unwrap();
        symlink("nowhere", dir.path().join("broken.yaml")).unwrap();
        assert_eq!(found(&dir, &[""]), ["real/a.yaml"]);
        // Named ones are, and stand for what they lead to.
        assert_eq!(found(&dir, &["alias"]), ["alias/a.yaml"]);
        assert_eq!(found(&dir, &["", "real/link.yaml", "alias"]), ["real/link.yaml*"]);
        assert_eq!(found(&dir, &["broken.yaml"]), ["broken.yaml: no such file or directory"]);
    }

    #[cfg(unix)]
    #[test]
    fn unreadable_directories_are_errors() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tree(&["a.yaml", "locked/b.yaml", "z.yaml"]);
        let locked = dir.path().join("locked");
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o0)).unwrap();
        // The superuser may read it all the same.
        let expected: &[&str] = if fs::read_dir(&locked).is_ok() {
            &["a.yaml", "locked/b.yaml", "z.yaml"]
        } else {
            &["a.yaml", "locked: permission denied", "z.yaml"]
        };
        let actual = found(&dir, &[""]);
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(actual, expected);
    }

    #[test]
    fn errors_of_the_walker_are_unwrapped() {
        let io = ignore::Error::Io(std::io::ErrorKind::PermissionDenied.into());
        let error = ignore::Error::WithDepth {
            depth: 1,
            err: Box::new(ignore::Error::WithPath { path: "a/b".into(), err: Box::new(io) }),
        };
        let error = walk_error(Path::new("a"), &error);
        assert_eq!((error.path, error.message.as_str()), (PathBuf::from("a/b"), "permission denied"));
    }
}
