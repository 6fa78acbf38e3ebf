//! The files of a run: found, filtered and loaded.

use super::console::Console;
use crate::finding::{Finding, Severity};
use crate::read::Failure;
use crate::source::{
    FileId, LoadError, Role, STDIN, Source, Sources, Span, display_name, find, load_bytes, load_file,
};
use globset::{Error, GlobBuilder, GlobSet, GlobSetBuilder};
use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// How many problems of files are shown.
const SHOWN: usize = 10;

/// What there is to check.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    pub(super) sources: Sources,
    /// How many files, or folders, could not be opened.
    pub(super) unopened: usize,
}

/// Which inputs are wanted.
pub(super) struct Wanted<'a> {
    /// Files and folders; `-` for standard input.
    pub(super) paths: &'a [PathBuf],
    pub(super) stdin_filename: Option<&'a str>,
    pub(super) catalogs: &'a [PathBuf],
    pub(super) exclude: &'a Exclude,
}

impl Inputs {
    /// Loads what can be loaded, and says what cannot. `tip` says more of a path that leads nowhere.
    pub(super) fn load(
        wanted: &Wanted<'_>,
        stdin: &mut dyn Read,
        tip: impl Fn(&Path) -> String,
        console: &mut Console<'_>,
    ) -> Self {
        let mut inputs = Self::default();
        let is_stdin = |path: &Path| path.as_os_str() == "-";
        if wanted.paths.iter().any(|path| is_stdin(path)) {
            let name = wanted.stdin_filename.map_or(STDIN.to_owned(), |name| display_name(Path::new(name)));
            inputs.add(&name, read(stdin), Role::Named, console);
        }
        let paths: Vec<PathBuf> = wanted.paths.iter().filter(|path| !is_stdin(path)).cloned().collect();
        let catalogs: HashSet<PathBuf> =
            wanted.catalogs.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
        // A catalog that lies in a folder to check is a catalog all the same.
        let is_catalog = |path: &Path| fs::canonicalize(path).is_ok_and(|path| catalogs.contains(&path));
        for result in find(&paths) {
            match result {
                Ok(found) if found.explicit => inputs.open(&found.path, Role::Named, console),
                Ok(found) if wanted.exclude.matches(&found.path, &paths) => {}
                Ok(found) if !catalogs.is_empty() && is_catalog(&found.path) => {}
                Ok(found) => inputs.open(&found.path, Role::Found, console),
                Err(error) if wanted.exclude.matches(&error.path, &paths) => {}
                Err(error) => {
                    let tip = tip(&error.path);
                    console.error(&format!("{}: {}{tip}", display_name(&error.path), error.message));
                    inputs.unopened += 1;
                }
            }
        }
        inputs.open_catalogs(wanted.catalogs, console);
        inputs
    }

    pub(super) fn open_catalogs(&mut self, paths: &[PathBuf], console: &mut Console<'_>) {
        for path in paths {
            self.open(path, Role::Catalog, console);
        }
    }

    fn open(&mut self, path: &Path, role: Role, console: &mut Console<'_>) {
        self.add(&display_name(path), load_file(path), role, console);
    }

    fn add(&mut self, name: &str, text: Result<String, LoadError>, role: Role, console: &mut Console<'_>) {
        match text {
            Ok(text) => {
                self.sources.add(name, text, role);
            }
            Err(error) => {
                console.error(&format!("{name}: {error}"));
                self.unopened += 1;
            }
        }
    }
}

fn read(stdin: &mut dyn Read) -> Result<String, LoadError> {
    let mut bytes = Vec::new();
    // One byte more than is allowed shows that there are too many.
    stdin.take(u64::from(u32::MAX)).read_to_end(&mut bytes).map_err(LoadError::Io)?;
    load_bytes(bytes)
}

/// A place in a file, for messages.
pub(super) fn place(source: &Source, at: Span) -> String {
    let position = source.lines().position(source.text(), at.start as usize);
    format!("{}:{}:{}", source.name(), position.line, position.column)
}

/// Says why a file could not be read.
pub(super) fn tell_failure(file: FileId, source: &Source, failure: &Failure, console: &mut Console<'_>) {
    let at = failure.span.unwrap_or(Span { file, start: 0, end: 0 });
    console.error(&format!("{}: {}", place(source, at), failure.message));
}

/// Says what is wrong with what was read, for commands that report no findings.
pub(super) fn tell_findings(findings: &[Finding], sources: &Sources, console: &mut Console<'_>) {
    for finding in findings.iter().filter(|finding| finding.severity > Severity::Info).take(SHOWN) {
        let at = finding.primary.span;
        console.warning(&format!("{}: {}", place(sources.get(at.file), at), finding.message));
    }
}

/// The patterns of `--exclude`.
#[derive(Debug, Default)]
pub(super) struct Exclude {
    /// Held against paths as they are shown.
    shown: GlobSet,
    /// Held against paths below the folder that was named: a name above it cannot hide it.
    below: GlobSet,
}

impl Exclude {
    pub(super) fn new(patterns: &[String]) -> Result<Self, String> {
        let (mut shown, mut below) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for pattern in patterns {
            let wrong = |error: Error| format!("--exclude {pattern}: {}", error.kind());
            let path = pattern.trim_start_matches("./").trim_end_matches('/');
            let globs =
                if path.contains('/') { [path.to_owned(), format!("{path}/**")] } else { anywhere(path) };
            for glob in globs {
                let glob = GlobBuilder::new(&glob).literal_separator(true).build().map_err(wrong)?;
                if path.contains('/') {
                    shown.add(glob.clone());
                }
                below.add(glob);
            }
        }
        let build = |set: GlobSetBuilder| set.build().map_err(|error| format!("--exclude: {}", error.kind()));
        Ok(Self { shown: build(shown)?, below: build(below)? })
    }

    /// Whether a path that was found below one of `roots` is to be passed over.
    fn matches(&self, path: &Path, roots: &[PathBuf]) -> bool {
        if self.below.is_empty() {
            return false;
        }
        let below = roots.iter().filter_map(|root| path.strip_prefix(root).ok());
        let below = below.min_by_key(|below| below.as_os_str().len()).unwrap_or(path);
        // A root itself was named.
        !below.as_os_str().is_empty()
            && (self.shown.is_match(display_name(path)) || self.below.is_match(display_name(below)))
    }
}

/// A file or folder of that name, however deep, and what is in it.
fn anywhere(name: &str) -> [String; 2] {
    [format!("**/{name}"), format!("**/{name}/**")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exclude() {
        // pattern, root, path, whether it is passed over
        let cases = [
            ("old", ".", "./old/a.yaml", true),
            ("old", ".", "./envs/old/a.yaml", true),
            ("old", "envs/old", "envs/old/a.yaml", false),
            ("old/", ".", "./old/a.yaml", true),
            ("old", ".", "./older/a.yaml", false),
            ("*.bak.yaml", ".", "./envs/a.bak.yaml", true),
            ("*.bak.yaml", ".", "./envs/a.yaml", false),
            ("envs/*/old", ".", "./envs/prod/old/a.yaml", true),
            ("envs/*/old", ".", "./envs/prod/eu/old/a.yaml", false),
            ("envs/**/old", ".", "./envs/prod/eu/old/a.yaml", true),
            ("./envs/a.yaml", "envs", "envs/a.yaml", true),
            ("prod/a.yaml", "envs", "envs/prod/a.yaml", true),
            ("prod/a.yaml", ".", "./envs/prod/a.yaml", false),
            ("*", "envs", "envs", false),
            ("*", "envs", "envs/a.yaml", true),
        ];
        for (pattern, root, path, expected) in cases {
            let exclude = Exclude::new(&[pattern.to_owned()]).unwrap();
            let actual = exclude.matches(Path::new(path), &[root.into()]);
            assert_eq!(actual, expected, "--exclude {pattern} {root}: {path}");
        }
        assert!(!Exclude::default().matches(Path::new("a"), &[]));
    }

    #[test]
    fn patterns_that_are_none() {
        let error = Exclude::new(&["[".to_owned()]).unwrap_err();
        assert!(error.starts_with("--exclude [: "), "{error}");
    }
}
