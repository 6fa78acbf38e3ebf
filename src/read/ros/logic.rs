//! Conditions: true, false, or a question that only the deployment answers.

use super::eval::answered;
use super::functions::equals;
use super::node::NodeId;
use super::term::{Item, Nth, Part, Term};
use super::world::{Count, Scope, World};
use std::rc::Rc;

impl World<'_, '_> {
    /// A named condition: a flag, or one of both.
    pub(super) fn condition(&self, name: &str, scope: Scope) -> Term {
        let Some(stack) = self.stack(scope.stack) else { return Term::Unknown };
        let Some((name, node)) = stack.template.conditions.get_key_value(name) else {
            return self.flag(Term::Token(format!("condition {}{name}", stack.prefix).into()), None);
        };
        let shown = format!("{}{name}", stack.prefix);
        self.memo.conditions.resolve((scope.stack, Rc::clone(name)), || {
            let term = self.operand(*node, Scope::of(scope.stack));
            self.flag(term, Some(&shown))
        })
    }

    /// A term as a flag. What cannot be told is a question with two answers; equal expressions are
    /// equal questions.
    fn flag(&self, term: Term, name: Option<&str>) -> Term {
        let term = match term {
            Term::Token(key) => Term::OneOf([Term::Bool(true), Term::Bool(false)].into(), key),
            Term::OneOf(terms, question) => {
                let flags: Option<Vec<bool>> = terms.iter().map(Term::as_bool).collect();
                let flags = flags.map(|flags| flags.into_iter().map(Term::Bool).collect());
                flags.map_or(Term::Unknown, |flags| self.one_of(flags, question))
            }
            term => term.as_bool().map_or(Term::Unknown, Term::Bool),
        };
        match (term, name) {
            (Term::Unknown, Some(name)) => {
                let question: Rc<str> = format!("condition {name}").into();
                self.flag(Term::Token(question), Some(name))
            }
            (term @ Term::OneOf(..), Some(name)) => {
                self.tell_answers(&term, name);
                term
            }
            (term, _) => term,
        }
    }

    /// Names the answers to the question of a condition after it.
    fn tell_answers(&self, condition: &Term, name: &str) {
        let Term::OneOf(flags, question) = condition else { return };
        if flags.len() == 2 {
            let is = |flag: &Term| format!("{name} is {}", flag.as_bool().unwrap_or_default());
            let mut answers = self.memo.answers.borrow_mut();
            answers.entry(Rc::clone(question)).or_insert_with(|| flags.iter().map(is).collect());
        }
    }

    /// An operand of a condition; the name of another condition may be given as a plain text.
    fn operand(&self, node: NodeId, scope: Scope) -> Term {
        match self.tree.text(node) {
            Some(name) => match Term::text(name).as_bool() {
                Some(flag) => Term::Bool(flag),
                None => self.condition(name, scope),
            },
            None => self.eval(node, scope),
        }
    }

    /// `Fn::And`, `Fn::Or`, `Fn::Not` and `Fn::Equals`.
    pub(super) fn logic(&self, name: &str, node: NodeId, scope: Scope) -> Term {
        let own = [node];
        let operands = self.tree.items(node).unwrap_or(&own);
        match name {
            "Fn::Equals" => {
                let [a, b] = operands else { return Term::Unknown };
                let terms = [self.eval(*a, scope), self.eval(*b, scope)];
                let equal = self.apply("Fn::Equals", Term::list(terms.to_vec()), scope);
                self.flag(equal, None)
            }
            "Fn::Not" => {
                let [one] = operands else { return Term::Unknown };
                let term = self.operand(*one, scope);
                self.not(self.flag(term, None))
            }
            _ => {
                let is_and = name == "Fn::And";
                let flags = operands.iter().map(|one| self.flag(self.operand(*one, scope), None));
                flags.fold(Term::Bool(is_and), |all, flag| self.both(all, flag, is_and))
            }
        }
    }

    fn not(&self, term: Term) -> Term {
        match term {
            Term::Bool(flag) => Term::Bool(!flag),
            Term::OneOf(flags, question) => {
                let not = |flag: &Term| flag.as_bool().map_or(Term::Unknown, |flag| Term::Bool(!flag));
                Term::OneOf(flags.iter().map(not).collect(), question)
            }
            _ => Term::Unknown,
        }
    }

    /// Two conditions together: both, or either.
    pub(super) fn both(&self, a: Term, b: Term, is_and: bool) -> Term {
        match (a, b) {
            (Term::Bool(flag), other) | (other, Term::Bool(flag)) => {
                if flag == is_and {
                    other
                } else {
                    Term::Bool(flag)
                }
            }
            (a @ Term::OneOf(..), Term::OneOf(flags, question)) if matches!(&a, Term::OneOf(_, other) if *other == question) =>
            {
                let pair =
                    |(at, flag): (usize, &Term)| self.both(answered(&a, &question, at), flag.clone(), is_and);
                self.one_of(flags.iter().enumerate().map(pair).collect(), Rc::clone(&question))
            }
            (a @ Term::OneOf(..), b @ Term::OneOf(..)) => {
                let says = [self.holds_if(&a), self.holds_if(&b)];
                let name = if is_and { "Fn::And" } else { "Fn::Or" };
                let joined = says.join(if is_and { " and " } else { " or " });
                let term = self.flag(self.token(name, &Term::list(vec![a, b])), None);
                if let Term::OneOf(_, question) = &term {
                    let answers = vec![joined.clone(), format!("not ({joined})")];
                    self.memo.answers.borrow_mut().entry(Rc::clone(question)).or_insert(answers);
                }
                term
            }
            _ => Term::Unknown,
        }
    }

    /// The answers with which a condition is true, in words.
    fn holds_if(&self, condition: &Term) -> String {
        let Term::OneOf(flags, question) = condition else { return String::new() };
        let answers = self.answers(question, flags.len());
        let holding = flags.iter().zip(&answers).filter(|(flag, _)| **flag == Term::Bool(true));
        let holding: Vec<&str> = holding.map(|(_, answer)| answer.as_str()).collect();
        holding.join(" or ")
    }

    /// What is so for each answer to a question.
    pub(super) fn answers(&self, question: &Rc<str>, n: usize) -> Vec<String> {
        if let Some(answers) = self.memo.answers.borrow().get(question).filter(|answers| answers.len() == n) {
            return answers.clone();
        }
        match n {
            2 => vec![format!("{question} is true"), format!("{question} is false")],
            _ => (1..=n).map(|at| format!("{question} is the value number {at}")).collect(),
        }
    }

    /// `Fn::If`: with a condition that cannot be told, one of both.
    pub(super) fn choose(&self, node: NodeId, scope: Scope) -> Term {
        let Some([condition, then, otherwise]) = self.tree.items(node) else { return Term::Unknown };
        match self.flag(self.operand(*condition, scope), None) {
            Term::Bool(flag) => self.eval(if flag { *then } else { *otherwise }, scope),
            Term::OneOf(flags, question) => {
                let (then, otherwise) = (self.eval(*then, scope), self.eval(*otherwise, scope));
                let pick = |(at, flag): (usize, &Term)| {
                    let picked = if *flag == Term::Bool(true) { &then } else { &otherwise };
                    answered(picked, &question, at)
                };
                self.one_of(flags.iter().enumerate().map(pick).collect(), Rc::clone(&question))
            }
            _ => Term::Unknown,
        }
    }

    /// Whether a resource is created: a flag, or one of both.
    pub(super) fn presence(&self, item: Item) -> Term {
        let Some(block) = self.block(item) else { return Term::Bool(false) };
        let mut presence = match block.condition {
            Some(node) if self.tree.repeated(node).is_some() => {
                let name = self.name(Item { nth: Nth::Only, ..item }, Part::Itself);
                self.flag(Term::Token(format!("the Condition of {name}").into()), None)
            }
            Some(node) => self.flag(self.operand(node, Scope::of(item.stack)), None),
            None => Term::Bool(true),
        };
        if item.nth == Nth::Each && matches!(self.count(item.stack, item.block), Count::Open(_)) {
            let amount = self.amount(Item { nth: Nth::Only, ..item });
            let question: Rc<str> = format!("any of {amount}").into();
            let answers = vec![format!("{amount} is 1 or more"), format!("{amount} is 0")];
            self.memo.answers.borrow_mut().entry(Rc::clone(&question)).or_insert(answers);
            let some = Term::OneOf([Term::Bool(true), Term::Bool(false)].into(), question);
            presence = self.both(presence, some, true);
        }
        match self.stack(item.stack).and_then(|stack| stack.parent) {
            Some(parent) => {
                let outer = self.guarded(|| self.presence(parent));
                self.both(outer, presence, true)
            }
            None => presence,
        }
    }

    /// A `Count` in words: whether it is 0 is one question for all blocks with the same one.
    fn amount(&self, item: Item) -> String {
        match self.count(item.stack, item.block) {
            Count::Open(Term::Token(key)) => key.to_string(),
            _ => format!("Count of {}", self.name(item, Part::Itself)),
        }
    }

    /// Whether two values are equal, as `Fn::Equals` tells it.
    pub(super) fn equal(&self, arguments: &Term) -> Option<Term> {
        let Term::List(items) = arguments else { return None };
        let [a, b] = &**items else { return None };
        equals(a, b).map(Term::Bool)
    }
}
