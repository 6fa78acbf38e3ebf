//! One command of a script.

use super::calls::{Call, call, names_step};
use super::emit::Flag;
use super::run::{Doubt, Leave, Runner};
use super::value::{Val, What};
use super::vars::is_assignment;
use super::waits;
use crate::inventory::Verb;
use crate::syntax::Range;
use crate::syntax::shell::WordId;

/// Commands that run the one that they name.
const PREFIXES: [&str; 9] = ["sudo", "command", "env", "nohup", "exec", "builtin", "nice", "time", "timeout"];

/// Commands that run other code, of which nobody knows what it does.
const RUNNERS: [&str; 14] = [
    "bash",
    "sh",
    "zsh",
    "dash",
    "python",
    "python3",
    "node",
    "ruby",
    "perl",
    "terraform",
    "tofu",
    "ansible-playbook",
    "make",
    "pulumi",
];

/// How deep functions that call each other are followed.
const MAX_CALLS: usize = 16;

type Words<'w> = &'w [(Val, Range)];

impl<'s> Runner<'s, '_> {
    pub(super) fn command(&mut self, words: &'s [WordId], range: Range) {
        let set = words.iter().take_while(|word| is_assignment(self.raw(**word)).is_some()).count();
        let (assignments, rest) = words.split_at(set);
        let first = assignments.first().map(|word| self.script.word(*word).range.end);
        let is_array =
            first.is_some_and(|end| self.text.get(end as usize..).is_some_and(|r| r.starts_with('(')));
        if is_array || (rest.is_empty() && !assignments.is_empty()) {
            return self.assignments(assignments, if is_array { rest } else { &[] });
        }
        let name = rest.first().map(|word| self.raw(*word)).unwrap_or_default();
        if matches!(name, "export" | "declare" | "local" | "readonly" | "typeset") {
            return self.declare(name, rest.get(1..).unwrap_or_default());
        }
        let mut values = Vec::new();
        for word in rest {
            values.extend(self.argument(*word));
        }
        self.invoke(&values, range);
    }

    fn raw(&self, word: WordId) -> &'s str {
        self.slice(self.script.word(word).range)
    }

    /// As [`Self::fields`], but the value of `--flag=value` is a field of its own.
    fn argument(&mut self, word: WordId) -> Vec<(Val, Range)> {
        let raw = self.raw(word);
        let Some(at) = raw.find('=').filter(|_| raw.starts_with("--")) else { return self.fields(word) };
        let flag = raw.get(..at).unwrap_or_default();
        if flag.contains(['$', '`', '"', '\'', '\\']) {
            return self.fields(word);
        }
        let range = self.script.word(word).range;
        let middle = range.start + u32::try_from(at).unwrap_or(u32::MAX);
        let value = self.assigned(word);
        vec![
            (Val::text(flag), Range { end: middle, ..range }),
            (value, Range { start: middle.saturating_add(1).min(range.end), ..range }),
        ]
    }

    fn assignments(&mut self, words: &[WordId], array: &[WordId]) {
        for word in words {
            let Some(name) = is_assignment(self.raw(*word)) else { continue };
            let value = if array.is_empty() {
                self.hint = Some(name.to_owned());
                let value = self.assigned(*word);
                self.hint = None;
                value
            } else {
                let list = self.known_fields(array);
                let list = list.map(|list| list.into_iter().map(|(val, at)| val.at(at)).collect());
                list.map_or(Val::new(What::Unknown), |list: Vec<Val>| Val::new(What::List(list.into())))
            };
            let adds = self.raw(*word).get(name.len()..).is_some_and(|rest| rest.starts_with('+'));
            let value = if adds { Val::new(What::Unknown) } else { value };
            match value.what {
                What::Unknown => self.unknow(vec![name.to_owned()]),
                _ => self.set(name, value),
            }
        }
    }

    fn declare(&mut self, how: &str, words: &[WordId]) {
        let is_local = how == "local" || (self.args.is_some() && matches!(how, "declare" | "typeset"));
        for word in words {
            let name = is_assignment(self.raw(*word)).unwrap_or(self.raw(*word));
            if is_local && let Some(locals) = &mut self.locals {
                locals.push((name.to_owned(), self.vars.get(name).cloned()));
            }
            self.assignments(&[*word], &[]);
        }
    }

    /// Runs a command whose words are known as far as they are.
    fn invoke(&mut self, words: Words<'_>, range: Range) {
        let Some(((first, _), args)) = words.split_first() else { return };
        let Some(name) = first.as_text() else { return self.of_unknown_name(words, range) };
        if let Some((program, from, to)) = self.functions.get(name).copied() {
            return self.function((program, from, to), args, range);
        }
        match name.rsplit('/').next().unwrap_or(name) {
            "aliyun" => self.aliyun(args, range, false),
            "exit" => self.leave(args, true),
            "return" => self.leave(args, false),
            "break" => self.leaving = Some(Leave::Break),
            "continue" => self.leaving = Some(Leave::Continue),
            "source" | "." => self.other_script(range),
            "read" | "mapfile" | "readarray" | "getopts" | "unset" => {
                let names = args.iter().filter_map(|(val, _)| val.as_text());
                let names = names.filter(|name| !name.starts_with('-')).map(str::to_owned).collect();
                self.unknow(names);
            }
            "shift" => self.args = None,
            "set" if args.first().and_then(|(val, _)| val.as_text()) == Some("--") => self.args = None,
            "echo" | "printf" => self.answered(args, range),
            prefix if PREFIXES.contains(&prefix) => self.prefixed(args, range),
            other => self.other(other, name, words, range),
        }
    }

    /// Whatever stands before the command that is meant.
    fn prefixed(&mut self, args: Words<'_>, range: Range) {
        let is_own = |(val, _): &(Val, Range)| {
            val.as_text().is_some_and(|text| {
                text.starts_with('-')
                    || is_assignment(text).is_some()
                    || text.trim_end_matches(['s', 'm', 'h']).bytes().all(|byte| byte.is_ascii_digit())
            })
        };
        let own = args.iter().take_while(|arg| is_own(arg)).count();
        self.invoke(args.get(own..).unwrap_or_default(), range);
    }

    /// A command whose name is in a variable: it is the `aliyun` command if it reads like one.
    fn of_unknown_name(&mut self, words: Words<'_>, range: Range) {
        let product = words.iter().position(|(val, _)| val.as_text() == Some("ecs"));
        let name = product.and_then(|at| words.get(at + 1)).and_then(|(val, _)| val.as_text());
        if product == Some(1) && name.is_some_and(names_step) {
            return self.aliyun(words.get(1..).unwrap_or_default(), range, false);
        }
        self.out.open(range);
        self.named_calls(words, range);
    }

    fn other(&mut self, name: &str, path: &str, words: Words<'_>, range: Range) {
        self.answered(words, range);
        if waits::is_instant(name) {
            return;
        }
        if name == "sleep" {
            return self.sleep(words, range);
        }
        let mut texts = words.iter().map(|(val, at)| val.as_text().unwrap_or_else(|| self.slice(*at)));
        let runs = path.contains('/') || RUNNERS.contains(&name) || name == "eval" || self.is_open;
        if texts.any(names_step) || runs {
            self.out.open(range);
            self.named_calls(words, range);
        } else {
            self.out.perhaps_wait(name, range);
        }
    }

    /// Notes that a command has the answer of a call that creates an ENI, as an argument.
    fn answered(&mut self, words: Words<'_>, range: Range) {
        for (val, _) in words {
            match &val.what {
                What::Answer(name) => {
                    self.capture.eni = Some(name.clone());
                    self.capture.is_id |= self.slice(range).contains("NetworkInterfaceId");
                }
                What::Symbol { name, planned: true } if words.len() == 1 => {
                    self.capture.eni = Some(name.clone());
                    self.capture.is_id = true;
                }
                _ => {}
            }
        }
    }

    /// Another script does and sets what it likes.
    fn other_script(&mut self, range: Range) {
        self.out.open(range);
        self.is_open = true;
        let names = self.vars.keys().cloned().collect();
        self.budget = self.budget.saturating_sub(self.vars.len() / 8);
        self.unknow(names);
    }

    fn leave(&mut self, args: Words<'_>, exits: bool) {
        let code = args.first().map(|(val, _)| val.as_text());
        // `$?` behind a failure is one; what stands alone says nothing.
        let fails = match code {
            Some(Some(text)) => text.trim() != "0",
            Some(None) => true,
            None => false,
        };
        self.leaving = Some(if exits { Leave::Exit { fails } } else { Leave::Return { fails } });
    }

    /// Runs a function of the script with arguments.
    fn function(&mut self, (program, from, to): (usize, usize, usize), args: Words<'_>, range: Range) {
        let given = args.iter().map(|(val, at)| val.clone().at(*at)).collect();
        if self.calls.len() >= MAX_CALLS {
            return self.lose_track(range);
        }
        let outer = self.args.replace(given);
        let locals = self.locals.replace(Vec::new());
        let doubt = self.doubt;
        let attaches = self.out.attaches;
        self.doubt.returns = false;
        self.calls.push(range);
        self.list(program, from, to);
        self.calls.pop();
        self.args = outer;
        let own = std::mem::replace(&mut self.locals, locals);
        for (name, old) in own.into_iter().flatten().rev() {
            match old {
                Some(old) => self.set(&name, old),
                None => {
                    let now = self.vars.remove(&name);
                    self.changed.push((name, now));
                }
            }
        }
        let Doubt { script, returns, .. } = self.doubt;
        self.doubt = doubt;
        self.doubt.script |= script;
        match self.leaving {
            // It gives up, or is done, if it has not returned before: that ends its way, not all of them.
            Some(Leave::Exit { fails }) if returns => {
                self.leaving = None;
                self.doubt.script |= !fails;
            }
            // What a function returns for a failure its caller looks at.
            Some(Leave::Return { .. } | Leave::Break | Leave::Continue) => self.leaving = None,
            Some(Leave::Exit { .. }) | None => {}
        }
        if self.out.attaches == attaches {
            self.spelled_calls(args, range); // it may run its arguments in a way that is not followed
        }
    }

    /// A command line of `aliyun`, without its name. More parameters may follow if it is open.
    pub(super) fn aliyun(&mut self, args: Words<'_>, range: Range, is_open: bool) {
        let (positional, flags, has_unknown) = sort(args);
        let is_open = is_open || has_unknown;
        let mut names = positional.iter();
        if names.next().map(|name| name.as_text()) != Some(Some("ecs")) {
            return; // of another product, or none
        }
        let Some(name) = names.next().map(|name| name.as_text()) else { return };
        let given = |name: &str| flags.iter().find(|flag| flag.name.eq_ignore_ascii_case(name));
        let tries = ["dryrun", "dry-run", "cli-dry-run"].iter().filter_map(|name| given(name));
        let is_trial = tries.map(is_set).fold(Some(false), either);
        if is_trial == Some(true) || given("help").is_some() {
            return; // nothing is done
        }
        match name.map_or(Call::Changes, call) {
            Call::Nothing if given("waiter").is_some() => self.out.wait(range),
            Call::Nothing => {}
            Call::Changes => {
                self.out.open(range);
                self.doubt.script = true;
            }
            Call::Step(verb) if is_trial.is_none() => {
                self.maybe(range, |runner| runner.step(verb, &flags, range, is_open));
            }
            Call::Step(verb) => self.step(verb, &flags, range, is_open),
        }
    }

    /// Does what may be done or not.
    pub(super) fn maybe(&mut self, range: Range, run: impl FnOnce(&mut Self)) {
        let mark = self.out.mark();
        self.in_doubt(run);
        self.open_around(mark, range);
    }

    fn step(&mut self, verb: Verb, flags: &[Flag<'_>], range: Range, is_open: bool) {
        let own = match (verb, self.hint.clone()) {
            (Verb::Create, hint) => {
                let named = self.fresh(&hint.unwrap_or_else(|| "ENI".to_owned()), true);
                match named.what {
                    What::Symbol { name, .. } => Some(name),
                    _ => None,
                }
            }
            _ => None,
        };
        if !is_open && !flags.iter().any(|flag| flag.name == "force") {
            self.out.mistyped(verb, flags);
        }
        let calls = std::mem::take(&mut self.calls);
        let attach = self.out.call(verb, flags, (range, &calls), is_open, own.as_deref());
        self.calls = calls;
        if let Some(attach) = attach.filter(|_| self.doubt.any()) {
            self.out.inventory.note_uncertain(attach);
        }
        if own.is_some() {
            self.capture.eni = own;
            self.capture.is_id = self.slice(range).contains("NetworkInterfaceId");
        }
    }
}

/// Whether a flag that is given is on; None if that is not known.
fn is_set(flag: &Flag<'_>) -> Option<bool> {
    match flag.values {
        [] => Some(true),
        [(val, _)] => val.as_text()?.to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}

/// Whether one of two is so.
fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// Whether a value may be flags: one that is not known, and of nothing that the script makes.
fn may_be_flags(val: &Val) -> bool {
    !matches!(val.what, What::Text(_) | What::Answer(_) | What::Symbol { planned: true, .. })
}

/// The positional words and the flags of a command line; and whether some words may be flags that are
/// not known.
pub(super) fn sort(args: Words<'_>) -> (Vec<&Val>, Vec<Flag<'_>>, bool) {
    let (mut positional, mut flags, mut is_open) = (Vec::new(), Vec::new(), false);
    let mut at = 0;
    while let Some((val, range)) = args.get(at) {
        let flag = val.as_text().and_then(|text| text.strip_prefix("--"));
        let Some(flag) = flag else {
            // `aliyun $OPTIONS ecs …`, and `… AttachNetworkInterface $MORE`.
            let may_be = may_be_flags(val);
            is_open |= may_be && positional.len() != 1;
            is_open |= matches!(val.what, What::Unknown | What::List(_));
            let is_option = val.as_text().is_some_and(|text| text.starts_with('-'));
            let is_passed_over = is_option || may_be && positional.is_empty();
            if !is_passed_over {
                positional.push(val);
            }
            // `-p NAME` before the product.
            at += if is_option && positional.len() < 2 { 2 } else { 1 };
            continue;
        };
        let rest = args.get(at + 1..).unwrap_or_default();
        // The product and the call come before all parameters, but options may come before them.
        let most = if positional.len() < 2 { 1 } else { rest.len() };
        let is_value = |(val, _): &&(Val, Range)| !val.as_text().is_some_and(|text| text.starts_with("--"));
        let count = rest.iter().take(most).take_while(is_value).count();
        // Behind a value, `"$@"` is most likely more flags.
        is_open |= rest.iter().take(count).skip(1).any(|(val, _)| may_be_flags(val));
        flags.push(Flag { name: flag, at: *range, values: rest.get(..count).unwrap_or_default() });
        at += 1 + count;
    }
    (positional, flags, is_open)
}
