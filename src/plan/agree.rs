//! Where the files of a run disagree on one thing.

use super::{Entity, Plan};
use crate::inventory::{Entry, Field, Inventory, Standing, StoredFact, Type, Value, is_symbol};
use crate::source::Span;
use ipnet::IpNet;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// What one file says of a field.
pub(crate) struct Statement {
    pub(crate) span: Span,
    /// For messages: the value, or the elements of a list.
    pub(crate) values: Vec<String>,
}

/// Two files that disagree on a field of one thing.
pub(crate) struct Disagreement {
    pub(crate) field: Field,
    /// What a native inventory says.
    pub(crate) declared: Statement,
    /// What the other file says: a snapshot, or a second native inventory.
    pub(crate) other: Statement,
    /// Whether the snapshot's value is the one that counts.
    pub(crate) snapshot_counts: bool,
}

/// What is said of one field, by whom first.
#[derive(Default)]
struct Said<'a> {
    declared: Option<(&'a Entry, StoredFact)>,
    contradicted: Option<(&'a Entry, StoredFact)>,
    observed: Option<(&'a Entry, StoredFact)>,
}

impl<'a> Entity<'a> {
    /// The fields on which a native inventory and a snapshot of the API disagree.
    pub(crate) fn drifts(&self) -> Vec<Disagreement> {
        self.disagreements(|said| said.observed)
    }

    /// The fields on which two native inventories disagree.
    pub(crate) fn contradictions(&self) -> Vec<Disagreement> {
        self.disagreements(|said| said.contradicted)
    }

    fn disagreements(
        &self,
        other: impl Fn(&Said<'a>) -> Option<(&'a Entry, StoredFact)>,
    ) -> Vec<Disagreement> {
        if !self.is_declared() || self.entries().nth(1).is_none() {
            return Vec::new();
        }
        let inventory = self.plan().inventory;
        let mut found = Vec::new();
        // What Terraform can change it is to change; only the rest can contradict.
        let is_resource = self.address().is_some();
        for (field, said) in self.said() {
            let (Some(declared), Some(other)) = (said.declared, other(&said)) else { continue };
            if is_resource && !field.is_fixed(self.id.kind) {
                continue;
            }
            if !agree(inventory, field, declared.1.value, other.1.value) {
                found.push(Disagreement {
                    field,
                    declared: statement(self.plan(), declared),
                    other: statement(self.plan(), other),
                    snapshot_counts: said.observed.is_some() && field.is_observed(),
                });
            }
        }
        found
    }

    fn said(&self) -> BTreeMap<Field, Said<'a>> {
        let inventory = self.plan().inventory;
        let own_id = self.id.kind.id_field();
        let mut all: BTreeMap<Field, Said<'a>> = BTreeMap::new();
        for entry in self.entries() {
            for fact in inventory.facts(entry).filter(|f| Some(f.field) != own_id) {
                let said = all.entry(fact.field).or_default();
                let statement = Some((entry, fact));
                match (entry.standing, said.declared) {
                    (Standing::Declared, None) => said.declared = statement,
                    (Standing::Declared, Some((_, first)))
                        if said.contradicted.is_none()
                            && !agree(inventory, fact.field, first.value, fact.value) =>
                    {
                        said.contradicted = statement;
                    }
                    (Standing::Observed, _) if said.observed.is_none() => said.observed = statement,
                    _ => {}
                }
            }
        }
        all
    }
}

/// A value as it is compared: two spellings of one address or block are one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Norm<'a> {
    Text(&'a str),
    Lower(String),
    Address(IpAddr),
    Block(IpNet),
    Number(i64),
    Flag(bool),
}

/// Whether two stored values may say the same. Lists are compared as sets; what has no value yet,
/// or is masked, may be anything.
pub(super) fn agree(inventory: &Inventory, field: Field, a: Value, b: Value) -> bool {
    match (norms(inventory, field, a), norms(inventory, field, b)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

fn norms<'a>(inventory: &'a Inventory, field: Field, value: Value) -> Option<Vec<Norm<'a>>> {
    let Value::List { start, len } = value else { return Some(vec![norm(inventory, field, value)?]) };
    let items = inventory.items(start, len);
    let mut all = items.map(|item| norm(inventory, field, item.value)).collect::<Option<Vec<_>>>()?;
    all.sort_unstable();
    all.dedup();
    Some(all)
}

fn norm<'a>(inventory: &'a Inventory, field: Field, value: Value) -> Option<Norm<'a>> {
    Some(match value {
        Value::Text(id) => {
            let text = inventory.texts.get(id);
            if is_symbol(text) || text.contains('*') {
                return None;
            }
            match field.ty().item().unwrap_or(field.ty()) {
                Type::Ip => Norm::Address(text.parse().ok()?),
                Type::Cidr => Norm::Block(text.parse::<IpNet>().ok()?.trunc()),
                Type::OptionalCidr if !text.is_empty() => Norm::Block(text.parse::<IpNet>().ok()?.trunc()),
                _ if field == Field::MacAddress => Norm::Lower(text.to_lowercase()),
                _ => Norm::Text(text),
            }
        }
        Value::Int(n) | Value::Time(n) => Norm::Number(n),
        Value::Bool(b) => Norm::Flag(b),
        Value::List { .. } | Value::OneOf(_) | Value::Unresolved(_) => return None,
    })
}

fn statement(plan: &Plan<'_>, (_, fact): (&Entry, StoredFact)) -> Statement {
    let shown = |value: Value| match value {
        Value::Text(id) => plan.inventory.texts.get(id).to_owned(),
        Value::Int(n) if fact.field.ty() == Type::Number => (n as f64 / 1000.0).to_string(),
        Value::Int(n) => n.to_string(),
        Value::Bool(b) => b.to_string(),
        Value::Time(seconds) => {
            Timestamp::from_second(seconds).map_or_else(|_| "?".into(), |t| t.to_string())
        }
        Value::List { .. } | Value::OneOf(_) | Value::Unresolved(_) => String::new(),
    };
    let values = match fact.value {
        Value::List { start, len } => {
            plan.inventory.items(start, len).map(|item| shown(item.value)).collect()
        }
        value => vec![shown(value)],
    };
    Statement { span: fact.span(), values }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::{Draft, Kind};
    use crate::source::FileId;
    use crate::syntax::Range;

    fn text(inventory: &mut Inventory, text: &str) -> Value {
        Value::Text(inventory.texts.intern(text))
    }

    #[test]
    fn spellings_of_one_value_agree() {
        let mut inventory = Inventory::default();
        for (field, a, b, same) in [
            (Field::PrivateIpAddress, "fd00::1", "fd00:0:0::1", true),
            (Field::PrivateIpAddress, "10.0.0.1", "10.0.0.2", false),
            (Field::CidrBlock, "10.0.1.0/24", "10.0.1.1/24", true),
            (Field::CidrBlock, "10.0.1.0/24", "10.0.1.0/25", false),
            (Field::MacAddress, "00:16:3E:00:00:01", "00:16:3e:00:00:01", true),
            (Field::Status, "Running", "running", false),
            (Field::VpcId, "vpc-bp1a00000000000000000", "vpc-bp1****", true),
            (Field::ZoneId, "cn-hangzhou-h", "${zone}", true),
            (Field::SecurityGroupVpcId, "vpc-bp1a00000000000000000", "", false),
        ] {
            let (x, y) = (text(&mut inventory, a), text(&mut inventory, b));
            assert_eq!(agree(&inventory, field, x, y), same, "{a} {b}");
        }
    }

    #[test]
    fn items_are_compared_as_a_set() {
        let range = Range { start: 0, end: 0 };
        let mut inventory = Inventory::default();
        let mut list = |items: &[&str]| {
            let items = items.iter().map(|item| (text(&mut inventory, item), range)).collect();
            let mut draft = Draft::new(Kind::Eni, range);
            draft.set_list(Field::SecurityGroupIds, items, range);
            let id = inventory.add(draft, FileId(0), Standing::Declared);
            inventory.facts(inventory.entry(id)).next().unwrap().value
        };
        let (ab, bba, a, none) = (list(&["a", "b"]), list(&["b", "b", "a"]), list(&["a"]), list(&[]));
        let agree = |x, y| agree(&inventory, Field::SecurityGroupIds, x, y);
        assert!(agree(ab, bba) && agree(none, none));
        assert!(!agree(ab, a) && !agree(a, none));
    }
}
