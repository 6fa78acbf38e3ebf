//! Small inventories as plain data. What is `None` is left out of the text.

use crate::common::id;
use std::fmt::Write as _;

#[derive(Clone, Debug, Default)]
pub struct Made {
    /// Whether what is not listed does not exist.
    pub complete: bool,
    /// Whether the attaches are steps, in their order.
    pub ordered: bool,
    pub types: Vec<Type>,
    pub vswitches: Vec<Vswitch>,
    pub groups: Vec<Group>,
    pub instances: Vec<Instance>,
    pub enis: Vec<Eni>,
    pub attaches: Vec<Attach>,
}

/// Facts of an instance type.
#[derive(Clone, Debug)]
pub struct Type {
    pub name: &'static str,
    pub enis: Option<i64>,
    pub ipv4: Option<i64>,
    pub ipv6: Option<i64>,
    pub primary_queues: i64,
    pub secondary_queues: i64,
    pub most_queues: Option<i64>,
    pub all_queues: Option<i64>,
    pub eris: Option<i64>,
    pub pairs: Option<i64>,
    /// The indexes of the network cards.
    pub cards: Vec<i64>,
}

#[derive(Clone, Debug)]
pub struct Vswitch {
    pub vpc: Option<usize>,
    pub zone: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct Group {
    pub vpc: Option<usize>,
    pub advanced: bool,
}

#[derive(Clone, Debug)]
pub struct Instance {
    /// Which of the types.
    pub kind: Option<usize>,
    pub status: Option<&'static str>,
    pub vswitch: Option<usize>,
    pub classic: bool,
    pub io_optimized: bool,
}

#[derive(Clone, Debug)]
pub struct Eni {
    pub kind: &'static str,
    pub status: Option<&'static str>,
    /// The instance that it is on, comes to or leaves.
    pub holder: Option<usize>,
    pub vswitch: Option<usize>,
    pub groups: Vec<usize>,
    /// Private IPv4 addresses beside the primary one.
    pub secondary: i64,
    pub ipv6: i64,
    pub eri: bool,
    /// None is the type's default.
    pub queues: Option<i64>,
    /// None is the type's maximum.
    pub pairs: Option<i64>,
    pub managed: bool,
}

/// An instance or ENI beyond the lists is described nowhere.
#[derive(Clone, Debug)]
pub struct Attach {
    pub instance: usize,
    pub eni: usize,
    pub card: Option<i64>,
}

pub const ZONES: [&str; 4] = ["cn-hangzhou-h", "cn-hangzhou-i", "cn-hangzhou-j", "cn-hangzhou-k"];

impl Made {
    /// As a native inventory.
    pub fn text(&self) -> String {
        let mut text = format!("complete: {}\nregion: cn-hangzhou\n", self.complete);
        section(&mut text, "instance_types", self.types.iter().map(Type::pairs));
        section(&mut text, "vswitches", self.vswitches.iter().enumerate().map(|(n, v)| v.pairs(n)));
        section(&mut text, "security_groups", self.groups.iter().enumerate().map(|(n, g)| g.pairs(n)));
        let instances = self.instances.iter().enumerate().map(|(n, i)| i.pairs(n, &self.types));
        section(&mut text, "instances", instances);
        section(&mut text, "enis", self.enis.iter().enumerate().map(|(n, e)| e.pairs(n)));
        let attaches = self.attaches.iter().map(Attach::pairs);
        if self.ordered {
            section(&mut text, "steps", attaches.map(|pairs| vec![("attach", flow(pairs))]));
        } else {
            section(&mut text, "attachments", attaches);
        }
        text
    }
}

type Pairs = Vec<(&'static str, String)>;

fn section(text: &mut String, name: &str, entries: impl Iterator<Item = Pairs>) {
    let _ = writeln!(text, "{name}:");
    let before = text.len();
    for pairs in entries {
        let _ = writeln!(text, "  - {}", flow(pairs));
    }
    if text.len() == before {
        text.truncate(before - 1);
        text.push_str(" []\n");
    }
}

fn flow(pairs: Pairs) -> String {
    let pairs: Vec<String> = pairs.into_iter().map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{{ {} }}", pairs.join(", "))
}

/// Adds what is known.
fn add(pairs: &mut Pairs, key: &'static str, value: Option<String>) {
    pairs.extend(value.map(|value| (key, value)));
}

fn number(n: Option<i64>) -> Option<String> {
    n.map(|n| n.to_string())
}

impl Type {
    fn pairs(&self) -> Pairs {
        let mut pairs = vec![
            ("id", self.name.to_owned()),
            ("primary_eni_queue_number", self.primary_queues.to_string()),
            ("secondary_eni_queue_number", self.secondary_queues.to_string()),
            ("network_card_quantity", self.cards.len().to_string()),
            ("gpu_amount", "0".to_owned()),
            ("eni_trunk_supported", "true".to_owned()),
        ];
        add(&mut pairs, "eni_quantity", number(self.enis));
        add(&mut pairs, "eni_private_ip_address_quantity", number(self.ipv4));
        add(&mut pairs, "eni_ipv6_address_quantity", number(self.ipv6));
        add(&mut pairs, "maximum_queue_number_per_eni", number(self.most_queues));
        add(&mut pairs, "total_eni_queue_quantity", number(self.all_queues));
        add(&mut pairs, "eri_quantity", number(self.eris));
        add(&mut pairs, "queue_pair_number", number(self.pairs));
        let cards = self.cards.iter().map(|n| format!("{{ network_card_index: {n} }}"));
        let cards: Vec<String> = cards.collect();
        add(&mut pairs, "network_cards", (!cards.is_empty()).then(|| format!("[{}]", cards.join(", "))));
        pairs
    }
}

impl Vswitch {
    fn pairs(&self, n: usize) -> Pairs {
        let mut pairs = vec![
            ("id", id("vsw", n)),
            ("cidr_block", format!("10.0.{n}.0/24")),
            ("ipv6_cidr_block", format!("\"2001:db8:0:{n}::/64\"")),
        ];
        add(&mut pairs, "vpc_id", self.vpc.map(|vpc| id("vpc", vpc)));
        add(&mut pairs, "zone_id", self.zone.map(|zone| ZONES[zone].to_owned()));
        pairs
    }
}

impl Group {
    fn pairs(&self, n: usize) -> Pairs {
        let kind = if self.advanced { "enterprise" } else { "normal" };
        let mut pairs = vec![("id", id("sg", n)), ("security_group_type", kind.to_owned())];
        add(&mut pairs, "vpc_id", self.vpc.map(|vpc| id("vpc", vpc)));
        pairs
    }
}

impl Instance {
    fn pairs(&self, n: usize, types: &[Type]) -> Pairs {
        let mut pairs = vec![("id", id("i", n)), ("start_time", "2026-01-05T08:00Z".to_owned())];
        add(&mut pairs, "instance_type", self.kind.map(|kind| types[kind].name.to_owned()));
        add(&mut pairs, "status", self.status.map(str::to_owned));
        add(&mut pairs, "vswitch_id", self.vswitch.map(|n| id("vsw", n)));
        add(&mut pairs, "instance_network_type", self.classic.then(|| "classic".to_owned()));
        add(&mut pairs, "io_optimized", (!self.io_optimized).then(|| "false".to_owned()));
        pairs
    }
}

impl Eni {
    fn pairs(&self, n: usize) -> Pairs {
        let groups: Vec<String> = self.groups.iter().map(|n| id("sg", *n)).collect();
        let mut pairs = vec![
            ("id", id("eni", n)),
            ("type", self.kind.to_owned()),
            ("security_group_ids", format!("[{}]", groups.join(", "))),
        ];
        add(&mut pairs, "status", self.status.map(str::to_owned));
        add(&mut pairs, "instance_id", self.holder.map(|n| id("i", n)));
        add(&mut pairs, "vswitch_id", self.vswitch.map(|n| id("vsw", n)));
        let some = |n: i64| number(Some(n).filter(|n| *n > 0));
        add(&mut pairs, "secondary_private_ip_address_count", some(self.secondary));
        add(&mut pairs, "ipv6_address_count", some(self.ipv6));
        add(&mut pairs, "traffic_mode", self.eri.then(|| "HighPerformance".to_owned()));
        add(&mut pairs, "queue_number", number(self.queues));
        add(&mut pairs, "queue_pair_number", number(self.pairs));
        add(&mut pairs, "service_managed", self.managed.then(|| "true".to_owned()));
        pairs
    }
}

impl Attach {
    fn pairs(&self) -> Pairs {
        let mut pairs =
            vec![("instance_id", id("i", self.instance)), ("network_interface_id", id("eni", self.eni))];
        add(&mut pairs, "network_card_index", number(self.card));
        pairs
    }
}
