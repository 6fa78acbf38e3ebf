use super::{Choice, Field, Kind, TextId};
use crate::source::Span;

/// A value with its standing.
///
/// The value can be had only through [`Fact::known`], [`Fact::or`] or [`Fact::given`], all of
/// which hand on what is unknown; with `?` a rule that meets an unknown is undecided.
#[derive(Clone, Debug)]
#[must_use]
pub(crate) enum Fact<T> {
    /// It stands somewhere.
    Known(Known<T>),
    /// It stands nowhere: the documented default applies, if there is one.
    Absent(Unknown),
    /// It cannot be told.
    Unknown(Unknown),
}

/// A known value and where it is from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Known<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

/// Where a known value is from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Origin {
    /// A file of this run.
    At(Span),
    /// The built-in table.
    Table(Provenance),
    /// A documented default; the text says of what.
    Default(&'static str),
}

/// The source of a value of the built-in table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Provenance {
    /// Key of a source in `rules/catalog/sources.yaml`.
    pub(crate) source: &'static str,
    /// Its date, as precise as is known: `2026`, `2021-05-12`.
    pub(crate) date: &'static str,
}

/// What was missing, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Unknown {
    pub(crate) kind: Kind,
    pub(crate) ident: Ident,
    pub(crate) field: Option<Field>,
    pub(crate) why: Why,
}

impl Unknown {
    /// The choice that it hangs on, if it does.
    pub(crate) fn choice(&self) -> Option<Choice> {
        match self.why {
            Why::OneOf(choice) => Some(choice),
            _ => None,
        }
    }
}

/// How to name an entry: by its ID, or by its place where it has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Ident {
    Id(TextId),
    Row(u32),
    /// There is only one.
    Only,
}

/// Why a value cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Why {
    /// It is not given.
    NotGiven,
    /// It is a symbol or expression that has no value yet.
    Unresolved,
    /// It has the wrong type or shape; a finding says so.
    Malformed,
    /// The key stands twice in one mapping.
    Ambiguous,
    /// A rule proved it wrong.
    Disproved,
    /// A step before, which could not be used, may have changed it.
    Lost,
    /// A call has begun to change it, and it is not certain that something waits until that is done:
    /// a text says what.
    Pending(TextId),
    /// The instance that it is on goes in this run, at some time.
    Leaves,
    /// It holds `*`, as in documentation.
    Masked,
    /// The thing that it is of is not there, if things fall so: see `Inventory::alternatives`.
    NotThere,
    /// It is one of several values, and nothing tells which.
    OneOf(Choice),
}

/// Which of several values is taken for true, for a look at what follows from it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pins(Vec<(Choice, usize)>);

impl Pins {
    /// The candidate that is taken for true, if one is: of this choice, or of another that falls with it.
    pub(crate) fn of(&self, choice: Choice) -> Option<usize> {
        self.0.iter().find(|(other, _)| other.of == choice.of).map(|(_, at)| *at)
    }

    /// Whether a candidate is taken for true.
    pub(crate) fn settles(&self, choice: Choice) -> bool {
        self.of(choice).is_some()
    }

    /// These, and one more.
    pub(crate) fn with(&self, choice: Choice, candidate: usize) -> Self {
        let mut pins = self.clone();
        pins.0.push((choice, candidate));
        pins
    }
}

impl<T> Fact<T> {
    /// The value; unknown if it is absent. For fields without a documented default.
    pub(crate) fn known(self) -> Result<Known<T>, Unknown> {
        match self {
            Fact::Known(known) => Ok(known),
            Fact::Absent(unknown) | Fact::Unknown(unknown) => Err(unknown),
        }
    }

    /// The value, or the documented default `value` if it is absent.
    pub(crate) fn or(self, value: T, what: &'static str) -> Result<Known<T>, Unknown> {
        match self {
            Fact::Known(known) => Ok(known),
            Fact::Absent(_) => Ok(Known { value, origin: Origin::Default(what) }),
            Fact::Unknown(unknown) => Err(unknown),
        }
    }

    /// The value if it is given. For fields whose absence itself says something.
    pub(crate) fn given(self) -> Result<Option<Known<T>>, Unknown> {
        match self {
            Fact::Known(known) => Ok(Some(known)),
            Fact::Absent(_) => Ok(None),
            Fact::Unknown(unknown) => Err(unknown),
        }
    }

    /// This fact, or `other` if this one is absent.
    pub(crate) fn or_else(self, other: impl FnOnce() -> Fact<T>) -> Fact<T> {
        match self {
            Fact::Absent(_) => other(),
            fact => fact,
        }
    }

    pub(crate) fn map<U>(self, f: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Fact::Known(known) => Fact::Known(known.map(f)),
            Fact::Absent(unknown) => Fact::Absent(unknown),
            Fact::Unknown(unknown) => Fact::Unknown(unknown),
        }
    }
}

impl<T> Known<T> {
    pub(crate) fn map<U>(self, f: impl FnOnce(T) -> U) -> Known<U> {
        Known { value: f(self.value), origin: self.origin }
    }

    /// The place in a file, if the value stands in one.
    pub(crate) fn span(&self) -> Option<Span> {
        match self.origin {
            Origin::At(span) => Some(span),
            Origin::Table(_) | Origin::Default(_) => None,
        }
    }
}
