//! Attachments, and what else the stack does with ENIs.

use super::super::node::NodeKind;
use super::super::schema::Property;
use super::super::term::{Nth, Part, Term};
use super::{From, Made, Map, text};
use crate::finding::nearest;
use crate::inventory::{Draft, Field, Kind, Standing, TextId, Type, Value, Why};
use crate::read::entry::quoted;
use crate::read::problem::{Problem, UNKNOWN_KEY};
use crate::syntax::Range;

impl Map<'_, '_, '_> {
    /// A planned attach, with its instance and its ENI as far as these are known.
    pub(super) fn attachment(&mut self, made: Made<'_>) {
        let mut draft = Draft::new(Kind::Attachment, made.range);
        self.facts(&mut draft, made, made.properties, made.table.properties);
        for (field, name) in
            [(Field::InstanceId, "InstanceId"), (Field::NetworkInterfaceId, "NetworkInterfaceId")]
        {
            if draft.range_of(field).is_none()
                && let Some((why, at)) = self.left_open(made, name)
            {
                draft.set(field, Value::Unresolved(why), at);
            }
        }
        self.unknown_properties(made);
        self.leave_room(made, &mut draft);
        let presence = self.presence_of_parties(made);
        let made = Made { presence: &presence, ..made };
        let (instance, item) = (text(&draft, Field::InstanceId), made.item);
        self.parties.extend(instance.map(|id| (id, Kind::Instance)));
        self.parties.extend(text(&draft, Field::NetworkInterfaceId).map(|id| (id, Kind::Eni)));
        let entry = self.file(draft, made, Standing::Declared);
        self.acts.attach(item, instance, entry);
    }

    /// Why a property that is required has no value, if it is given, or may be.
    fn left_open(&self, made: Made<'_>, name: &str) -> Option<(Why, Range)> {
        let From::Node(properties) = made.properties else { return Some((Why::Unresolved, made.head)) };
        let (tree, properties) = (&self.world.tree, properties?);
        if let Some(node) = tree.child(properties, name) {
            let is_empty = matches!(tree.get(node).map(|node| &node.kind), Some(NodeKind::Scalar(_)));
            return Some((if is_empty { Why::NotGiven } else { Why::Unresolved }, tree.range(node)));
        }
        // A function that makes the properties may give it, and what is no mapping says nothing.
        if matches!(tree.get(properties).map(|node| &node.kind), Some(NodeKind::List(_))) {
            return Some((Why::Unresolved, made.head));
        }
        let pairs = tree.pairs(properties);
        let called = pairs.iter().any(|pair| pair.key == "Ref" || pair.key.starts_with("Fn::"));
        called.then_some((Why::Unresolved, made.head))
    }

    /// Tells of properties of an attachment that are misspelt: its table has all that there are.
    fn unknown_properties(&mut self, made: Made<'_>) {
        let From::Node(Some(properties)) = made.properties else { return };
        let names = || made.table.properties.iter().map(|Property(name, _)| *name);
        for pair in self.world.tree.pairs(properties) {
            if names().any(|name| name == pair.key) || pair.key.starts_with("Fn::") {
                continue;
            }
            let Some(near) = nearest(&pair.key, names()) else { continue };
            let message = format!("an attachment has no property {}", quoted(&pair.key));
            let problem = Problem::new(UNKNOWN_KEY, message, "unknown property");
            let at = self.span(pair.key_range);
            self.findings.push(problem.help(format!("write {near} if that is meant")).finding(at, |_| at));
        }
    }

    /// An attachment is there only if what it names is.
    fn presence_of_parties(&self, made: Made<'_>) -> Term {
        if *made.presence != Term::Bool(true) {
            return made.presence.clone();
        }
        let named = ["NetworkInterfaceId", "InstanceId"].iter().filter_map(|name| {
            match self.lookup(made.properties, name, made.item)? {
                (Term::Id(item, _), _) => Some(self.world.presence(item)),
                _ => None,
            }
        });
        let mut named = named.filter(|presence| matches!(presence, Term::OneOf(..)));
        named.next().unwrap_or(Term::Bool(true))
    }

    /// Of attachments that nobody can count and that are all to one instance, one is judged. How many
    /// more there are is not known, so the limits of the instance cannot be told to hold.
    fn leave_room(&mut self, made: Made<'_>, draft: &mut Draft) {
        if made.item.nth != Nth::Each {
            return;
        }
        let Some((term, at)) = self.lookup(made.properties, "InstanceId", made.item) else { return };
        let Some(instance) = self.created_instance(&term) else {
            draft.set(Field::InstanceId, Value::Unresolved(Why::Unresolved), at);
            return;
        };
        let is_own = instance.nth == Nth::Each || matches!(term, Term::Id(_, Part::Member(Nth::Each)));
        if let Some(Value::Text(id)) = draft.value_of(Field::InstanceId).filter(|_| !is_own) {
            let mut open = Draft::new(Kind::Instance, at);
            open.set(Field::InstanceId, Value::Text(id), at);
            open.set(Field::NetworkInterfaces, Value::Unresolved(Why::Unresolved), at);
            self.inventory.add(open, self.file, Standing::Mentioned);
        }
    }

    /// A group that ENIs and instances join.
    pub(super) fn join(&mut self, made: Made<'_>) {
        let Some((group, at)) = self.lookup(made.properties, "SecurityGroupId", made.item) else { return };
        let Some(mut group) = self.value(Type::Id, &group, at) else { return };
        if let Term::OneOf(flags, question) = made.presence {
            group = self.unless_missing(group, flags, question, at);
        }
        for name in ["InstanceId", "InstanceIdList", "NetworkInterfaceList"] {
            let Some((term, _)) = self.lookup(made.properties, name, made.item) else { continue };
            let one = [term.clone()];
            let members = match &term {
                Term::Null => continue,
                Term::List(items) => items,
                _ => &one[..],
            };
            for member in members {
                match self.value(Type::Id, member, at) {
                    Some(Value::Text(id)) => self.joins.entry(id).or_default().push((group, at)),
                    Some(_) => self.joins_any = true,
                    None => {}
                }
            }
        }
    }

    /// Adds the groups that a thing joins to those that it is created with.
    pub(super) fn add_joined(&mut self, draft: &mut Draft, made: Made<'_>) {
        let own = draft.kind.id_field().and_then(|field| text(draft, field));
        let joined = own.and_then(|own| self.joins.get(&own)).cloned().unwrap_or_default();
        let field = Field::SecurityGroupIds;
        // A list that is not known stays so.
        if draft.value_of(field).is_none() {
            for (group, at) in joined {
                draft.push(field, group, at);
            }
            if self.joins_any {
                draft.push(field, Value::Unresolved(Why::Unresolved), made.head);
            }
        }
    }

    pub(super) fn eip_association(&mut self, made: Made<'_>) {
        let lookup = |name| self.lookup(made.properties, name, made.item);
        let (to, allocation) = (lookup("InstanceId"), lookup("AllocationId"));
        let kind = lookup("InstanceType").map(|(kind, _)| kind);
        let (Some((to, to_at)), Some((allocation, at))) = (to, allocation) else { return };
        let is_eni = match kind {
            Some(Term::Text(kind)) => &*kind == "NetworkInterface",
            Some(Term::Null) | None => self.is_eni(&to),
            Some(_) => false,
        };
        if !is_eni {
            return; // bound to something else, or nobody can tell
        }
        let mut eip = Draft::new(Kind::Eip, made.range);
        self.facts(&mut eip, made, made.properties, made.table.properties);
        let Some(allocation) = self.value(Type::Id, &allocation, at) else { return };
        eip.set(Field::AllocationId, allocation, at);
        if let (Some(Value::Text(eni)), Value::Text(allocation)) =
            (self.value(Type::Id, &to, to_at), allocation)
        {
            self.eips.entry(eni).or_default().push((allocation, to_at));
        }
        self.file(eip, made, Standing::Mentioned);
    }

    /// Whether a term is an ENI's ID: ROS tells it by its looks if `InstanceType` says nothing.
    fn is_eni(&self, term: &Term) -> bool {
        match term {
            Term::Id(item, Part::Itself) => {
                let block = self.world.block(*item);
                block.is_some_and(|block| &*block.kind == "ALIYUN::ECS::NetworkInterface")
            }
            Term::Text(id) => id.starts_with("eni-"),
            _ => false,
        }
    }

    /// Tells each ENI all its EIPs at once: two lists of one thing would not add up.
    pub(super) fn bind_eips(&mut self) {
        for (eni, all) in std::mem::take(&mut self.eips) {
            let Some((_, first)) = all.first().copied() else { continue };
            let mut draft = Draft::new(Kind::Eni, first);
            draft.set(Field::NetworkInterfaceId, Value::Text(eni), first);
            let item = |(allocation, at): &(TextId, Range)| (Value::Text(*allocation), *at);
            draft.set_list(Field::AllocationIds, all.iter().map(item).collect(), first);
            self.inventory.add(draft, self.file, Standing::Mentioned);
        }
    }
}
