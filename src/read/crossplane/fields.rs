//! Fields of `forProvider` that are misspelt: what they give is not read.

use super::Manifest;
use super::map::bases;
use crate::finding::{Finding, mistyped, nearest};
use crate::inventory::Kind;
use crate::read::entry::{is_comment, normalise, quoted};
use crate::read::problem::{Problem, UNKNOWN_KEY};
use crate::read::terraform::schema::Want;
use crate::source::Span;
use std::collections::HashMap;

/// Searches for what is meant, at most: one costs more than reading a manifest.
const SUGGESTIONS: usize = 500;
/// A shorter name is too much like others.
const SHORTEST: usize = 5;

/// Tells of the fields that are like one that is read. The tables have only what rules read but for that of
/// an attachment, so a field that is like none may be any other of the provider's.
pub(super) fn misspelt(manifests: &[Manifest<'_>]) -> Vec<Finding> {
    let mut known: HashMap<&'static str, HashMap<String, String>> = HashMap::new();
    let (mut findings, mut left) = (Vec::new(), SUGGESTIONS);
    for manifest in manifests {
        let known = known.entry(manifest.kind).or_insert_with(|| names(manifest));
        let parts =
            ["forProvider", "initProvider"].iter().filter_map(|part| manifest.tree.at(&["spec", part]));
        for entry in parts.flat_map(|part| part.entries()) {
            let key = normalise(&entry.key);
            if known.contains_key(&*key) || is_comment(&entry.key) || key == "region" || left == 0 {
                continue;
            }
            left -= 1;
            let all = known.keys().map(String::as_str);
            // Those of an attachment are known, each of them.
            let near = match manifest.table.kind {
                Some(Kind::Attachment) => nearest(&key, all),
                _ => {
                    mistyped(&key, all.filter(|name| name.len() >= SHORTEST && !differ_in_digits(name, &key)))
                }
            };
            let Some(near) = near.and_then(|near| known.get(near)) else { continue };
            let at = Span { file: manifest.file, start: entry.at.start, end: entry.at.end };
            let message = format!("{} has no field {} that is known", manifest.kind, quoted(&entry.key));
            let problem = Problem::new(UNKNOWN_KEY, message, "unknown field");
            findings.push(problem.help(format!("write {near} if that is meant")).finding(at, |_| at));
        }
    }
    findings
}

/// The names of a kind's fields as they are compared, and as they are written.
fn names(manifest: &Manifest<'_>) -> HashMap<String, String> {
    let mut names = HashMap::new();
    let mut add = |name: &str| _ = names.insert(normalise(name), name.to_owned());
    for attr in manifest.table.attributes.iter().chain(manifest.table.primary) {
        for name in attr.names {
            add(&camel(name));
            let endings: &[&str] = match attr.want {
                Want::Id(_) => &["Ref", "Selector"],
                Want::Ids(_) => &["Refs", "Selector"],
                Want::Value | Want::Values => continue,
            };
            for base in bases(name) {
                let written = base_of(name, &base);
                endings.iter().for_each(|ending| add(&format!("{written}{ending}")));
            }
        }
    }
    add("networkInterfaces");
    names
}

/// `vswitch_id` as `vswitchId`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        name + &initial.to_ascii_uppercase() + rest
    })
}

/// The beginning of a name in camelCase that is a base of references.
fn base_of(name: &str, base: &str) -> String {
    let camel = camel(name);
    camel.get(..base.len()).map_or_else(|| camel.clone(), str::to_owned)
}

/// Whether two names are of two versions of one thing: `ipv4Prefixes`, `ipv6Prefixes`.
fn differ_in_digits(a: &str, b: &str) -> bool {
    let letters = |name: &str| name.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    letters(a) == letters(b)
}
