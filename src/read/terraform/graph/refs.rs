//! References as the `configuration` of a plan lists them: `alicloud_vswitch.a[0].id`.

use super::super::tape::Json;
use super::super::term::Term;
use super::Graph;
use std::rc::Rc;

/// A reference of an expression.
pub(super) struct Reference {
    pub(super) text: String,
    /// None if it is not one.
    pub(super) steps: Option<Vec<Step>>,
}

/// A step of a reference.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// `.name`.
    Name(Rc<str>),
    /// `[0]`, `["key"]`; not known if it is worked out only at apply.
    At(Term),
}

impl Step {
    pub(super) fn name(&self) -> Option<&str> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }
}

/// The value of an expression that is constant. Of configuration in JSON Terraform notes the text of
/// every expression as such, beside what it refers to.
pub(super) fn constant(expression: Json<'_>) -> Option<Json<'_>> {
    let is_template = |json: &Json<'_>| json.as_text().is_some_and(|text| text.contains("${"));
    let value = expression.get("constant_value").filter(|json| !is_template(json));
    value.filter(|_| expression.get("references").is_none())
}

impl<'d> Graph<'d> {
    /// The references of an expression at their longest, as often as they stand there. All instances of
    /// a resource have the same, so they are parsed once.
    pub(super) fn listed(&self, expression: Json<'d>) -> Rc<[Reference]> {
        if let Some(known) = self.memo.references.borrow().get(&expression.id()) {
            return Rc::clone(known);
        }
        let references = listed(expression).into_iter().map(|text| Reference { steps: parse(&text), text });
        let references: Rc<[Reference]> = references.collect();
        self.memo.references.borrow_mut().insert(expression.id(), Rc::clone(&references));
        references
    }

    /// The reference of an expression that has one alone, if it is one. It may be all of the expression;
    /// one that is listed twice is not.
    pub(super) fn lone_steps(&self, expression: Json<'d>) -> Option<Lone> {
        let references = self.listed(expression);
        matches!(&*references, [Reference { steps: Some(_), .. }]).then_some(Lone(references))
    }
}

/// The only reference of an expression.
pub(super) struct Lone(Rc<[Reference]>);

impl Lone {
    pub(super) fn text(&self) -> &str {
        self.0.first().map_or("", |reference| &reference.text)
    }

    pub(super) fn steps(&self) -> &[Step] {
        self.0.first().and_then(|reference| reference.steps.as_deref()).unwrap_or_default()
    }
}

/// The references of an expression, each once and at its longest. Terraform lists `X[0].id`, `X[0]`,
/// `X` for the first of these.
pub(super) fn groups(expression: Json<'_>) -> Vec<String> {
    let mut found = listed(expression);
    let mut seen = std::collections::HashSet::new();
    found.retain(|reference| seen.insert(reference.clone()));
    found
}

/// The references of an expression at their longest, as often as they stand there.
fn listed(expression: Json<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut last = String::new();
    for reference in expression.get("references").into_iter().flat_map(Json::items) {
        let Some(reference) = reference.as_text() else { continue };
        let shorter = last.strip_prefix(&*reference).is_some_and(|rest| rest.starts_with(['.', '[']));
        last.clear();
        last.push_str(&reference);
        if !shorter {
            found.push(last.clone());
        }
    }
    found
}

/// The steps of a reference; none if it is not one.
pub(super) fn parse(reference: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = reference;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let (step, behind) = parse_index(inner)?;
            steps.push(step);
            rest = behind;
            continue;
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, behind) = rest.split_at_checked(end)?;
        if name.is_empty() {
            return None;
        }
        steps.push(Step::Name(name.into()));
        rest = behind;
    }
    Some(steps)
}

/// What stands in brackets, and what follows them.
fn parse_index(inner: &str) -> Option<(Step, &str)> {
    if !inner.starts_with('"') {
        let (number, behind) = inner.split_once(']')?;
        return Some((Step::At(Term::Number(number.parse().ok()?)), behind));
    }
    let mut escaped = false;
    let end = inner.char_indices().skip(1).find_map(|(at, c)| {
        let quote = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        quote.then_some(at)
    })?;
    let (quoted, behind) = inner.split_at_checked(end.saturating_add(1))?;
    let text: String = serde_json::from_str(quoted).ok()?;
    Some((Step::At(Term::text(text)), behind.strip_prefix(']')?))
}

/// Steps as text, behind a head.
pub(super) fn write(steps: &[Step], text: &mut String) -> bool {
    for step in steps {
        match step {
            Step::Name(name) if text.is_empty() => text.push_str(name),
            Step::Name(name) => {
                text.push('.');
                text.push_str(name);
            }
            Step::At(Term::Number(number)) => {
                text.push_str(&format!("[{}]", super::terms::number_text(*number)))
            }
            Step::At(Term::Text(key)) => text.push_str(&format!("[{key:?}]")),
            Step::At(_) => return false,
        }
    }
    true
}
