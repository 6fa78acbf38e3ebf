//! Where an attribute is given: in the configuration files, and in the plan's configuration.

use super::super::document::{Mode, ModuleId, Object, ObjectId};
use super::super::schema::IdOf;
use super::super::source::Declared;
use super::super::tape::Json;
use super::super::term::Term;
use super::eval::pairs;
use super::refs::{self, Step, groups, write};
use super::scope::{Owner, Scope};
use super::{BLOCKS, Graph, Place, index, known, ops};
use crate::source::{FileId, Span};
use crate::syntax::Range;
use crate::syntax::hcl::{Block, Body, Expr, ExprKind, For, Part};
use std::rc::Rc;

/// What the configuration files say of an attribute.
pub(super) enum Written<'d> {
    /// The block is not at hand.
    Unread,
    NotGiven,
    Given(Given<'d>),
    /// It cannot be told which of several nested blocks is meant.
    Unclear,
}

pub(super) struct Given<'d> {
    pub(super) file: FileId,
    pub(super) expr: &'d Expr,
    /// Of a dynamic block.
    pub(super) round: Option<Round<'d>>,
    /// Of a nested block that no dynamic one makes: its number among those.
    plain: Option<usize>,
}

/// A block that a dynamic block makes.
pub(super) struct Round<'d> {
    pub(super) head: Range,
    pub(super) iterator: &'d str,
    pub(super) pair: (Term, Term),
}

/// The nested blocks of one name in an object, each with what makes it.
pub(super) type AllNested<'d> = Rc<[(&'d Block, Nested)]>;

/// What a nested block comes from.
#[derive(Clone)]
pub(super) enum Nested {
    /// It is written out; its number among those that are.
    Plain(usize),
    /// A dynamic block makes it of this key and value.
    Round((Term, Term)),
}

/// An attribute of a block in the files.
pub(super) struct Spot<'s> {
    pub(super) module: ModuleId,
    pub(super) block: &'s str,
    pub(super) labels: &'s [&'s str],
    pub(super) name: &'s str,
}

/// What the plan's configuration says of an attribute.
#[derive(Clone, Copy)]
pub(super) enum Planned<'d> {
    /// The resource is not in it.
    Unread,
    NotGiven,
    Given(Json<'d>),
    /// It cannot be told which of several nested blocks is meant, or a dynamic block makes it.
    Unclear,
}

impl<'d> Graph<'d> {
    /// The block of an object.
    pub(super) fn block(&self, object: &Object<'_>) -> Option<Declared<'d>> {
        let folder = self.index.folder(object.module)?;
        let kind = if object.mode == Mode::Data { "data" } else { "resource" };
        self.configuration.block(folder, kind, &[&object.written_kind, &object.name])
    }

    /// What the files say; `total` is how many nested blocks of the place's name there are.
    pub(super) fn written(&self, object: &Object<'_>, place: Place<'_>, scope: Scope) -> Written<'d> {
        let Some(block) = self.block(object) else { return Written::Unread };
        let Some((name, number)) = place.block else {
            return match block.attribute(place.name) {
                Some((file, found)) => {
                    Written::Given(Given { file, expr: &found.value, round: None, plain: None })
                }
                None if block.blocks(place.name).1.is_empty() => Written::NotGiven,
                None => Written::Unclear,
            };
        };
        let Some((file, part, source)) = self.nested(object, block, (name, number), scope) else {
            return Written::Unclear;
        };
        let (body, round, plain) = match source {
            Nested::Plain(plain) => (&part.body, None, Some(plain)),
            Nested::Round(pair) => {
                let Some(content) = part.body.blocks("content").next() else { return Written::Unclear };
                (&content.body, Some(Round { head: part.head, iterator: iterator(part, name), pair }), None)
            }
        };
        attribute(body, place.name)
            .map_or(Written::NotGiven, |expr| Written::Given(Given { file, expr, round, plain }))
    }

    /// The nested block of a name and number, or the dynamic block that makes it.
    pub(super) fn nested(
        &self,
        object: &Object<'_>,
        block: Declared<'d>,
        (name, number): (&str, usize),
        scope: Scope,
    ) -> Option<(FileId, &'d Block, Nested)> {
        let is_alone = self.document.alone.is_some();
        let listed = if is_alone { None } else { Some(self.count(object, name)) };
        if listed.is_some_and(|listed| listed > BLOCKS || !(listed == 1 || ordered(object))) {
            return None;
        }
        let all = self.all_nested(block, name, scope)?;
        if all.len() > BLOCKS || listed.is_some_and(|listed| listed != all.len()) {
            return None;
        }
        let (part, source) = all.get(number)?;
        Some((block.blocks(name).0, part, source.clone()))
    }

    /// All nested blocks of a name, and what makes them. Each attribute of each of them is asked for, one
    /// after the other: those of the last object are kept.
    pub(super) fn all_nested(&self, block: Declared<'d>, name: &str, scope: Scope) -> Option<AllNested<'d>> {
        if let Some((of, known, all)) = &*self.nested.borrow()
            && (*of, &**known) == (scope, name)
        {
            return Some(Rc::clone(all));
        }
        let mut all = Vec::new();
        let mut plain: usize = 0;
        for part in block.blocks(name).1 {
            if part.name == "dynamic" {
                all.extend(self.rounds(part, scope)?.into_iter().map(|pair| (part, Nested::Round(pair))));
            } else {
                all.push((part, Nested::Plain(plain)));
                plain = plain.saturating_add(1);
            }
        }
        let all: AllNested<'d> = all.into();
        *self.nested.borrow_mut() = Some((scope, name.to_owned(), Rc::clone(&all)));
        Some(all)
    }

    /// Where to point if a nested block as a whole is meant: its header in the configuration, or that
    /// of the dynamic block that makes it; else the object's.
    pub(in crate::read::terraform) fn block_head(&self, id: ObjectId, name: &str, number: usize) -> Span {
        let head = self.head(id);
        let Some(object) = self.document.object(id) else { return head };
        let Some(block) = self.block(object) else { return head };
        let found = match block.blocks(name) {
            // One makes them all, whatever it makes them of.
            (file, parts) if parts.len() == 1 => parts.first().map(|part| (file, *part)),
            _ => {
                let scope = Scope { module: object.module, owner: Owner::Object(id) };
                self.nested(object, block, (name, number), scope).map(|(file, part, _)| (file, part))
            }
        };
        found.map_or(head, |(file, part)| Span { file, start: part.head.start, end: part.head.end })
    }

    /// How many nested blocks of a name an object has in the plan.
    fn count(&self, object: &Object<'_>, name: &str) -> usize {
        let values = self.document.json(known::values(object));
        values.and_then(|values| values.get(name)).map_or(0, |list| list.items().count())
    }

    /// Keys and values of the blocks that a dynamic block makes.
    pub(super) fn rounds(&self, block: &'d Block, scope: Scope) -> Option<Vec<(Term, Term)>> {
        let expr = attribute(&block.body, "for_each")?;
        let set = matches!(&expr.kind, ExprKind::Call { name, .. } if name == "toset");
        let mut rounds = pairs(&self.eval(expr, &scope.env(None)))?;
        if set {
            rounds.iter_mut().for_each(|(key, value)| *key = value.clone());
        }
        Some(rounds)
    }

    /// What the plan's configuration says.
    pub(super) fn expression(&self, id: ObjectId, object: &Object<'_>, place: Place<'_>) -> Planned<'d> {
        let Some(expressions) = self.index.expressions(id) else { return Planned::Unread };
        let expressions = self.document.json(expressions);
        let Some((name, number)) = place.block else {
            let given = expressions.and_then(|all| all.get(place.name));
            return given.map_or(Planned::NotGiven, Planned::Given);
        };
        let Some(blocks) = expressions.and_then(|all| all.get(name)).filter(|json| json.is_list()) else {
            return Planned::Unclear;
        };
        let total = self.count(object, name);
        if blocks.items().count() != total || total > BLOCKS || !(total == 1 || ordered(object)) {
            return Planned::Unclear;
        }
        match blocks.items().nth(number) {
            Some(block) => block.get(place.name).map_or(Planned::NotGiven, Planned::Given),
            None => Planned::Unclear,
        }
    }

    /// What [`Self::expression`] says; where dynamic blocks make some of the nested ones, of which the
    /// plan lists only those that are written out, with what the files say.
    pub(super) fn beside(
        &self,
        planned: Planned<'d>,
        object: &Object<'_>,
        place: Place<'_>,
        written: &Written<'d>,
    ) -> Planned<'d> {
        let (Planned::Unclear, Written::Given(Given { plain: Some(plain), .. }), Some((name, _))) =
            (planned, written, place.block)
        else {
            return planned;
        };
        let node = self.index.written(index::key(object));
        let blocks = self.document.json(node).and_then(|json| json.path(&["expressions", name]));
        match blocks.and_then(|json| json.items().nth(*plain)) {
            Some(block) => block.get(place.name).map_or(Planned::NotGiven, Planned::Given),
            None => Planned::Unclear,
        }
    }

    /// The value of an attribute of a block, if the files have it and do not contradict the plan.
    pub(super) fn block_value(
        &self,
        spot: Spot<'_>,
        planned: Option<Json<'d>>,
        scope: Scope,
        wanted: Option<IdOf>,
    ) -> Option<Term> {
        let folder = self.index.folder(spot.module)?;
        let (_, found) = self.configuration.block(folder, spot.block, spot.labels)?.attribute(spot.name)?;
        self.agrees(&found.value, planned).then(|| self.eval(&found.value, &scope.env(wanted)))
    }

    /// Whether the files say what the plan was made from: the expression has the same references,
    /// or the same constant.
    pub(super) fn agrees(&self, expr: &'d Expr, planned: Option<Json<'d>>) -> bool {
        let Some(planned) = planned else { return self.document.configuration.is_none() };
        if let Some(known) = self.memo.agrees.borrow().get(&planned.id()) {
            return *known;
        }
        let mut written = Vec::new();
        references(expr, &mut Vec::new(), &mut written);
        let agrees = match refs::constant(planned) {
            Some(constant) => {
                let value = self.eval(expr, &Scope::module(ModuleId(0)).env(None));
                written.is_empty() && ops::equal(&value, &self.constant(constant)) != Some(false)
            }
            None => {
                let mut planned = groups(planned);
                planned.sort_unstable();
                written.sort_unstable();
                written.dedup();
                planned == written
            }
        };
        self.memo.agrees.borrow_mut().insert(planned.id(), agrees);
        agrees
    }
}

/// Whether the nested blocks stand in the plan as in the configuration. Those of sets do not.
fn ordered(object: &Object<'_>) -> bool {
    object.kind == "alicloud_instance"
}

/// The expression of an attribute.
fn attribute<'d>(body: &'d Body, name: &str) -> Option<&'d Expr> {
    body.attribute(name).map(|attribute| &attribute.value)
}

/// The variable of a dynamic block.
fn iterator<'d>(block: &'d Block, name: &str) -> &'d str {
    let own = attribute(&block.body, "iterator").and_then(|expr| match &expr.kind {
        // A text in JSON.
        ExprKind::Name(name) | ExprKind::Text(name) => Some(name.as_str()),
        _ => None,
    });
    let label = block.labels.first().map(String::as_str).filter(|label| *label == name);
    own.or(label).unwrap_or_default()
}

/// The references in an expression, each as Terraform lists it at its longest.
pub(super) fn references<'e>(expr: &'e Expr, bound: &mut Vec<&'e str>, found: &mut Vec<String>) {
    match &expr.kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Element => {}
        ExprKind::Name(_) | ExprKind::Get(..) | ExprKind::Index(..) => traversal(expr, bound, found),
        ExprKind::Template(parts) => parts.iter().for_each(|part| match part {
            Part::Value(expr) => references(expr, bound, found),
            Part::Text(_) | Part::Directive => {}
        }),
        ExprKind::List(items) => items.iter().for_each(|item| references(item, bound, found)),
        ExprKind::Object(entries) => entries.iter().for_each(|(key, value)| {
            references(key, bound, found);
            references(value, bound, found);
        }),
        ExprKind::Unary(_, of) => references(of, bound, found),
        ExprKind::Binary(a, _, b) | ExprKind::Splat(a, b) => {
            references(a, bound, found);
            references(b, bound, found);
        }
        ExprKind::Conditional(a, b, c) => {
            [a, b, c].into_iter().for_each(|expr| references(expr, bound, found))
        }
        ExprKind::Call { args, .. } => args.iter().for_each(|arg| references(arg, bound, found)),
        ExprKind::For(of) => references_of_for(of, bound, found),
    }
}

fn references_of_for<'e>(of: &'e For, bound: &mut Vec<&'e str>, found: &mut Vec<String>) {
    references(&of.of, bound, found);
    let length = bound.len();
    bound.extend(of.key.as_deref());
    bound.push(&of.value);
    for expr in [Some(&of.result), of.result_key.as_ref(), of.condition.as_ref()].into_iter().flatten() {
        references(expr, bound, found);
    }
    bound.truncate(length);
}

fn traversal<'e>(expr: &'e Expr, bound: &mut Vec<&'e str>, found: &mut Vec<String>) {
    let (mut at, mut steps) = (expr, Vec::new());
    loop {
        at = match &at.kind {
            ExprKind::Get(of, name) => {
                steps.push(Step::Name(name.as_str().into()));
                of
            }
            ExprKind::Index(of, key) => {
                steps.push(Step::At(match &key.kind {
                    ExprKind::Number(number) => Term::Number(*number),
                    ExprKind::Text(text) => Term::text(text.as_str()),
                    _ => Term::Unknown,
                }));
                references(key, bound, found);
                of
            }
            _ => break,
        };
    }
    let ExprKind::Name(name) = &at.kind else { return references(at, bound, found) };
    if !bound.contains(&name.as_str()) {
        steps.reverse();
        let mut text = name.clone();
        write(&steps, &mut text);
        found.push(text);
    }
}
