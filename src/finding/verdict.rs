use super::RuleName;
use crate::source::Span;

/// What was proven about a planned attach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Every constraint that applies was decided and holds.
    Pass,
    /// At least one error finding is on it.
    Fail,
    /// No error, but a constraint lacked a fact.
    Undecided,
}

impl Decision {
    /// `pass`, `fail` or `undecided`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Decision::Pass => "pass",
            Decision::Fail => "fail",
            Decision::Undecided => "undecided",
        }
    }
}

/// The answer for one planned attach.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The entry that plans the attach.
    pub attachment: Span,
    /// The call of a script that makes it, if that stands elsewhere: it may make several.
    pub called_at: Option<Span>,
    /// The address of the resource that plans it, if its format has addresses.
    pub address: Option<String>,
    /// The instance, as written; empty if the entry names none.
    pub instance_id: String,
    /// The ENI, as written; empty if the entry names none.
    pub network_interface_id: String,
    /// What was proven.
    pub decision: Decision,
    /// The rules whose error findings make it fail, sorted.
    pub rules: Vec<RuleName>,
    /// For an undecided attach the facts that were missing, sorted, like
    /// `instances[i-…].instance_type`.
    pub missing: Vec<String>,
}

impl Verdict {
    /// Which planned attach it is: several may stand in one place, and differ in their addresses.
    pub(crate) fn attach(&self) -> (Span, Option<&str>) {
        (self.attachment, self.address.as_deref())
    }

    /// What it is on, by meaning and not by place.
    pub(crate) fn subject(&self) -> String {
        let pair = || format!("attachment of {} to {}", self.network_interface_id, self.instance_id);
        self.address.clone().unwrap_or_else(pair)
    }
}
