//! The sections of a template, by name.

use super::node::{NodeId, Pair, Tree};
use crate::syntax::Range;
use std::collections::HashMap;
use std::rc::Rc;

/// Readings of a resource that is given twice, at most.
const READINGS: usize = 64;

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

/// A resource of which the template says something twice that tells what it is.
#[derive(Debug)]
pub(super) struct Twice {
    pub(super) name: Rc<str>,
    pub(super) head: Range,
    /// What is given twice, in words.
    pub(super) what: Rc<str>,
    /// What it may be: its type, and its properties if they are known for that.
    pub(super) readings: Vec<(Rc<str>, Option<NodeId>)>,
}

#[derive(Debug, Default)]
pub(super) struct Template {
    pub(super) parameters: HashMap<Rc<str>, NodeId>,
    pub(super) conditions: HashMap<Rc<str>, NodeId>,
    pub(super) mappings: Option<NodeId>,
    pub(super) outputs: Option<NodeId>,
    pub(super) blocks: Vec<Block>,
    /// Resources of which nobody can tell which ones they are.
    pub(super) twice: Vec<Twice>,
    names: HashMap<Rc<str>, u32>,
    /// The places of those that are given twice, by name.
    doubtful: HashMap<Rc<str>, usize>,
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
        let Some(section) = tree.child(root, "Resources") else { return template };
        let both = tree.repeated(section);
        for part in both.unwrap_or(&[section]) {
            for pair in tree.pairs(*part) {
                template.add(tree, pair, both.is_some());
            }
        }
        template
    }

    /// Adds a resource; `doubtful` tells that the section stands there twice.
    fn add(&mut self, tree: &Tree<'_>, pair: &Pair<'_>, doubtful: bool) {
        let (node, at) = (pair.value, self.blocks.len());
        let name: Rc<str> = Rc::from(&*pair.key);
        if let Some(what) = given_twice(tree, pair, doubtful) {
            let own = [node];
            let nodes = tree.repeated(node).unwrap_or(&own).iter().take(READINGS);
            let readings = nodes.flat_map(|node| readings(tree, *node)).collect();
            self.doubtful.insert(Rc::clone(&name), self.twice.len());
            self.twice.push(Twice { name, head: pair.key_range, what: what.into(), readings });
            return;
        }
        let Some(kind) = tree.child(node, "Type").and_then(|id| tree.text(id)) else { return };
        let depends_on = ["DependsOn", "DependOn"].into_iter().filter_map(|key| tree.child(node, key));
        let depends_on = depends_on.flat_map(|id| names(tree, id)).collect();
        self.names.insert(Rc::clone(&name), u32::try_from(at).unwrap_or(u32::MAX));
        self.blocks.push(Block {
            name,
            head: pair.key_range,
            kind: Rc::from(kind),
            node,
            properties: tree.child(node, "Properties"),
            condition: tree.child(node, "Condition"),
            count: tree.child(node, "Count"),
            depends_on,
        });
    }

    /// What is given twice of a resource, if that leaves open what it is.
    pub(super) fn find_twice(&self, name: &str) -> Option<&Twice> {
        self.twice.get(*self.doubtful.get(name)?)
    }

    /// The place of a resource among the blocks.
    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.names.get(name).copied()
    }
}

/// What of a resource stands there twice, if that leaves open what it is.
fn given_twice(tree: &Tree<'_>, pair: &Pair<'_>, doubtful: bool) -> Option<String> {
    if doubtful {
        return Some("Resources".to_owned());
    }
    if tree.repeated(pair.value).is_some() {
        return Some(format!("Resources.{}", pair.key));
    }
    let is_twice = |key: &&str| tree.child(pair.value, key).is_some_and(|id| tree.repeated(id).is_some());
    let key = ["Type", "Properties"].into_iter().find(is_twice)?;
    Some(format!("{key} of {}", pair.key))
}

/// The types that a resource may have, each with the properties.
fn readings(tree: &Tree<'_>, node: NodeId) -> Vec<(Rc<str>, Option<NodeId>)> {
    let all = |key: &str| {
        let own = tree.child(node, key);
        own.and_then(|id| tree.repeated(id)).map_or_else(|| own.into_iter().collect(), <[NodeId]>::to_vec)
    };
    let kinds = all("Type").into_iter().filter_map(|id| tree.text(id).map(Rc::from));
    let (kinds, properties): (Vec<Rc<str>>, Vec<NodeId>) = (kinds.collect(), all("Properties"));
    match properties.as_slice() {
        [] => kinds.into_iter().map(|kind| (kind, None)).collect(),
        all => {
            let pairs = all.iter().flat_map(|id| kinds.iter().map(|kind| (Rc::clone(kind), Some(*id))));
            pairs.take(READINGS).collect()
        }
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
