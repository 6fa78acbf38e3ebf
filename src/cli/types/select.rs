//! From what was typed to the types that are meant.

use super::facts::{Known, prefix};
use crate::finding::nearest;
use globset::{GlobBuilder, GlobMatcher};
use std::collections::{BTreeMap, BTreeSet};

/// Before every type and family.
const PREFIX: &str = "ecs.";

/// The types that are meant.
pub(super) struct Selection {
    pub(super) names: BTreeSet<String>,
    /// Whether one type was named, and nothing else.
    pub(super) is_one: bool,
}

impl Selection {
    /// Finds them; says of each word that means nothing what may have been meant.
    pub(super) fn new(typed: &[String], known: &Known<'_>) -> Result<Self, Vec<String>> {
        let types: BTreeMap<String, String> =
            known.names().map(|name| (name.clone(), known.family(&name))).collect();
        if typed.is_empty() {
            return Ok(Self { names: types.into_keys().collect(), is_one: false });
        }
        let mut names = BTreeSet::new();
        let mut wrong = Vec::new();
        for word in typed {
            match matching(word, &types) {
                Ok(found) => names.extend(found),
                Err(message) => wrong.push(message),
            }
        }
        let is_one = typed.len() == 1 && names.len() == 1;
        if wrong.is_empty() { Ok(Self { names, is_one }) } else { Err(wrong) }
    }
}

/// The types of a word; `types` has their families.
fn matching(word: &str, types: &BTreeMap<String, String>) -> Result<Vec<String>, String> {
    let lower = word.trim().to_lowercase();
    let full = if lower.starts_with(PREFIX) { lower } else { format!("{PREFIX}{lower}") };
    let found: Vec<String> = if full.contains(['*', '?', '[', '{']) {
        let glob = glob(&full).map_err(|error| format!("{word}: {error}"))?;
        types.keys().filter(|name| glob.is_match(name)).cloned().collect()
    } else if types.contains_key(&full) {
        vec![full.clone()]
    } else {
        let of_family = |(name, family): &(&String, &String)| **family == full || prefix(name) == full;
        types.iter().filter(of_family).map(|(name, _)| name.clone()).collect()
    };
    if found.is_empty() {
        let known = types.keys().chain(types.values());
        // What all names begin with would make any two of them alike.
        let known = known.map(|name| name.strip_prefix(PREFIX).unwrap_or(name));
        let tip = match nearest(full.strip_prefix(PREFIX).unwrap_or(&full), known) {
            Some(nearest) => format!("; did you mean {PREFIX}{nearest}?"),
            None => String::new(),
        };
        return Err(format!("no instance type or family that is known matches {word:?}{tip}"));
    }
    Ok(found)
}

fn glob(pattern: &str) -> Result<GlobMatcher, String> {
    let glob = GlobBuilder::new(pattern).build().map_err(|error| error.kind().to_string())?;
    Ok(glob.compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_families_and_patterns() {
        let types = ["g7.large", "g7.xlarge", "g7ne.large", "s6-c1m1.small", "c7.large"];
        let types: BTreeMap<String, String> = types
            .iter()
            .map(|name| (format!("ecs.{name}"), format!("ecs.{}", name.split(['.', '-']).next().unwrap())))
            .collect();
        let cases: &[(&str, &[&str])] = &[
            ("ecs.g7.large", &["ecs.g7.large"]),
            ("G7.large", &["ecs.g7.large"]),
            ("g7", &["ecs.g7.large", "ecs.g7.xlarge"]),
            ("ecs.g7", &["ecs.g7.large", "ecs.g7.xlarge"]),
            ("g7*.large", &["ecs.g7.large", "ecs.g7ne.large"]),
            ("ecs.{c,g}7.large", &["ecs.c7.large", "ecs.g7.large"]),
            ("s6", &["ecs.s6-c1m1.small"]),
            ("s6-c1m1", &["ecs.s6-c1m1.small"]),
        ];
        for (word, expected) in cases {
            assert_eq!(matching(word, &types).unwrap(), *expected, "{word}");
        }
        let message = matching("ecs.g7.lrage", &types).unwrap_err();
        assert!(message.ends_with("did you mean ecs.g7.large?"), "{message}");
        assert!(matching("z*", &types).is_err());
        assert!(matching("g[", &types).is_err());
    }
}
