//! The variables of a script.

use super::program::{Block, Node, NodeKind};
use super::run::Runner;
use super::value::{Val, What};
use crate::syntax::shell::is_secret_name;
use std::collections::HashSet;

impl<'s> Runner<'s, '_> {
    /// The names that some nodes may set.
    pub(super) fn names_in(&mut self, program: usize, from: usize, to: usize) -> Vec<String> {
        let part = |(program, from, to): (usize, usize, usize)| {
            self.programs.get(program).and_then(|program| program.nodes.get(from..to)).unwrap_or_default()
        };
        // Functions may be called there.
        let functions = self.functions.values().copied();
        let nodes: Vec<&Node> = functions.chain([(program, from, to)]).flat_map(part).collect();
        self.budget = self.budget.saturating_sub(nodes.len() / 8);
        let mut names = HashSet::new();
        for node in nodes {
            match &node.kind {
                NodeKind::Command(words) => {
                    let texts = words.iter().map(|word| self.slice(self.script.word(*word).range));
                    let reads = texts.clone().next().is_some_and(|name| {
                        matches!(name, "read" | "mapfile" | "readarray" | "getopts" | "unset")
                    });
                    names.extend(
                        texts.filter_map(|text| is_assignment(text).or(Some(text).filter(|_| reads))),
                    );
                }
                NodeKind::Start(Block::For(Some((name, _))), _) => {
                    names.insert(self.slice(self.script.word(*name).range));
                }
                _ => {}
            }
        }
        names.into_iter().map(str::to_owned).collect()
    }

    pub(super) fn set(&mut self, name: &str, value: Val) {
        // What is secret by its name is not to be told, so it is not known.
        let value = match value.may_be_secret() && is_secret_name(name.as_bytes()) {
            true => self.fresh(name, false),
            false => value,
        };
        let old = self.vars.insert(name.to_owned(), value);
        self.changed.push((name.to_owned(), old));
    }

    /// Makes variables as they were; their names.
    pub(super) fn take_back(&mut self, mark: usize) -> Vec<String> {
        let mut names = Vec::new();
        while self.changed.len() > mark {
            let Some((name, old)) = self.changed.pop() else { break };
            match old {
                Some(old) => self.vars.insert(name.clone(), old),
                None => self.vars.remove(&name),
            };
            names.push(name);
        }
        names
    }

    /// Of what was set since, nobody knows whether it was.
    pub(super) fn forget(&mut self, mark: usize) {
        let names =
            self.changed.get(mark..).unwrap_or_default().iter().map(|(name, _)| name.clone()).collect();
        self.unknow(names);
    }

    /// Variables get a value that is not known.
    pub(super) fn unknow(&mut self, mut names: Vec<String>) {
        names.sort_unstable();
        names.dedup();
        for name in names {
            let value = self.fresh(&name, false);
            self.set(&name, value);
        }
    }

    /// A name for a value that nothing had before.
    pub(super) fn fresh(&mut self, name: &str, planned: bool) -> Val {
        let count = self.names.entry(name.to_owned()).or_default();
        *count += 1;
        let number = if *count > 1 { format!("#{count}") } else { String::new() };
        let symbol = self.symbol(&format!("{name}{number}"));
        Val::new(What::Symbol { name: symbol, planned })
    }

    /// The symbol of a name of this script. A `*` would say that parts of it are masked.
    pub(super) fn symbol(&self, name: &str) -> String {
        format!("${{{}:{name}}}", self.name).replace('*', "\u{2217}")
    }
}

/// The name that a word sets: `NAME=…` or `NAME+=…`.
pub(super) fn is_assignment(word: &str) -> Option<&str> {
    let (name, _) = word.split_once('=')?;
    let name = name.strip_suffix('+').unwrap_or(name);
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    (starts && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')).then_some(name)
}
