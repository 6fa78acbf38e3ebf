//! What a script does once, often or not at all: branches and loops.

use super::program::NodeKind;
use super::run::{Leave, Runner};
use crate::syntax::Range;
use crate::syntax::shell::WordId;

impl<'s> Runner<'s, '_> {
    /// The parts of a block: what is between its start, its parts and its end.
    fn parts(&self, program: usize, (at, end): (usize, usize)) -> Vec<(usize, usize)> {
        let mut parts = Vec::new();
        let (mut from, mut node) = (at + 1, at + 1);
        while node < end {
            match self.node(program, node).map(|node| &node.kind) {
                Some(NodeKind::Start(_, inner)) => node = *inner,
                Some(NodeKind::Part) => {
                    parts.push((from, node));
                    from = node + 1;
                }
                _ => {}
            }
            node += 1;
        }
        parts.push((from, end));
        parts
    }

    /// Runs what may run or not, on its own.
    pub(super) fn branch(&mut self, at: Range, run: impl FnOnce(&mut Self)) {
        let (mark, steps) = (self.changed.len(), self.out.mark());
        let entered = self.out.enter();
        self.in_doubt(run);
        self.forget(mark);
        self.open_around(steps, at);
        self.out.leave(entered);
    }

    /// What was done since a mark may not be done, or more than once.
    pub(super) fn open_around(&mut self, mark: usize, range: Range) {
        let size = self.out.mark().saturating_sub(mark);
        let opened = self.out.open_before(mark, range) + self.out.open_after(mark, range);
        self.pay(opened + size / 8);
    }

    /// Runs something that may run or not, and draws the consequences of where it leaves to.
    pub(super) fn in_doubt(&mut self, run: impl FnOnce(&mut Self)) {
        self.doubt.branches += 1;
        run(self);
        self.doubt.branches -= 1;
        self.doubt.returns |= matches!(self.leaving, Some(Leave::Return { .. }));
        match self.leaving.take() {
            // Who gives up for a failure is not followed: the script is to get through.
            None | Some(Leave::Return { fails: true } | Leave::Exit { fails: true }) => {}
            Some(Leave::Continue | Leave::Break) => self.doubt.loops = true,
            Some(Leave::Return { .. }) => self.doubt.function = true,
            Some(Leave::Exit { .. }) => self.doubt.script = true,
        }
    }

    /// `if` and `case`.
    pub(super) fn branches(&mut self, program: usize, (at, end): (usize, usize), range: Range, is_if: bool) {
        let parts = self.parts(program, (at, end));
        let Some(((from, to), rest)) = parts.split_first() else { return };
        self.list(program, *from, *to); // the condition is always asked
        let steps = self.out.mark();
        let mut names = Vec::new();
        // Conditions and what they lead to take turns; an `else` comes without a condition.
        let mut waits_always = is_if && rest.len() % 2 == 0;
        for (nth, (from, to)) in rest.iter().enumerate() {
            let (mark, own) = (self.changed.len(), self.out.mark());
            let entered = self.out.enter();
            self.in_doubt(|runner| runner.list(program, *from, *to));
            names.extend(self.take_back(mark));
            let opened = self.out.open_after(own, range);
            let waits = self.out.leave(entered);
            let is_condition = nth % 2 == 1 && nth + 1 < rest.len();
            waits_always &= waits || is_condition;
            self.pay(opened);
        }
        self.unknow(names);
        let opened = self.out.open_before(steps, range);
        self.pay(opened);
        if waits_always {
            self.out.wait(range);
        }
    }

    /// A loop of which nobody knows how often it runs.
    pub(super) fn repeats(
        &mut self,
        program: usize,
        (at, end): (usize, usize),
        range: Range,
        name: Option<&str>,
    ) {
        self.polls(program, (at, end), range);
        // What one round sets the next one finds.
        let names = self.names_in(program, at, end);
        self.unknow(names);
        if let Some(name) = name {
            self.unknow(vec![name.to_owned()]);
        }
        let (mark, steps) = (self.changed.len(), self.out.mark());
        let loops = self.doubt.loops;
        self.in_doubt(|runner| {
            runner.list(program, at + 1, end);
            runner.end_of_loop();
        });
        self.doubt.loops = loops;
        self.forget(mark);
        self.open_around(steps, range);
    }

    fn end_of_loop(&mut self) {
        if matches!(self.leaving, Some(Leave::Continue | Leave::Break)) {
            self.leaving = None;
        }
    }

    /// `for`: once for each word, if they are known.
    pub(super) fn each(
        &mut self,
        program: usize,
        (at, end): (usize, usize),
        range: Range,
        head: Option<&'s (WordId, Vec<WordId>)>,
    ) {
        let Some((name, words)) = head else { return self.repeats(program, (at, end), range, None) };
        let name = self.slice(self.script.word(*name).range);
        let Some(values) = self.known_fields(words).filter(|_| self.touches(program, at, end)) else {
            return self.repeats(program, (at, end), range, Some(name));
        };
        let from = self.parts(program, (at, end)).get(1).map_or(at + 1, |(from, _)| *from);
        let loops = self.doubt.loops;
        for (value, at) in values {
            self.set(name, value.at(at));
            self.budget = self.budget.saturating_sub(1);
            self.calls.push(at);
            self.list(program, from, end);
            self.calls.pop();
            let leaving = self.leaving;
            self.end_of_loop();
            if leaving.is_some_and(|leaving| leaving != Leave::Continue) {
                break;
            }
        }
        self.doubt.loops = loops;
    }
}
