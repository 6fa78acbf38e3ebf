//! What comes before the commands of a block: the words of a `for`, the patterns of a `case`.

use super::{Block, Builder, NodeKind};
use crate::syntax::Range;
use crate::syntax::shell::TokenKind;

impl Builder<'_> {
    /// `for NAME in WORDS`, or another form.
    pub(super) fn each(&mut self, range: Range, is_for: bool) {
        let mut head = None;
        let (name, word_in) = (self.kind(0), self.kind(1));
        if let (Some(TokenKind::Word(name)), Some(TokenKind::Word(word_in))) = (name, word_in)
            && is_for
            && self.plain(word_in) == Some("in")
        {
            self.pos += 2;
            let mut words = Vec::new();
            while let Some(TokenKind::Word(id)) = self.kind(0) {
                words.push(id);
                self.pos += 1;
            }
            head = Some((name, words));
        }
        // Whatever else stands before `do` is no command.
        while self.kind(0).is_some_and(|kind| kind != TokenKind::End) {
            match self.kind(0) {
                Some(TokenKind::Word(id)) if matches!(self.plain(id), Some("do" | "{")) => break,
                _ => self.pos += 1,
            }
        }
        self.start(Block::For(head), range);
    }

    pub(super) fn case(&mut self, range: Range) {
        while let Some(TokenKind::Word(id)) = self.kind(0) {
            self.pos += 1;
            if self.plain(id) == Some("in") {
                break;
            }
        }
        self.start(Block::Case, range);
        self.pattern();
    }

    fn is_after_open(&self, ahead: usize) -> bool {
        ahead.checked_sub(1).and_then(|before| self.kind(before)) == Some(TokenKind::Open)
    }

    /// The patterns before a `)` of a `case`, if some come next.
    pub(super) fn pattern(&mut self) {
        let inner = self.open.last().and_then(|at| self.nodes.get(*at)).map(|node| &node.kind);
        if !matches!(inner, Some(NodeKind::Start(Block::Case, _))) {
            return;
        }
        let mut ahead = 0;
        while let Some(kind) = self.kind(ahead) {
            match kind {
                TokenKind::End | TokenKind::Open | TokenKind::Pipe => ahead += 1,
                // `(esac)` is a pattern.
                TokenKind::Word(id) if self.plain(id) == Some("esac") && !self.is_after_open(ahead) => break,
                TokenKind::Word(_) => ahead += 1,
                TokenKind::Close => {
                    let range =
                        self.tokens.get(self.pos + ahead).map_or(Range::empty(0), |token| token.range);
                    self.pos += ahead + 1;
                    return self.part(range);
                }
                _ => return,
            }
        }
        self.pos += ahead;
    }
}
