//! Calls that stand among the words of a command that is not followed: `retry 3 aliyun ecs …`,
//! `ssh host "aliyun ecs …"`. They may be done or not, once or often.

use super::calls::{Call, call};
use super::command::sort;
use super::run::Runner;
use super::value::{Val, What};
use crate::inventory::Verb;
use crate::syntax::Range;

/// Calls in the words of one command that are listed, at most.
const MOST: usize = 64;

type Words<'w> = &'w [(Val, Range)];

impl Runner<'_, '_> {
    /// Lists the calls that are in some words, as words or in a text of several.
    pub(super) fn named_calls(&mut self, words: Words<'_>, range: Range) {
        let mut found = calls_in(words);
        for (val, at) in words {
            let text = val.as_text().unwrap_or_else(|| self.slice(*at));
            for part in text.split([';', '&', '|', '\n']).filter(|part| part.contains("aliyun ")) {
                let word = |word: &str| (Val::text(word.trim_matches(['"', '\'', '`', '(', ')'])), *at);
                let inner: Vec<_> = part.split_whitespace().map(word).collect();
                found.extend(calls_in(&inner));
            }
        }
        self.list_calls(found, range);
    }

    /// Lists the calls that some words are.
    pub(super) fn spelled_calls(&mut self, words: Words<'_>, range: Range) {
        self.list_calls(calls_in(words), range);
    }

    fn list_calls(&mut self, calls: Vec<Vec<(Val, Range)>>, range: Range) {
        for args in calls.into_iter().take(MOST) {
            self.maybe(range, |runner| runner.aliyun(&args, range, true));
        }
    }
}

/// The arguments of each `aliyun` among some words that attaches or creates something. What else is
/// done is no more than a change that is not followed.
fn calls_in(words: Words<'_>) -> Vec<Vec<(Val, Range)>> {
    let is_command =
        |(val, _): &(Val, Range)| val.as_text().is_some_and(|text| text.rsplit('/').next() == Some("aliyun"));
    let lists = |args: &&[(Val, Range)]| {
        let (positional, ..) = sort(args);
        let mut names = positional.iter().map(|val| val.as_text());
        names.next() == Some(Some("ecs"))
            && names
                .next()
                .flatten()
                .is_some_and(|name| matches!(call(name), Call::Step(Verb::Attach | Verb::Create)))
    };
    let parts = words.split(is_command).skip(1).filter(lists);
    parts.map(|args| args.iter().map(|(val, at)| (plain(val), *at)).collect()).collect()
}

/// What a word is where someone else may fill it in: `{}` of xargs, a variable of another shell.
fn plain(val: &Val) -> Val {
    match val.as_text() {
        Some(text) if text.contains(['$', '{', '}', '`', '%', '*', '?']) => Val::new(What::Unknown),
        _ => val.clone(),
    }
}
