//! Local modules that configuration calls, like `../modules/node`. Terraform reads them wherever they
//! lie; here they are read within the repository, for a plan's configuration may be a stranger's.

use super::companions::configuration_in;
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Bytes of a file that is searched for calls, at most; configuration files have some kilobytes.
const LIMIT: u64 = 1 << 20;

/// Most folders that are read because of a call.
const FOLDERS: usize = 256;

/// The configuration files of modules that the configuration in `folders` calls, and those call.
/// `root` is the folder that was given, in its canonical spelling.
pub(super) fn called_from(folders: &BTreeSet<PathBuf>, root: &Path) -> Vec<PathBuf> {
    let area = area(root);
    let mut seen: HashSet<PathBuf> = folders.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let (mut open, mut files, mut left): (Vec<PathBuf>, _, _) =
        (folders.iter().cloned().collect(), Vec::new(), FOLDERS);
    while let Some(folder) = open.pop() {
        let Ok(real) = fs::canonicalize(&folder) else { continue };
        for source in configuration_in(&folder).iter().flat_map(|file| local_sources(file)) {
            let there = plain(&real.join(&source));
            // Not through links, as elsewhere.
            let is_plain = fs::canonicalize(&there).is_ok_and(|path| path == there);
            if left == 0 || !is_plain || !there.starts_with(&area) || !seen.insert(there) {
                continue;
            }
            left -= 1;
            let called = plain(&folder.join(&source));
            files.extend(configuration_in(&called));
            open.push(called);
        }
    }
    files
}

/// How far modules may lie: the repository that a folder is in, or the current folder.
fn area(root: &Path) -> PathBuf {
    let repository = root.ancestors().find(|folder| folder.join(".git").exists());
    let area = repository.map(Path::to_owned).or_else(|| fs::canonicalize(".").ok());
    area.filter(|area| root.starts_with(area)).unwrap_or_else(|| root.to_owned())
}

/// The local sources that a file names. It is not parsed: what is in a comment names a folder more.
fn local_sources(file: &Path) -> Vec<String> {
    if fs::metadata(file).is_ok_and(|metadata| metadata.len() > LIMIT) {
        return Vec::new();
    }
    let text = fs::read_to_string(file).unwrap_or_default();
    text.split("source").skip(1).filter_map(local_source).collect()
}

/// The value behind the name `source`, in either notation.
fn local_source(behind: &str) -> Option<String> {
    let value = behind.strip_prefix('"').unwrap_or(behind).trim_start();
    let value = value.strip_prefix(['=', ':'])?.trim_start().strip_prefix('"')?;
    let (source, _) = value.split_once('"')?;
    let local = source.starts_with("./") || source.starts_with("../") || source == "." || source == "..";
    (local && !source.contains(['\n', '\\', '$'])).then(|| source.to_owned())
}

/// A path without `.`, and without `..` but at the front.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match (part, plain.components().next_back()) {
            (Component::CurDir, _) | (Component::ParentDir, Some(Component::RootDir)) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => _ = plain.pop(),
            (part, _) => plain.push(part),
        }
    }
    if plain.as_os_str().is_empty() { PathBuf::from(".") } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(dir: &Path, name: &str, text: &str) {
        let path = dir.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn called(dir: &Path, folder: &str) -> Vec<String> {
        let root = fs::canonicalize(dir.join(folder)).unwrap();
        let found = called_from(&BTreeSet::from([dir.join(folder)]), &root);
        let mut found: Vec<String> =
            found.iter().map(|path| path.strip_prefix(dir).unwrap().display().to_string()).collect();
        found.sort();
        found
    }

    fn call(source: &str) -> String {
        format!("module \"m\" {{\n  source = \"{source}\"\n}}\n")
    }

    #[test]
    fn calls_are_followed_within_the_repository() {
        let outer = tempfile::tempdir().unwrap();
        let dir = fs::canonicalize(outer.path()).unwrap().join("repo");
        put(&dir, ".git/HEAD", "");
        put(&dir, "env/main.tf", &(call("../modules/a") + &call("../../outside") + &call("/etc")));
        put(&dir, "env/cdk.tf.json", r#"{"module": {"j": {"source": "./../modules/json"}}}"#);
        put(&dir, "modules/a/main.tf", &(call("../b/") + &call("../../env") + &call("reg/x/y")));
        put(&dir, "modules/a/notes.txt", "");
        put(&dir, "modules/b/main.tf", &call("../a"));
        put(&dir, "modules/json/x.tf.json", "{}");
        put(&dir, "modules/idle/main.tf", "");
        put(&dir, "../outside/main.tf", "");
        let all = ["modules/a/main.tf", "modules/b/main.tf", "modules/json/x.tf.json"];
        assert_eq!(called(&dir, "env"), all);
    }

    #[test]
    fn without_a_repository_nothing_above_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let dir = fs::canonicalize(dir.path()).unwrap();
        put(&dir, "env/main.tf", &call("../modules/a"));
        put(&dir, "modules/a/main.tf", "");
        assert_eq!(called(&dir, "env"), [""; 0]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let dir = fs::canonicalize(dir.path()).unwrap();
        put(&dir, ".git/HEAD", "");
        put(&dir, "env/main.tf", &(call("../link") + &call("../modules")));
        put(&dir, "real/main.tf", "");
        put(&dir, "modules/README.md", "");
        std::os::unix::fs::symlink("real", dir.join("link")).unwrap();
        std::os::unix::fs::symlink("../real/main.tf", dir.join("modules/main.tf")).unwrap();
        assert_eq!(called(&dir, "env"), [""; 0]);
    }
}
