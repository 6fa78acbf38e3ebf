//! The functions of the configuration language.

use super::term::Term;

/// What a function comes to.
pub(super) fn call(_name: &str, _args: &[Term]) -> Term {
    Term::Unknown
}
