//! The files of a run: found, filtered and loaded.

use super::configuration::Configuration;
use super::console::Console;
use super::parameters::{self, Given};
use super::scopes::Chosen;
use crate::finding::{Finding, Severity};
use crate::read::{Failure, MAX_SCRIPT, holds_steps};
use crate::source::{
    FileId, LoadError, PARAMETERS, Role, STDIN, Source, Sources, Span, display_name, find, is_script_name,
    load_bytes, load_file, load_if, spellings,
};
use globset::{Error, GlobBuilder, GlobSet, GlobSetBuilder};
use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// How many problems of files are shown.
pub(super) const SHOWN: usize = 10;

/// What there is to check.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    pub(super) sources: Sources,
    /// How many files, or folders, could not be opened.
    pub(super) unopened: usize,
    /// How many of these are baselines.
    pub(super) unopened_baselines: usize,
    /// What the configuration says of files.
    pub(super) chosen: Chosen,
}

/// Which inputs are wanted.
pub(super) struct Wanted<'a> {
    /// Files and folders; `-` for standard input.
    pub(super) paths: &'a [PathBuf],
    pub(super) stdin_filename: Option<&'a str>,
    pub(super) catalogs: &'a [PathBuf],
    /// Values for the parameters of templates, as they were typed.
    pub(super) parameters: &'a [String],
    pub(super) exclude: &'a Exclude,
    pub(super) configuration: Configuration,
    /// Findings that are known already.
    pub(super) baseline: Option<&'a Path>,
}

impl Inputs {
    /// Loads what can be loaded, and says what cannot. `tip` says more of a path that leads nowhere.
    pub(super) fn load(
        wanted: Wanted<'_>,
        stdin: &mut dyn Read,
        tip: impl Fn(&Path) -> String,
        console: &mut Console<'_>,
    ) -> Self {
        let mut chosen = Chosen::of(wanted.configuration);
        let mut inputs = Self { sources: std::mem::take(&mut chosen.sources), ..Self::default() };
        if wanted.paths.iter().any(|path| is_stdin(path)) {
            let name = wanted.stdin_filename.map_or(STDIN.to_owned(), |name| display_name(Path::new(name)));
            inputs.add(&name, read(stdin), Role::Named, console);
        }
        let paths: Vec<PathBuf> = wanted.paths.iter().filter(|path| !is_stdin(path)).cloned().collect();
        let files = wanted.parameters.iter().filter_map(|given| match parameters::parse(given) {
            Given::File(path) => Some(path),
            Given::Value(..) => None,
        });
        let files: Vec<PathBuf> = files.collect();
        let given: Vec<PathBuf> = wanted.catalogs.iter().chain(&chosen.catalogs).cloned().collect();
        let apart = given.iter().chain(&files).map(PathBuf::as_path).chain(wanted.baseline);
        // What goes with the inputs is none, also if it lies in a folder to check.
        let apart: HashSet<PathBuf> = apart.filter_map(|path| fs::canonicalize(path).ok()).collect();
        let is_apart = |path: &Path| fs::canonicalize(path).is_ok_and(|path| apart.contains(&path));
        for result in find(&paths) {
            match result {
                Ok(found) if found.explicit => inputs.open(&found.path, Role::Named, console),
                Ok(found) if wanted.exclude.matches(&found.path, &paths) => {}
                Ok(found) if !chosen.reads(&found.path, inputs.sources.base()) => {}
                Ok(found) if !apart.is_empty() && is_apart(&found.path) => {}
                Ok(found) if may_be_script(&found.path) => inputs.open_script(&found.path, console),
                Ok(found) => inputs.open(&found.path, Role::Found, console),
                Err(error) if wanted.exclude.matches(&error.path, &paths) => {}
                Err(error) if chosen.excludes(&error.path, inputs.sources.base()) => {}
                Err(error) => {
                    let tip = tip(&error.path);
                    console.error(&format!("{}: {}{tip}", display_name(&error.path), error.message));
                    inputs.unopened += 1;
                }
            }
        }
        inputs.open_catalogs(&given, console);
        for path in &files {
            inputs.open(path, Role::Parameters, console);
        }
        for (key, text) in parameters::typed(wanted.parameters) {
            inputs.sources.add(format!("{PARAMETERS}{key}"), text.to_owned(), Role::Parameters);
        }
        if let Some(baseline) = wanted.baseline {
            inputs.open(baseline, Role::Baseline, console);
        }
        inputs.chosen = chosen;
        inputs
    }

    /// Notes the formats that files are said to have.
    pub(super) fn set_formats(
        &mut self,
        formats: &[(String, String)],
        stdin_filename: Option<&str>,
        console: &mut Console<'_>,
    ) {
        for (path, format) in formats {
            let name = match path.as_str() {
                "-" => stdin_filename.map_or(STDIN.to_owned(), |name| display_name(Path::new(name))),
                path => display_name(Path::new(path)),
            };
            let spellings = [name.clone(), format!("./{name}")];
            // Both are tried: the file may be named and be in a folder.
            let found = spellings.iter().filter(|name| self.sources.set_format(name, format)).count();
            if found == 0 {
                console
                    .warning(&format!("--format-of {path}={format}: no file of this run is called {name}"));
            }
        }
    }

    /// The files of each inventory.
    pub(super) fn parts(&self) -> Vec<Vec<FileId>> {
        let scopes = self.scopes_of(&self.sources);
        if scopes.is_empty() { vec![self.sources.iter().map(|(file, _)| file).collect()] } else { scopes }
    }

    /// The files of each inventory among those of a run like this one; none if all are one.
    pub(super) fn scopes_of(&self, sources: &Sources) -> Vec<Vec<FileId>> {
        self.chosen.scopes(sources).into_iter().map(|scope| scope.files).collect()
    }

    pub(super) fn open_catalogs(&mut self, paths: &[PathBuf], console: &mut Console<'_>) {
        for path in paths {
            self.open(path, Role::Catalog, console);
        }
    }

    /// Loads the one file of a command; `-` is standard input.
    pub(super) fn open_catalog(&mut self, path: &Path, stdin: &mut dyn Read, console: &mut Console<'_>) {
        if is_stdin(path) {
            self.add(STDIN, read(stdin), Role::Catalog, console);
        } else {
            self.open(path, Role::Catalog, console);
        }
    }

    fn open(&mut self, path: &Path, role: Role, console: &mut Console<'_>) {
        self.add(&display_name(path), load_file(path), role, console);
    }

    /// Loads a script that was found, if it is a runbook: most are none.
    fn open_script(&mut self, path: &Path, console: &mut Console<'_>) {
        let text = match load_if(path, MAX_SCRIPT, holds_steps) {
            Ok(None) => return,
            Ok(Some(text)) => Ok(text),
            Err(error) => Err(error),
        };
        self.add(&display_name(path), text, Role::Found, console);
    }

    fn add(&mut self, name: &str, text: Result<String, LoadError>, role: Role, console: &mut Console<'_>) {
        match text {
            Ok(text) => {
                self.sources.add(name, text, role);
            }
            Err(error) => {
                console.error(&format!("{name}: {error}"));
                self.unopened += 1;
                self.unopened_baselines += usize::from(role == Role::Baseline);
            }
        }
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
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

/// Says which files could not be read, and where.
pub(super) fn tell_errors<'f>(
    failures: impl Iterator<Item = &'f Finding>,
    sources: &Sources,
    console: &mut Console<'_>,
) {
    for finding in failures.take(SHOWN) {
        let at = finding.primary.span;
        console.error(&format!("{}: {}", place(sources.get(at.file), at), finding.message));
    }
}

/// Whether a file that was found is one for being a script.
fn may_be_script(path: &Path) -> bool {
    path.extension().is_none() || is_script_name(&display_name(path))
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
        for pattern in patterns.iter().filter(|pattern| !pattern.is_empty()) {
            let wrong = |error: Error| format!("--exclude {pattern}: {}", error.kind());
            let is_path = pattern.trim_start_matches("./").trim_end_matches('/').contains('/');
            for glob in spellings(pattern) {
                let glob = GlobBuilder::new(&glob).literal_separator(true).build().map_err(wrong)?;
                if is_path {
                    shown.add(glob.clone());
                }
                below.add(glob);
            }
        }
        let build = |set: GlobSetBuilder| set.build().map_err(|error| format!("--exclude: {}", error.kind()));
        Ok(Self { shown: build(shown)?, below: build(below)? })
    }

    /// Whether a path that was found below one of `roots` is to be passed over.
    pub(super) fn matches(&self, path: &Path, roots: &[PathBuf]) -> bool {
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
