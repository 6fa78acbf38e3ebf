//! Values of parameters that a user gives, in files and on the command line.

use super::functions::equals;
use super::node::{NodeId, NodeKind, Tree};
use super::term::{LONGEST_LIST, Term, shown};
use crate::finding::{Finding, Severity, nearest};
use crate::read::Failure;
use crate::read::entry::quoted;
use crate::read::problem::{INVALID_PARAMETER, Problem, UNKNOWN_KEY};
use crate::source::{FileId, Source, Span};
use crate::syntax::{Notation, Range, Scalar};
use std::collections::HashMap;
use std::rc::Rc;

/// Values that are refused and told, at most: each is looked up.
const REFUSED: usize = 100;

/// The values that are given, by name. The last one counts.
#[derive(Debug, Default)]
pub(super) struct Given {
    values: HashMap<Rc<str>, Term>,
    /// Where each name stands, to tell of those that no template has.
    places: Vec<(Rc<str>, Span)>,
}

impl Given {
    pub(super) fn value(&self, name: &str) -> Option<&Term> {
        self.values.get(name)
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Term)> {
        self.values.iter().map(|(name, value)| (&**name, value))
    }

    /// Reads a file: a mapping, or a list of `{ParameterKey, ParameterValue}` as the API takes it.
    pub(super) fn read(&mut self, file: FileId, source: &Source) -> Result<(), Failure> {
        if source.is_typed() {
            self.add_typed(file, source.text());
            return Ok(());
        }
        let notation = Notation::of(source.name(), source.text());
        let tree = Tree::read(source.text(), notation).map_err(|error| Failure::syntax(file, error))?;
        let Some(root) = tree.root() else { return Ok(()) };
        // What `aliyun ros GetStack` answers, and what the console saves, wrap the list.
        let root = tree.child(root, "Parameters").unwrap_or(root);
        match tree.get(root).map(|node| &node.kind) {
            Some(NodeKind::Map(pairs)) => {
                for pair in pairs {
                    self.add(file, &pair.key, pair.key_range, term(&tree, pair.value, 0));
                }
            }
            Some(NodeKind::List(items)) => {
                for item in items {
                    self.add_item(file, &tree, *item)?;
                }
            }
            Some(NodeKind::Scalar(scalar)) if scalar.is_null() => {}
            _ => return Err(unusable(file, tree.range(root))),
        }
        Ok(())
    }

    /// Adds `KEY=VALUE`. What is typed is a text, whatever it looks like.
    fn add_typed(&mut self, file: FileId, text: &str) {
        let Some((key, value)) = text.split_once('=') else { return };
        let value = of_scalar(&Scalar { text: value.into(), quoted: true, tag: None });
        let end = u32::try_from(key.len()).unwrap_or(u32::MAX);
        self.add(file, key, Range { start: 0, end }, value);
    }

    fn add_item(&mut self, file: FileId, tree: &Tree<'_>, item: NodeId) -> Result<(), Failure> {
        let key = tree.child(item, "ParameterKey");
        let (Some(key), Some(value)) = (key, tree.child(item, "ParameterValue")) else {
            return Err(unusable(file, tree.range(item)));
        };
        let Some(name) = tree.text(key) else { return Err(unusable(file, tree.range(key))) };
        self.add(file, name, inside(tree, key), term(tree, value, 0));
        Ok(())
    }

    fn add(&mut self, file: FileId, name: &str, at: Range, term: Term) {
        let name: Rc<str> = name.into();
        self.places.push((Rc::clone(&name), Span { file, start: at.start, end: at.end }));
        self.values.insert(name, term);
    }

    /// Tells of values that ROS refuses. The values themselves are not told: they may be secret.
    pub(super) fn refused(&self, all: &[(Rc<str>, &'static str)]) -> Vec<Finding> {
        let tell = |(name, why): &(Rc<str>, &'static str)| {
            let at = self.places.iter().rev().find(|(other, _)| other == name)?.1;
            let message = format!("the value of parameter {} is {why}", quoted(name));
            let problem = Problem::new(INVALID_PARAMETER, message, "ROS refuses the value");
            let found = problem.help("give a value that the template takes").finding(at, |_| at);
            Some(Finding { severity: Severity::Warning, ..found })
        };
        all.iter().take(REFUSED).filter_map(tell).collect()
    }

    /// Tells of the names that none of the templates has.
    pub(super) fn unknown<'n>(&self, known: impl Iterator<Item = &'n str> + Clone) -> Vec<Finding> {
        /// A search costs more than reading a name.
        const SUGGESTIONS: usize = 50;
        let all: std::collections::HashSet<&str> = known.clone().collect();
        let missing = self.places.iter().filter(|(name, _)| !all.contains(&**name));
        let tell = |(nth, (name, at)): (usize, &(Rc<str>, Span))| {
            let near =
                (nth < SUGGESTIONS && name.len() < 200).then(|| nearest(name, known.clone())).flatten();
            let message = format!("no template has a parameter {}", quoted(name));
            let problem = Problem::new(UNKNOWN_KEY, message, "unknown parameter");
            let problem = match near {
                Some(near) => problem.help(format!("write {near} if that is meant")),
                None => problem.help("remove it, or name the template that it is for"),
            };
            problem.finding(*at, |_| *at)
        };
        missing.enumerate().map(tell).collect()
    }
}

/// Why ROS refuses a value for a parameter, if it does.
pub(super) fn refusal(tree: &Tree<'_>, parameter: NodeId, value: &Term) -> Option<&'static str> {
    let kind = kind(tree, parameter);
    if kind == "Number" && matches!(value, Term::Text(_) | Term::Bool(_)) {
        return Some("no number");
    }
    let allowed = tree.child(parameter, "AllowedValues").and_then(|id| tree.items(id)).unwrap_or_default();
    let differs = |id: &NodeId| equals(&typed(kind, term(tree, *id, 0)), value) == Some(false);
    let is_foreign = value.is_scalar() && !allowed.is_empty() && allowed.iter().all(differs);
    is_foreign.then_some("none of its AllowedValues")
}

/// The type of a parameter.
pub(super) fn kind<'t>(tree: &'t Tree<'_>, parameter: NodeId) -> &'t str {
    tree.child(parameter, "Type").and_then(|id| tree.text(id)).unwrap_or("String")
}

/// Whether a parameter is secret.
pub(super) fn is_secret(tree: &Tree<'_>, parameter: NodeId) -> bool {
    tree.child(parameter, "NoEcho").is_some_and(|id| term(tree, id, 0).as_bool() != Some(false))
}

/// The default of a parameter, unless it only stands for one.
pub(super) fn default(tree: &Tree<'_>, parameter: NodeId) -> Option<Term> {
    match term(tree, tree.child(parameter, "Default")?, 0) {
        Term::Null | Term::Unknown => None,
        Term::Text(text) if is_placeholder(&text) => None,
        value => Some(typed(kind(tree, parameter), value)),
    }
}

/// Whether a default stands for a value that users are to give: `vsw-bp1****`, `<your vSwitch>`.
fn is_placeholder(text: &str) -> bool {
    text.contains("**") || text.starts_with('<') && text.ends_with('>')
}

/// Tells of a default that ROS refuses.
pub(super) fn refused_default(
    tree: &Tree<'_>,
    file: FileId,
    name: &str,
    parameter: NodeId,
) -> Option<Finding> {
    if is_secret(tree, parameter) {
        return None;
    }
    let why = refusal(tree, parameter, &default(tree, parameter)?)?;
    let range = tree.range(tree.child(parameter, "Default")?);
    let at = Span { file, start: range.start, end: range.end };
    let message = format!("the Default of parameter {} is {why}", quoted(name));
    let problem = Problem::new(INVALID_PARAMETER, message, "ROS refuses the value");
    let found = problem.help("write one that the parameter takes, or give a value with --parameters");
    Some(Finding { severity: Severity::Warning, ..found.finding(at, |_| at) })
}

/// Where the text of a scalar stands: without its quotes, which nobody types on the command line.
fn inside(tree: &Tree<'_>, id: NodeId) -> Range {
    let Range { start, end } = tree.range(id);
    match tree.get(id).map(|node| &node.kind) {
        Some(NodeKind::Scalar(scalar)) if scalar.quoted && end - start > 2 => {
            Range { start: start + 1, end: end - 1 }
        }
        _ => Range { start, end },
    }
}

fn unusable(file: FileId, at: Range) -> Failure {
    Failure::new("this is no list of parameters")
        .help("write a mapping of names and values, or a list of {ParameterKey, ParameterValue}")
        .at(Span { file, start: at.start, end: at.end })
}

/// Levels of lists and mappings in a value that are read.
const LEVELS: u32 = 16;

/// A value as it stands, without functions.
pub(super) fn term(tree: &Tree<'_>, id: NodeId, level: u32) -> Term {
    let Some(node) = tree.get(id).filter(|_| tree.call(id).is_none() && level < LEVELS) else {
        return Term::Unknown;
    };
    match &node.kind {
        NodeKind::Scalar(scalar) => of_scalar(scalar),
        NodeKind::List(items) => {
            let items = items.iter().take(LONGEST_LIST + 1);
            Term::list(items.map(|item| term(tree, *item, level + 1)).collect())
        }
        NodeKind::Map(pairs) if pairs.len() > LONGEST_LIST => Term::Unknown,
        NodeKind::Repeated(_) => Term::Unknown,
        NodeKind::Map(pairs) => {
            let pair =
                |pair: &super::node::Pair<'_>| (Rc::from(&*pair.key), term(tree, pair.value, level + 1));
            Term::Map(pairs.iter().map(pair).collect())
        }
    }
}

/// A number is one only if it is written as numbers are: a version or an ID of digits is not.
pub(super) fn of_scalar(scalar: &Scalar<'_>) -> Term {
    if scalar.is_null() {
        return Term::Null;
    }
    if let Some(flag) = scalar.as_bool() {
        return Term::Bool(flag);
    }
    let number = scalar.text.parse::<f64>().ok().filter(|n| n.is_finite() && !scalar.quoted);
    match number.filter(|number| shown(*number) == scalar.text) {
        Some(number) => Term::Number(number),
        None => Term::text(&*scalar.text),
    }
}

/// A value as of the type of a parameter: numbers, flags and lists may arrive as texts.
pub(super) fn typed(kind: &str, term: Term) -> Term {
    match (kind, term) {
        (_, Term::OneOf(terms, question)) => {
            let terms = terms.iter().map(|term| typed(kind, term.clone()));
            Term::OneOf(terms.collect(), question)
        }
        ("Number", term @ Term::Text(_)) => term.as_number().map_or(term, Term::Number),
        ("Boolean", term @ Term::Text(_)) => term.as_bool().map_or(term, Term::Bool),
        ("CommaDelimitedList", Term::Text(text)) => {
            let parts = text.split(',').take(LONGEST_LIST + 1).map(|part| Term::text(part.trim()));
            Term::list(parts.collect())
        }
        ("Json", Term::Text(text)) => json(&text).unwrap_or(Term::Unknown),
        ("String", Term::Number(number)) => Term::text(shown(number)),
        ("String", Term::Bool(flag)) => Term::text(flag.to_string()),
        (_, term) => term,
    }
}

/// The value of a text of JSON.
pub(super) fn json(text: &str) -> Option<Term> {
    let tree = Tree::read(text, Notation::Json).ok()?;
    Some(term(&tree, tree.root()?, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_parameters() {
        let text = |text: &str| Term::text(text);
        let cases = [
            ("Number", text("5"), Term::Number(5.0)),
            ("Number", text("x"), text("x")),
            ("Boolean", text("true"), Term::Bool(true)),
            ("CommaDelimitedList", text("a, b"), Term::list(vec![text("a"), text("b")])),
            ("CommaDelimitedList", Term::list(vec![text("a,b")]), Term::list(vec![text("a,b")])),
            ("Json", text("[1, \"a\"]"), Term::list(vec![Term::Number(1.0), text("a")])),
            ("Json", text("["), Term::Unknown),
            ("String", Term::Number(5.0), text("5")),
            ("String", text("5"), text("5")),
            ("ALIYUN::OOS::Parameter::Value", text("p"), text("p")),
        ];
        for (kind, term, expected) in cases {
            assert_eq!(typed(kind, term.clone()), expected, "{kind} {term:?}");
        }
    }
}
