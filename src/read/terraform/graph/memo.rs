//! What was worked out already.

use super::super::document::{ModuleId, ObjectId};
use super::super::tape::NodeId;
use super::super::term::Term;
use super::plan::Atoms;
use super::refs::Reference;
use super::scope::Scope;
use crate::read::memo::{Open, Table};
use hashbrown::HashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// Places in a mapping by name.
pub(super) type Names = HashMap<String, NodeId>;

/// Results, by what they are of. The numbers are kinds of wanted IDs, see [`super::scope::code`].
#[derive(Default)]
pub(super) struct Memo {
    /// Variables, locals, outputs and resources of a module instance.
    pub(super) named: Table<(ModuleId, String, u8), Term>,
    /// Attributes that are not known and that somebody gave: one of the plan's many.
    pub(super) attributes: Table<(ObjectId, String, u8), Derived>,
    /// Constants of the plan.
    pub(super) constants: Table<NodeId, Term>,
    /// Expressions that are the same for all instances, by their addresses.
    pub(super) shared: Table<(usize, ModuleId, u8), Term>,
    /// Candidates of expressions of the plan.
    pub(super) atoms: Table<(NodeId, Scope, u8), Rc<Atoms>>,
    /// What expressions of the plan refer to.
    pub(super) references: RefCell<HashMap<NodeId, Rc<[Reference]>>>,
    /// How many nested blocks of a name there are, of configuration alone.
    pub(super) blocks: RefCell<HashMap<(ObjectId, &'static str), Option<usize>>>,
    /// Whether the files say the same as the plan.
    pub(super) agrees: RefCell<HashMap<NodeId, bool>>,
    /// Whether an expression is the same for all instances.
    pub(super) closed: RefCell<HashMap<usize, bool>>,
    /// Whether a `for_each` and the instances that it makes in a module instance have the same keys.
    pub(super) same_keys: RefCell<HashMap<(NodeId, ModuleId), bool>>,
    pub(super) names: RefCell<HashMap<NodeId, Rc<Names>>>,
}

/// What an attribute that is not known comes to.
#[derive(Clone)]
pub(super) enum Derived {
    Term(Term),
    /// It stands for itself. Its name is long, and there are many, so it is not kept.
    Itself,
}

impl Open for Derived {
    fn unknown() -> Self {
        Self::Term(Term::Unknown)
    }
}

impl Open for Term {
    fn unknown() -> Self {
        Self::Unknown
    }
}
