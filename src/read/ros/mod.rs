//! ROS templates: what a stack of them would create.
//!
//! ```text
//! template → node (tree, with places) → template (its sections) → world (stacks, values of
//! expressions) → map → entries
//! ```
//!
//! What a template of Terraform configuration holds, the reader of that reads.
//!
//! No ID is known before the stack is there, so what belongs together is told by references. What an
//! expression comes to is worked out as far as parameters allow; what nobody can tell stays a token,
//! so that equal expressions are equal, and the verdicts say what is missing.

mod calculate;
mod closed;
mod eval;
mod functions;
mod logic;
mod map;
mod node;
mod parameters;
mod refs;
mod schema;
mod template;
mod term;
mod types;
mod workspace;
mod world;

use super::problem::{Problem, REWRITTEN_TEMPLATE, twice};
use super::terraform::Terraform;
use super::value::LONGEST;
use super::{Failure, FileOutcome, Format, Read};
use crate::finding::{Finding, Severity};
use crate::source::{FileId, Role, Source, Sources, Span};
use crate::syntax::{Notation, Range};
use node::Tree;
use parameters::Given;
use std::rc::Rc;
use template::{Transform, transform};
use world::World;

/// The templates of a run, and the values that are given for their parameters.
#[derive(Default)]
pub(super) struct Ros<'s> {
    templates: Vec<(FileId, Tree<'s>)>,
    /// Those of Terraform configuration.
    workspaces: Vec<(FileId, Tree<'s>)>,
    given: Given,
    /// The names of the parameters of templates that were handed out.
    parameters: Vec<Rc<str>>,
}

impl<'s> Ros<'s> {
    /// Reads a template. It is mapped when the values of all parameters are at hand.
    pub(super) fn add_template(&mut self, file: FileId, source: &'s Source) -> Result<FileOutcome, Failure> {
        let notation = Notation::of(source.name(), source.text());
        let tree = Tree::read(source.text(), notation).map_err(|error| Failure::syntax(file, error))?;
        let found = tree.root().map_or(Transform::None, |root| transform(&tree, root));
        if found == Transform::Terraform {
            let format = Format::RosTerraform;
            if workspace::is_empty(&tree) {
                let found = source.role() == Role::Found;
                return if found { Ok(FileOutcome::Skipped(format)) } else { Err(format.refusal()) };
            }
            workspace::bound(&tree)?;
            self.workspaces.push((file, tree));
            return Ok(FileOutcome::Read(format));
        }
        let resources = tree.root().and_then(|root| tree.child(root, "Resources"));
        let names = resources.map(|id| tree.pairs(id)).unwrap_or_default();
        if let Some(long) = names.iter().find(|pair| pair.key.len() > LONGEST) {
            let failure = Failure::new(format!("a resource has a name of more than {LONGEST} bytes"));
            return Err(failure.at(Span { file, start: long.key_range.start, end: long.key_range.end }));
        }
        self.templates.push((file, tree));
        Ok(FileOutcome::Read(Format::Ros))
    }

    /// Reads values of parameters.
    pub(super) fn add_parameters(&mut self, file: FileId, source: &Source) -> Result<FileOutcome, Failure> {
        self.given.read(file, source)?;
        Ok(FileOutcome::Read(Format::Parameters))
    }

    /// Hands out the Terraform configuration that templates hold, now that all files are at hand.
    pub(super) fn hand_out(&mut self, terraform: &mut Terraform<'s>, read: &mut Read) {
        for (file, mut tree) in std::mem::take(&mut self.workspaces) {
            tell_repeated(file, &mut tree, read);
            let names = tree.root().and_then(|root| tree.child(root, "Parameters"));
            let names = names.map(|id| tree.pairs(id)).unwrap_or_default();
            self.parameters.extend(names.iter().map(|pair| Rc::from(&*pair.key)));
            read.findings.extend(workspace::refused(file, &tree, &self.given));
            terraform.add_workspace(workspace::of(file, tree, &self.given));
        }
    }

    /// Files what the templates declare, now that all files are at hand. The names are those of variables,
    /// which are parameters, too.
    pub(super) fn finish(self, sources: &Sources, read: &mut Read, variables: &[String]) {
        let several = self.templates.len() > 1;
        let mut parameters = self.parameters;
        for (file, mut tree) in self.templates {
            tell_repeated(file, &mut tree, read);
            let Some(root) = tree.root() else { continue };
            if let Transform::Macro(at) = transform(&tree, root) {
                read.findings.push(rewritten(file, at));
            } else {
                read.findings.extend(closed::dangling(&tree, root, file));
            }
            let world = World::new(tree, root, &self.given);
            // Each template is a stack of its own, and may use the names of another.
            let realm = if several { sources.get(file).name() } else { "" };
            let before = read.inventory.checkpoint();
            if !map::map(&world, file, realm, read) {
                read.inventory.roll_back(&before);
                refuse(file, read);
            }
            read.findings.extend(self.given.refused(&world.refused()));
            let defaults = world.with_defaults().into_iter();
            let defaults = defaults
                .filter_map(|(node, name)| parameters::refused_default(&world.tree, file, &name, node));
            read.findings.extend(defaults);
            read.findings.extend(types::misspelt(&world, file));
            let own = world.stacks.first().map(|stack| stack.template.parameters.keys().cloned());
            parameters.extend(own.into_iter().flatten());
        }
        let names = parameters.iter().map(|name| &**name).chain(variables.iter().map(String::as_str));
        read.findings.extend(self.given.unknown(names));
    }
}

/// Tells of the keys that stand in their mapping twice. ROS takes one of both, so the template can be used.
fn tell_repeated(file: FileId, tree: &mut Tree<'_>, read: &mut Read) {
    for (name, at, first) in std::mem::take(&mut tree.repeated) {
        let span = |range: Range| Span { file, start: range.start, end: range.end };
        let finding = twice(&name, first).map(|problem| problem.finding(span(at), span));
        read.findings.extend(finding.map(|found| Finding { severity: Severity::Warning, ..found }));
    }
}

/// Refuses a template that makes more than anybody can look at.
fn refuse(file: FileId, read: &mut Read) {
    let message =
        format!("the template makes more than {} resources, or more stacks than are followed", map::MOST);
    read.inventory.note_lists(false);
    if let Some(slot) = read.files.get_mut(file.0 as usize) {
        *slot = FileOutcome::Failed(Failure::new(message));
    }
}

/// A macro may change every resource before the stack is created.
fn rewritten(file: FileId, at: Range) -> Finding {
    let message = "a macro may rewrite the resources of this template before the stack is created";
    let at = Span { file, start: at.start, end: at.end };
    Problem::new(REWRITTEN_TEMPLATE, message, "judged is what stands here")
        .help("check the processed template, too: aliyun ros GetTemplate --TemplateStage Processed")
        .finding(at, |_| at)
}
