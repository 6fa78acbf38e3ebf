use super::{Capacity, Limit};
use crate::plan::{Amount, Plan};
use crate::read::read;
use crate::source::{Role, Sources};

/// The rows of a plan, one a line: what of what, used, peak with the line where it is, limit, room.
fn rows(text: &str) -> Vec<String> {
    let mut sources = Sources::new();
    sources.add("plan.yaml", text.to_owned(), Role::Named);
    let read = read(&sources);
    assert!(read.files.iter().all(|file| matches!(file, crate::read::FileOutcome::Read(_))));
    let plan = Plan::new(&read.inventory, jiff::Timestamp::UNIX_EPOCH);
    let line = |row: &Capacity<'_>| {
        let n = |Amount { least, most }| match most {
            u32::MAX => format!("{least}+"),
            _ if least == most => least.to_string(),
            _ => format!("{least}-{most}"),
        };
        let limit = match row.limit {
            Limit::Known(limit) => limit.value.to_string(),
            Limit::Unknown => "?".to_owned(),
            Limit::Undocumented => "-".to_owned(),
        };
        let room = row.room.map_or("-".to_owned(), |room| match room.least {
            Some(least) if least == room.most => least.to_string(),
            Some(least) => format!("{least}..{}", room.most),
            None => format!("..{}", room.most),
        });
        let at = row.peak_at.map_or(String::new(), |at| {
            let before = text.get(..at.start as usize).unwrap();
            format!("@{}", before.lines().count() + usize::from(before.ends_with('\n')))
        });
        let card = row.measure.card().map_or(String::new(), |index| format!("[{index}]"));
        let name = format!("{}.{}{card}", row.of.name(), row.measure.name());
        format!("{name} {} {}{at} {limit} {room}", n(row.used), n(row.peak))
    };
    plan.capacity().iter().map(line).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let rows = rows(text);
    for row in expected {
        assert!(rows.iter().any(|r| r == row), "no {row}\n{}", rows.join("\n"));
    }
}

const HEAD: &str = "\
complete: true
instance_types:
  - { instance_type_id: ecs.s, eni_quantity: 3, eni_private_ip_address_quantity: 4 }
  - { instance_type_id: ecs.l, eni_quantity: 8, eni_private_ip_address_quantity: 9 }
instances: [{ id: i-a, instance_type: ecs.s }, { id: i-b, instance_type: ecs.l }]
enis:
  - { id: eni-a, status: InUse, instance_id: i-a }
  - { id: eni-b, status: Available }
  - { id: eni-c, status: Available, private_ips: [10.0.0.1, 10.0.0.2] }
";

#[test]
fn the_peak_is_in_the_middle() {
    let steps = "\
steps:
  - attach: { eni_id: eni-b, instance_id: i-a }
  - attach: { eni_id: eni-c, instance_id: i-a }
  - detach: { eni_id: eni-b, instance_id: i-a }
  - attach: { eni_id: eni-b, instance_id: i-b }
";
    let expected = ["i-a.enis 2 4@12 3 -1", "i-a.ipv4 1 2@12 4 2", "i-b.enis 1 2@14 8 6", "i-b.ipv4 1 1 9 8"];
    assert_eq!(rows(&format!("{HEAD}{steps}")), expected, "what a limit refuses counts");
}

#[test]
fn assigned_addresses_count() {
    let text = "\
complete: true
region: cn-hangzhou
vswitches: [{ id: vsw-a, available_ip_address_count: 20 }]
security_groups: [{ id: sg-a }]
instance_types: [{ instance_type_id: ecs.s, eni_quantity: 3, eni_private_ip_address_quantity: 4 }]
instances: [{ id: i-a, instance_type: ecs.s }]
enis:
  - { id: eni-a, status: InUse, instance_id: i-a, vswitch_id: vsw-a, security_group_ids: [sg-a] }
steps:
  - assign: { eni_id: eni-a, secondary_private_ip_address_count: 2 }
  - assign: { eni_id: eni-a, secondary_private_ip_address_count: 3 }
  - delete: eni-a
  - create: { id: '${b}', vswitch_id: vsw-a, security_group_ids: [sg-a] }
";
    check(
        text,
        &["i-a.ipv4 1 6@11 4 -2", "vsw-a.free_ips 0 5@11 20 15", "sg-a.private_ips 1 6@11 6000 5994"],
    );
}

#[test]
fn nothing_planned_leaves_room() {
    assert_eq!(rows(HEAD), ["i-a.enis 2 2 3 1", "i-a.ipv4 1 1 4 3", "i-b.enis 1 1 8 7", "i-b.ipv4 1 1 9 8"]);
}

#[test]
fn a_resize_changes_the_limit() {
    let steps = "\
steps:
  - resize: { instance_id: i-a, instance_type: ecs.l }
  - attach: { eni_id: eni-b, instance_id: i-a }
  - attach: { eni_id: eni-c, instance_id: i-a }
";
    check(&format!("{HEAD}{steps}"), &["i-a.enis 2 2 3 1", "i-a.ipv4 1 1 4 3"]);
    let steps = "\
steps:
  - attach: { eni_id: eni-b, instance_id: i-b }
  - attach: { eni_id: eni-c, instance_id: i-b }
  - resize: { instance_id: i-b, instance_type: ecs.s }
";
    check(&format!("{HEAD}{steps}"), &["i-b.enis 1 3@13 3 0"]);
    let steps = "\
steps:
  - resize: { instance_id: i-a, instance_type: ecs.unheard-of }
";
    check(&format!("{HEAD}{steps}"), &["i-a.enis 2 2 3 ..1"]);
}

#[test]
fn the_same_attach_twice_counts_once() {
    let attaches = "\
attachments:
  - { eni_id: eni-b, instance_id: i-a }
  - { eni_id: eni-b, instance_id: i-a }
  - { eni_id: eni-a, instance_id: i-a }
";
    check(&format!("{HEAD}{attaches}"), &["i-a.enis 2 3@11 3 0"]);
}

#[test]
fn what_is_not_known_is_not_counted_as_known() {
    let open = HEAD.replace("complete: true\n", "");
    check(&open, &["i-a.enis 2+ 2+ 3 ..1", "i-a.ipv4 1+ 1+ 4 ..3"]);
    // An ENI that may be there; attached, it is.
    let adrift = HEAD.replace("eni-b, status: Available", "eni-b, status: Unheard, instance_id: i-a");
    check(&adrift, &["i-a.enis 2-3 2-3 3 0..1"]);
    let steps = "steps: [{ attach: { eni_id: eni-b, instance_id: i-a } }]\n";
    check(&format!("{adrift}{steps}"), &["i-a.enis 2-3 3@10 3 0"]);
    // An instance of unknown type.
    check("complete: true\ninstances: [{ id: i-a }]\n", &["i-a.enis 1 1 ? -"]);
}

#[test]
fn an_id_alone_tells_no_addresses() {
    let text = "\
instance_types: [{ instance_type_id: ecs.s, eni_quantity: 3, eni_private_ip_address_quantity: 4 }]
instances: [{ id: i-a, instance_type: ecs.s, network_interfaces: [eni-a, eni-b] }]
";
    check(text, &["i-a.enis 2 2 3 1", "i-a.ipv4 1+ 1+ 4 ..3"]);
}

#[test]
fn cards_have_no_documented_limit() {
    let text = "\
complete: true
instance_types: [{ instance_type_id: ecs.c, eni_quantity: 8, network_card_quantity: 2000000000 }]
instances: [{ id: i-a, instance_type: ecs.c }]
enis: [{ id: eni-b, status: Available }, { id: eni-c, status: Available }]
attachments:
  - { eni_id: eni-b, instance_id: i-a, network_card_index: 1 }
  - { eni_id: eni-c, instance_id: i-a, network_card_index: 99 }
";
    let cards: Vec<String> = rows(text).into_iter().filter(|row| row.contains("network_card")).collect();
    assert_eq!(cards.len(), 65, "not as many as it claims to have");
    assert_eq!(cards[0], "i-a.network_card[0] 1 1 - -");
    assert_eq!(cards[1], "i-a.network_card[1] 0 1@6 - -");
    assert_eq!(cards[64], "i-a.network_card[99] 0 1@7 - -");
}

#[test]
fn rdma_interfaces_and_queues() {
    let text = "\
complete: true
instance_types:
  - { instance_type_id: ecs.e, eni_quantity: 8, eri_quantity: 1, queue_pair_number: 22, gpu_amount: 0,
      network_card_quantity: 1, total_eni_queue_quantity: 20, primary_eni_queue_number: 8,
      secondary_eni_queue_number: 4 }
instances: [{ id: i-a, instance_type: ecs.e }]
enis:
  - { id: '${b}', network_interface_traffic_mode: HighPerformance, queue_pair_number: 10 }
  - { id: '${c}', network_interface_traffic_mode: HighPerformance, queue_number: 9 }
attachments:
  - { eni_id: '${b}', instance_id: i-a }
  - { eni_id: '${c}', instance_id: i-a }
";
    check(text, &["i-a.eris 0 2@12 1 -1", "i-a.queue_pairs 0 32@12 22 -10", "i-a.queues 8 21@12 20 -1"]);
}

#[test]
fn vswitches_and_groups() {
    let text = "\
complete: true
region: cn-hangzhou
vswitches: [{ id: vsw-a, available_ip_address_count: 20 }, { id: vsw-b }]
security_groups:
  - { id: sg-a }
  - { id: sg-b, security_group_type: enterprise, eni_count: 65535 }
  - { id: sg-c }
enis:
  - { id: eni-a, status: Available, vswitch_id: vsw-a, security_group_ids: [sg-a, sg-a] }
  - { id: '${a}', vswitch_id: vsw-a, security_group_ids: [sg-a], private_ips: [10.0.0.1, 10.0.0.2] }
steps:
  - create: { id: '${b}', vswitch_id: vsw-a, security_group_ids: [sg-b], ipv4_prefix_count: 1 }
  - delete: '${b}'
  - create: { id: '${c}', vswitch_id: vsw-a, security_group_ids: [sg-b] }
  - delete: eni-a
  - delete: eni-a
facts: { quotas: { cn-hangzhou: { q_vpc-normal-security-group-ip-count: 5 } } }
";
    let expected = [
        "sg-b.enis 65535 65536@12 65536 0",
        "vsw-a.free_ips 0 19@12 20 1",
        "sg-a.private_ips 1 3@10 5 2",
        "sg-c.private_ips 0 0 5 5",
    ];
    assert_eq!(rows(text), expected);
}

#[test]
fn the_tightest_first() {
    let types: Vec<String> =
        [3, 9, 5].iter().map(|n| format!("{{ instance_type_id: ecs.t{n}, eni_quantity: {n} }}")).collect();
    let primary = |n: &str, more: usize| {
        let lists: Vec<String> = (0..=more).map(|at| format!("eni-{n}{at}")).collect();
        format!("network_interfaces: [{}]", lists.join(", "))
    };
    let text = format!(
        "instance_types: [{}]\ninstances:\n  - {{ id: i-a, instance_type: ecs.t3, {} }}\n  - {{ id: i-b, instance_type: ecs.t9, {} }}\n  - {{ id: i-c, instance_type: ecs.t5, {} }}\n  - {{ id: i-d }}\n",
        types.join(", "),
        primary("a", 1),
        primary("b", 7),
        primary("c", 5)
    );
    let enis: Vec<String> = rows(&text).into_iter().filter(|row| row.contains(".enis")).collect();
    assert_eq!(
        enis,
        ["i-c.enis 6 6 5 -1", "i-b.enis 8 8 9 1", "i-a.enis 2 2 3 1", "i-d.enis 1+ 1+ ? -"],
        "one of nine is tighter than one of three"
    );
}
