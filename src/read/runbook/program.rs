//! Tokens to commands and what they stand in: branches, loops, functions.

mod heads;

use crate::syntax::Range;
use crate::syntax::shell::{PartKind, Script, Token, TokenKind, WordId};

/// Deepest nesting of blocks.
pub(super) const MAX_DEPTH: usize = 64;

/// A list of commands and blocks, in order. A block is its start, what is in it, and its end.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub(super) nodes: Vec<Node>,
    /// Where it is nested so deep that it is not read on.
    pub(super) too_deep: Option<Range>,
    /// The first thing that no shell can read.
    pub(super) broken: Option<Broken>,
}

/// What no shell can read, and what would be right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Broken {
    pub(super) range: Range,
    pub(super) message: &'static str,
    pub(super) help: &'static str,
}

#[derive(Debug)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    pub(super) range: Range,
    /// How it follows the node before it.
    pub(super) link: Link,
    /// Whether nothing waits for it.
    pub(super) background: bool,
}

#[derive(Debug)]
pub(super) enum NodeKind {
    /// A command, by its words.
    Command(Vec<WordId>),
    /// A block, and the place of its end.
    Start(Block, usize),
    /// `then`, `else`, `do`, a pattern of a `case`: another part of the block begins.
    Part,
    End,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    If,
    /// `while` or `until`.
    Loop,
    /// `for NAME in WORDS`; of other forms it is not known how often they repeat.
    For(Option<(WordId, Vec<WordId>)>),
    Case,
    /// `{ … }`
    Group,
    /// `( … )`
    Subshell,
    Function(WordId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// On its own, whatever came before.
    Next,
    And,
    Or,
    Pipe,
}

/// Reads one list of a script.
pub(super) fn program(script: &Script, text: &str, tokens: &[Token]) -> Program {
    let mut builder = Builder {
        script,
        text,
        tokens,
        pos: 0,
        nodes: Vec::new(),
        open: Vec::new(),
        ended: 0,
        link: Link::Next,
        function: None,
        too_deep: None,
        broken: None,
    };
    while builder.pos < tokens.len() {
        builder.step();
    }
    builder.note_open(0);
    builder.close_to(0);
    Program { nodes: builder.nodes, too_deep: builder.too_deep, broken: builder.broken }
}

struct Builder<'s> {
    script: &'s Script,
    text: &'s str,
    tokens: &'s [Token],
    pos: usize,
    nodes: Vec<Node>,
    /// The starts of the blocks that are open.
    open: Vec<usize>,
    /// The start of the block that ended last.
    ended: usize,
    link: Link,
    /// A function's name, whose body comes next.
    function: Option<(WordId, Range)>,
    too_deep: Option<Range>,
    broken: Option<Broken>,
}

impl Builder<'_> {
    fn kind(&self, ahead: usize) -> Option<TokenKind> {
        self.tokens.get(self.pos + ahead).map(|token| token.kind)
    }

    /// A word without quotes or variables.
    fn plain(&self, id: WordId) -> Option<&str> {
        match self.script.parts(id) {
            [part] if part.kind == PartKind::Text && !part.quoted => self.slice(part.range),
            _ => None,
        }
    }

    fn slice(&self, range: Range) -> Option<&str> {
        self.text.get(range.start as usize..range.end as usize)
    }

    /// Takes a token where a command may begin, or the whole command.
    fn step(&mut self) {
        let Some(token) = self.tokens.get(self.pos).copied() else { return };
        match token.kind {
            TokenKind::Word(id) => self.word(id, token.range),
            TokenKind::Open => {
                self.pos += 1;
                self.start(Block::Subshell, token.range);
            }
            TokenKind::Close => {
                self.pos += 1;
                self.close(&Block::Subshell, token.range);
            }
            TokenKind::Redirect => self.pos += 2,
            TokenKind::And | TokenKind::Or | TokenKind::Pipe => {
                self.link = match token.kind {
                    TokenKind::And => Link::And,
                    TokenKind::Or => Link::Or,
                    _ => Link::Pipe,
                };
                self.pos += 1;
            }
            TokenKind::Background => {
                if let Some(node) = self.last() {
                    node.background = true;
                }
                self.pos += 1;
            }
            TokenKind::CaseEnd => {
                self.pos += 1;
                self.link = Link::Next;
                self.pattern();
            }
            // What `&&` ends goes on in the next line.
            TokenKind::End => self.pos += 1,
        }
    }

    /// The command or block that ended last.
    fn last(&mut self) -> Option<&mut Node> {
        let start = match self.nodes.last()?.kind {
            NodeKind::End => self.ended,
            _ => self.nodes.len() - 1,
        };
        self.nodes.get_mut(start)
    }

    fn word(&mut self, id: WordId, range: Range) {
        if self.kind(1) == Some(TokenKind::Open) && self.kind(2) == Some(TokenKind::Close) {
            self.function = Some((id, range));
            self.pos += 3;
            return;
        }
        let Some(word) = self.plain(id).map(str::to_owned) else { return self.command() };
        self.pos += 1;
        match word.as_str() {
            "if" => self.start(Block::If, range),
            "while" | "until" => self.start(Block::Loop, range),
            "for" | "select" => self.each(range, word == "for"),
            "case" => self.case(range),
            "{" => self.start(Block::Group, range),
            "}" => self.close(&Block::Group, range),
            "fi" => self.close(&Block::If, range),
            "done" => self.close(&Block::Loop, range),
            "esac" => self.close(&Block::Case, range),
            "then" | "elif" | "else" | "do" => self.part(range),
            "!" | "time" => {}
            "function" => {
                if let Some(TokenKind::Word(name)) = self.kind(0) {
                    self.function = Some((name, range));
                    self.pos += 1;
                    if self.kind(0) == Some(TokenKind::Open) && self.kind(1) == Some(TokenKind::Close) {
                        self.pos += 2;
                    }
                }
            }
            _ => {
                self.pos -= 1;
                self.command();
            }
        }
    }

    /// The words up to the next operator.
    fn command(&mut self) {
        self.function = None;
        let mut words = Vec::new();
        let mut range: Option<Range> = None;
        while let Some(token) = self.tokens.get(self.pos).copied() {
            match token.kind {
                TokenKind::Word(id) => words.push(id),
                // What `<<<` gives is told like an argument.
                TokenKind::Redirect => {
                    self.pos += if self.slice(token.range) == Some("<<<") { 1 } else { 2 };
                    continue;
                }
                // `NAME=(…)`
                TokenKind::Open if range.is_some_and(|before| before.end == token.range.start) => {
                    while self.kind(1).is_some_and(|kind| kind != TokenKind::Close) {
                        self.pos += 1;
                        if let Some(TokenKind::Word(id)) = self.kind(0) {
                            words.push(id);
                        }
                    }
                    self.pos += 2;
                    continue;
                }
                _ => break,
            }
            range = Some(Range { start: range.map_or(token.range.start, |r| r.start), end: token.range.end });
            self.pos += 1;
        }
        if let Some(range) = range {
            self.push(NodeKind::Command(words), range);
        }
    }

    fn push(&mut self, kind: NodeKind, range: Range) {
        let link = std::mem::replace(&mut self.link, Link::Next);
        self.nodes.push(Node { kind, range, link, background: false });
    }

    fn start(&mut self, block: Block, range: Range) {
        if self.open.len() >= MAX_DEPTH {
            self.pos = self.tokens.len(); // nobody writes that
            self.too_deep = Some(range);
            return;
        }
        if let Some((name, at)) = self.function.take() {
            self.open.push(self.nodes.len());
            self.push(NodeKind::Start(Block::Function(name), 0), at);
        }
        self.open.push(self.nodes.len());
        self.push(NodeKind::Start(block, 0), range);
    }

    fn part(&mut self, range: Range) {
        self.link = Link::Next;
        self.push(NodeKind::Part, range);
    }

    /// Closes the innermost block of a kind, and those in it that are not closed.
    fn close(&mut self, block: &Block, range: Range) {
        let is_it = |at: &usize| match self.nodes.get(*at).map(|node| &node.kind) {
            Some(NodeKind::Start(Block::For(_), _)) => *block == Block::Loop,
            Some(NodeKind::Start(other, _)) => other == block,
            _ => false,
        };
        let Some(at) = self.open.iter().rposition(is_it) else { return self.stray(block, range) };
        let Some(mut body) = self.open.get(at).copied() else { return };
        self.note_open(at + 1);
        self.close_to(at);
        if let Some(end) = self.nodes.last_mut() {
            end.range = range;
        }
        // The body of a function ends it, and so do the braces that are the body of a `for` or `select`.
        while let Some(outer) = self.open.last().copied().filter(|outer| self.is_body(*outer, body)) {
            self.close_to(self.open.len() - 1);
            body = outer;
        }
    }

    /// Whether a block that ended is all of the body that the block around it has.
    fn is_body(&self, outer: usize, body: usize) -> bool {
        let kind = |at: usize| self.nodes.get(at).map(|node| &node.kind);
        match kind(outer) {
            Some(NodeKind::Start(Block::Function(_), _)) => true,
            // `for NAME in WORDS; { …; }`: no `do` stands between.
            Some(NodeKind::Start(Block::For(_), _)) => {
                body == outer + 1 && matches!(kind(body), Some(NodeKind::Start(Block::Group, _)))
            }
            _ => false,
        }
    }

    /// An end of something that was not begun.
    fn stray(&mut self, block: &Block, range: Range) {
        let message = match block {
            Block::If => "`fi` without an `if`",
            Block::Loop | Block::For(_) => "`done` without a `do`",
            Block::Case => "`esac` without a `case`",
            Block::Group => "`}` without a `{`",
            Block::Subshell | Block::Function(_) => "`)` without a `(`",
        };
        let help = "remove it, or write what it ends";
        self.broken.get_or_insert(Broken { range, message, help });
    }

    /// Notes the innermost block that is open, beyond so many that may be.
    fn note_open(&mut self, depth: usize) {
        let Some(at) = self.open.get(depth..).and_then(<[usize]>::last) else { return };
        let Some(Node { kind: NodeKind::Start(block, _), range, .. }) = self.nodes.get(*at) else { return };
        let (message, help) = match block {
            Block::If => ("an `if` that no `fi` ends", "write `fi` where it ends"),
            Block::Loop | Block::For(_) => ("a loop that no `done` ends", "write `done` where it ends"),
            Block::Case => ("a `case` that no `esac` ends", "write `esac` where it ends"),
            Block::Group => ("a `{` that no `}` ends", "write `}` where it ends"),
            Block::Subshell => ("a `(` that no `)` ends", "write `)` where it ends"),
            Block::Function(_) => ("a function without a body", "write its body"),
        };
        self.broken.get_or_insert(Broken { range: *range, message, help });
    }

    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            let Some(at) = self.open.pop() else { return };
            let end = self.nodes.len();
            let stop = self.nodes.last().map_or(Range::empty(0), |node| node.range);
            if let Some(Node { kind: NodeKind::Start(_, slot), range, .. }) = self.nodes.get_mut(at) {
                *slot = end;
                range.end = range.end.max(stop.end);
            }
            self.link = Link::Next;
            self.ended = at;
            self.push(NodeKind::End, stop);
        }
    }
}
