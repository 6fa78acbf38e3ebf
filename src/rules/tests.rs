//! Rules on what Terraform does, over inventories whose entries have addresses.

use super::{Outcome, Rule, all, run};
use crate::finding::{Decision, Finding};
use crate::inventory::{EntryId, Kind, Resource, Tool};
use crate::plan::Plan;
use crate::read::Read;
use crate::source::{Role, Sources};

const WORLD: &str = "
complete: true
region: cn-hangzhou
vpcs: [{ id: vpc-bp1a00000000000000000 }]
security_groups: [{ id: sg-bp1n0000000000000000, vpc_id: vpc-bp1a00000000000000000 }]
vswitches: [{ id: vsw-bp1h10000000000000000, vpc_id: vpc-bp1a00000000000000000, zone_id: cn-hangzhou-h }]
instances:
  - { id: i-bp1a, instance_type: ecs.g7.large, status: Stopped, vswitch_id: vsw-bp1h10000000000000000 }
  - { id: i-bp1b, instance_type: ecs.g6.large, status: Stopped, vswitch_id: vsw-bp1h10000000000000000 }
  - { id: '${web}', instance_type: ecs.g7.large, vswitch_id: vsw-bp1h10000000000000000, network_interfaces: [eni-bp14] }
enis:
  - { id: eni-bp1p, type: Primary, status: InUse, instance_id: i-bp1a, vswitch_id: vsw-bp1h10000000000000000 }
  - { id: eni-bp1q, type: Primary, status: InUse, instance_id: i-bp1b, vswitch_id: vsw-bp1h10000000000000000 }
  - { id: eni-bp11, type: Secondary, status: InUse, instance_id: i-bp1a, vswitch_id: vsw-bp1h10000000000000000 }
  - { id: eni-bp12, type: Secondary, status: InUse, instance_id: i-bp1b, vswitch_id: vsw-bp1h10000000000000000 }
  - { id: eni-bp13, type: Secondary, status: Available, vswitch_id: vsw-bp1h10000000000000000 }
  - { id: eni-bp14, type: Secondary, status: Available, vswitch_id: vsw-bp1h10000000000000000 }
";

/// Judges the plan, with all rules. With an address all its attaches and steps are one resource,
/// and all instances another.
fn judge(plan: &str, address: Option<&str>) -> Outcome {
    let mut sources = Sources::new();
    sources.add("world.yaml", WORLD.to_owned(), Role::Named);
    sources.add("plan.yaml", plan.to_owned(), Role::Named);
    let Read { mut inventory, .. } = crate::read::read(&sources);
    for kind in [Kind::Attachment, Kind::Step, Kind::Instance] {
        let Some(address) = address else { continue };
        let address = if kind == Kind::Instance { "alicloud_instance.x" } else { address };
        let address = inventory.texts.intern(address);
        for row in 0..inventory.entries(kind).len() {
            let id = EntryId { kind, row: u32::try_from(row).unwrap() };
            let head = inventory.entry(id).span();
            inventory.add_resource(id, Resource { address, head, tool: Tool::Terraform });
        }
    }
    let rules: Vec<&Rule> = all().iter().collect();
    let plan = &mut Plan::new(&inventory, jiff::Timestamp::UNIX_EPOCH);
    run(plan, &rules, &|_, own| own, Vec::new(), std::num::NonZeroUsize::MIN)
}

/// The findings on states, order and counts.
fn told(outcome: &Outcome) -> Vec<&Finding> {
    const RULES: [&str; 9] = [
        "already-attached",
        "detach-not-attached",
        "double-channel",
        "dup-attach-other",
        "eni-limit",
        "eni-state",
        "missing-wait",
        "order-detach-first",
        "tf-create-before-destroy",
    ];
    outcome.findings.iter().filter(|finding| RULES.contains(&finding.rule.as_str())).collect()
}

fn rules(outcome: &Outcome) -> Vec<&str> {
    told(outcome).iter().map(|finding| finding.rule.as_str()).collect()
}

fn attach(eni: &str, instance: &str) -> String {
    format!("attach: {{ network_interface_id: eni-bp1{eni}, instance_id: {instance} }}")
}

fn detach(eni: &str, instance: &str) -> String {
    format!("detach: {{ network_interface_id: eni-bp1{eni}, instance_id: {instance} }}")
}

fn steps(steps: &[String]) -> String {
    steps.iter().fold("steps:\n".to_owned(), |text, step| format!("{text}  - {step}\n"))
}

#[test]
fn an_attachment_is_not_created_before_it_is_destroyed() {
    let plan = steps(&[attach("2", "i-bp1a"), detach("2", "i-bp1b")]);
    assert_eq!(rules(&judge(&plan, None)), ["order-detach-first"]);
    let outcome = judge(&plan, Some("alicloud_x.a[0]"));
    assert_eq!(rules(&outcome), ["tf-create-before-destroy"]);
    assert_eq!(outcome.verdicts[0].decision, Decision::Fail);
    let finding = told(&outcome)[0];
    assert_eq!(
        finding.message,
        "alicloud_x.a[0] is created anew before the old one is destroyed, but ENI eni-bp12 is on instance i-bp1b until then"
    );
    let help = "remove create_before_destroy from alicloud_x.a[0] and from what depends on it";
    assert_eq!(finding.help.as_deref(), Some(help));
    assert_eq!(finding.notes, [super::retries::LATE]);
    // With another card of the same instance, say.
    let again = judge(&steps(&[attach("2", "i-bp1b"), detach("2", "i-bp1b")]), Some("x.a"));
    assert_eq!(rules(&again), ["tf-create-before-destroy"]);
    let usual = judge(&steps(&[detach("2", "i-bp1b"), attach("2", "i-bp1a")]), Some("x.a"));
    assert_eq!(rules(&usual), [""; 0], "the provider waits");
}

#[test]
fn another_eni_is_a_matter_of_room() {
    let outcome = judge(&steps(&[attach("3", "i-bp1b"), detach("2", "i-bp1b")]), Some("x.a"));
    assert_eq!(rules(&outcome), ["order-detach-first"]);
    let finding = told(&outcome)[0];
    assert!(finding.help.as_deref().unwrap().contains("create_before_destroy"), "{:?}", finding.help);
    assert_eq!(finding.notes.last().map(String::as_str), Some(super::retries::AT_ONCE));
}

#[test]
fn only_what_terraform_runs_is_said_to_be_retried() {
    let plan = "attachments: [{ network_interface_id: eni-bp12, instance_id: i-bp1a }]\n";
    let notes = |address| -> Vec<String> {
        let outcome = judge(plan, address);
        assert_eq!(rules(&outcome), ["eni-state"]);
        told(&outcome)[0].notes.clone()
    };
    assert_eq!(notes(None), [""; 0]);
    assert_eq!(notes(Some("x.a")), [super::retries::LATE]);
}

#[test]
fn an_instance_with_a_list_of_enis_gets_no_other_ones() {
    let plan = "attachments:\n  - { network_interface_id: eni-bp13, instance_id: '${web}' }\n";
    assert_eq!(rules(&judge(plan, None)), [""; 0]);
    let outcome = judge(plan, Some("x.a"));
    assert_eq!(rules(&outcome), ["double-channel"]);
    assert_eq!(told(&outcome)[0].severity, crate::finding::Severity::Warning);
    let listed = "attachments:\n  - { network_interface_id: eni-bp14, instance_id: '${web}' }\n";
    let outcome = judge(listed, Some("x.a"));
    assert_eq!(rules(&outcome), ["double-channel"]);
    assert_eq!(told(&outcome)[0].severity, crate::finding::Severity::Error);
}

#[test]
fn help_is_for_whoever_can_follow_it() {
    let help = |plan: &str, rule: &str, address| {
        let outcome = judge(plan, address);
        let finding = outcome.findings.iter().find(|finding| finding.rule.as_str() == rule);
        finding.and_then(|finding| finding.help.clone()).unwrap()
    };
    let delete = "delete: eni-bp11".to_owned();
    for (step, rule, of_step, of_resource) in [
        ("stop: i-bp1a".to_owned(), "step-state", "remove this step", "the state of x.a is out of date"),
        (detach("3", "i-bp1a"), "detach-not-attached", "remove this step", "-refresh-only"),
        (delete, "delete-in-use", "detach eni-bp11 first", "in an apply before x.a is destroyed"),
    ] {
        let plan = steps(&[step]);
        let told = help(&plan, rule, None);
        assert!(told.contains(of_step), "{told}");
        let told = help(&plan, rule, Some("x.a"));
        assert!(told.contains(of_resource) && !told.contains("step"), "{told}");
    }
}

/// Threads ask for the type that would do in any order: what one moment is told must not hang on another.
#[test]
fn a_type_that_would_do_is_told_before_and_after_a_resize() {
    let eni =
        |n| format!("  - {{ id: eni-bp1x{n}, status: Available, vswitch_id: vsw-bp1h10000000000000000 }}\n");
    let attach = |n| format!("  - attach: {{ instance_id: i-bp1b, network_interface_id: eni-bp1x{n} }}\n");
    let resize = "  - resize: { instance_id: i-bp1b, instance_type: ecs.g7.large }\n";
    let enis: String = (0..4).map(eni).collect();
    let (before, after): (String, String) = (attach(0), (1..4).map(attach).collect());
    let found = judge(&format!("enis:\n{enis}steps:\n{before}{resize}{after}"), None).findings;
    let limits = found.iter().filter(|finding| finding.rule.as_str() == "eni-limit");
    let helps: Vec<&str> = limits.map(|finding| finding.help.as_deref().unwrap_or_default()).collect();
    assert!(helps.len() > 1, "{found:#?}");
    assert!(helps.iter().all(|help| help.contains("the smallest ecs.g")), "{helps:#?}");
    assert!(helps.iter().any(|help| help.contains("ecs.g7")), "{helps:#?}");
    assert!(helps.iter().any(|help| help.contains("ecs.g6")), "{helps:#?}");
}
