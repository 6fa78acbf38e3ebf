//! Where files stand in their repository, as reports for other programs name them.

use super::display_name;
use std::path::{Component, Path, PathBuf};

/// The repository of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// The root of the repository, or the current folder if that is in none; absolute.
    root: PathBuf,
    /// The current folder, which relative names start from; absolute.
    folder: PathBuf,
}

impl Base {
    /// The base of a run in a folder, which is given as an absolute path.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let root = folder.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(folder);
        Self { root: root.to_owned(), folder: folder.to_owned() }
    }

    /// The root of the repository, or the current folder if that is in none.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the run.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A path without `.` and `..`, from the folder of the run on. Links are not followed, as names are
    /// what a reader knows.
    #[must_use]
    pub fn absolute(&self, path: impl AsRef<Path>) -> PathBuf {
        plain(&self.folder.join(path))
    }

    /// An absolute path as it is written in the folder of the run.
    pub(crate) fn shown(&self, path: &Path) -> PathBuf {
        for (up, folder) in self.folder.ancestors().enumerate() {
            match path.strip_prefix(folder) {
                Ok(below) if path.starts_with(&self.root) => {
                    return std::iter::repeat_n(Path::new(".."), up).chain([below]).collect();
                }
                _ => {}
            }
        }
        path.to_owned()
    }

    /// A file's path from the root, with `/` separators; whole if it is elsewhere.
    pub(crate) fn path_from_root(&self, name: &str) -> String {
        let path = self.absolute(name);
        display_name(path.strip_prefix(plain(&self.root)).unwrap_or(&path))
    }
}

/// The path without `.` and `..`.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => _ = plain.pop(),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_start_at_the_root() {
        let base = Base { root: "/repo".into(), folder: "/repo/infra/prod".into() };
        let cases = [
            ("plan.yaml", "infra/prod/plan.yaml"),
            ("./plan.yaml", "infra/prod/plan.yaml"),
            ("../dev/plan.yaml", "infra/dev/plan.yaml"),
            ("/repo/plan.yaml", "plan.yaml"),
            ("/elsewhere/plan.yaml", "/elsewhere/plan.yaml"),
            ("<stdin>", "infra/prod/<stdin>"),
        ];
        for (name, expected) in cases {
            assert_eq!(base.path_from_root(name), expected, "{name}");
        }
    }

    #[test]
    fn the_root_holds_the_repository() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("a/b");
        std::fs::create_dir_all(&folder).unwrap();
        assert_eq!(Base::of(&folder).root(), folder);
        std::fs::create_dir(dir.path().join("a/.git")).unwrap();
        assert_eq!(Base::of(&folder).root(), dir.path().join("a"));
    }
}
