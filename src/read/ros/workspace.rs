//! Terraform configuration that a template holds: the files under `Workspace`, and the values of
//! parameters, which are those of its variables.

use super::node::{NodeId, Pair, Tree};
use super::parameters::{Given, is_secret, refusal, refused_default, term, typed};
use super::term::Term;
use crate::finding::Finding;
use crate::read::Failure;
use crate::read::terraform::{Part, Workspace};
use crate::source::FileId;
use crate::syntax::Range;
use crate::syntax::hcl::{Attribute, Body, Expr, ExprKind};
use std::borrow::Cow;
use std::collections::HashSet;
use std::rc::Rc;

/// Bytes of the files of a template at most. A template of ROS has no more than 512 KiB; only by aliases,
/// which repeat texts, does one come near.
const MOST: usize = 16 << 20;

/// Whether a template holds no root module, which is at the top.
pub(super) fn is_empty(tree: &Tree<'_>) -> bool {
    let is_configuration = |path: &str| path.ends_with(".tf") || path.ends_with(".tf.json");
    let is_at_top = |path: &str| !path.trim_start_matches("./").contains('/');
    !files(tree).any(|(path, _)| is_configuration(path) && is_at_top(path))
}

/// Refuses a template that is longer than anybody writes one.
pub(super) fn bound(tree: &Tree<'_>) -> Result<(), Failure> {
    let length = files(tree)
        .fold(0, |sum: usize, (_, text)| sum.saturating_add(tree.text(text).unwrap_or_default().len()));
    if length <= MOST {
        return Ok(());
    }
    Err(Failure::new(format!("the files of this template are longer than {} MiB", MOST >> 20)))
}

/// The configuration of a template, with what is given for its variables.
pub(super) fn of<'s>(file: FileId, mut tree: Tree<'s>, given: &Given) -> Workspace<'s> {
    let values = values(&tree, given);
    let found: Vec<(Cow<'s, str>, NodeId)> =
        files(&tree).map(|(path, text)| (Cow::Owned(path.to_owned()), text)).collect();
    let part = |(path, text): (Cow<'s, str>, NodeId)| {
        Some(Part { path, at: tree.range(text), text: tree.take_text(text)? })
    };
    Workspace { file, parts: found.into_iter().filter_map(part).collect(), values }
}

/// The paths and texts.
fn files<'t>(tree: &'t Tree<'_>) -> impl Iterator<Item = (&'t str, NodeId)> {
    let pairs = tree.root().and_then(|root| tree.child(root, "Workspace")).map(|id| tree.pairs(id));
    let pairs = pairs.unwrap_or_default().iter().map(|pair| (&*pair.key, pair.value));
    pairs.filter(|(_, value)| tree.text(*value).is_some())
}

/// The values that are given, or are defaults, of parameters. A default of a variable counts less.
fn values(tree: &Tree<'_>, given: &Given) -> Body {
    let pairs = parameters(tree);
    let mut body = Body::default();
    for pair in pairs {
        let Some(value) = value(tree, pair, given) else { continue };
        // What ROS refuses does not count, and a secret is not to be told.
        let is_open = is_secret(tree, pair.value) || refusal(tree, pair.value, &value).is_some();
        let value = if is_open { Term::Unknown } else { value };
        body.attributes.extend(attribute(&pair.key, value));
    }
    let own: HashSet<&str> = pairs.iter().map(|pair| &*pair.key).collect();
    let others = given.all().filter(|(name, _)| !own.contains(name));
    body.attributes.extend(others.filter_map(|(name, value)| attribute(name, value.clone())));
    body
}

/// The value of a parameter: what is given, or its default.
fn value(tree: &Tree<'_>, pair: &Pair<'_>, given: &Given) -> Option<Term> {
    let value = given.value(&pair.key).cloned();
    let value = value.or_else(|| Some(term(tree, tree.child(pair.value, "Default")?, 0)))?;
    // A type that is not said is that of the variable.
    let kind = tree.child(pair.value, "Type").and_then(|id| tree.text(id)).unwrap_or_default();
    Some(typed(kind, value))
}

/// Tells of the values of parameters that ROS refuses.
pub(super) fn refused(file: FileId, tree: &Tree<'_>, given: &Given) -> Vec<Finding> {
    let (mut findings, mut refused) = (Vec::new(), Vec::new());
    for pair in parameters(tree) {
        match given.value(&pair.key) {
            None => findings.extend(refused_default(tree, file, &pair.key, pair.value)),
            Some(_) => {
                let why = value(tree, pair, given).and_then(|value| refusal(tree, pair.value, &value));
                refused.extend(why.map(|why| (Rc::from(&*pair.key), why)));
            }
        }
    }
    findings.extend(given.refused(&refused));
    findings
}

fn parameters<'t, 's>(tree: &'t Tree<'s>) -> &'t [Pair<'s>] {
    let section = tree.root().and_then(|root| tree.child(root, "Parameters"));
    section.map(|id| tree.pairs(id)).unwrap_or_default()
}

/// No value is given by null.
fn attribute(name: &str, value: Term) -> Option<Attribute> {
    let value = expr(value);
    let is_given = !matches!(value.kind, ExprKind::Null);
    is_given.then(|| Attribute { name: name.to_owned(), name_at: value.range, value })
}

/// A value as Terraform has it. Where it stands nobody asks. The depth of values is bounded.
fn expr(value: Term) -> Expr {
    let text = |text: &str| ExprKind::Text(text.to_owned());
    let range = Range::empty(0);
    let kind = match value {
        Term::Null => ExprKind::Null,
        Term::Bool(flag) => ExprKind::Bool(flag),
        Term::Number(number) => ExprKind::Number(number),
        Term::Text(own) => text(&own),
        Term::List(items) => ExprKind::List(items.iter().cloned().map(expr).collect()),
        Term::Map(pairs) => {
            let key = |key: &str| Expr { range, kind: text(key) };
            ExprKind::Object(pairs.iter().map(|(name, value)| (key(name), expr(value.clone()))).collect())
        }
        // A call of nothing: nobody knows what it comes to.
        Term::Id(..) | Term::Each(..) | Term::OneOf(..) | Term::Token(_) | Term::Unknown => {
            ExprKind::Call { name: String::new(), args: Vec::new(), expands: false }
        }
    };
    Expr { range, kind }
}
