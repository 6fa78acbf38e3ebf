//! References: to parameters, resources and their attributes.

use super::eval::ANSWERS;
use super::node::NodeId;
use super::parameters::{default, is_secret, kind, refusal, term as literal, typed};
use super::schema::{self, STACK};
use super::term::{Item, Nth, Part, Term};
use super::world::{Count, MOST_MEMBERS, Scope, World};
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

/// Bytes of a reason, at most: it is repeated with every verdict.
pub(super) const LONGEST_REASON: usize = 200;

impl World<'_, '_> {
    /// `Ref`.
    pub(super) fn reference(&self, name: &str, scope: Scope) -> Term {
        let Some(stack) = self.stack(scope.stack) else { return Term::Unknown };
        match name {
            "ALIYUN::NoValue" => return Term::Null,
            "ALIYUN::Index" => {
                return scope.item.map_or(Term::Token(name.into()), |item| self.index(item));
            }
            // They are the same in all stacks of a template.
            "ALIYUN::Region" | "ALIYUN::AccountId" | "ALIYUN::TenantId" => return Term::Token(name.into()),
            _ => {}
        }
        if let Some((name, node)) = stack.template.parameters.get_key_value(name) {
            return self
                .memo
                .parameters
                .resolve((scope.stack, Rc::clone(name)), || self.parameter(name, *node, scope.stack));
        }
        match self.resource(name, scope.stack) {
            Some(named) => self.each(named, scope.stack, |item| self.own_id(item)),
            None => self.nothing(scope.stack, name, name),
        }
    }

    /// A token of what the template does not tell: a resource that stands there twice, or none.
    fn nothing(&self, stack: u32, resource: &str, name: &str) -> Term {
        let token = self.named(stack, name);
        let twice = self.stack(stack).and_then(|stack| stack.template.find_twice(resource));
        match twice {
            Some(twice) => self.because(token, format!("{} is given twice", twice.what)),
            None => token,
        }
    }

    /// A token with the reason why it has no value.
    fn because(&self, token: Term, reason: String) -> Term {
        if let Term::Token(key) = &token
            && reason.len() <= LONGEST_REASON
        {
            self.memo.reasons.borrow_mut().insert(Rc::clone(key), reason.into());
        }
        token
    }

    /// Why a term has no value, if it is a token of which that is told.
    pub(super) fn reason(&self, term: &Term) -> Option<Rc<str>> {
        let Term::Token(key) = term else { return None };
        self.memo.reasons.borrow().get(key).cloned()
    }

    /// A token of a name in a stack.
    fn named(&self, stack: u32, name: &str) -> Term {
        let prefix = self.stack(stack).map_or("", |stack| &stack.prefix);
        Term::Token(format!("{prefix}{name}").into())
    }

    fn parameter(&self, name: &Rc<str>, node: NodeId, stack: u32) -> Term {
        let itself = self.named(stack, name);
        let field = |key: &str| self.tree.child(node, key);
        let kind = kind(&self.tree, node);
        // What a secret is matters to no rule, and is not to be told; what a store holds is not known.
        if is_secret(&self.tree, node) {
            return self.because(itself, format!("parameter {name} is NoEcho"));
        }
        if kind.starts_with("ALIYUN::OOS::") {
            return self.because(itself, format!("parameter {name} has its value in OOS"));
        }
        if let Some(value) = self.given_value(name, stack) {
            let value = typed(kind, value);
            return match refusal(&self.tree, node, &value) {
                Some(why) => self.because(itself, format!("the value of parameter {name} is {why}")),
                None => value,
            };
        }
        let open = |itself| match self.tree.repeated(node) {
            Some(_) => self.because(itself, format!("parameter {name} is given twice")),
            None => self.because(itself, format!("parameter {name} has no value")),
        };
        if let Some(value) = default(&self.tree, node) {
            return match refusal(&self.tree, node, &value) {
                Some(why) => self.because(itself, format!("the Default of parameter {name} is {why}")),
                None => value,
            };
        }
        let allowed = field("AllowedValues").and_then(|id| self.tree.items(id)).unwrap_or_default();
        if allowed.is_empty() || allowed.len() > ANSWERS {
            return open(itself);
        }
        let values: Vec<Term> = allowed.iter().map(|id| typed(kind, literal(&self.tree, *id, 0))).collect();
        let Term::Token(question) = itself else { return itself };
        let is = |value: &Term| {
            let shown = value.as_part_of_text().unwrap_or_else(|| "a list".to_owned());
            format!("{question} is {shown:?}")
        };
        self.memo.answers.borrow_mut().insert(Rc::clone(&question), values.iter().map(is).collect());
        self.one_of(values, question)
    }

    /// The parameters of the template itself whose values ROS refuses, with the reasons.
    pub(super) fn refused(&self) -> Vec<(Rc<str>, &'static str)> {
        let Some(stack) = self.stacks.first() else { return Vec::new() };
        let refused = stack.template.parameters.iter().filter_map(|(name, node)| {
            let value = typed(kind(&self.tree, *node), self.given_value(name, 0)?);
            Some((Rc::clone(name), refusal(&self.tree, *node, &value)?))
        });
        let mut refused: Vec<_> = refused.collect();
        refused.sort_unstable();
        refused
    }

    /// The parameters whose defaults count, by their nodes.
    pub(super) fn with_defaults(&self) -> BTreeMap<NodeId, Rc<str>> {
        let mut seen = HashSet::new();
        let mut all = BTreeMap::new();
        // Stacks that `Count` makes have one template, and are given the same.
        for stack in self.stacks.iter().filter(|stack| seen.insert(Rc::as_ptr(&stack.template))) {
            let given = stack.given.map(|id| self.tree.pairs(id)).unwrap_or_default();
            let given: HashSet<&str> = given.iter().map(|pair| &*pair.key).collect();
            let is_given = |name: &str| match stack.parent {
                None => self.given.value(name).is_some_and(|value| *value != Term::Null),
                Some(_) => given.contains(name),
            };
            let parameters = stack.template.parameters.iter().filter(|(name, _)| !is_given(name));
            all.extend(parameters.map(|(name, node)| (*node, Rc::clone(name))));
        }
        all
    }

    /// What the user gives for a parameter, or the resource that makes the stack.
    fn given_value(&self, name: &str, stack: u32) -> Option<Term> {
        let stack = self.stack(stack)?;
        match stack.parent {
            None => self.given.value(name).filter(|value| **value != Term::Null).cloned(),
            Some(parent) => {
                let node = self.tree.child(stack.given?, name)?;
                Some(self.eval(node, Scope::from(parent))).filter(|value| *value != Term::Null)
            }
        }
    }

    /// The resource of a name: its block, or with an index one of those that `Count` makes.
    fn resource(&self, name: &str, stack: u32) -> Option<(u32, Option<u32>)> {
        let template = &self.stack(stack)?.template;
        if let Some(block) = template.find(name) {
            return Some((block, None));
        }
        let (name, index) = name.strip_suffix(']')?.rsplit_once('[')?;
        Some((template.find(name)?, Some(index.parse().ok()?)))
    }

    /// Something of each resource that a block makes: a list if there is a `Count`.
    fn each(&self, (block, index): (u32, Option<u32>), stack: u32, of: impl Fn(Item) -> Term) -> Term {
        let item = |nth| Item { stack, block, nth };
        match (self.count(stack, block), index) {
            (Count::One, _) => of(item(Nth::Only)),
            (Count::Known(n), Some(index)) if index < n => of(item(Nth::At(index))),
            (Count::Known(_), Some(_)) => Term::Unknown,
            (Count::Known(n), None) => {
                self.spend(n as usize);
                Term::list((0..n).map(|n| of(item(Nth::At(n)))).collect())
            }
            (Count::Open(_), Some(index)) => {
                Term::Token(self.name(item(Nth::At(index)), Part::Itself).into())
            }
            (Count::Open(_), None) => match of(item(Nth::Each)) {
                Term::Id(item, part) => Term::Each(item, part),
                Term::Unknown => Term::Unknown,
                term => self.token("all", &term),
            },
        }
    }

    /// What `Ref` of a resource is.
    fn own_id(&self, item: Item) -> Term {
        let Some(block) = self.block(item) else { return Term::Unknown };
        match schema::find(&block.kind) {
            Some(table) if table.identity.is_some() => self.created(item, Part::Itself),
            _ => Term::Token(self.name(item, Part::Itself).into()),
        }
    }

    /// The identity of what a resource makes, unless it makes nothing.
    fn created(&self, item: Item, part: Part) -> Term {
        if self.presence(item) == Term::Bool(false) { Term::Unknown } else { Term::Id(item, part) }
    }

    /// `Fn::GetAtt`: a list of the resource and the attribute, or `Resource.Attribute`.
    pub(super) fn get_att(&self, node: NodeId, scope: Scope) -> Term {
        let parts: Vec<String> = match self.tree.items(node) {
            Some(items) => {
                let text = |item: &NodeId| self.eval(*item, scope).as_part_of_text();
                items.iter().take(8).filter_map(text).collect()
            }
            None => {
                let text = self.scalar_text(node).unwrap_or_default();
                text.splitn(2, '.').map(str::to_owned).collect()
            }
        };
        match parts.as_slice() {
            [resource, first, rest @ ..] => {
                let attribute = [std::slice::from_ref(first), rest].concat().join(".");
                self.attribute_of(resource, &attribute, scope)
            }
            _ => Term::Unknown,
        }
    }

    pub(super) fn attribute_of(&self, resource: &str, attribute: &str, scope: Scope) -> Term {
        match self.resource(resource, scope.stack) {
            Some(named) => {
                self.each(named, scope.stack, |item| self.guarded(|| self.attribute(item, attribute)))
            }
            None => self.nothing(scope.stack, resource, &format!("{resource}.{attribute}")),
        }
    }

    /// An attribute of a resource.
    fn attribute(&self, item: Item, attribute: &str) -> Term {
        let itself = || Term::Token(format!("{}.{attribute}", self.name(item, Part::Itself)).into());
        let Some(block) = self.block(item) else { return Term::Unknown };
        let Some(table) = schema::find(&block.kind) else {
            let output = attribute.strip_prefix("Outputs.").filter(|_| &*block.kind == STACK);
            return output.and_then(|name| self.output(item, name)).unwrap_or_else(itself);
        };
        if table.identity == Some(attribute) {
            return self.created(item, Part::Itself);
        }
        match attribute {
            "PrimaryNetworkInterfaceId" if table.is_instance() => self.created(item, Part::PrimaryEni),
            "InstanceIds" if table.is_group() => self.members(item),
            "ZoneId" if table.is_instance() => self.zone(item).unwrap_or_else(itself),
            _ => match self.property(item, attribute) {
                Some(term) if term != Term::Null => term,
                _ => itself(),
            },
        }
    }

    /// The instances of a group.
    pub(super) fn members(&self, item: Item) -> Term {
        if self.presence(item) == Term::Bool(false) {
            return Term::Unknown;
        }
        let of = |nth| Term::Id(item, Part::Member(nth));
        match self.size(item) {
            Some(n) => {
                self.spend(n as usize);
                Term::list((0..n).map(|n| of(Nth::At(n))).collect())
            }
            None => Term::Each(item, Part::Member(Nth::Each)),
        }
    }

    /// How many instances a group has, if that is known.
    pub(super) fn size(&self, item: Item) -> Option<u32> {
        let amount = self.property(item, "MaxAmount")?.as_index()?;
        u32::try_from(amount).ok().filter(|n| i64::from(*n) <= MOST_MEMBERS)
    }

    /// The zone of an instance: that of its vSwitch.
    fn zone(&self, item: Item) -> Option<Term> {
        match self.property(item, "VSwitchId") {
            Some(Term::Id(vswitch, Part::Itself)) => self.property(vswitch, "ZoneId"),
            Some(_) => None,
            None => self.property(item, "ZoneId"),
        }
    }

    /// A property as it is given.
    pub(super) fn property(&self, item: Item, name: &str) -> Option<Term> {
        let node = self.tree.child(self.block(item)?.properties?, name)?;
        Some(self.memo.properties.resolve((item, Rc::from(name)), || self.eval(node, Scope::from(item))))
    }

    /// An output of the stack that a resource makes.
    fn output(&self, item: Item, name: &str) -> Option<Term> {
        let stack = self.child(item)?;
        let output = self.tree.child(self.stack(stack)?.template.outputs?, name)?;
        Some(self.eval(self.tree.child(output, "Value")?, Scope::of(stack)))
    }
}
