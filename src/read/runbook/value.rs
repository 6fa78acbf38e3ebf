//! What words of a script come to, as far as the script tells.

use crate::syntax::Range;
use std::rc::Rc;

/// Bytes of a value, at most: a list of a hundred IDs has some three thousand. A longer one is not
/// followed, as a variable may be set to itself twice over and over.
pub(super) const LONGEST: usize = 4096;

/// A value, and where it was written if that is not where it is used.
#[derive(Clone, Debug)]
pub(super) struct Val {
    pub(super) what: What,
    pub(super) at: Option<Range>,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    Text(String),
    /// A value that is not known, by a name that stands for it, like `${move.sh:ENI}`: of something
    /// that the script makes, or of what it is given.
    Symbol {
        name: String,
        planned: bool,
    },
    /// The answer of the call that creates the ENI of this name.
    Answer(String),
    /// An array.
    List(Rc<[Val]>),
    Unknown,
}

impl Val {
    pub(super) fn new(what: What) -> Self {
        Self { what, at: None }
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::new(What::Text(text.into()))
    }

    pub(super) fn at(self, at: Range) -> Self {
        Self { at: self.at.or(Some(at)), ..self }
    }

    /// How long it is in bytes, or at least how many values it has.
    pub(super) fn size(&self) -> usize {
        match &self.what {
            What::Text(text) | What::Symbol { name: text, .. } | What::Answer(text) => text.len(),
            What::List(list) => list.len(),
            What::Unknown => 0,
        }
    }

    /// Whether it may be a secret: a text that is no ID.
    pub(super) fn may_be_secret(&self) -> bool {
        const IDS: [&str; 5] = ["i-", "eni-", "vsw-", "sg-", "vpc-"];
        match &self.what {
            What::Text(text) => {
                let is_id = |start: &str| {
                    let rest = text.strip_prefix(start);
                    rest.is_some_and(|rest| {
                        !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric())
                    })
                };
                !IDS.iter().any(|start| is_id(start))
            }
            What::List(list) => list.iter().any(Val::may_be_secret),
            What::Symbol { .. } | What::Answer(_) | What::Unknown => false,
        }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.what {
            What::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Pieces of a word as one value: a text if all are, else a name that is equal for equal words.
pub(super) fn join(pieces: &[Val]) -> Val {
    if pieces.iter().map(Val::size).sum::<usize>() > LONGEST {
        return Val::new(What::Unknown);
    }
    if let [one] = pieces {
        return one.clone();
    }
    let texts: Option<Vec<&str>> = pieces.iter().map(Val::as_text).collect();
    if let Some(texts) = texts {
        return Val::text(texts.concat());
    }
    let mut name = String::new();
    for piece in pieces {
        match &piece.what {
            What::Text(text) => name.push_str(text),
            What::Symbol { name: inner, .. } => {
                name.push_str(
                    inner.strip_prefix("${").and_then(|inner| inner.strip_suffix('}')).unwrap_or(inner),
                );
            }
            What::Answer(_) | What::List(_) | What::Unknown => return Val::new(What::Unknown),
        }
    }
    Val::new(What::Symbol { name: format!("${{{name}}}"), planned: false })
}
