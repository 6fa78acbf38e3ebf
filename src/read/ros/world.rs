//! The stacks that a template describes: its own, and those that its `ALIYUN::ROS::Stack` resources
//! make.

use super::node::{NodeId, Tree};
use super::parameters::Given;
use super::schema::STACK;
use super::template::{Block, Template};
use super::term::{Item, Nth, Part, Term};
use crate::read::memo::{Open, Table};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// Stacks of one template, at most, and how deep they are nested.
const STACKS: usize = 200;
const NESTED: u32 = 10;
/// Most resources that `Count` can make (page "Resources" of the ROS documents).
pub(super) const MOST_COUNTED: i64 = 300;
/// Most instances of a group: `MaxAmount` is 1 to 1000.
pub(super) const MOST_MEMBERS: i64 = 1000;

/// Deepest nesting of expressions and references that is followed.
const DEPTH: u32 = 120;
/// Steps of work that a template is worth.
const STEPS: u64 = 4_000_000;

#[derive(Debug)]
pub(super) struct Stack {
    pub(super) template: Rc<Template>,
    /// What its names begin with: `Outer/`, and nothing for the template's own stack.
    pub(super) prefix: String,
    /// The resource that makes it.
    pub(super) parent: Option<Item>,
    /// What that gives for parameters.
    pub(super) given: Option<NodeId>,
    depth: u32,
}

/// Where an expression stands: in a resource of a stack, or elsewhere in its template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Scope {
    pub(super) stack: u32,
    /// The resource, for `ALIYUN::Index`.
    pub(super) item: Option<Item>,
}

impl Scope {
    pub(super) fn of(stack: u32) -> Self {
        Self { stack, item: None }
    }
}

impl From<Item> for Scope {
    fn from(item: Item) -> Self {
        Self { stack: item.stack, item: Some(item) }
    }
}

/// How many resources a block makes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Count {
    One,
    Known(u32),
    /// Nobody can tell. The term is equal for blocks that make equally many.
    Open(Term),
}

/// A template with what it makes.
pub(super) struct World<'s, 'g> {
    pub(super) tree: Tree<'s>,
    pub(super) given: &'g Given,
    pub(super) stacks: Vec<Stack>,
    /// Whether there are more stacks than are followed.
    pub(super) is_cut: bool,
    /// The stacks that resources make.
    children: HashMap<Item, u32>,
    depth: Cell<u32>,
    steps: Cell<u64>,
    pub(super) memo: Memo,
}

/// What was worked out already, by stack and name.
#[derive(Default)]
pub(super) struct Memo {
    pub(super) parameters: Table<(u32, Rc<str>), Term>,
    pub(super) conditions: Table<(u32, Rc<str>), Term>,
    pub(super) properties: Table<(Item, Rc<str>), Term>,
    counts: Table<(u32, u32), Count>,
    /// What is so for each answer to a question.
    pub(super) answers: RefCell<HashMap<Rc<str>, Vec<String>>>,
    /// Why tokens have no value, in words, where that is told.
    pub(super) reasons: RefCell<HashMap<Rc<str>, Rc<str>>>,
}

impl<'s, 'g> World<'s, 'g> {
    pub(super) fn new(tree: Tree<'s>, root: NodeId, given: &'g Given) -> Self {
        let template = Rc::new(Template::of(&tree, root));
        let own = Stack { template, prefix: String::new(), parent: None, given: None, depth: 0 };
        let mut world = Self {
            tree,
            given,
            stacks: vec![own],
            is_cut: false,
            children: HashMap::new(),
            depth: Cell::new(0),
            steps: Cell::new(STEPS),
            memo: Memo::default(),
        };
        let mut next = 0;
        while next < world.stacks.len() {
            world.nest(u32::try_from(next).unwrap_or(u32::MAX));
            next += 1;
        }
        world
    }

    /// Adds the stacks that the resources of one make.
    fn nest(&mut self, stack: u32) {
        let Some(Stack { template, prefix, depth, .. }) = self.stacks.get(stack as usize) else { return };
        let (template, prefix, depth) = (Rc::clone(template), prefix.clone(), *depth);
        let mut bodies: HashMap<NodeId, Rc<Template>> = HashMap::new();
        for (at, block) in (0..).zip(&template.blocks) {
            let body = block.properties.filter(|_| &*block.kind == STACK);
            let Some(body) = body.and_then(|properties| self.tree.child(properties, "TemplateBody")) else {
                continue;
            };
            if self.tree.pairs(body).is_empty() {
                continue;
            }
            let inner = bodies.entry(body).or_insert_with(|| Rc::new(Template::of(&self.tree, body)));
            let inner = Rc::clone(inner);
            for item in self.items(stack, at) {
                if self.stacks.len() >= STACKS || depth >= NESTED {
                    self.is_cut = true;
                    return;
                }
                let id = u32::try_from(self.stacks.len()).unwrap_or(u32::MAX);
                self.children.insert(item, id);
                self.stacks.push(Stack {
                    template: Rc::clone(&inner),
                    prefix: format!("{prefix}{}/", indexed(&block.name, item.nth)),
                    parent: Some(item),
                    given: block.properties.and_then(|properties| self.tree.child(properties, "Parameters")),
                    depth: depth + 1,
                });
            }
        }
    }

    pub(super) fn stack(&self, stack: u32) -> Option<&Stack> {
        self.stacks.get(stack as usize)
    }

    pub(super) fn block(&self, item: Item) -> Option<&Block> {
        self.stack(item.stack)?.template.blocks.get(item.block as usize)
    }

    /// The stack that a resource makes, if its template is at hand.
    pub(super) fn child(&self, item: Item) -> Option<u32> {
        self.children.get(&item).copied()
    }

    /// The resources that a block makes; if nobody knows how many, one stands for all.
    pub(super) fn items(&self, stack: u32, block: u32) -> Vec<Item> {
        let item = |nth| Item { stack, block, nth };
        match self.count(stack, block) {
            Count::One => vec![item(Nth::Only)],
            Count::Known(n) => (0..n).map(|n| item(Nth::At(n))).collect(),
            Count::Open(_) => vec![item(Nth::Each)],
        }
    }

    /// How many resources a block makes.
    pub(super) fn count(&self, stack: u32, block: u32) -> Count {
        let found = self.stack(stack).and_then(|stack| stack.template.blocks.get(block as usize));
        let Some(count) = found.and_then(|block| block.count) else { return Count::One };
        self.memo.counts.resolve((stack, block), || {
            let term = self.eval(count, Scope::of(stack));
            match term.as_index() {
                Some(n) if (0..=MOST_COUNTED).contains(&n) => {
                    Count::Known(u32::try_from(n).unwrap_or_default())
                }
                _ if term == Term::Null => Count::One,
                _ => Count::Open(term),
            }
        })
    }

    /// How a resource, or a part of it, is named.
    pub(super) fn name(&self, item: Item, part: Part) -> String {
        let prefix = self.stack(item.stack).map_or("", |stack| &stack.prefix);
        let block = self.block(item).map_or("", |block| &block.name);
        let mut name = format!("{prefix}{}", indexed(block, item.nth));
        match part {
            Part::Itself => {}
            Part::PrimaryEni => name.push_str(".PrimaryNetworkInterfaceId"),
            Part::Member(nth) => name.push_str(&indexed(".InstanceIds", nth)),
        }
        name
    }

    /// Does a step of work, unless there was too much of it.
    pub(super) fn guarded(&self, work: impl FnOnce() -> Term) -> Term {
        let Some(steps) = self.steps.get().checked_sub(1) else { return Term::Unknown };
        self.steps.set(steps);
        if self.depth.get() >= DEPTH {
            return Term::Unknown;
        }
        self.depth.set(self.depth.get().saturating_add(1));
        let term = work();
        self.depth.set(self.depth.get().saturating_sub(1));
        term
    }

    /// Costs steps of work.
    pub(super) fn spend(&self, steps: usize) {
        self.steps.set(self.steps.get().saturating_sub(steps as u64));
    }
}

impl Open for Term {
    fn unknown() -> Self {
        Self::Unknown
    }
}

impl Open for Count {
    fn unknown() -> Self {
        Self::Open(Term::Unknown)
    }
}

/// `A`, `A[0]`, or `A[ALIYUN::Index]` for any of those whose number nobody knows.
pub(super) fn indexed(name: &str, nth: Nth) -> String {
    match nth {
        Nth::Only => name.to_owned(),
        Nth::At(n) => format!("{name}[{n}]"),
        Nth::Each => format!("{name}[ALIYUN::Index]"),
    }
}
