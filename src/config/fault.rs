use crate::finding::{Finding, Label, RuleName, Severity, nearest};
use crate::read::{normalise, quoted};
use crate::source::{FileId, Span};
use crate::syntax::{Range, SyntaxError};
use std::fmt;

/// What a mistake in a configuration is called in its finding; it is no rule, as it cannot be ignored.
const NAME: RuleName = RuleName("configuration");

/// A mistake in a configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where; the whole file if it is nowhere else.
    pub(crate) range: Option<Range>,
    message: String,
    label: String,
    help: Option<String>,
    /// Boxed, as most have none and results are moved much.
    also: Option<Box<(Range, String)>>,
    /// What a value must be, until it is known of which key it is.
    expected: Option<&'static str>,
    /// Whether that is an item of a list.
    item: bool,
}

impl Fault {
    pub(crate) fn new(message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { message: message.into(), label: label.into(), ..Self::default() }
    }

    /// A value of the wrong type.
    pub(super) fn expected(what: &'static str, at: Range) -> Self {
        Self { expected: Some(what), range: Some(at), label: format!("not {what}"), ..Self::default() }
    }

    pub(super) fn twice(key: &str, at: Range, first: Range) -> Self {
        let message = format!("the key {} stands twice in one mapping", quoted(key));
        let also = Some(Box::new((first, "given first".to_owned())));
        Self { also, ..Self::new(message, "given again").at(at).help("remove one of them") }
    }

    /// Where it is, unless that is known more exactly.
    pub(crate) fn at(mut self, range: Range) -> Self {
        self.range.get_or_insert(range);
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The fault of a list's item.
    pub(super) fn in_list(mut self) -> Self {
        self.item = true;
        self
    }

    /// The fault of a key's value.
    pub(super) fn of(mut self, key: &str) -> Self {
        if let Some(what) = self.expected.take() {
            let key = quoted(key);
            let key = key.trim_matches('"');
            let whole = if self.item { format!("each item of {key}") } else { key.to_owned() };
            self.message = format!("{whole} must be {what}");
        }
        self
    }

    pub(crate) fn finding(self, file: FileId) -> Finding {
        let span = |range: Range| Span { file, start: range.start, end: range.end };
        let primary = Label::new(span(self.range.unwrap_or(Range { start: 0, end: 0 })), self.label);
        let message = match self.expected {
            Some(what) => format!("a configuration must be {what}"),
            None => self.message,
        };
        Finding {
            help: self.help,
            related: self.also.into_iter().map(|also| Label::new(span(also.0), also.1)).collect(),
            ..Finding::new(NAME, Severity::Error, message, primary)
        }
    }

    /// A word that is none of those that there are.
    fn unknown(what: &str, label: &str, word: &str, known: &'static [&'static str]) -> Self {
        let fault = Self::new(format!("{what} {}", quoted(word)), label);
        match nearest(word, known.iter().copied()) {
            Some(near) => fault.help(format!("write {near} if that is meant")),
            None => fault.help(format!("there are {}", known.join(", "))),
        }
    }
}

impl From<SyntaxError> for Fault {
    fn from(error: SyntaxError) -> Self {
        let fault = Self::new(error.message, "").at(error.range);
        Self { help: error.help, ..fault }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl serde::de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string(), "")
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Self::unknown("there is no key", "unknown key", field, known)
    }

    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        let fault = Self::unknown("there is no value", "unknown value", variant, known);
        // Only a severity may be meant to be that.
        if variant == "off" { fault.help("list the rule under ignore to turn it off") } else { fault }
    }
}

/// The one of some words that is meant, however it is cased, as keys of an inventory are compared.
pub(super) fn canonical(word: &str, known: &[&'static str]) -> Option<&'static str> {
    let plain = normalise(word);
    known.iter().find(|known| normalise(known) == plain).copied()
}
