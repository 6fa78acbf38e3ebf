//! Which of the files that are found are read, and which of those that are read are one inventory.

use super::configuration::Configuration;
use crate::config::Config;
use crate::source::{Base, FileId, Role, Sources, is_configuration};
use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

/// What a configuration says of files.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    config: Config,
    files: HashSet<PathBuf>,
    pub(super) catalogs: Vec<PathBuf>,
    /// The configurations.
    pub(super) sources: Sources,
}

/// Files that are one inventory; without a name, those of no scope.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) name: Option<String>,
    pub(super) files: Vec<FileId>,
}

impl Chosen {
    pub(super) fn of(configuration: Configuration) -> Self {
        let files = configuration.files();
        let Configuration { config, sources, catalogs, .. } = configuration;
        Self { config, files, catalogs, sources }
    }

    /// Whether a file that was found in a folder is read. A configuration is none.
    pub(super) fn reads(&self, path: &Path, base: Option<&Base>) -> bool {
        if is_configuration(path) || self.excludes(path, base) {
            return false;
        }
        let Some(path) = base.map(|base| base.absolute(path)) else { return true };
        // What Terraform keeps in hidden files goes with its configuration.
        let is_kept = path.components().any(|part| {
            matches!(part, Component::Normal(name) if name == ".terraform" || name == ".terraform.lock.hcl")
        });
        !self.files.contains(&path)
            && (self.config.include.is_empty() || is_kept || self.config.include.is_match(&path))
    }

    /// Whether a file or folder is passed over.
    pub(super) fn excludes(&self, path: &Path, base: Option<&Base>) -> bool {
        base.is_some_and(|base| self.config.exclude.is_match(&base.absolute(path)))
    }

    /// Parts the files. Catalogs, configurations and parameters are part of every inventory.
    pub(super) fn scopes(&self, sources: &Sources) -> Vec<Named> {
        if self.config.scopes.is_empty() {
            return Vec::new();
        }
        let of_all = |role| matches!(role, Role::Catalog | Role::Configuration | Role::Parameters);
        let those = |wanted: &dyn Fn(Role) -> bool| -> Vec<FileId> {
            sources.iter().filter(|(_, source)| wanted(source.role())).map(|(file, _)| file).collect()
        };
        let (shared, inputs) = (those(&of_all), those(&Role::is_input));
        let mut taken = HashSet::new();
        let mut named = Vec::new();
        for scope in &self.config.scopes {
            let is_its = |file: &FileId| sources.absolute(*file).is_some_and(|p| scope.globs.is_match(&p));
            let files: Vec<FileId> = inputs.iter().copied().filter(is_its).collect();
            taken.extend(files.iter().copied());
            named.push(Named { name: Some(scope.name.clone()), files });
        }
        let rest = inputs.into_iter().filter(|file| !taken.contains(file)).collect();
        named.push(Named { name: None, files: rest });
        named.retain(|scope| !scope.files.is_empty());
        named.iter_mut().for_each(|scope| scope.files.extend(&shared));
        named
    }
}
