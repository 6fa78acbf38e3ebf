//! Terraform and OpenTofu: the JSON of a plan or a state, and the configuration that it came from.
//!
//! ```text
//! plan.json → document (what the JSON says) ┐
//! *.tf      → source (which block is what)  ┴→ graph (what an attribute will be) → map → entries
//! ```
//!
//! On a first apply no ID is known, so what belongs together is told by references. The graph works
//! these out: exactly where the configuration is at hand, else as far as the `configuration` part of
//! the plan tells. What it cannot tell is unknown, and the verdicts say so.

mod document;
mod fault;
mod functions;
mod graph;
mod map;
pub(super) mod schema;
mod source;
mod tape;
mod term;

use super::{Failure, FileOutcome, Format, Read};
use crate::inventory::Provider;
use crate::source::{FileId, Role, Sources};
use document::Document;
use graph::Graph;
use source::Configuration;

/// The Terraform files of a run. They are read together: a plan says what is planned, its
/// configuration where that is written.
#[derive(Default)]
pub(super) struct Terraform<'s> {
    documents: Vec<Document<'s>>,
    configuration: Vec<FileId>,
}

/// Whether a file is part of a configuration, by its name.
pub(super) fn is_configuration(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.ends_with(".tf")
        || file.ends_with(".tf.json")
        || file == ".terraform.lock.hcl"
        || name.ends_with(".terraform/modules/modules.json")
}

impl<'s> Terraform<'s> {
    /// Notes a file of a configuration. What becomes of it, the other files decide.
    pub(super) fn add_configuration(&mut self, file: FileId) -> FileOutcome {
        self.configuration.push(file);
        FileOutcome::Read(Format::TerraformConfiguration)
    }

    /// Reads a plan or a state.
    pub(super) fn add_document(
        &mut self,
        file: FileId,
        text: &'s str,
        format: Format,
    ) -> Result<FileOutcome, Failure> {
        self.documents.push(document::read(file, text)?);
        Ok(FileOutcome::Read(format))
    }

    /// Files what the plans and states hold, now that all files are at hand.
    pub(super) fn finish(mut self, sources: &Sources, read: &mut Read) {
        let has_plan = self.documents.iter().any(|document| !document.is_state);
        if !has_plan {
            self.settle_configuration(sources, read);
        }
        if !has_plan && is_alone(read) {
            self.refuse_states(sources, read);
            return;
        }
        let configuration = Configuration::read(sources, if has_plan { &self.configuration } else { &[] });
        self.tell_apart(sources);
        let mut providers = Vec::new();
        for document in &self.documents {
            let graph = Graph::new(document, &configuration);
            map::map(&graph, &mut read.inventory);
            providers.extend(graph.provider_version().filter(|_| !document.is_state));
        }
        if let Some(((version, at), rest)) = providers.split_first()
            && rest.iter().all(|(other, _)| other == version)
        {
            let (text, is_locked) = version.parts();
            let version = read.inventory.texts.intern(text);
            read.inventory.provider = Some(Provider { version, is_locked, at: *at });
        }
        for (file, error) in configuration.unparsed() {
            let failure = Failure::syntax(*file, error.clone());
            let named = sources.get(*file).role() == Role::Named;
            set(
                read,
                *file,
                if named { FileOutcome::Failed(failure) } else { FileOutcome::Unparsed(failure) },
            );
        }
    }

    /// Two plans of a run may use one address for two things.
    fn tell_apart(&mut self, sources: &Sources) {
        let several = self.documents.iter().filter(|document| !document.is_state).count() > 1;
        for document in &mut self.documents {
            let name = sources.get(document.file).name();
            document.folder = source::folder(name);
            if several && !document.is_state {
                name.clone_into(&mut document.realm);
            }
        }
    }

    /// Configuration without a plan is not read.
    fn settle_configuration(&self, sources: &Sources, read: &mut Read) {
        for file in &self.configuration {
            let named = sources.get(*file).role() == Role::Named;
            let format = Format::TerraformConfiguration;
            set(
                read,
                *file,
                if named { FileOutcome::Failed(format.refusal()) } else { FileOutcome::Skipped(format) },
            );
        }
    }

    /// A state plans nothing. If that is all there is, a plan was meant.
    fn refuse_states(&self, sources: &Sources, read: &mut Read) {
        for document in &self.documents {
            let named = sources.get(document.file).role() == Role::Named;
            let format = Format::TerraformState;
            let failed = FileOutcome::Failed(format.refusal());
            set(read, document.file, if named { failed } else { FileOutcome::Skipped(format) });
        }
    }
}

fn set(read: &mut Read, file: FileId, outcome: FileOutcome) {
    if let Some(slot) = read.files.get_mut(file.0 as usize) {
        *slot = outcome;
    }
}

/// Whether no other file is an input.
fn is_alone(read: &Read) -> bool {
    read.files.iter().all(|outcome| match outcome {
        FileOutcome::Read(format) | FileOutcome::Damaged(format) => {
            matches!(
                format,
                Format::TerraformState
                    | Format::TerraformConfiguration
                    | Format::CatalogCsv
                    | Format::Baseline
            )
        }
        FileOutcome::Skipped(_) | FileOutcome::Unparsed(_) | FileOutcome::Failed(_) => true,
    })
}
