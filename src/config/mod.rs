//! Which rules run, how grave each is, and what fails a run: what the command line says, resolved.

use crate::finding::{RuleName, Severity, nearest};
use crate::rules::{self, Rule};
use std::collections::HashMap;

/// What the user asked for.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Only these rules; all that are on by default if empty.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
    /// `RULE=LEVEL`.
    pub severity: Vec<(String, Severity)>,
}

/// The rules of a run with their severities.
#[derive(Debug, Default)]
pub struct Policy {
    pub(crate) rules: Vec<&'static Rule>,
    severity: HashMap<RuleName, Severity>,
}

/// A selector that names nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    /// As given.
    pub name: String,
    /// What may have been meant.
    pub nearest: Option<&'static str>,
}

impl std::fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "unknown rule {:?}", self.name)?;
        match self.nearest {
            Some(nearest) => write!(f, "; did you mean {nearest}?"),
            None => write!(f, "; `enilint rules` lists them"),
        }
    }
}

impl Settings {
    /// Resolves names. A selector is a rule's name, an error code of the API, `inferred` (all rules
    /// that are deduced rather than documented) or `ALL`.
    ///
    /// # Errors
    ///
    /// If a selector names nothing.
    pub fn resolve(&self) -> Result<Policy, UnknownRule> {
        let mut on: Vec<&Rule> = if self.select.is_empty() {
            rules::all().iter().filter(|rule| rule.is_on_by_default()).collect()
        } else {
            self.select.iter().map(|name| matching(name)).collect::<Result<Vec<_>, _>>()?.concat()
        };
        for name in &self.ignore {
            let off = matching(name)?;
            on.retain(|rule| !off.iter().any(|other| other.name == rule.name));
        }
        // In the order of the registry, each once.
        let rules =
            rules::all().iter().filter(|rule| on.iter().any(|other| other.name == rule.name)).collect();
        let mut severity = HashMap::new();
        for (name, level) in &self.severity {
            for rule in matching(name)? {
                severity.insert(rule.name, *level);
            }
        }
        Ok(Policy { rules, severity })
    }
}

impl Policy {
    /// The severity of a finding, given what its rule says.
    pub(crate) fn severity(&self, rule: RuleName, own: Severity) -> Severity {
        self.severity.get(&rule).copied().unwrap_or(own)
    }

    /// Whether a rule runs.
    pub(crate) fn runs(&self, rule: RuleName) -> bool {
        self.rules.iter().any(|other| other.name == rule)
    }
}

fn matching(name: &str) -> Result<Vec<&'static Rule>, UnknownRule> {
    let found: Vec<&Rule> = match name {
        "ALL" => rules::all().iter().collect(),
        "inferred" => rules::all().iter().filter(|rule| rule.is_inferred()).collect(),
        name => match rules::find(name) {
            Some(rule) => vec![rule],
            None => rules::by_api_error(name),
        },
    };
    if found.is_empty() {
        let nearest = nearest(name, rules::all().iter().map(|rule| rule.name.as_str()));
        return Err(UnknownRule { name: name.to_owned(), nearest });
    }
    Ok(found)
}
