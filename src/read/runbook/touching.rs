//! Which commands of a script may do something to ENIs or instances.

use super::calls;
use super::program::{Block, NodeKind};
use super::run::Runner;
use crate::syntax::shell::{PartKind, WordId};
use std::collections::HashSet;

impl Runner<'_, '_> {
    /// Counts the nodes that may touch something.
    pub(super) fn find_touching(&self) -> Vec<Vec<u32>> {
        let mut functions = HashSet::new();
        for node in self.programs.iter().flat_map(|program| &program.nodes) {
            if let NodeKind::Start(Block::Function(name), _) = node.kind {
                functions.insert(self.slice(self.script.word(name).range));
            }
        }
        let mut any = vec![false; self.programs.len()];
        let mut all = Vec::with_capacity(self.programs.len());
        for (index, program) in self.programs.iter().enumerate() {
            let mut counts = Vec::with_capacity(program.nodes.len() + 1);
            let mut count = 0u32;
            counts.push(0);
            for node in &program.nodes {
                if let NodeKind::Command(words) = &node.kind {
                    let inner = words.iter().flat_map(|word| self.script.parts(*word)).any(|part| {
                        matches!(part.kind, PartKind::Command(list) if any.get(list as usize) == Some(&true))
                    });
                    let name = words.first().map(|word| self.slice(self.script.word(*word).range));
                    let calls = name.is_some_and(|name| functions.contains(name));
                    count += u32::from(inner || calls || self.acts(words));
                }
                counts.push(count);
            }
            if let Some(slot) = any.get_mut(index) {
                *slot = count > 0;
            }
            all.push(counts);
        }
        all
    }

    /// Whether a command names a call that is a step, or one whose effect is not followed.
    pub(super) fn acts(&self, words: &[WordId]) -> bool {
        let texts: Vec<&str> = words.iter().map(|word| self.slice(self.script.word(*word).range)).collect();
        let ecs = texts.iter().position(|text| *text == "ecs").and_then(|at| texts.get(at + 1));
        ecs.is_some_and(|name| calls::call(name) != calls::Call::Nothing)
            || texts.iter().any(|text| calls::names_step(text))
    }

    pub(super) fn touches(&self, program: usize, from: usize, to: usize) -> bool {
        let counts = self.touching.get(program).map(Vec::as_slice).unwrap_or_default();
        counts.get(from) != counts.get(to)
    }
}
