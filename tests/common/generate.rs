//! Large inventories with known violations, the same ones for the same arguments.
//!
//! Instances have a primary ENI and as many planned ones as their type takes, each in a vSwitch of
//! its own lane, so that a clean inventory has no finding at all.
#![allow(dead_code, unreachable_pub)] // the tests and the benchmarks each use their own part

use std::fmt::Write as _;

/// Why an attach fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// The ENI is in another zone of the VPC.
    Zone,
    /// The ENI is in another VPC, in the same zone.
    Vpc,
    /// The ENI is InUse on an instance that is not part of the plan.
    InUse,
    /// The instance is Starting.
    State,
    /// The instance is full already.
    Limit,
    /// No ENI of that ID is listed.
    Dangling,
    /// The ENI is in a basic and in an advanced group.
    Mixed,
}

const VIOLATIONS: [Violation; 7] = [
    Violation::Zone,
    Violation::Vpc,
    Violation::InUse,
    Violation::State,
    Violation::Limit,
    Violation::Dangling,
    Violation::Mixed,
];

/// Instance types with their number of ENIs, the primary one included.
const TYPES: [(&str, usize); 4] =
    [("ecs.g6.large", 2), ("ecs.g7.large", 3), ("ecs.g7.xlarge", 4), ("ecs.c7.4xlarge", 8)];
const ZONES: [&str; 2] = ["cn-hangzhou-h", "cn-hangzhou-i"];
/// vSwitches of one instance: one for the primary ENI, one for each that its type takes besides.
const LANES: usize = 8;
/// Instances that share a set of vSwitches; a /20 holds 4,092 addresses.
const BLOCK: usize = 4000;
/// Addresses in a basic group; the limit is 6,000.
const GROUP: usize = 5000;

/// The VPC of ENIs that are in the wrong one; no instance is in it.
const FOREIGN: usize = 250;

/// A generated inventory.
pub struct Generated {
    /// The inventory.
    pub text: String,
    /// For each planned attach, whether it fails.
    pub failing: Vec<bool>,
}

/// The notation of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Block YAML with flow lists, as people write it.
    Yaml,
    /// JSON without blanks.
    Json,
}

/// An inventory of `attaches` planned attaches, about one in `every` of which fails (0: none).
pub fn generate(attaches: usize, every: usize, style: Style) -> Generated {
    let mut plan = Plan::default();
    let mut next = every;
    while plan.planned < attaches {
        let index = plan.instances.len();
        let violation =
            (every > 0 && plan.planned >= next).then(|| VIOLATIONS[(next / every) % VIOLATIONS.len()]);
        if violation.is_some() {
            next += every;
        }
        plan.instance(index, violation, attaches);
    }
    plan.write(style)
}

#[derive(Default)]
struct Plan {
    instances: Vec<Row>,
    enis: Vec<Row>,
    attachments: Vec<Row>,
    failing: Vec<bool>,
    planned: usize,
    blocks: usize,
    groups: usize,
}

type Row = Vec<(&'static str, Value)>;

enum Value {
    Text(String),
    List(Vec<String>),
}

fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}

/// `prefix`, then `bp1`, then digits up to the length of a real ID.
fn id(prefix: &str, n: usize) -> String {
    let digits = if matches!(prefix, "vsw" | "vpc") { 18 } else { 17 };
    format!("{prefix}-bp1{n:0digits$}")
}

fn vswitch(block: usize, zone: usize, lane: usize) -> usize {
    (block * ZONES.len() + zone) * LANES + lane
}

/// An address in the /20 of a vSwitch.
fn address(vswitch: usize, host: usize) -> String {
    let base = (vswitch << 12) + 4 + host % BLOCK;
    format!("10.{}.{}.{}", (base >> 16) & 255, (base >> 8) & 255, base & 255)
}

impl Plan {
    fn instance(&mut self, index: usize, violation: Option<Violation>, attaches: usize) {
        let (kind, room) = TYPES[(index * 7 + index / 5) % TYPES.len()];
        let room = if violation == Some(Violation::Limit) { 2 } else { room };
        let kind = if room == 2 { "ecs.g6.large" } else { kind };
        let (zone, block) = (index % ZONES.len(), index / BLOCK);
        self.blocks = self.blocks.max(block + 1);
        let status = if violation == Some(Violation::State) { "Starting" } else { "Running" };
        let group = self.group(block);
        self.instances.push(vec![
            ("id", text(id("i", index))),
            ("instance_type", text(kind)),
            ("status", text(status)),
            ("start_time", text("2026-01-05T08:00Z")),
            ("zone_id", text(ZONES[zone])),
            ("vpc_id", text(id("vpc", block))),
            ("vswitch_id", text(id("vsw", vswitch(block, zone, 0)))),
            ("security_group_ids", Value::List(vec![group])),
        ]);
        self.held(index, index, block, zone, 0, "Primary");
        if violation == Some(Violation::Limit) {
            self.held(index, index, block, zone, 1, "Secondary");
        }
        for lane in 1..room {
            if self.planned < attaches {
                self.attach(
                    index,
                    block,
                    zone,
                    lane,
                    violation.filter(|v| lane == 1 || *v == Violation::State),
                );
            }
        }
    }

    /// An ENI that is attached already.
    fn held(&mut self, holder: usize, index: usize, block: usize, zone: usize, lane: usize, kind: &str) {
        let n = self.enis.len();
        let at = vswitch(block, zone, lane);
        let row = vec![
            ("id", text(id("eni", n))),
            ("type", text(kind)),
            ("status", text("InUse")),
            ("instance_id", text(id("i", holder))),
            ("vswitch_id", text(id("vsw", at))),
            ("security_group_ids", Value::List(vec![self.group(block)])),
            ("private_ips", Value::List(vec![address(at, index)])),
        ];
        self.enis.push(row);
    }

    fn attach(&mut self, index: usize, block: usize, zone: usize, lane: usize, violation: Option<Violation>) {
        let n = self.enis.len();
        // The limit instance's lane 1 is taken by the ENI that fills it.
        let lane = if violation == Some(Violation::Limit) { lane + 1 } else { lane };
        let (block, zone) = match violation {
            Some(Violation::Zone) => (block, 1 - zone),
            Some(Violation::Vpc) => (FOREIGN, zone),
            _ => (block, zone),
        };
        let at = vswitch(block, zone, lane);
        let mut groups = vec![self.group(block)];
        if violation == Some(Violation::Mixed) {
            groups.push(id("sg", 1_000_000_000 + block));
        }
        let mut row = vec![
            ("id", text(id("eni", n))),
            ("type", text("Secondary")),
            ("status", text(if violation == Some(Violation::InUse) { "InUse" } else { "Available" })),
        ];
        if violation == Some(Violation::InUse) {
            row.push(("instance_id", text(id("i", 2_000_000_000 + index))));
        }
        row.push(("vswitch_id", text(id("vsw", at))));
        row.push(("security_group_ids", Value::List(groups)));
        // The neighbour's addresses lie in another part of the block.
        row.push(("private_ips", Value::List(vec![address(at, index)])));
        let eni = if violation == Some(Violation::Dangling) { 3_000_000_000 + n } else { n };
        if violation == Some(Violation::InUse) {
            self.holder(index, zone, block);
        }
        if violation != Some(Violation::Dangling) {
            self.enis.push(row);
        }
        self.attachments.push(vec![
            ("instance_id", text(id("i", index))),
            ("network_interface_id", text(id("eni", eni))),
        ]);
        self.failing.push(violation.is_some());
        self.planned += 1;
    }

    /// An instance that only holds somebody's ENI. It is listed, but plays no other part.
    fn holder(&mut self, index: usize, zone: usize, block: usize) {
        self.instances.push(vec![
            ("id", text(id("i", 2_000_000_000 + index))),
            ("instance_type", text("ecs.c7.4xlarge")),
            ("status", text("Running")),
            ("start_time", text("2026-01-05T08:00Z")),
            ("zone_id", text(ZONES[zone])),
            ("vpc_id", text(id("vpc", block))),
            ("vswitch_id", text(id("vsw", vswitch(block, zone, 0)))),
        ]);
    }

    /// The basic group of an ENI: a new one for every `GROUP` ENIs, in the VPC of a block.
    fn group(&mut self, block: usize) -> String {
        let n = self.enis.len() / GROUP;
        self.groups = self.groups.max(n + 1);
        id("sg", block * 100_000 + n)
    }

    fn write(self, style: Style) -> Generated {
        let blocks: Vec<usize> = (0..self.blocks).chain([FOREIGN]).collect();
        let vpcs =
            blocks.iter().map(|&b| vec![("id", text(id("vpc", b))), ("cidr_block", text("10.0.0.0/8"))]);
        let vswitches = blocks.iter().flat_map(|&block| {
            (0..ZONES.len()).flat_map(move |zone| (0..LANES).map(move |lane| (block, zone, lane)))
        });
        let vswitches = vswitches.map(|(block, zone, lane)| {
            let at = vswitch(block, zone, lane);
            let base = at << 12;
            vec![
                ("id", text(id("vsw", at))),
                ("vpc_id", text(id("vpc", block))),
                ("zone_id", text(ZONES[zone])),
                ("cidr_block", text(format!("10.{}.{}.0/20", (base >> 16) & 255, (base >> 8) & 255))),
            ]
        });
        let groups = blocks.iter().flat_map(|&b| (0..self.groups).map(move |n| (b, n))).map(|(block, n)| {
            vec![
                ("id", text(id("sg", block * 100_000 + n))),
                ("vpc_id", text(id("vpc", block))),
                ("security_group_type", text("normal")),
            ]
        });
        let advanced = blocks.iter().map(|&block| {
            vec![
                ("id", text(id("sg", 1_000_000_000 + block))),
                ("vpc_id", text(id("vpc", block))),
                ("security_group_type", text("enterprise")),
            ]
        });
        let mut out = Out::new(style);
        out.section("vpcs", vpcs);
        out.section("vswitches", vswitches);
        out.section("security_groups", groups.chain(advanced));
        out.section("instances", self.instances);
        out.section("enis", self.enis);
        out.section("attachments", self.attachments);
        Generated { text: out.end(), failing: self.failing }
    }
}

struct Out {
    style: Style,
    text: String,
}

impl Out {
    fn new(style: Style) -> Self {
        let text = match style {
            Style::Yaml => "version: 1\nregion: cn-hangzhou\ncomplete: true\n",
            Style::Json => "{\"version\":1,\"region\":\"cn-hangzhou\",\"complete\":true",
        };
        Self { style, text: text.to_owned() }
    }

    fn section(&mut self, name: &str, rows: impl IntoIterator<Item = Row>) {
        match self.style {
            Style::Yaml => {
                let _ = writeln!(self.text, "{name}:");
                rows.into_iter().for_each(|row| self.yaml(row));
            }
            Style::Json => {
                let _ = write!(self.text, ",\"{name}\":[");
                for (index, row) in rows.into_iter().enumerate() {
                    self.json(index, row);
                }
                self.text.push(']');
            }
        }
    }

    fn yaml(&mut self, row: Row) {
        for (index, (key, value)) in row.into_iter().enumerate() {
            let lead = if index == 0 { "  - " } else { "    " };
            let _ = match value {
                Value::Text(value) => writeln!(self.text, "{lead}{key}: {value}"),
                Value::List(values) => writeln!(self.text, "{lead}{key}: [{}]", values.join(", ")),
            };
        }
    }

    fn json(&mut self, index: usize, row: Row) {
        self.text.push_str(if index == 0 { "{" } else { ",{" });
        for (index, (key, value)) in row.into_iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let _ = match value {
                Value::Text(value) => write!(self.text, "{comma}\"{key}\":\"{value}\""),
                Value::List(values) => write!(self.text, "{comma}\"{key}\":[\"{}\"]", values.join("\",\"")),
            };
        }
        self.text.push('}');
    }

    fn end(mut self) -> String {
        if self.style == Style::Json {
            self.text.push_str("}\n");
        }
        self.text
    }
}
