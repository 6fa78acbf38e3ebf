//! What a script waits with: a `sleep`, a loop that asks how things are, and perhaps what is not known.

use super::calls;
use super::program::NodeKind;
use super::run::Runner;
use super::value::Val;
use crate::syntax::Range;
use crate::syntax::shell::{PartKind, WordId};
use std::collections::HashSet;

/// Commands that do nothing to what is checked here, and take no time to speak of: the builtins of
/// shells, the coreutils and what else scripts handle texts and files with.
const INSTANT: &[&str] = &[
    ":",
    "[",
    "[[",
    "]]",
    "alias",
    "awk",
    "base64",
    "basename",
    "bc",
    "bg",
    "cat",
    "cd",
    "chgrp",
    "chmod",
    "chown",
    "clear",
    "cmp",
    "column",
    "comm",
    "cp",
    "curl",
    "cut",
    "date",
    "df",
    "diff",
    "dirname",
    "dirs",
    "disown",
    "du",
    "echo",
    "egrep",
    "envsubst",
    "expr",
    "false",
    "fgrep",
    "file",
    "find",
    "fold",
    "getent",
    "git",
    "grep",
    "groups",
    "gunzip",
    "gzip",
    "hash",
    "head",
    "hostname",
    "id",
    "install",
    "jobs",
    "jq",
    "let",
    "ln",
    "ls",
    "md5sum",
    "mkdir",
    "mktemp",
    "mv",
    "nl",
    "paste",
    "popd",
    "printenv",
    "printf",
    "pushd",
    "pwd",
    "readlink",
    "realpath",
    "rm",
    "rmdir",
    "sed",
    "seq",
    "set",
    "sha256sum",
    "shopt",
    "sort",
    "stat",
    "tail",
    "tar",
    "tee",
    "test",
    "touch",
    "tput",
    "tr",
    "trap",
    "true",
    "type",
    "ulimit",
    "umask",
    "unalias",
    "uname",
    "uniq",
    "wc",
    "whereis",
    "which",
    "whoami",
    "xxd",
    "yq",
    "zcat",
    "zip",
];

/// The calls that tell the status of instances or ENIs, without `-`.
const ASKS: [&str; 4] =
    ["describeinstance", "describenetworkinterface", "listinstance", "listnetworkinterface"];

pub(super) fn is_instant(name: &str) -> bool {
    INSTANT.contains(&name)
}

impl Runner<'_, '_> {
    /// `sleep` waits, but for no time at all: `sleep 0`.
    pub(super) fn sleep(&mut self, words: &[(Val, Range)], range: Range) {
        let is_nothing = |text: &str| {
            text.trim_end_matches(['s', 'm', 'h', 'd']).parse::<f64>().is_ok_and(|time| time <= 0.0)
        };
        let mut times = words.iter().skip(1).map(|(val, _)| val.as_text());
        if !times.all(|time| time.is_some_and(is_nothing)) {
            self.out.wait(range);
        }
    }

    /// A loop that does nothing itself waits if it asks how instances or ENIs are, also by way of a
    /// function. One that leaves something else to a function may wait; what else is in a loop is told as
    /// its commands run.
    pub(super) fn polls(&mut self, program: usize, (at, end): (usize, usize), range: Range) {
        let (mut asks, mut leaves, mut size) = (false, false, 0);
        let (mut lists, mut seen) = (vec![(program, at, end)], HashSet::new());
        while let Some((program, from, to)) = lists.pop() {
            size += to.saturating_sub(from);
            for place in from..to {
                let Some(NodeKind::Command(words)) = self.node(program, place).map(|node| &node.kind) else {
                    continue;
                };
                if self.acts(words) {
                    return;
                }
                let name = words.first().map(|word| self.slice(self.script.word(*word).range));
                let function = name.and_then(|name| self.functions.get(name)).copied();
                leaves |= function.is_some();
                lists.extend(function.filter(|function| seen.insert(*function)));
                for word in words {
                    let text = self.slice(self.script.word(*word).range);
                    size += text.len();
                    asks |= asks_in(text);
                    lists.extend(self.inner_lists(*word));
                }
            }
        }
        self.budget = self.budget.saturating_sub(size / 64); // loops in loops are looked at again
        if asks {
            self.out.wait(range);
        } else if leaves {
            self.out.perhaps_wait("a function", range);
        }
    }

    /// What stands in the substitutions of a word.
    fn inner_lists(&self, word: WordId) -> impl Iterator<Item = (usize, usize, usize)> {
        self.script.parts(word).iter().filter_map(|part| match part.kind {
            PartKind::Command(list) => {
                let list = list as usize;
                Some((list, 0, self.programs.get(list)?.nodes.len()))
            }
            _ => None,
        })
    }
}

/// Whether a word names a call that asks, or has one in its substitutions.
fn asks_in(text: &str) -> bool {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.filter(|word| word.len() >= 12).any(|word| {
        let name = calls::plain_name(word);
        ASKS.iter().any(|ask| name.starts_with(ask))
    })
}
