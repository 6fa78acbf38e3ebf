//! Shell scripts as words and operators: quotes, escapes, line continuations, comments, here-documents
//! and substitutions, as sh, bash and zsh have in common. Nothing is expanded here, and there is no
//! grammar: a reader knows which words are keywords where.
//!
//! No text is refused for its syntax: what is not closed ends with the text, and is told. What stands in
//! `$(…)` or backquotes is a list of tokens of its own.

mod dollar;
mod lexer;
#[cfg(test)]
mod tests;

use super::{Range, SyntaxError};

/// Bytes of a script that is read, at most; those that people write have some kilobytes.
pub(crate) const MAX_TEXT: usize = 8 << 20;

/// Deepest nesting of substitutions.
const MAX_DEPTH: usize = 64;

/// A script in tokens.
#[derive(Debug, Default)]
pub(crate) struct Script {
    /// The script itself last, before it the insides of substitutions.
    pub(crate) lists: Vec<Vec<Token>>,
    words: Vec<Word>,
    parts: Vec<Part>,
    pub(crate) comments: Vec<Range>,
    /// What is opened and never closed, if something is.
    pub(crate) unclosed: Option<(Range, &'static str)>,
    /// Whether some of it is written in a way that bash may take for something else, so that what seems to
    /// be wrong with it may not be.
    pub(crate) is_unsure: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) range: Range,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Word(WordId),
    /// A newline or `;`.
    End,
    /// `;;` and its like.
    CaseEnd,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `|`
    Pipe,
    /// `&`
    Background,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `>` and its like: the next word is no argument.
    Redirect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WordId(u32);

/// A word, with its quotes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub(crate) range: Range,
    first: u32,
    count: u32,
}

/// What a word is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) kind: PartKind,
    pub(crate) range: Range,
    /// Whether it stands in quotes, or behind a backslash.
    pub(crate) quoted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PartKind {
    /// Its text is its range's.
    Text,
    /// `$X` or `${X}`; the range is that of the name.
    Variable,
    /// `${X[@]}`; likewise.
    All,
    /// `$(…)` or backquotes: a list of [`Script::lists`].
    Command(u32),
    /// What has no value here: arithmetic, `${X:-y}`, `<(…)`.
    Other,
}

/// Parts of names of flags, variables and headers whose values are secret.
const SECRET: [&str; 7] = ["password", "passwd", "secret", "token", "key", "credential", "authorization"];

/// Whether what a flag, a variable or a header of a name holds is secret.
pub(crate) fn is_secret_name(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET.iter().any(|part| memchr::memmem::find(&name, part.as_bytes()).is_some())
}

impl Script {
    /// # Errors
    ///
    /// If the text is too long, or substitutions are nested too deep.
    pub(crate) fn read(text: &str) -> Result<Self, SyntaxError> {
        if text.len() > MAX_TEXT {
            let message = format!("the script is longer than {} MiB", MAX_TEXT >> 20);
            return Err(SyntaxError { range: Range::empty(0), message, help: None });
        }
        lexer::read(text)
    }

    /// Whether a place is in a comment.
    pub(crate) fn is_comment(&self, at: usize) -> bool {
        let before = self.comments.partition_point(|comment| comment.start as usize <= at);
        let last = before.checked_sub(1).and_then(|last| self.comments.get(last));
        last.is_some_and(|comment| at < comment.end as usize)
    }

    pub(crate) fn word(&self, id: WordId) -> Word {
        self.words.get(id.0 as usize).copied().unwrap_or(Word { range: Range::empty(0), first: 0, count: 0 })
    }

    pub(crate) fn parts(&self, id: WordId) -> &[Part] {
        let word = self.word(id);
        self.parts.get(word.first as usize..word.first as usize + word.count as usize).unwrap_or_default()
    }
}
