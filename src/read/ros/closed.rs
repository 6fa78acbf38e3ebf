//! Names that a template refers to and does not have. A template is closed: nothing outside of it can
//! declare what its `Ref` and `Fn::GetAtt` name, so ROS refuses it.

use super::node::{NodeId, NodeKind, Tree};
use crate::finding::{Finding, nearest};
use crate::read::entry::{is_comment, quoted};
use crate::read::problem::{DANGLING_REF, Problem};
use crate::source::{FileId, Span};
use std::collections::HashSet;

/// Sections that declare nothing but what is looked at here. What another one declares is not known.
const SECTIONS: [&str; 10] = [
    "ROSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Mappings",
    "Conditions",
    "Resources",
    "Outputs",
    "Rules",
    "Transform",
];
/// Sections whose expressions are looked at.
const EXPRESSIONS: [&str; 3] = ["Conditions", "Resources", "Outputs"];
/// A search for what is meant costs more than reading a name.
const SUGGESTIONS: usize = 20;

/// Tells of the names that a template, and those nested in it, do not have. Each is told once.
pub(super) fn dangling(tree: &Tree<'_>, root: NodeId, file: FileId) -> Vec<Finding> {
    let (mut findings, mut roots) = (Vec::new(), vec![root]);
    while let Some(root) = roots.pop() {
        let names = names(tree, root);
        let mut told = HashSet::new();
        let sections = EXPRESSIONS.iter().filter_map(|section| tree.child(root, section));
        let mut open: Vec<NodeId> = sections.collect();
        while let Some(node) = open.pop() {
            if let Some(names) = &names {
                for (name, at) in named(tree, node) {
                    if !is_known(names, name) && told.insert(name) {
                        let near =
                            (findings.len() < SUGGESTIONS).then(|| nearest(name, names.iter().copied()));
                        findings.push(finding(name, near.flatten(), span(tree, file, at)));
                    }
                }
            }
            match tree.get(node).map(|node| &node.kind) {
                None | Some(NodeKind::Scalar(_)) => {}
                Some(NodeKind::List(items) | NodeKind::Repeated(items)) => open.extend(items),
                Some(NodeKind::Map(pairs)) => {
                    for pair in pairs {
                        // What is nested refers to its own names.
                        let is_template = pair.key == "TemplateBody" && tree.call(pair.value).is_none();
                        if is_template { roots.push(pair.value) } else { open.push(pair.value) }
                    }
                }
            }
        }
    }
    findings
}

/// The names that a template has; none if that is not known.
fn names<'t>(tree: &'t Tree<'_>, root: NodeId) -> Option<HashSet<&'t str>> {
    if tree.pairs(root).iter().any(|pair| !SECTIONS.contains(&&*pair.key) && !is_comment(&pair.key)) {
        return None;
    }
    let mut names = HashSet::new();
    for section in ["Parameters", "Resources"] {
        let Some(section) = tree.child(root, section) else { continue };
        let own = [section];
        for part in tree.repeated(section).unwrap_or(&own) {
            for pair in tree.pairs(*part) {
                if pair.key.starts_with("Fn::") {
                    return None; // what it makes may have any name
                }
                names.insert(&*pair.key);
            }
        }
    }
    Some(names)
}

/// The names that an expression refers to, and where.
fn named<'t>(tree: &'t Tree<'_>, node: NodeId) -> Vec<(&'t str, NodeId)> {
    let named = |id: NodeId, until: &[char]| Some((tree.text(id)?.split(until).next()?, id));
    let name = match tree.call(node) {
        Some(("Ref", name)) => named(name, &[]),
        Some(("Fn::GetAtt", of)) => match tree.items(of) {
            Some(items) => items.first().and_then(|first| named(*first, &[])),
            None => named(of, &['.']),
        },
        Some(("Fn::Sub", of)) => return in_text(tree, of),
        _ => None,
    };
    name.into_iter().collect()
}

/// The names in the text of `Fn::Sub` that its own mapping does not give: ROS takes each as `Ref` and
/// `Fn::GetAtt` do (page "Fn::Sub", 2026-06). What is spelt as no name is, `${A:-b}`, is left to ROS.
fn in_text<'t>(tree: &'t Tree<'_>, of: NodeId) -> Vec<(&'t str, NodeId)> {
    let (at, own) = match tree.items(of) {
        None => (of, None),
        Some([text]) => (*text, None),
        Some([text, own]) => (*text, Some(*own)),
        Some(_) => return Vec::new(),
    };
    // What a function makes, or what stands there twice, may have any name.
    if own.is_some_and(|own| {
        tree.call(own).is_some() || !matches!(tree.get(own).map(|node| &node.kind), Some(NodeKind::Map(_)))
    }) {
        return Vec::new();
    }
    let own: HashSet<&str> =
        own.map(|own| tree.pairs(own)).unwrap_or_default().iter().map(|pair| &*pair.key).collect();
    let parts = tree.text(at).unwrap_or_default().split("${").skip(1);
    let names = parts.filter_map(|part| Some(part.split_once('}')?.0.trim()));
    let is_name = |base: &str| {
        base.starts_with(|c: char| c.is_ascii_alphabetic())
            && base.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
    };
    let base = |name: &'t str| name.split(['.', '[']).next().unwrap_or(name);
    let names = names.filter(|name| !own.contains(name)).map(base);
    names.filter(|name| is_name(name)).map(|name| (name, at)).collect()
}

/// Pseudo parameters are there always; `A[0]` is one of those that `Count` makes of `A`.
fn is_known(names: &HashSet<&str>, name: &str) -> bool {
    let base = name.split(['[', '.']).next().unwrap_or(name);
    name.is_empty() || name.contains("::") || names.contains(name) || names.contains(base)
}

fn span(tree: &Tree<'_>, file: FileId, node: NodeId) -> Span {
    let range = tree.range(node);
    Span { file, start: range.start, end: range.end }
}

fn finding(name: &str, near: Option<&str>, at: Span) -> Finding {
    let message = format!("the template has no resource or parameter {}", quoted(name));
    let problem = Problem::new(DANGLING_REF, message, "ROS refuses the template for this");
    let problem = match near {
        Some(near) => problem.help(format!("write {near} if that is meant")),
        None => problem.help("declare it under Resources or Parameters"),
    };
    problem.finding(at, |_| at)
}
