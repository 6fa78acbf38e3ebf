//! A plan with edges is judged as all its orders are, one after the other.

use crate::finding::Severity;
use crate::plan::Plan;
use crate::read::Read;
use crate::rules::{self, Outcome};
use crate::source::{Role, Sources};
use proptest::prelude::*;

/// Three ENIs, two of them on `a`, which takes one more; `b` takes one beside its primary one.
const WORLD: &str = "
complete: true
region: cn-hangzhou
vpcs: [{ id: vpc-bp1a00000000000000000 }]
security_groups: [{ id: sg-bp1n0000000000000000, vpc_id: vpc-bp1a00000000000000000 }]
vswitches: [{ id: vsw-bp1h10000000000000000, vpc_id: vpc-bp1a00000000000000000, zone_id: cn-hangzhou-h }]
instances:
  - { id: i-bp1a, instance_type: ecs.g7.xlarge, status: Stopped, vswitch_id: vsw-bp1h10000000000000000 }
  - { id: i-bp1b, instance_type: ecs.g6.large, status: Running, vswitch_id: vsw-bp1h10000000000000000 }
enis:
  - { id: eni-bp1p, type: Primary, status: InUse, instance_id: i-bp1a, vswitch_id: vsw-bp1h10000000000000000 }
  - { id: eni-bp1q, type: Primary, status: InUse, instance_id: i-bp1b, vswitch_id: vsw-bp1h10000000000000000 }
  - { id: eni-bp10, status: InUse, instance_id: i-bp1a, vswitch_id: vsw-bp1h10000000000000000, security_group_ids: [sg-bp1n0000000000000000] }
  - { id: eni-bp11, status: InUse, instance_id: i-bp1a, vswitch_id: vsw-bp1h10000000000000000, security_group_ids: [sg-bp1n0000000000000000] }
  - { id: eni-bp12, status: Available, vswitch_id: vsw-bp1h10000000000000000, security_group_ids: [sg-bp1n0000000000000000] }
";

fn step() -> impl Strategy<Value = String> {
    let attach = (0..3, prop_oneof![Just("a"), Just("b")]).prop_map(|(eni, instance)| {
        format!("attach: {{ network_interface_id: eni-bp1{eni}, instance_id: i-bp1{instance} }}")
    });
    let detach = (0..3).prop_map(|eni| format!("detach: {{ network_interface_id: eni-bp1{eni} }}"));
    let resize = Just("resize: { instance_id: i-bp1b, instance_type: ecs.t6-c1m1.large }".to_owned());
    let stop = Just("stop: i-bp1b".to_owned());
    prop_oneof![6 => attach, 4 => detach, 1 => resize, 1 => stop]
}

fn read(lists: &[Vec<&String>]) -> Read {
    let mut sources = Sources::new();
    sources.add("world.yaml", WORLD.to_owned(), Role::Named);
    for list in lists {
        let steps: Vec<String> = list.iter().map(|step| format!("  - {step}\n")).collect();
        sources.add("plan.yaml", format!("steps:\n{}", steps.concat()), Role::Named);
    }
    crate::read::read(&sources)
}

fn run(read: &Read) -> Outcome {
    let rules: Vec<&rules::Rule> = rules::all().iter().collect();
    rules::run(
        &mut Plan::new(&read.inventory, jiff::Timestamp::UNIX_EPOCH),
        &rules,
        &|_, own| own,
        Vec::new(),
        std::num::NonZeroUsize::MIN,
    )
}

fn fails(outcome: &Outcome) -> bool {
    outcome.findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// All orders of some numbers that keep each pair.
fn orders(n: usize, pairs: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..n {
        let longer = all.iter().flat_map(|order: &Vec<usize>| {
            let free = (0..n).filter(|at| !order.contains(at));
            let ready = free.filter(|at| pairs.iter().all(|(a, b)| b != at || order.contains(a)));
            ready.map(|at| [order.clone(), vec![at]].concat()).collect::<Vec<_>>()
        });
        all = longer.collect();
    }
    all
}

#[test]
fn what_has_no_id_is_told_by_its_resource() {
    assert_eq!(super::named("eni-a", "an ENI", Some("x.y")), "eni-a");
    assert_eq!(super::named("", "an ENI", Some("x.y")), "an ENI by x.y");
    assert_eq!(super::named("", "an instance", None), "an instance");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_partial_order_is_judged_as_all_its_orders(
        steps in proptest::collection::vec(step(), 2..6),
        split in 0_usize..3,
        pairs in proptest::collection::vec((0_usize..5, 0_usize..5), 0..5),
    ) {
        // The first steps are one list, each of the others is one of its own.
        let list: Vec<&String> = steps.iter().take(split).collect();
        let mut lists: Vec<Vec<&String>> = steps.iter().skip(split).map(|step| vec![step]).collect();
        lists.insert(0, list);
        lists.retain(|list| !list.is_empty());
        let mut read_edges = read(&lists);
        let mut edges = Vec::new();
        let mut kept: Vec<(usize, usize)> = (1..split).map(|at| (at - 1, at)).collect();
        for (a, b) in pairs.into_iter().filter(|(a, b)| a != b && a.max(b) < &steps.len()) {
            kept.push((a, b));
            if orders(steps.len(), &kept).is_empty() {
                kept.pop();
                continue;
            }
            let entry = |at: usize| read_edges.inventory.steps[at].entry;
            edges.push((entry(a), entry(b)));
        }
        read_edges.inventory.edges = edges;
        let outcome = run(&read_edges);
        let plan = Plan::new(&read_edges.inventory, jiff::Timestamp::UNIX_EPOCH);
        let row = |at: usize| read_edges.inventory.steps[at].entry;
        let place = |at: usize| plan.actions().iter().position(|action| {
            (action.id.kind, action.id.row) == (row(at).kind, row(at).row)
        });
        prop_assert!(kept.iter().all(|(a, b)| place(*a) < place(*b)), "{:?}", plan.actions());
        let all = orders(steps.len(), &kept);
        let one = |order: &Vec<usize>| fails(&run(&read(&[order.iter().map(|at| &steps[*at]).collect()])));
        let failing = all.iter().filter(|order| one(order)).count();
        let risks = outcome.findings.iter().filter(|f| f.message.starts_with("in some orders ")).count();
        let open = outcome.undecided.iter().any(|undecided| undecided.missing.starts_with("the order of "));
        let shown = format!("{failing} of {} orders fail: {:#?}", all.len(), outcome.findings);
        if failing == 0 {
            prop_assert!(!fails(&outcome) && risks == 0 && !open, "{shown}");
        } else if failing == all.len() {
            prop_assert!(fails(&outcome), "{shown}");
        } else {
            prop_assert!(!fails(&outcome) && risks > 0, "{shown}");
        }
    }
}
