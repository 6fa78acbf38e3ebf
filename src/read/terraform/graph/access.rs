//! What is taken from a value: attributes and elements.

use super::super::schema::IdOf;
use super::super::term::Term;
use super::Graph;
use super::refs::Step;
use super::terms::{look_up, number_text, one_of, position};

impl Graph<'_> {
    /// Some steps from a term.
    pub(super) fn access_all(&self, term: Term, steps: Option<&[Step]>, kind: Option<IdOf>) -> Term {
        steps.unwrap_or_default().iter().fold(term, |term, step| match step {
            Step::Name(name) => self.get(&term, name, kind),
            Step::At(key) => self.at(&term, key, kind),
        })
    }

    /// `term.name`.
    pub(super) fn get(&self, term: &Term, name: &str, kind: Option<IdOf>) -> Term {
        match term {
            Term::Object(id) => self.object_attribute(*id, name, kind),
            Term::Map(entries) => look_up(entries, name).cloned().unwrap_or(Term::Unknown),
            Term::Token(text) => extended(text, &format!(".{name}")),
            Term::OneOf(terms, key) => {
                one_of(terms.iter().map(|term| self.get(term, name, kind)), format!("{key}.{name}"))
            }
            _ => Term::Unknown,
        }
    }

    /// `term[key]`.
    pub(super) fn at(&self, term: &Term, key: &Term, kind: Option<IdOf>) -> Term {
        match (term, key) {
            (Term::Object(_) | Term::Map(_), Term::Text(name)) => self.get(term, name, kind),
            (Term::Map(_), Term::Number(number)) => self.get(term, &number_text(*number), kind),
            (Term::List(items), Term::Number(number)) => {
                position(*number).and_then(|at| items.get(at)).cloned().unwrap_or(Term::Unknown)
            }
            (Term::List(_), Term::Text(text)) => match text.parse() {
                Ok(number) => self.at(term, &Term::Number(number), kind),
                Err(_) => Term::Unknown,
            },
            (Term::Token(text), Term::Number(number)) => {
                extended(text, &format!("[{}]", number_text(*number)))
            }
            (Term::Token(text), Term::Text(name)) => extended(text, &format!(".{name}")),
            (Term::List(items), Term::Unknown | Term::Token(_) | Term::OneOf(..)) => {
                one_of(items.iter().cloned(), self.fresh())
            }
            (Term::Map(entries), Term::Unknown | Term::Token(_) | Term::OneOf(..)) => {
                one_of(entries.iter().map(|(_, term)| term.clone()), self.fresh())
            }
            (Term::OneOf(terms, at), Term::Number(_) | Term::Text(_)) => {
                let key_text = match key {
                    Term::Text(text) => format!("{text:?}"),
                    Term::Number(number) => number_text(*number),
                    _ => String::new(),
                };
                one_of(terms.iter().map(|term| self.at(term, key, kind)), format!("{at}[{key_text}]"))
            }
            _ => Term::Unknown,
        }
    }

    /// A name for a choice that nothing else shares.
    pub(super) fn fresh(&self) -> String {
        self.choices.set(self.choices.get().saturating_add(1));
        format!("?{}", self.choices.get())
    }
}

/// The name of a part of a value that is not known.
fn extended(token: &str, step: &str) -> Term {
    let inner = token.strip_suffix('}').unwrap_or(token);
    // Hostile configurations make long paths only.
    if inner.len() > 4096 { Term::Unknown } else { Term::Token(format!("{inner}{step}}}").into()) }
}
