//! Types of resources that are misspelt: what such a resource would do, an attach perhaps, is not judged.

use super::schema;
use super::world::World;
use crate::finding::{Finding, mistyped};
use crate::read::entry::quoted;
use crate::read::problem::{Problem, UNKNOWN_KEY};
use crate::source::{FileId, Span};
use std::collections::BTreeSet;

/// Types that are held against the known ones, at most: most templates have a dozen.
const LOOKED_AT: usize = 1_000;

/// Tells of types that differ in a letter or two from one that is read. Others may be of any service,
/// and those of another service may be alike but for its name (`ALIYUN::ENS::Instance`).
pub(super) fn misspelt(world: &World<'_, '_>, file: FileId) -> Vec<Finding> {
    let mut told = BTreeSet::new();
    let blocks = world.stacks.iter().flat_map(|stack| &stack.template.blocks);
    let unknown = blocks.filter(|block| schema::find(&block.kind).is_none()).take(LOOKED_AT);
    let mut findings = Vec::new();
    for block in unknown {
        let Some(node) = world.tree.child(block.node, "Type").filter(|node| told.insert(*node)) else {
            continue;
        };
        let service = block.kind.rsplit_once("::").map(|(service, _)| service);
        let of_service = schema::names().filter(|name| name.rsplit_once("::").map(|(own, _)| own) == service);
        let Some(near) = mistyped(&block.kind, of_service) else { continue };
        let range = world.tree.range(node);
        let at = Span { file, start: range.start, end: range.end };
        let message = format!("{} is no type of resource that is known", quoted(&block.kind));
        let problem = Problem::new(UNKNOWN_KEY, message, "nothing that it makes is judged");
        findings.push(problem.help(format!("write {near} if that is meant")).finding(at, |_| at));
    }
    findings
}
