//! Configuration that stands in a template, as ROS takes it: all files of it in one.

use super::{Configuration, Folder, Text, is_override, is_values, path};
use crate::source::{FileId, Role, Source, Sources};
use crate::syntax::Range;
use crate::syntax::hcl::{Body, Place, Places};
use std::borrow::Cow;

/// The configuration of a template.
pub(in crate::read) struct Workspace<'s> {
    /// The template.
    pub(in crate::read) file: FileId,
    pub(in crate::read) parts: Vec<Part<'s>>,
    /// What is given for its variables.
    pub(in crate::read) values: Body,
}

/// A file of it.
pub(in crate::read) struct Part<'s> {
    /// As seen from the root module.
    pub(in crate::read) path: Cow<'s, str>,
    pub(in crate::read) text: Cow<'s, str>,
    /// Where the text stands in the template.
    pub(in crate::read) at: Range,
}

impl Configuration {
    /// Takes in the configuration of a template. Its root module is at the path of the template, where no
    /// folder is.
    pub(in crate::read::terraform) fn add_workspace(&mut self, sources: &Sources, workspace: Workspace<'_>) {
        let Workspace { file, mut parts, values } = workspace;
        let source = sources.get(file);
        // Override files come last, in the order of their names.
        parts.sort_by_cached_key(|part| {
            let name = path::split(&part.path).1;
            if is_override(&name) { (true, part.path.to_string()) } else { (false, String::new()) }
        });
        for part in &parts {
            self.add_part(file, source, part);
        }
        let top = path::usual("", source.name());
        self.tops.insert(top.clone());
        self.add_given(file, top, values);
    }

    fn add_part(&mut self, file: FileId, source: &Source, part: &Part<'_>) {
        let inner = path::usual("", &part.path);
        // What is nowhere in the stack is not read there, nor what Terraform does not take by itself.
        let is_outside = inner.starts_with('/') || inner.starts_with("..");
        let is_automatic = inner.contains(".auto.") || path::split(&inner).1.starts_with("terraform.tfvars");
        if is_outside || (is_values(&inner) && !is_automatic) {
            return;
        }
        let places = Places::of(&part.text, source.text(), part.at);
        self.add(&Text {
            file,
            name: &path::usual(source.name(), &inner),
            role: Role::Found,
            text: &part.text,
            place: places.as_ref().map_or(Place::All(part.at), Place::Each),
            is_inside: true,
        });
    }

    /// The template that holds a folder.
    pub(in crate::read::terraform) fn template(&self, folder: Folder) -> Option<FileId> {
        self.get(folder)?.template
    }

    /// Whether a folder may be a root module: of a template it is the one at the top.
    pub(super) fn may_be_root(&self, folder: Folder) -> bool {
        self.get(folder).is_some_and(|module| module.template.is_none() || self.tops.contains(&module.path))
    }

    /// The names of the variables of a root module.
    pub(in crate::read::terraform) fn variables(&self, root: Folder) -> impl Iterator<Item = &str> {
        self.blocks(root, "variable").filter_map(|variable| variable.block.labels.first().map(String::as_str))
    }
}
