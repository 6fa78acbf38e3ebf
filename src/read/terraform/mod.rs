//! Terraform and OpenTofu: the JSON of a plan or a state, and the configuration that it came from; or
//! that configuration alone.
//!
//! ```text
//! plan.json → document (what the JSON says) ┐
//! *.tf      → source (which block is what)  ┴→ graph (what an attribute will be) → map → entries
//! ```
//!
//! Where there is no plan, `alone` makes the document from the configuration. That may stand in a ROS
//! template, too.
//!
//! On a first apply no ID is known, so what belongs together is told by references. The graph works
//! these out: exactly where the configuration is at hand, else as far as the `configuration` part of
//! the plan tells. What it cannot tell is unknown, and the verdicts say so.

mod alone;
mod document;
mod fault;
mod functions;
mod graph;
mod map;
pub(super) mod schema;
mod source;
mod tape;
mod term;
mod unread;

use super::{Failure, FileOutcome, Format, Read, quoted};
use crate::inventory::{Kind, Provider};
use crate::source::{FileId, Role, Sources};
use crate::syntax::{Range, SyntaxError};
use document::Document;
use graph::{Graph, root_blocks};
use hashbrown::HashSet;
use source::{Configuration, Folder, Repeated, Unparsed};
pub(super) use source::{Part, Workspace};

/// The Terraform files of a run. They are read together: a plan says what is planned, its
/// configuration where that is written.
#[derive(Default)]
pub(super) struct Terraform<'s> {
    documents: Vec<Document<'s>>,
    configuration: Vec<FileId>,
    workspaces: Vec<Workspace<'s>>,
}

/// Whether a file is part of a configuration, by its name.
pub(super) fn is_configuration(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.ends_with(".tf")
        || file.ends_with(".tf.json")
        || source::is_values(file)
        || file == ".terraform.lock.hcl"
        || name.ends_with(".terraform/modules/modules.json")
}

impl<'s> Terraform<'s> {
    /// Notes a file of a configuration. What becomes of it, the other files decide.
    pub(super) fn add_configuration(&mut self, file: FileId) -> FileOutcome {
        self.configuration.push(file);
        FileOutcome::Read(Format::TerraformConfiguration)
    }

    /// Notes the configuration that a template holds.
    pub(super) fn add_workspace(&mut self, workspace: Workspace<'s>) {
        self.workspaces.push(workspace);
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

    /// Files what the plans, the configurations without a plan and the states hold, now that all files
    /// are at hand. Tells the variables that configurations in templates have.
    pub(super) fn finish(mut self, sources: &Sources, read: &mut Read) -> Vec<String> {
        let mut configuration = Configuration::read(sources, &self.configuration);
        for workspace in std::mem::take(&mut self.workspaces) {
            configuration.add_workspace(sources, workspace);
        }
        let roots = self.roots_alone(sources, &mut configuration);
        let in_templates = roots.iter().filter(|root| configuration.template(**root).is_some());
        let variables = in_templates.flat_map(|root| configuration.variables(*root)).map(str::to_owned);
        let variables = variables.collect();
        let has_plan = self.documents.iter().any(|document| !document.is_state);
        if !has_plan && roots.is_empty() && is_alone(read) {
            self.refuse_states(sources, read);
            return variables;
        }
        let mut alone: Vec<Document<'_>> =
            roots.iter().map(|root| alone::expand(&configuration, *root, sources)).collect();
        self.leave_to(&alone, &configuration);
        self.tell_apart(sources, &mut alone);
        let (mut providers, mut judged) = (Vec::new(), HashSet::new());
        for document in self.documents.iter().chain(&alone) {
            let graph = Graph::new(document, &configuration);
            let before = (read.inventory.checkpoint(), read.inventory.entries(Kind::Attachment).len());
            map::map(&graph, &mut read.inventory);
            // What was met in a folder, and plans no attach, is nobody's concern.
            let plans = read.inventory.entries(Kind::Attachment).len() > before.1;
            let is_met =
                document.alone.is_some() && !plans && !self.names_any(document, &configuration, sources);
            let handed = unread::handed(&graph);
            if !is_met || !handed.is_empty() {
                unread::tell(document, &mut read.findings);
            }
            if is_met {
                read.inventory.roll_back(&before.0);
            } else {
                let folders = document.alone.iter().flat_map(|alone| &alone.folders);
                judged.extend(folders.map(|folder| configuration.path(*folder)));
                providers.extend(graph.provider_version().filter(|_| !document.is_state));
            }
            // A module that is not read may attach something all the same.
            unread::note(document, handed, &mut read.inventory);
        }
        if let Some(((version, at), rest)) = providers.split_first()
            && rest.iter().all(|(other, _)| other == version)
        {
            let (text, is_locked) = version.parts();
            let version = read.inventory.texts.intern(text);
            read.inventory.provider = Some(Provider { version, is_locked, at: *at });
        }
        tell_broken(sources, &configuration, &folders_of(&alone, &configuration), &judged, read);
        let read_before = FileOutcome::Read(Format::TerraformConfiguration);
        let unused = configuration.unused().iter().filter(|file| {
            // A template is read for more than values.
            let is_whole = read.files.get(file.0 as usize) == Some(&read_before);
            is_whole && sources.get(**file).role() != Role::Named
        });
        let unused: Vec<FileId> = unused.copied().collect();
        let skipped = FileOutcome::Skipped(Format::TerraformConfiguration);
        unused.into_iter().for_each(|file| set(read, file, skipped.clone()));
        variables
    }

    /// The root modules that no plan of the run is of.
    fn roots_alone(&mut self, sources: &Sources, configuration: &mut Configuration) -> Vec<Folder> {
        let mut covered = HashSet::new();
        for document in &mut self.documents {
            document.folder = source::folder(sources.get(document.file).name());
            if document.is_state {
                continue;
            }
            let blocks = root_blocks(document);
            for (folder, declared) in configuration.likeliest(&blocks, &document.folder) {
                if declared.saturating_mul(2) > blocks.len() {
                    covered.insert(folder);
                }
            }
        }
        let mut roots = configuration.roots();
        configuration.hand_out_values(&roots);
        roots.retain(|root| !covered.contains(root));
        roots
    }

    /// Takes out of a state what configuration without a plan makes: it is one thing, and what is to be
    /// done with it nobody can tell without a plan. So it is judged as if it were made anew.
    fn leave_to(&mut self, alone: &[Document<'_>], configuration: &Configuration) {
        for state in self.documents.iter_mut().filter(|document| document.is_state) {
            let blocks = root_blocks(state);
            let roots = configuration.likeliest(&blocks, &state.folder).into_iter();
            let roots: Vec<Folder> = roots
                .filter(|(_, declared)| declared.saturating_mul(2) > blocks.len())
                .map(|(folder, _)| folder)
                .collect();
            let is_of = |document: &&Document<'_>| {
                document.alone.as_ref().is_some_and(|alone| roots.contains(&alone.root))
            };
            let made = alone.iter().filter(is_of).flat_map(|document| &document.objects);
            let made: HashSet<&str> = made.map(|object| &*object.address).collect();
            state.objects.retain(|object| !made.contains(&*object.address));
        }
    }

    /// Whether somebody named a file of a configuration that is read alone.
    fn names_any(&self, document: &Document<'_>, configuration: &Configuration, sources: &Sources) -> bool {
        let is_named = |file: FileId| sources.get(file).role() == Role::Named;
        let folders = document.alone.iter().flat_map(|alone| &alone.folders);
        if folders.clone().filter_map(|folder| configuration.template(*folder)).any(is_named) {
            return true;
        }
        let folders: HashSet<&str> = folders.map(|folder| configuration.path(*folder)).collect();
        let mut named = self.configuration.iter().map(|file| sources.get(*file));
        named.any(|file| file.role() == Role::Named && folders.contains(&*source::folder(file.name())))
    }

    /// Two plans of a run may use one address for two things.
    fn tell_apart(&mut self, sources: &Sources, alone: &mut [Document<'_>]) {
        let planning = self.documents.iter().filter(|document| !document.is_state).count();
        let makes = |document: &&mut Document<'_>| !document.objects.is_empty();
        let making = alone.iter_mut().filter(makes).count();
        if planning.saturating_add(making) < 2 {
            return;
        }
        for document in self.documents.iter_mut().filter(|document| !document.is_state) {
            sources.get(document.file).name().clone_into(&mut document.realm);
        }
        for document in alone {
            document.realm =
                if document.folder.is_empty() { ".".to_owned() } else { document.folder.clone() };
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

/// The folders of what is read without a plan.
fn folders_of<'c>(alone: &[Document<'_>], configuration: &'c Configuration) -> HashSet<&'c str> {
    let folders = alone.iter().flat_map(|document| &document.alone).flat_map(|alone| &alone.folders);
    folders.map(|folder| configuration.path(*folder)).collect()
}

/// Tells which files of the configuration cannot be used: those that cannot be parsed, and those that
/// declare what is there. `read_alone` are the folders that no plan of the run is of, `judged` those of
/// them that are part of what plans an attach.
fn tell_broken(
    sources: &Sources,
    configuration: &Configuration,
    read_alone: &HashSet<&str>,
    judged: &HashSet<&str>,
    read: &mut Read,
) {
    for Unparsed { file, folder, error } in configuration.unparsed() {
        let source = sources.get(*file);
        let failure = Failure::syntax(*file, error.clone());
        // A plan tells what is planned without it; nothing else does. It may plan attaches, or set
        // what those of its module hang on.
        let is_needed =
            judged.contains(&**folder) || read_alone.contains(&**folder) && plans_attaches(source.text());
        let named = source.role() == Role::Named;
        match read.files.get_mut(file.0 as usize) {
            // Of several parts of a template the first one tells.
            Some(FileOutcome::Failed(_)) | None => {}
            Some(outcome) if named || is_needed => *outcome = FileOutcome::Failed(failure),
            Some(outcome) => *outcome = FileOutcome::Unparsed(failure),
        }
    }
    // The first one of a file is told.
    for repeated in configuration.repeated().iter().rev() {
        if judged.contains(&*repeated.folder) {
            set(read, repeated.at.file, FileOutcome::Failed(twice(repeated, sources)));
        }
    }
}

/// As a name that is declared twice is told.
fn twice(repeated: &Repeated, sources: &Sources) -> Failure {
    let Repeated { what, at, first, .. } = repeated;
    let source = sources.get(first.file);
    let line = source.lines().position(source.text(), first.start as usize).line;
    let message = if first.file == at.file {
        format!("`{what}` is declared twice, first in line {line}")
    } else {
        format!("`{what}` is declared twice, first in {}, line {line}", quoted(source.name()))
    };
    let help = Some("rename one of them, or take it out".to_owned());
    let range = Range { start: at.start, end: at.end };
    Failure::syntax(at.file, SyntaxError { range, message, help })
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

/// Whether a configuration that cannot be parsed may plan an attach.
fn plans_attaches(text: &str) -> bool {
    let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    has("network_interface") && (has("alicloud_") || has("apsarastack_") || has("alibabacloudstack_"))
}
