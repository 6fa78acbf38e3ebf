//! What a script does, in order, as far as it tells.

use super::Failure;
use super::emit::Emitter;
use super::program::{Block, Link, MAX_DEPTH, Node, NodeKind, Program, program};
use super::value::Val;
use super::vars::is_assignment;
use crate::read::Read;
use crate::source::{FileId, Span};
use crate::syntax::Range;
use crate::syntax::shell::Script;
use std::collections::HashMap;

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
    pub(super) touching: Vec<Vec<u32>>,
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
    pub(super) branches: u32,
    /// Whether something may have left the loop, the function or the script.
    pub(super) loops: bool,
    pub(super) function: bool,
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

    pub(super) fn node(&self, program: usize, at: usize) -> Option<&'s Node> {
        self.programs.get(program)?.nodes.get(at)
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
            let steps = self.out.mark();
            if certain {
                self.one(program, at);
            } else {
                self.branch(node.range, |runner| {
                    runner.one(program, at);
                    runner.leave_after(node.link);
                });
            }
            if node.background {
                self.leaving = None; // that is left by what runs beside this
                let opened = self.out.open_after(steps, node.range);
                self.pay(opened);
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
            Block::If | Block::Case => {
                self.branches(program, (at, end), range, *block == Block::If);
            }
            Block::Loop => self.repeats(program, (at, end), range, None),
            Block::For(head) => self.each(program, (at, end), range, head.as_ref()),
        }
    }
}
