//! What expressions come to.

use super::functions;
use super::node::{NodeId, NodeKind};
use super::parameters::{json, of_scalar};
use super::term::{Item, LONGEST_LIST, Nth, Part, Term, token};
use super::world::{Count, Scope, World};
use std::rc::Rc;

/// Answers to a question that are told apart, at most.
pub(super) const ANSWERS: usize = 16;

impl World<'_, '_> {
    /// What the value of a node comes to.
    pub(super) fn eval(&self, node: NodeId, scope: Scope) -> Term {
        self.guarded(|| match self.tree.call(node) {
            Some((name, arguments)) => self.call(name, arguments, scope),
            None => self.plain(node, scope),
        })
    }

    /// A node that calls no function itself.
    fn plain(&self, node: NodeId, scope: Scope) -> Term {
        match self.tree.get(node).map(|node| &node.kind) {
            None | Some(NodeKind::Repeated(_)) => Term::Unknown,
            Some(NodeKind::Scalar(scalar)) => of_scalar(scalar),
            Some(NodeKind::List(items)) => {
                if items.len() > LONGEST_LIST {
                    return Term::Unknown;
                }
                Term::list(items.iter().map(|item| self.eval(*item, scope)).collect())
            }
            Some(NodeKind::Map(pairs)) => {
                if pairs.len() > LONGEST_LIST {
                    return Term::Unknown;
                }
                let pair =
                    |pair: &super::node::Pair<'_>| (Rc::from(&*pair.key), self.eval(pair.value, scope));
                Term::Map(pairs.iter().map(pair).collect())
            }
        }
    }

    fn call(&self, name: &str, node: NodeId, scope: Scope) -> Term {
        match name {
            "Ref" => match self.scalar_text(node) {
                Some(name) => self.reference(&name, scope),
                None => Term::Unknown,
            },
            "Fn::GetAtt" => self.get_att(node, scope),
            "Fn::Sub" => self.sub(node, scope),
            "Fn::If" => self.choose(node, scope),
            "Fn::And" | "Fn::Or" | "Fn::Not" | "Fn::Equals" => self.logic(name, node, scope),
            // As it is in conditions: the name of another one.
            "Fn::Condition" => {
                self.scalar_text(node).map_or(Term::Unknown, |name| self.condition(&name, scope))
            }
            _ => {
                let arguments = self.eval(node, scope);
                self.apply(name, arguments, scope)
            }
        }
    }

    pub(super) fn scalar_text(&self, node: NodeId) -> Option<String> {
        match &self.tree.get(node)?.kind {
            NodeKind::Scalar(scalar) => Some(scalar.text.to_string()),
            _ => None,
        }
    }

    /// A function of terms. Where some of them are one of several values, so is the result.
    pub(super) fn apply(&self, name: &str, arguments: Term, scope: Scope) -> Term {
        let mut questions = Vec::new();
        find_questions(&arguments, 4, &mut questions);
        match questions.as_slice() {
            [] => self.simple(name, &arguments, scope),
            [(question, n)] if *n <= ANSWERS => {
                let answer = |at: usize| {
                    self.spend(16);
                    self.simple(name, &answered(&arguments, question, at), scope)
                };
                self.one_of((0..*n).map(answer).collect(), Rc::clone(question))
            }
            _ => self.token(name, &arguments),
        }
    }

    fn simple(&self, name: &str, arguments: &Term, scope: Scope) -> Term {
        let found = match name {
            "Fn::FindInMap" => self.find_in_map(arguments, scope),
            "Fn::Select" => self.select(arguments, scope),
            "Fn::Equals" => self.equal(arguments),
            "Fn::Length" => self.length(arguments),
            "Fn::Join" => joined_alone(arguments),
            "Fn::GetJsonValue" => json_value(arguments),
            _ => None,
        };
        let found = found.or_else(|| functions::call(name, arguments));
        self.spend(size(arguments));
        found.unwrap_or_else(|| self.token(name, arguments))
    }

    pub(super) fn token(&self, name: &str, arguments: &Term) -> Term {
        let own = [same_index(name, arguments)];
        let [arguments] = &own;
        let arguments = if let Term::List(items) = arguments { items } else { &own[..] };
        token(name, arguments, &|item, part| self.name(item, part))
    }

    /// One of some values, by the answer to a question.
    pub(super) fn one_of(&self, terms: Vec<Term>, question: Rc<str>) -> Term {
        let Some(first) = terms.first().cloned() else { return Term::Unknown };
        if first != Term::Unknown && terms.iter().all(|term| *term == first) {
            return first;
        }
        // One within one of another question; of the same question the answer was put in before.
        if terms.iter().any(|term| matches!(term, Term::OneOf(..))) {
            let which = Term::list([vec![Term::Text(question)], terms].concat());
            return self.token("Fn::If", &which);
        }
        let lists: Option<Vec<&[Term]>> = terms.iter().map(|term| as_list(term)).collect();
        if let Some(lists) = lists
            && lists.iter().all(|list| list.len() == first_len(&lists))
        {
            let column = |at: usize| lists.iter().filter_map(|list| list.get(at).cloned()).collect();
            let columns = (0..first_len(&lists)).map(|at| self.one_of(column(at), Rc::clone(&question)));
            return Term::list(columns.collect());
        }
        Term::OneOf(terms.into(), question)
    }

    fn find_in_map(&self, arguments: &Term, scope: Scope) -> Option<Term> {
        let path = as_list(arguments).filter(|path| path.len() == 3)?;
        let mut node = self.stack(scope.stack)?.template.mappings?;
        for key in path {
            node = self.tree.child(node, &key.as_part_of_text()?)?;
        }
        Some(self.eval(node, scope))
    }

    /// Of those that `Count` makes, the one with the same index: if both are equally many.
    fn select(&self, arguments: &Term, scope: Scope) -> Option<Term> {
        let [index, Term::Each(item, part)] = as_list(arguments)? else { return None };
        let own = scope.item.filter(|own| own.nth == Nth::Each && *index == self.index(*own))?;
        if item.nth != Nth::Each {
            return None; // it is a group's
        }
        let counts = [self.count(own.stack, own.block), self.count(item.stack, item.block)];
        let alike = matches!(&counts, [Count::Open(a), Count::Open(b)] if a == b && *a != Term::Unknown);
        (alike && own.stack == item.stack).then_some(Term::Id(*item, *part))
    }

    /// The value of `ALIYUN::Index` in a resource.
    pub(super) fn index(&self, item: Item) -> Term {
        match item.nth {
            Nth::At(n) => Term::Number(f64::from(n)),
            Nth::Each => Term::Token(format!("the index of {}", self.name(item, Part::Itself)).into()),
            Nth::Only => Term::Token("ALIYUN::Index".into()),
        }
    }

    fn length(&self, arguments: &Term) -> Option<Term> {
        let Term::Each(item, Part::Itself) = arguments else { return None };
        match self.count(item.stack, item.block) {
            Count::Open(count) => Some(count),
            _ => None,
        }
    }

    /// `Fn::Sub`: a text with `${…}` in it, and perhaps a mapping of names.
    fn sub(&self, node: NodeId, scope: Scope) -> Term {
        let (text, names) = match self.tree.items(node) {
            Some([text]) => (*text, None),
            Some([text, names]) => (*text, Some(*names)),
            Some(_) => return Term::Unknown,
            None => (node, None),
        };
        let Some(text) = self.scalar_text(text) else { return Term::Unknown };
        let mut parts = Vec::new();
        let mut rest = &*text;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, after)) = after.split_once('}') else { break };
            if !before.is_empty() {
                parts.push(Term::text(before));
            }
            rest = after;
            if let Some(literal) = name.strip_prefix('!') {
                parts.push(Term::text(format!("${{{}}}", literal.trim())));
            } else {
                let name = name.trim();
                let given = names.and_then(|names| self.tree.child(names, name));
                parts.push(match (given, name.split_once('.')) {
                    (Some(value), _) => self.eval(value, scope),
                    (None, Some((resource, attribute))) => self.attribute_of(resource, attribute, scope),
                    (None, None) => self.reference(name, scope),
                });
            }
            if parts.len() > LONGEST_LIST {
                return Term::Unknown;
            }
        }
        if !rest.is_empty() || parts.is_empty() {
            parts.push(Term::text(rest));
        }
        self.apply("Fn::Join", Term::list(vec![Term::text(""), Term::list(parts)]), scope)
    }
}

/// The arguments of `Fn::Select` with an index as a number: a text of digits is the same one.
fn same_index(name: &str, arguments: &Term) -> Term {
    match arguments {
        Term::List(items) if name == "Fn::Select" => match (&**items, items.first().and_then(Term::as_index))
        {
            ([Term::Text(_), from], Some(index)) => {
                Term::list(vec![Term::Number(index as f64), from.clone()])
            }
            _ => arguments.clone(),
        },
        _ => arguments.clone(),
    }
}

/// A list of one element is that, joined with whatever.
fn joined_alone(arguments: &Term) -> Option<Term> {
    match as_list(arguments)? {
        [_, Term::List(items)] => match &**items {
            [one @ (Term::Id(..) | Term::Token(_))] => Some(one.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The value of a key in a text of JSON.
fn json_value(arguments: &Term) -> Option<Term> {
    let [key, Term::Text(text)] = as_list(arguments)? else { return None };
    functions::call("Fn::Select", &Term::list(vec![key.clone(), json(text)?]))
}

fn as_list(term: &Term) -> Option<&[Term]> {
    match term {
        Term::List(items) => Some(items),
        _ => None,
    }
}

fn first_len(lists: &[&[Term]]) -> usize {
    lists.first().map_or(0, |list| list.len())
}

/// How much there is to look at.
fn size(term: &Term) -> usize {
    match term {
        Term::List(items) => items.len(),
        Term::Map(pairs) => pairs.len(),
        _ => 1,
    }
}

/// The questions that a term hangs on, each with the number of its answers.
fn find_questions(term: &Term, levels: u32, found: &mut Vec<(Rc<str>, usize)>) {
    if levels == 0 || found.len() > 1 {
        return;
    }
    match term {
        Term::OneOf(terms, question) if !found.iter().any(|(other, _)| other == question) => {
            found.push((Rc::clone(question), terms.len()));
        }
        Term::List(items) => items.iter().for_each(|item| find_questions(item, levels - 1, found)),
        Term::Map(pairs) => pairs.iter().for_each(|(_, term)| find_questions(term, levels - 1, found)),
        _ => {}
    }
}

/// A term with a question answered.
pub(super) fn answered(term: &Term, question: &str, at: usize) -> Term {
    match term {
        Term::OneOf(terms, other) if **other == *question => terms.get(at).cloned().unwrap_or(Term::Unknown),
        Term::List(items) => Term::list(items.iter().map(|item| answered(item, question, at)).collect()),
        Term::Map(pairs) => {
            let answered = |(key, term): &(Rc<str>, Term)| (Rc::clone(key), answered(term, question, at));
            Term::Map(pairs.iter().map(answered).collect())
        }
        term => term.clone(),
    }
}
