use crate::source::Span;

/// What sits on an instance, and what a plan puts there: what there is to draw of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Board {
    /// The instance's ID; `instances[3]` if it has none.
    pub instance: String,
    /// Its type, as the plan leaves it, if that is known.
    pub instance_type: Option<String>,
    /// How many ENIs that type takes, the primary one included, if that is known.
    pub slots: Option<i64>,
    /// The indexes of its network cards, the first few; empty if it has none, or nobody knows.
    pub cards: Vec<i64>,
    /// Its ENIs: those that are there already, then those that are planned, in order.
    pub seats: Vec<Seat>,
    /// How many more there are.
    pub left_out: usize,
    /// The facts for want of which this is not certain, each once.
    pub missing: Vec<String>,
    /// Whether ENIs may be on it that no file lists.
    pub is_open: bool,
}

/// An ENI of a [`Board`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The ENI, as written; empty if no file lists it, or if it is not known which it is.
    pub eni: String,
    /// What it is.
    pub role: Role,
    /// Whether it is an ERI.
    pub is_eri: bool,
    /// How it stands to the instance.
    pub hold: Hold,
    /// The entry that plans to attach it; none if it is there already.
    pub attachment: Option<Span>,
    /// The index of its network card, if it has one or names one.
    pub card: Option<i64>,
}

/// What an ENI is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The instance's own.
    Primary,
    /// Any other.
    Secondary,
    /// One that carries members.
    Trunk,
    /// On a trunk.
    Member,
    /// Nobody says.
    Unknown,
}

/// How an ENI stands to an instance when the plan is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hold {
    /// It takes a slot.
    Sits,
    /// It takes one, or none, for want of a fact.
    MaySit,
    /// It is there, but takes no slot: a member of a trunk.
    Beside,
    /// A limit of the type leaves no room for it.
    Over,
    /// The plan takes it away again.
    Leaves,
}
