//! What a script does, in order, as far as it tells.

use super::emit::Emitter;
use super::program::{Block, Link, MAX_DEPTH, Node, NodeKind, Program, program};
use super::value::Val;
use super::vars::is_assignment;
use super::{Failure, calls};
use crate::read::Read;
use crate::source::{FileId, Span};
use crate::syntax::Range;
use crate::syntax::shell::{PartKind, Script, WordId};
use std::collections::{HashMap, HashSet};

/// How many commands are followed, beside some for each that the script has: loops and functions
/// repeat them.
const BUDGET: usize = 100_000;

/// How deep calls, substitutions and blocks are followed.
const MAX_LEVEL: usize = 100;

/// Runs a script.
pub(super) fn run(
    file: FileId,
    name: &str,
    text: &str,
    script: &Script,
    read: &mut Read,
) -> Result<(), Failure> {
    let programs: Vec<Program> = script.lists.iter().map(|tokens| program(script, text, tokens)).collect();
    if let Some(range) = programs.iter().find_map(|program| program.too_deep) {
        let at = Span { file, start: range.start, end: range.end };
        return Err(Failure::new(format!("blocks are nested deeper than {MAX_DEPTH} levels")).at(at));
    }
    let Some(root) = programs.len().checked_sub(1) else { return Ok(()) };
    let size: usize = programs.iter().map(|program| program.nodes.len()).sum();
    let mut runner = Runner {
        name,
        text,
        script,
        programs: &programs,
        out: Emitter::new(file, &mut read.inventory, &mut read.findings),
        touching: Vec::new(),
        vars: HashMap::new(),
        changed: Vec::new(),
        names: HashMap::new(),
        args: None,
        locals: None,
        functions: HashMap::new(),
        calls: Vec::new(),
        capture: Capture::default(),
        hint: None,
        doubt: Doubt::default(),
        leaving: None,
        is_open: false,
        budget: BUDGET + 4 * size,
        level: 0,
    };
    runner.touching = runner.find_touching();
    let end = programs.get(root).map_or(0, |program| program.nodes.len());
    runner.list(root, 0, end);
    if runner.budget == 0 {
        let failure = Failure::new("the script repeats too much to be followed");
        let at = Span { file, start: 0, end: 0 };
        return Err(failure.at(at).help("write the steps out, or give an inventory with steps"));
    }
    Ok(())
}

pub(super) struct Runner<'s, 'r> {
    /// The name of the file.
    pub(super) name: &'s str,
    pub(super) text: &'s str,
    pub(super) script: &'s Script,
    pub(super) programs: &'s [Program],
    pub(super) out: Emitter<'r>,
    /// Of each program and node how many nodes before it may do something to ENIs or instances.
    touching: Vec<Vec<u32>>,
    pub(super) vars: HashMap<String, Val>,
    /// The variables that were set, with what they were before.
    pub(super) changed: Vec<(String, Option<Val>)>,
    /// How often a name stands for something already.
    pub(super) names: HashMap<String, u32>,
    /// The arguments of the function that runs; those of the script are not known.
    pub(super) args: Option<Vec<Val>>,
    pub(super) functions: HashMap<String, (usize, usize, usize)>,
    /// The variables that the function that runs has for itself, with what they were before.
    pub(super) locals: Option<Vec<(String, Option<Val>)>>,
    /// Where what is being run was called from.
    pub(super) calls: Vec<Range>,
    pub(super) capture: Capture,
    /// The variable that is being set.
    pub(super) hint: Option<String>,
    pub(super) doubt: Doubt,
    pub(super) leaving: Option<Leave>,
    /// Whether other scripts were read in, which may have functions of any name.
    pub(super) is_open: bool,
    pub(super) budget: usize,
    pub(super) level: usize,
}

/// What is known of the output of the commands in a substitution.
#[derive(Clone, Debug, Default)]
pub(super) struct Capture {
    /// The ENI that is created, or whose answer is printed.
    pub(super) eni: Option<String>,
    /// Whether it is its ID that comes out.
    pub(super) is_id: bool,
}

/// Why what is done may not be done.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Doubt {
    /// Branches that are open.
    branches: u32,
    /// Whether something may have left the loop, the function or the script.
    loops: bool,
    function: bool,
    pub(super) script: bool,
    /// Whether some way through the function that runs returns, for a failure or not. It casts no
    /// doubt on what follows in the function.
    pub(super) returns: bool,
}

impl Doubt {
    pub(super) fn any(self) -> bool {
        self.branches > 0 || self.loops || self.function || self.script
    }
}

/// What is left, and whether for a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leave {
    Continue,
    Break,
    Return { fails: bool },
    Exit { fails: bool },
}

impl<'s> Runner<'s, '_> {
    pub(super) fn slice(&self, range: Range) -> &'s str {
        self.text.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    fn node(&self, program: usize, at: usize) -> Option<&'s Node> {
        self.programs.get(program)?.nodes.get(at)
    }

    /// Counts the nodes that may touch something.
    fn find_touching(&self) -> Vec<Vec<u32>> {
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
    fn acts(&self, words: &[WordId]) -> bool {
        let texts: Vec<&str> = words.iter().map(|word| self.slice(self.script.word(*word).range)).collect();
        let ecs = texts.iter().position(|text| *text == "ecs").and_then(|at| texts.get(at + 1));
        ecs.is_some_and(|name| calls::call(name) != calls::Call::Nothing)
            || texts.iter().any(|text| calls::names_step(text))
    }

    fn touches(&self, program: usize, from: usize, to: usize) -> bool {
        let counts = self.touching.get(program).map(Vec::as_slice).unwrap_or_default();
        counts.get(from) != counts.get(to)
    }

    /// Runs some nodes of a program.
    pub(super) fn list(&mut self, program: usize, from: usize, to: usize) {
        if self.level >= MAX_LEVEL {
            return self.lose_track(Range::empty(0));
        }
        self.level += 1;
        let (mut at, mut was_sure, mut was_certain) = (from, true, true);
        while at < to && self.leaving.is_none() {
            let Some(node) = self.node(program, at) else { break };
            self.budget = self.budget.saturating_sub(1);
            if self.budget == 0 {
                break;
            }
            let next = match node.kind {
                NodeKind::Start(_, end) => end + 1,
                _ => at + 1,
            };
            let certain = match node.link {
                Link::Next => true,
                Link::Pipe => was_certain,
                Link::And => was_certain && was_sure,
                Link::Or => false,
            };
            if node.link == Link::Pipe && self.slice(node.range).contains("NetworkInterfaceId") {
                self.capture.is_id = true;
            }
            if certain {
                self.one(program, at);
            } else {
                self.branch(program, (at, next), node.range, |runner| {
                    runner.one(program, at);
                    runner.leave_after(node.link);
                });
            }
            if node.background {
                self.leaving = None; // that is left by what runs beside this
                if self.touches(program, at, next) {
                    self.out.open(node.range);
                }
            }
            (was_sure, was_certain) = (self.is_sure(node), certain);
            at = next;
        }
        self.level -= 1;
    }

    /// What is left behind `||` is left for a failure.
    fn leave_after(&mut self, link: Link) {
        self.leaving = match self.leaving {
            Some(Leave::Exit { .. }) if link == Link::Or => Some(Leave::Exit { fails: true }),
            Some(Leave::Return { .. }) if link == Link::Or => Some(Leave::Return { fails: true }),
            other => other,
        };
    }

    /// From here on it cannot be told what is done.
    pub(super) fn lose_track(&mut self, at: Range) {
        self.out.open(at);
        self.doubt.script = true;
    }

    /// Whether a command can be taken to succeed: what is checked is what happens then.
    fn is_sure(&self, node: &Node) -> bool {
        const SURE: [&str; 14] = [
            "echo", "printf", "sleep", "cd", "export", "set", "true", ":", "local", "readonly", "declare",
            "source", ".", "shift",
        ];
        let NodeKind::Command(words) = &node.kind else { return false };
        let Some(word) = words.first() else { return true };
        let name = self.slice(self.script.word(*word).range);
        let does =
            self.functions.get(name).is_some_and(|(program, from, to)| self.touches(*program, *from, *to));
        does || SURE.contains(&name)
            || name.rsplit('/').next() == Some("aliyun")
            || is_assignment(name).is_some()
    }

    fn one(&mut self, program: usize, at: usize) {
        let Some(node) = self.node(program, at) else { return };
        match &node.kind {
            NodeKind::Command(words) => self.command(words, node.range),
            NodeKind::Start(block, end) => self.block(program, (at, *end), block, node.range),
            NodeKind::Part | NodeKind::End => {}
        }
    }

    fn block(&mut self, program: usize, (at, end): (usize, usize), block: &'s Block, range: Range) {
        match block {
            Block::Group => self.list(program, at + 1, end),
            Block::Subshell => {
                let mark = self.changed.len();
                self.list(program, at + 1, end);
                self.take_back(mark);
                self.leaving = None; // that leaves no more than the subshell
            }
            Block::Function(name) => {
                let name = self.slice(self.script.word(*name).range).to_owned();
                self.functions.insert(name, (program, at + 1, end));
            }
            Block::If | Block::Case => self.branches(program, (at, end), range),
            Block::Loop => self.repeats(program, (at, end), range, None),
            Block::For(head) => self.each(program, (at, end), range, head.as_ref()),
        }
    }

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
    fn branch(&mut self, program: usize, (from, to): (usize, usize), at: Range, run: impl FnOnce(&mut Self)) {
        let touches = self.touches(program, from, to);
        if touches {
            self.out.open(at);
        }
        let mark = self.changed.len();
        self.in_doubt(run);
        self.forget(mark);
        if touches {
            self.out.open(at);
        }
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
    fn branches(&mut self, program: usize, (at, end): (usize, usize), range: Range) {
        let parts = self.parts(program, (at, end));
        let Some(((from, to), rest)) = parts.split_first() else { return };
        self.list(program, *from, *to); // the condition is always asked
        let touches = rest.first().is_some_and(|(from, _)| self.touches(program, *from, end));
        if touches {
            self.out.open(range);
        }
        let mut names = Vec::new();
        for (from, to) in rest {
            let mark = self.changed.len();
            self.in_doubt(|runner| runner.list(program, *from, *to));
            names.extend(self.take_back(mark));
            if touches {
                self.out.open(range);
            }
        }
        self.unknow(names);
    }

    /// A loop of which nobody knows how often it runs.
    fn repeats(&mut self, program: usize, (at, end): (usize, usize), range: Range, name: Option<&str>) {
        let touches = self.touches(program, at, end);
        if touches {
            self.out.open(range);
        } else {
            self.polls(program, (at, end), range);
        }
        // What one round sets the next one finds.
        let names = self.names_in(program, at, end);
        self.unknow(names);
        if let Some(name) = name {
            self.unknow(vec![name.to_owned()]);
        }
        let mark = self.changed.len();
        let loops = self.doubt.loops;
        self.in_doubt(|runner| {
            runner.list(program, at + 1, end);
            runner.end_of_loop();
        });
        self.doubt.loops = loops;
        self.forget(mark);
        if touches {
            self.out.open(range);
        }
    }

    fn end_of_loop(&mut self) {
        if matches!(self.leaving, Some(Leave::Continue | Leave::Break)) {
            self.leaving = None;
        }
    }

    /// `for`: once for each word, if they are known.
    fn each(
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
