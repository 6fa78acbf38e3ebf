//! Where the configuration of a run is, and what its paths may lead to.

use super::Base;
use super::base::plain;
use super::load::io_message;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The names of a configuration.
const NAMES: [&str; 2] = ["enilint.yaml", ".enilint.yaml"];

/// What was found on the way up from a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Discovered {
    Nothing,
    /// The one of the nearest folder that has one.
    File(PathBuf),
    /// A folder with both names; nothing says which of them counts.
    Both(PathBuf),
}

/// Looks for the configuration of a run: in its folder, then in those above, up to the root of the
/// repository. Outside of a repository only the folder itself counts.
pub(crate) fn discover(base: &Base) -> Discovered {
    for folder in base.folder().ancestors() {
        let mut there = NAMES.iter().map(|name| folder.join(name)).filter(|path| path.is_file());
        match (there.next(), there.next()) {
            (Some(_), Some(_)) => return Discovered::Both(folder.to_owned()),
            (Some(path), None) => return Discovered::File(path),
            _ if folder == base.root() => break,
            _ => {}
        }
    }
    Discovered::Nothing
}

/// Whether a file has the name of a configuration, and so is no input.
pub(crate) fn is_configuration(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| NAMES.contains(&name))
}

/// Why a path of a configuration is refused; lower case, no full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outside(pub(crate) String);

/// The absolute path of what a configuration in `folder` names. A configuration may come from a
/// stranger's pull request: it reaches nothing outside of `root`, whether by `..` or by a link, and
/// nothing of what git keeps for itself.
pub(crate) fn within(root: &Path, folder: &Path, path: &str) -> Result<PathBuf, Outside> {
    let given = Path::new(path);
    // On Windows, a path with a drive but without a root, too.
    if given.components().any(|part| matches!(part, Component::RootDir | Component::Prefix(_))) {
        return Err(Outside("an absolute path".to_owned()));
    }
    let whole = plain(&folder.join(given));
    let is_git = |part: Component<'_>| part.as_os_str().eq_ignore_ascii_case(".git");
    match whole.strip_prefix(plain(root)) {
        Ok(below) if below.components().any(is_git) => return Err(Outside("in .git".to_owned())),
        Ok(_) => {}
        Err(_) => return Err(Outside("outside of the repository".to_owned())),
    }
    // A pipe would be waited for.
    if fs::metadata(&whole).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        return Err(Outside("no file".to_owned()));
    }
    // What is not there yet is made in its folder.
    let real = fs::canonicalize(&whole).or_else(|error| match whole.parent() {
        Some(parent) if error.kind() == io::ErrorKind::NotFound => fs::canonicalize(parent),
        _ => Err(error),
    });
    let real_root = fs::canonicalize(root);
    match (real, real_root) {
        (Ok(real), Ok(root)) => match real.strip_prefix(&root) {
            Ok(below) if below.components().any(is_git) => Err(Outside("in .git, by a link".to_owned())),
            Ok(_) => Ok(whole),
            Err(_) => Err(Outside("outside of the repository, by a link".to_owned())),
        },
        (Err(error), _) | (_, Err(error)) => Err(Outside(io_message(&error))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &Path, files: &[&str]) {
        for file in files {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
    }

    #[test]
    fn the_nearest_folder_up_to_the_root_counts() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("repo");
        put(dir.path(), &["enilint.yaml", "repo/.git/HEAD", "repo/a/b/x", "repo/c/.enilint.yaml"]);
        put(&root, &["d/enilint.yaml", "d/.enilint.yaml"]);
        let found = |folder: &str| discover(&Base::of(&root.join(folder)));
        assert_eq!(found("a/b"), Discovered::Nothing, "what is above the repository is not its");
        assert_eq!(found("c"), Discovered::File(root.join("c/.enilint.yaml")));
        assert_eq!(found("d"), Discovered::Both(root.join("d")));
        put(&root, &["enilint.yaml"]);
        assert_eq!(found("a/b"), Discovered::File(root.join("enilint.yaml")));
        fs::remove_dir_all(root.join(".git")).unwrap();
        assert_eq!(found("a/b"), Discovered::Nothing, "no repository");
        assert_eq!(found(""), Discovered::File(root.join("enilint.yaml")));
    }

    #[test]
    fn paths_stay_in_the_repository() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("repo");
        put(&root, &["a/x.yaml", ".git/config"]);
        put(dir.path(), &["secret.yaml"]);
        let folder = root.join("a");
        let why = |path: &str| within(&root, &folder, path).map_err(|outside| outside.0);
        assert_eq!(why("x.yaml"), Ok(folder.join("x.yaml")));
        assert_eq!(why("../new.json"), Ok(root.join("new.json")));
        assert_eq!(why("/etc/passwd"), Err("an absolute path".to_owned()));
        assert_eq!(why("../../secret.yaml"), Err("outside of the repository".to_owned()));
        assert_eq!(why("../.git/config"), Err("in .git".to_owned()));
        assert_eq!(why("../.GIT/hooks"), Err("in .git".to_owned()));
        assert_eq!(why("none/new.json"), Err("no such file or directory".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_nowhere_else() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("repo");
        put(&root, &["x.yaml", ".git/config"]);
        put(dir.path(), &["secret.yaml"]);
        for (to, link) in [("../secret.yaml", "file"), ("..", "folder"), (".git", "git"), ("x.yaml", "in")] {
            std::os::unix::fs::symlink(to, root.join(link)).unwrap();
        }
        for path in ["file", "folder/secret.yaml", "folder/new.json", "git/config"] {
            assert!(
                within(&root, &root, path).is_err_and(|outside| outside.0.ends_with("by a link")),
                "{path}"
            );
        }
        assert!(within(&root, &root, "in").is_ok());
    }
}
