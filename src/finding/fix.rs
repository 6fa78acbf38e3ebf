use crate::source::Span;

/// A change of the inputs that takes a finding away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does; starts with a verb.
    pub title: String,
    /// Whether it may be made without a look at it.
    pub applicability: Applicability,
    /// In order of place, none overlapping another.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be made without a look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// It says what was meant.
    Safe,
    /// It takes the finding away, but may not be what was meant.
    Unsafe,
}

impl Applicability {
    /// `safe` or `unsafe`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        }
    }
}

/// A piece of text in place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes; empty to insert.
    pub span: Span,
    /// What comes; empty to delete.
    pub text: String,
}
