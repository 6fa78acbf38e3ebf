//! Which rules run, and how grave each is: what configurations and the command line say, resolved.

use super::resolve::PerFile;
use crate::finding::{Channel, Finding, RuleName, Severity, Suppressed, Suppression, nearest};
use crate::read::{SYNTAX_ERROR, UNSUPPORTED_INPUT};
use crate::rules::{self, Rule};
use crate::source::{FileId, Sources};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

/// What the user asked for.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Only these rules; all that are on by default if empty.
    pub select: Vec<String>,
    /// These, too.
    pub extend_select: Vec<String>,
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
    /// Rules whose findings are not reported in some files.
    pub(crate) per_file: Vec<PerFile>,
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
        Layers::default().resolve(self)
    }

    /// Changes which rules are on.
    fn apply(&self, on: &mut HashSet<RuleName>, inferred: bool) -> Result<(), UnknownRule> {
        if !self.select.is_empty() {
            on.clear();
            for name in &self.select {
                let selected = matching(name)?.into_iter().filter(|rule| inferred || !rule.is_inferred());
                on.extend(selected.map(|rule| rule.name));
            }
        }
        for name in &self.extend_select {
            on.extend(matching(name)?.into_iter().map(|rule| rule.name));
        }
        for name in &self.ignore {
            matching(name)?.into_iter().for_each(|rule| _ = on.remove(&rule.name));
        }
        Ok(())
    }
}

/// What configurations say of rules, the one that counts most last.
#[derive(Clone, Debug)]
pub(crate) struct Layers {
    pub(crate) settings: Vec<Settings>,
    /// Whether they want rules that are deduced rather than documented.
    pub(crate) inferred: bool,
}

impl Default for Layers {
    fn default() -> Self {
        Self { settings: Vec::new(), inferred: true }
    }
}

impl Layers {
    /// Resolves names, given what was typed. What is selected there is all that runs, whatever the
    /// configurations say; everything else adds to them.
    pub(crate) fn resolve(&self, typed: &Settings) -> Result<Policy, UnknownRule> {
        let defaults = rules::all().iter().filter(|rule| rule.is_on_by_default());
        let wanted = defaults.filter(|rule| self.inferred || !rule.is_inferred());
        let mut on: HashSet<RuleName> = wanted.map(|rule| rule.name).collect();
        for settings in &self.settings {
            settings.apply(&mut on, self.inferred)?;
        }
        typed.apply(&mut on, true)?;
        let mut severity = HashMap::new();
        for (name, level) in self.settings.iter().chain([typed]).flat_map(|settings| &settings.severity) {
            for rule in matching(name)? {
                severity.insert(rule.name, *level);
            }
        }
        // In the order of the registry.
        let rules = rules::all().iter().filter(|rule| on.contains(&rule.name)).collect();
        Ok(Policy { rules, severity, per_file: Vec::new() })
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

impl Policy {
    /// Parts findings from those that are not reported in their file. The verdicts stay: whoever hides
    /// an error has not made it right. What says that a file could not be read stays, too.
    pub(crate) fn hide(&self, findings: Vec<Finding>, sources: &Sources) -> (Vec<Finding>, Vec<Suppressed>) {
        let (mut shown, mut hidden) = (Vec::new(), Vec::new());
        let mut paths: HashMap<FileId, Option<PathBuf>> = HashMap::new();
        for finding in findings {
            let file = finding.primary.span.file;
            let mut covers = |of: &&PerFile| {
                let path = paths.entry(file).or_insert_with(|| sources.absolute(file));
                path.as_ref().is_some_and(|path| of.covers(finding.rule, path))
            };
            let is_unreadable = [SYNTAX_ERROR, UNSUPPORTED_INPUT].contains(&finding.rule);
            let by = self.per_file.iter().find(|of| !is_unreadable && covers(of));
            match by {
                Some(PerFile { at, .. }) => {
                    let (channel, reason) = (Channel::Configuration, String::new());
                    let by = Suppression { channel, reason, at: Some(*at) };
                    hidden.push(Suppressed { finding, by });
                }
                None => shown.push(finding),
            }
        }
        (shown, hidden)
    }
}

/// The rules that a selector names.
pub(super) fn matching(name: &str) -> Result<Vec<&'static Rule>, UnknownRule> {
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
