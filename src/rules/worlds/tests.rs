//! Inventories as no format makes them yet: a text `${key:a|b}` of a native inventory stands for one
//! of `a` and `b`, and `${?name}` for an opaque name.

use crate::finding::{Decision, Severity};
use crate::inventory::{Draft, Inventory, Kind, Pins, Value};
use crate::plan::{Attach, Budget, Extent, Plan};
use crate::read::read;
use crate::rules::{self, Outcome};
use crate::source::{Role, Sources};
use crate::syntax::Range;
use jiff::Timestamp;
use proptest::prelude::*;

fn inventory(text: &str) -> Inventory {
    let mut sources = Sources::new();
    sources.add("plan.yaml", text.to_owned(), Role::Named);
    let read = read(&sources);
    assert!(read.files.iter().all(|file| matches!(file, crate::read::FileOutcome::Read(_))), "{text}");
    assert!(read.findings.is_empty(), "{text}\n{:?}", read.findings);
    let old = read.inventory;
    let mut new = Inventory::default();
    for kind in Kind::ALL {
        for entry in old.entries(kind) {
            let mut draft = Draft::new(kind, entry.range);
            for fact in old.facts(entry) {
                match fact.value {
                    Value::List { start, len } => {
                        let items = old
                            .items(start, len)
                            .map(|item| (value(&old, &mut new, item.value, item.range), item.range));
                        draft.set_list(fact.field, items.collect(), fact.range);
                    }
                    other => draft.set(fact.field, value(&old, &mut new, other, fact.range), fact.range),
                }
            }
            new.add(draft, entry.file, entry.standing);
        }
    }
    new.note_lists(true);
    new
}

fn value(old: &Inventory, new: &mut Inventory, value: Value, range: Range) -> Value {
    let Value::Text(text) = value else { return value };
    let text = old.texts.get(text);
    if text.starts_with("${?") {
        return Value::Text(new.texts.intern_opaque(text));
    }
    let inner = text.strip_prefix("${").and_then(|text| text.strip_suffix('}'));
    match inner.and_then(|inner| inner.split_once(':')) {
        Some((_, candidates)) => {
            let key = new.texts.intern(text);
            let one = |text: &str| Value::Text(new.texts.intern(text));
            let candidates = candidates.split('|').map(one).collect();
            Value::OneOf(new.choice(key, candidates, range))
        }
        None => Value::Text(new.texts.intern(text)),
    }
}

fn outcome(inventory: &Inventory) -> Outcome {
    let mut plan = Plan::new(inventory, Timestamp::UNIX_EPOCH);
    let rules: Vec<_> = rules::all().iter().collect();
    rules::run(&mut plan, &rules, &|_, own: Severity| own, Vec::new(), std::num::NonZeroUsize::MIN)
}

/// A VPC with vSwitches in zones h and i, types that take 2 and 3 ENIs, and four instances.
const HEAD: &str = "\
vpcs: [{ id: vpc-bp1a00000000000000000, cidr_block: 10.0.0.0/8 }]
vswitches:
  - { id: vsw-h, vpc_id: vpc-bp1a00000000000000000, zone_id: cn-hangzhou-h, cidr_block: 10.1.0.0/16 }
  - { id: vsw-h2, vpc_id: vpc-bp1a00000000000000000, zone_id: cn-hangzhou-h, cidr_block: 10.2.0.0/16 }
  - { id: vsw-i, vpc_id: vpc-bp1a00000000000000000, zone_id: cn-hangzhou-i, cidr_block: 10.3.0.0/16 }
security_groups: [{ id: sg-a, vpc_id: vpc-bp1a00000000000000000, security_group_type: normal }]
instance_types:
  - { id: ecs.s, eni_quantity: 2, eni_private_ip_address_quantity: 9, eni_ipv6_address_quantity: 1, total_eni_queue_quantity: 16, maximum_queue_number_per_eni: 8, primary_eni_queue_number: 2, secondary_eni_queue_number: 2, eri_quantity: 0, queue_pair_number: 1 }
  - { id: ecs.m, eni_quantity: 3, eni_private_ip_address_quantity: 9, eni_ipv6_address_quantity: 1, total_eni_queue_quantity: 16, maximum_queue_number_per_eni: 8, primary_eni_queue_number: 2, secondary_eni_queue_number: 2, eri_quantity: 0, queue_pair_number: 1 }
";

fn instance(id: &str, kind: &str, vswitch: &str) -> String {
    format!(
        "  - {{ id: \"{id}\", region_id: cn-hangzhou, instance_type: \"{kind}\", status: Stopped, vswitch_id: \
         \"{vswitch}\", security_group_ids: [sg-a] }}\n"
    )
}

fn eni(id: &str, vswitch: &str) -> String {
    format!(
        "  - {{ id: \"{id}\", region_id: cn-hangzhou, type: Secondary, status: Available, vswitch_id: \
         \"{vswitch}\", security_group_ids: [sg-a] }}\n"
    )
}

fn attach(instance: &str, eni: &str) -> String {
    format!(
        "  - {{ region_id: cn-hangzhou, instance_id: \"{instance}\", network_interface_id: \"{eni}\" }}\n"
    )
}

fn plan(instances: &[String], enis: &[String], attaches: &[String]) -> String {
    let section = |name: &str, all: &[String]| format!("{name}:\n{}", all.concat());
    [
        format!("complete: true\n{HEAD}"),
        section("instances", instances),
        section("enis", enis),
        section("attachments", attaches),
    ]
    .concat()
}

fn decisions(text: &str) -> Vec<Decision> {
    outcome(&inventory(text)).verdicts.iter().map(|verdict| verdict.decision).collect()
}

use Decision::{Fail, Pass, Undecided};

fn two_instances() -> Vec<String> {
    vec![instance("i-a", "ecs.s", "vsw-h"), instance("i-b", "ecs.s", "vsw-h")]
}

#[test]
fn what_is_so_for_each_is_so() {
    let enis = [eni("eni-a", "${v:vsw-h|vsw-h2}"), eni("eni-b", "${w:vsw-h|vsw-i}"), eni("eni-c", "vsw-i")];
    let attaches = [attach("i-a", "eni-a"), attach("i-b", "eni-b")];
    let text = plan(&two_instances(), &enis, &attaches);
    assert_eq!(decisions(&text), [Pass, Undecided]);
    let outcome = outcome(&inventory(&text));
    let missing = &outcome.verdicts[1].missing;
    assert_eq!(missing, &["enis[eni-b].vswitch_id (one of vsw-h, vsw-i)"]);
    assert!(outcome.findings.iter().all(|finding| finding.severity != Severity::Error));
}

#[test]
fn what_fails_for_each_fails_and_says_so() {
    let text = plan(&two_instances(), &[eni("eni-c", "vsw-i")], &[attach("${k:i-a|i-b}", "eni-c")]);
    let outcome = outcome(&inventory(&text));
    assert_eq!(outcome.verdicts[0].decision, Fail, "{:?}", outcome.verdicts);
    let finding = outcome.findings.iter().find(|f| f.rule.as_str() == "zone-mismatch").unwrap();
    assert_eq!(
        finding.notes,
        ["this is broken whichever of i-a, i-b attachments[0].instance_id is; told is the first case"]
    );
}

#[test]
fn equal_choices_are_one_value() {
    let instances =
        [instance("i-a", "ecs.s", "${v:vsw-h|vsw-i}"), instance("i-b", "ecs.s", "${w:vsw-h|vsw-i}")];
    let enis = [eni("eni-a", "${v:vsw-h|vsw-i}"), eni("eni-b", "${v:vsw-h|vsw-i}")];
    let text = plan(&instances, &enis, &[attach("i-a", "eni-a"), attach("i-b", "eni-b")]);
    assert_eq!(decisions(&text), [Pass, Undecided]);
}

#[test]
fn an_uncertain_attach_counts_as_perhaps_there() {
    let enis: Vec<String> = ["eni-a", "eni-b", "eni-c"].iter().map(|id| eni(id, "vsw-h")).collect();
    // There is room for one on each.
    let attaches = [attach("${k:i-a|i-b}", "eni-a"), attach("i-a", "eni-b")];
    assert_eq!(decisions(&plan(&two_instances(), &enis, &attaches)), [Pass, Undecided]);
    let attaches = [attach("${?any}", "eni-a"), attach("i-a", "eni-b")];
    assert_eq!(decisions(&plan(&two_instances(), &enis, &attaches)), [Undecided, Undecided]);
    let roomy = [instance("i-a", "ecs.m", "vsw-h"), instance("i-b", "ecs.m", "vsw-h")];
    assert_eq!(decisions(&plan(&roomy, &enis, &attaches)), [Undecided, Pass]);
    // Whichever ENI it is, it takes the only place.
    let attaches = [attach("i-a", "${e:eni-a|eni-b}"), attach("i-a", "eni-c")];
    assert_eq!(decisions(&plan(&two_instances(), &enis, &attaches)), [Pass, Fail]);
}

#[test]
fn enis_that_may_be_the_same() {
    let enis: Vec<String> = ["eni-a", "eni-b"].iter().map(|id| eni(id, "vsw-h")).collect();
    let same = [attach("i-a", "${e:eni-a|eni-b}"), attach("i-b", "${e:eni-a|eni-b}")];
    assert_eq!(decisions(&plan(&two_instances(), &enis, &same)), [Pass, Fail]);
    let other = [attach("i-a", "${e:eni-a|eni-b}"), attach("i-b", "${f:eni-a|eni-b}")];
    assert_eq!(decisions(&plan(&two_instances(), &enis, &other)), [Pass, Undecided]);
    let certain = [attach("i-a", "${e:eni-a|eni-b}"), attach("i-b", "eni-b")];
    assert_eq!(decisions(&plan(&two_instances(), &enis, &certain)), [Pass, Undecided]);
}

#[test]
fn opaque_names_may_be_the_same() {
    let vpc = |id: &str, vpc: &str| {
        format!(
            "  - {{ id: {id}, vpc_id: \"{vpc}\", zone_id: \"${{?zone}}\", cidr_block: \
             10.9.0.0/16 }}\n"
        )
    };
    let head = |a: &str, b: &str| {
        let text = plan(
            &[instance("i-a", "ecs.s", "vsw-x")],
            &[eni("eni-a", "vsw-y").replace("[sg-a]", "[sg-b]")],
            &[attach("i-a", "eni-a")],
        );
        let group = format!("  - {{ id: sg-b, vpc_id: \"{b}\", security_group_type: normal }}\n");
        let text =
            text.replace("vswitches:\n", &format!("vswitches:\n{}{}", vpc("vsw-x", a), vpc("vsw-y", b)));
        text.replace("security_groups: [{", &format!("security_groups:\n{group}  - {{"))
            .replace("normal }]\ninst", "normal }\ninst")
    };
    assert_eq!(decisions(&head("${?a}", "${?a}")), [Pass]);
    assert_eq!(decisions(&head("${?a}", "${?b}")), [Undecided]);
    assert_eq!(decisions(&head("vpc-bp1a00000000000000000", "${?b}")), [Undecided]);
}

#[test]
fn many_uncertain_attaches_take_no_time() {
    let n = 64;
    let names: Vec<String> = (0..n).map(|i| format!("i-{i:03}")).collect();
    let instances: Vec<String> = names.iter().map(|id| instance(id, "ecs.s", "vsw-h")).collect();
    let enis: Vec<String> = (0..1000).map(|i| eni(&format!("eni-{i:04}"), "vsw-h")).collect();
    let all = names.join("|");
    let attaches: Vec<String> =
        (0..1000).map(|i| attach(&format!("${{k{i}:{all}}}"), &format!("eni-{i:04}"))).collect();
    let begun = std::time::Instant::now();
    let decisions = decisions(&plan(&instances, &enis, &attaches));
    assert!(decisions[1..].iter().all(|decision| *decision == Undecided));
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

/// A reference: one of several, by the number of a choice; or a certain one.
#[derive(Clone, Copy, Debug)]
enum Ref {
    Choice(usize),
    One(usize),
}

#[derive(Clone, Debug)]
struct Made {
    /// The candidates of the choices: two for instances, two for ENIs.
    choices: Vec<Vec<usize>>,
    vswitches: Vec<Ref>,
    kinds: Vec<Ref>,
    /// The instance that an ENI is on already, and its number of queues.
    enis: Vec<(Option<usize>, Option<u8>)>,
    attaches: Vec<(Ref, Ref)>,
}

const INSTANCES: [&str; 3] = ["i-a", "i-b", "i-c"];
const ENIS: [&str; 4] = ["eni-a", "eni-b", "eni-c", "eni-d"];
const VSWITCHES: [&str; 3] = ["vsw-h", "vsw-h2", "vsw-i"];
const KINDS: [&str; 2] = ["ecs.s", "ecs.m"];

fn made() -> impl Strategy<Value = Made> {
    let some = |n: usize| proptest::sample::subsequence((0..n).collect::<Vec<_>>(), 2..=2);
    let choices = (some(3), some(3), some(4), some(4), some(3));
    let reference = |choices: std::ops::Range<usize>, n: usize| {
        prop_oneof![choices.prop_map(Ref::Choice), (0..n).prop_map(Ref::One)]
    };
    let vswitch =
        prop_oneof![1 => Just(Ref::Choice(4)), 4 => Just(Ref::One(0)), 1 => (0..3usize).prop_map(Ref::One)];
    let kind = prop_oneof![1 => Just(Ref::Choice(5)), 4 => (0..2usize).prop_map(Ref::One)];
    let eni = (
        proptest::option::weighted(0.2, 0..3usize),
        proptest::option::weighted(0.2, prop_oneof![Just(2u8), Just(8), Just(12)]),
    );
    (
        choices,
        proptest::collection::vec(vswitch, 7),
        proptest::collection::vec(kind, 3),
        proptest::collection::vec(eni, 4),
        proptest::collection::vec((reference(0..2, 3), reference(2..4, 4)), 1..5),
    )
        .prop_map(|((a, b, c, d, e), vswitches, kinds, enis, attaches)| Made {
            choices: vec![a, b, c, d, e, vec![0, 1]],
            vswitches,
            kinds,
            enis,
            attaches,
        })
}

impl Made {
    /// As a text; with the choices made, if it is told how.
    fn text(&self, pins: Option<usize>) -> String {
        let name = |reference: Ref, names: &[&str]| match (reference, pins) {
            (Ref::One(at), _) => names[at].to_owned(),
            (Ref::Choice(k), Some(pins)) => names[self.choices[k][pins >> k & 1]].to_owned(),
            (Ref::Choice(k), None) => {
                let all: Vec<&str> = self.choices[k].iter().map(|at| names[*at]).collect();
                format!("${{k{k}:{}}}", all.join("|"))
            }
        };
        let vswitch = |at: usize| name(self.vswitches[at], &VSWITCHES);
        let instances: Vec<String> =
            (0..3).map(|i| instance(INSTANCES[i], &name(self.kinds[i], &KINDS), &vswitch(i))).collect();
        let enis: Vec<String> = (0..4)
            .map(|i| {
                let (holder, queues) = self.enis[i];
                let mut text = eni(ENIS[i], &vswitch(3 + i));
                if let Some(holder) = holder {
                    let status = format!("status: InUse, instance_id: {}", INSTANCES[holder]);
                    text = text.replace("status: Available", &status);
                }
                if let Some(queues) = queues {
                    text =
                        text.replace("type: Secondary", &format!("type: Secondary, queue_number: {queues}"));
                }
                text
            })
            .collect();
        let attaches: Vec<String> =
            self.attaches.iter().map(|(i, e)| attach(&name(*i, &INSTANCES), &name(*e, &ENIS))).collect();
        plan(&instances, &enis, &attaches)
    }
}

/// Else ten times the attaches that bear on one thing would cost a hundred times the time.
#[test]
fn a_look_that_leads_nowhere_is_paid_for() {
    let enis: Vec<String> = (0..80).map(|n| eni(&format!("eni-{n}"), "vsw-h")).collect();
    let one_of_two = |n: usize| {
        attach(&format!("${{i{n}:i-a|i-b}}"), &format!("${{e{n}:eni-{}|eni-{}}}", 2 * n, 2 * n + 1))
    };
    let attaches: Vec<String> = (0..40).map(one_of_two).collect();
    let inventory = inventory(&plan(&two_instances(), &enis, &attaches));
    let plan = Plan::new(&inventory, Timestamp::UNIX_EPOCH);
    let about = plan.attaches().next().map(|attach| attach.id).unwrap();
    let choice = Attach::from(plan.entity(about)).choices().next().and_then(|u| u.choice()).unwrap();
    let world = |budget: &mut Budget| {
        plan.with_pins(Pins::default().with(choice, 0), about, Extent::Bearing, budget).is_some()
    };
    let mut budget = Budget { left: 20, looks: 1_000 };
    assert!(!world(&mut budget));
    assert_eq!(budget.left, 20);
    assert!((1..980).contains(&budget.looks), "{}", budget.looks);
    assert!(world(&mut Budget { left: 1_000, looks: 1_000 }));
    assert!(!world(&mut Budget { left: 1_000, looks: 20 }), "there is too little left to look with");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_verdict_is_that_of_all_worlds(made in made()) {
        let text = made.text(None);
        let worlds: Vec<Vec<Decision>> = (0..64).map(|pins| decisions(&made.text(Some(pins)))).collect();
        let outcome = outcome(&inventory(&text));
        for (at, verdict) in outcome.verdicts.iter().enumerate() {
            let all = |decision| worlds.iter().all(|world| world[at] == decision);
            let is = verdict.decision;
            if all(Pass) {
                prop_assert_eq!(is, Pass, "{} {:?}\n{}", at, verdict.missing, text);
            } else if all(Fail) {
                prop_assert_ne!(is, Pass, "{} {:?}\n{}", at, verdict.missing, text);
            } else {
                prop_assert_eq!(is, Undecided, "{} {:?}\n{}", at, verdict.rules, text);
            }
        }
        let errors = outcome.findings.iter().filter(|finding| finding.severity == Severity::Error);
        for at in errors.filter_map(|finding| finding.attachment) {
            let of = outcome.verdicts.iter().find(|verdict| verdict.attachment == at);
            prop_assert!(of.is_some_and(|verdict| verdict.decision == Fail), "{}", text);
        }
    }
}
