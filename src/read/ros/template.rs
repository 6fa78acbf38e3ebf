//! The sections of a template, by name.

use super::node::{NodeId, Tree};
use crate::syntax::Range;
use std::collections::HashMap;
use std::rc::Rc;

/// Which language a template is in, as its `Transform` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transform {
    /// It says nothing.
    None,
    /// `Workspace` holds Terraform configuration.
    Terraform,
    /// A macro, or several, may change everything.
    Macro(Range),
}

/// A resource as the template has it, before `Count` makes several of it.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) name: Rc<str>,
    /// Where its name stands.
    pub(super) head: Range,
    /// `ALIYUN::ECS::Instance`.
    pub(super) kind: Rc<str>,
    pub(super) node: NodeId,
    pub(super) properties: Option<NodeId>,
    pub(super) condition: Option<NodeId>,
    pub(super) count: Option<NodeId>,
    /// What `DependsOn` names, also misspelt.
    pub(super) depends_on: Vec<Rc<str>>,
}

#[derive(Debug, Default)]
pub(super) struct Template {
    pub(super) parameters: HashMap<Rc<str>, NodeId>,
    pub(super) conditions: HashMap<Rc<str>, NodeId>,
    pub(super) mappings: Option<NodeId>,
    pub(super) outputs: Option<NodeId>,
    pub(super) blocks: Vec<Block>,
    names: HashMap<Rc<str>, u32>,
}

impl Template {
    pub(super) fn of(tree: &Tree<'_>, root: NodeId) -> Self {
        let named = |section: &str| -> HashMap<Rc<str>, NodeId> {
            let pairs = tree.child(root, section).map(|id| tree.pairs(id)).unwrap_or_default();
            pairs.iter().map(|pair| (Rc::from(&*pair.key), pair.value)).collect()
        };
        let mut template = Self {
            parameters: named("Parameters"),
            conditions: named("Conditions"),
            mappings: tree.child(root, "Mappings"),
            outputs: tree.child(root, "Outputs"),
            ..Self::default()
        };
        for pair in tree.child(root, "Resources").map(|id| tree.pairs(id)).unwrap_or_default() {
            let (node, at) = (pair.value, template.blocks.len());
            let Some(kind) = tree.child(node, "Type").and_then(|id| tree.text(id)) else { continue };
            let depends_on = ["DependsOn", "DependOn"].into_iter().filter_map(|key| tree.child(node, key));
            let depends_on = depends_on.flat_map(|id| names(tree, id)).collect();
            template.names.insert(Rc::from(&*pair.key), u32::try_from(at).unwrap_or(u32::MAX));
            template.blocks.push(Block {
                name: Rc::from(&*pair.key),
                head: pair.key_range,
                kind: Rc::from(kind),
                node,
                properties: tree.child(node, "Properties"),
                condition: tree.child(node, "Condition"),
                count: tree.child(node, "Count"),
                depends_on,
            });
        }
        template
    }

    /// The place of a resource among the blocks.
    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.names.get(name).copied()
    }
}

/// A name, or a list of them.
fn names(tree: &Tree<'_>, id: NodeId) -> Vec<Rc<str>> {
    let own = [id];
    let ids = tree.items(id).unwrap_or(&own);
    ids.iter().filter_map(|id| tree.text(*id)).map(Rc::from).collect()
}

/// What a template's `Transform` says.
pub(super) fn transform(tree: &Tree<'_>, root: NodeId) -> Transform {
    let Some(id) = tree.child(root, "Transform") else { return Transform::None };
    let names = names(tree, id);
    if names.iter().any(|name| name.starts_with("Aliyun::Terraform-")) {
        return Transform::Terraform;
    }
    let says_nothing =
        names.is_empty() && tree.text(id).is_none() && tree.items(id).is_none_or(<[_]>::is_empty);
    if says_nothing && tree.pairs(id).is_empty() { Transform::None } else { Transform::Macro(tree.range(id)) }
}
