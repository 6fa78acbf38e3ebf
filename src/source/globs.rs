//! Patterns of files.

use super::display_name;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::{Path, PathBuf};

/// Bytes of a pattern at most.
const LONGEST: usize = 1000;
/// Patterns of a list at most: they are one automaton.
const MOST: usize = 1000;

/// Patterns of files, each relative to the folder of its configuration.
#[derive(Clone, Debug, Default)]
pub struct Globs(Vec<(PathBuf, GlobSet)>);

impl Globs {
    /// The patterns of a configuration in the folder `root`, which is an absolute path; or which of
    /// them is none, and why.
    pub(crate) fn new<'a>(
        root: &Path,
        patterns: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, (usize, String)> {
        let mut set = GlobSetBuilder::new();
        let mut number = 0;
        for pattern in patterns {
            let wrong = |error: globset::Error| (number, error.kind().to_string());
            if pattern.is_empty() {
                return Err((number, "it is empty".to_owned()));
            }
            if pattern.len() > LONGEST {
                return Err((number, format!("it is longer than {LONGEST} bytes")));
            }
            if number == MOST {
                return Err((number, format!("the list has more than {MOST}")));
            }
            for spelling in spellings(pattern) {
                // One that begins with `/` is a path of the folder, too.
                let spelling = spelling.trim_start_matches('/');
                set.add(GlobBuilder::new(spelling).literal_separator(true).build().map_err(wrong)?);
            }
            number += 1;
        }
        if number == 0 {
            return Ok(Self::default());
        }
        let set = set.build().map_err(|error| (0, error.kind().to_string()))?;
        Ok(Self(vec![(root.to_owned(), set)]))
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them matches a file, which is given by its absolute path. A configuration says
    /// nothing of files outside of its folder.
    pub(crate) fn is_match(&self, path: &Path) -> bool {
        let inside = |(root, set): &(PathBuf, GlobSet)| {
            path.strip_prefix(root).is_ok_and(|below| set.is_match(display_name(below)))
        };
        self.0.iter().any(inside)
    }
}

/// What a pattern matches: a file or a folder with all that is in it. One without `/` is a name,
/// however deep, and one with `/` a path.
pub(crate) fn spellings(pattern: &str) -> [String; 2] {
    let path = pattern.trim_start_matches("./").trim_end_matches('/');
    if path.is_empty() || path == "." {
        return ["**".to_owned(), "**".to_owned()]; // the folder itself
    }
    let path = if path.contains('/') { path.to_owned() } else { format!("**/{path}") };
    [format!("{path}/**"), path]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_relative_to_their_folder() {
        // pattern, path below /repo, whether it matches
        let cases = [
            ("old", "old/a.yaml", true),
            ("old/", "envs/old/a.yaml", true),
            ("old", "older/a.yaml", false),
            ("*.bak.yaml", "envs/a.bak.yaml", true),
            ("envs/*/old", "envs/prod/old/a.yaml", true),
            ("envs/*/old", "envs/prod/eu/old/a.yaml", false),
            ("./envs/a.yaml", "envs/a.yaml", true),
            ("/a.yaml", "a.yaml", true),
            ("/a.yaml", "envs/a.yaml", false),
            ("prod/a.yaml", "envs/prod/a.yaml", false),
            (".", "envs/a.yaml", true),
            ("a.yaml", "../a.yaml", false),
        ];
        for (pattern, path, expected) in cases {
            let globs = Globs::new(Path::new("/repo"), [pattern]).unwrap();
            let path = match path.strip_prefix("../") {
                Some(outside) => Path::new("/").join(outside),
                None => Path::new("/repo").join(path),
            };
            assert_eq!(globs.is_match(&path), expected, "{pattern}: {}", path.display());
        }
        assert!(!Globs::default().is_match(Path::new("/repo/a.yaml")));
    }

    #[test]
    fn patterns_that_are_none() {
        assert!(Globs::new(Path::new("/"), ["a", "["]).is_err_and(|(number, _)| number == 1));
        assert!(Globs::new(Path::new("/"), [""]).is_err_and(|(number, _)| number == 0));
        assert!(Globs::new(Path::new("/"), [&*"x".repeat(LONGEST + 1)]).is_err());
        assert!(Globs::new(Path::new("/"), vec!["x"; MOST]).is_ok());
        assert!(Globs::new(Path::new("/"), vec!["x"; MOST + 1]).is_err());
    }
}
