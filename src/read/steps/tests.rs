use super::*;
use crate::inventory::{Entry, Value};
use crate::read::{FileOutcome, Format, Read, read};
use crate::source::{Role, Sources};

const I: &str = "i-bp1web00000000000000";
const E: &str = "eni-bp1a0000000000000000";

fn read_all(files: &[(&str, &str)]) -> Read {
    let mut sources = Sources::new();
    for (name, text) in files {
        sources.add(*name, (*text).to_owned(), Role::Named);
    }
    read(&sources)
}

/// Reads steps, given as items of a list; other sections keep the format from being in doubt.
fn read_steps(items: &str) -> Read {
    read_all(&[("a.yaml", &format!("vpcs: []\nsteps:\n{items}\n"))])
}

fn entry<'a>(read: &'a Read, step: &Step) -> &'a Entry {
    read.inventory.entry(step.entry)
}

/// The value of a field as text, `?` if it is unresolved, and how many values a list has.
fn given(read: &Read, entry: &Entry, field: Field) -> Option<String> {
    let fact = read.inventory.facts(entry).find(|fact| fact.field == field)?;
    Some(match fact.value {
        Value::Text(text) => read.inventory.texts.get(text).to_owned(),
        Value::Int(n) => n.to_string(),
        Value::List { len, .. } => format!("{len} values"),
        Value::Unresolved(why) => format!("{why:?}"),
        other => format!("{other:?}"),
    })
}

fn only(read: &Read) -> (&Step, &Entry) {
    assert_eq!(read.inventory.steps.len(), 1, "{:?}", read.findings);
    (&read.inventory.steps[0], entry(read, &read.inventory.steps[0]))
}

#[test]
fn every_verb_in_every_spelling() {
    let eni = format!("network_interface_id: {E}");
    let both = format!("{eni}, instance_id: {I}");
    let cases = [
        (Verb::Attach, format!("{{ {both} }}"), Kind::Attachment),
        (Verb::Detach, format!("{{ {both} }}"), Kind::Step),
        (Verb::Stop, I.to_owned(), Kind::Step),
        (Verb::Start, I.to_owned(), Kind::Step),
        (Verb::Reboot, I.to_owned(), Kind::Step),
        (Verb::Resize, format!("{{ instance_id: {I}, instance_type: ecs.g7.large }}"), Kind::Step),
        (Verb::Create, format!("{{ {eni}, vswitch_id: vsw-bp1h10000000000000000 }}"), Kind::Eni),
        (Verb::Assign, format!("{{ {eni}, ipv6_address_count: 1 }}"), Kind::Step),
        (Verb::Delete, E.to_owned(), Kind::Step),
        (Verb::Wait, format!("{{ {eni}, status: InUse }}"), Kind::Step),
    ];
    assert_eq!(cases.len(), Verb::ALL.len());
    for (verb, value, kind) in cases {
        let (name, upper) = (verb.name(), verb.name().to_uppercase());
        let (first, rest) = name.split_at(1);
        for key in [name, &upper, &format!("{}{rest}", first.to_uppercase()), &format!("{first}_-{rest}")] {
            let read = read_steps(&format!("- {key}: {value}"));
            assert!(read.findings.is_empty(), "{key}: {:?}", read.findings);
            let (step, entry) = only(&read);
            assert_eq!((step.verb, step.entry.kind, step.sequence), (verb, kind, 0));
            assert_eq!(entry.standing, Standing::Declared);
            // The whole step, from its verb to its end.
            assert_eq!(entry.range.end - entry.range.start, (key.len() + 2 + value.len()) as u32);
        }
    }
}

#[test]
fn an_id_alone_is_a_mapping_of_it() {
    for (verb, field, id) in [
        ("stop", Field::InstanceId, I),
        ("start", Field::InstanceId, I),
        ("reboot", Field::InstanceId, "${instance.web}"),
        ("delete", Field::NetworkInterfaceId, E),
        ("delete", Field::NetworkInterfaceId, "${eni.new}"),
    ] {
        for value in [format!("\"{id}\""), format!("{{ {}: \"{id}\" }}", field.name())] {
            let read = read_steps(&format!("- {verb}: {value}"));
            assert!(read.findings.is_empty(), "{:?}", read.findings);
            assert_eq!(given(&read, only(&read).1, field).as_deref(), Some(id));
        }
    }
    let read = read_steps("- delete: { eniId: eni-a }");
    assert_eq!(given(&read, only(&read).1, Field::NetworkInterfaceId).as_deref(), Some("eni-a"));
}

#[test]
fn what_is_not_known_yet_is_no_error() {
    let read = read_steps(&format!("- resize: {{ instance_id: {I}, instance_type: \"${{type}}\" }}"));
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    assert_eq!(given(&read, only(&read).1, Field::InstanceType).as_deref(), Some("${type}"));
    for (items, field) in [
        ("- assign: { eni_id: eni-a, private_ips: \"${ips}\" }", Field::PrivateIpAddresses),
        ("- assign: { eni_id: eni-a, ipv6_address_count: \"${n}\" }", Field::Ipv6AddressCount),
        ("- stop: !Ref Web", Field::InstanceId),
        ("- stop: { instance_id: !Ref Web }", Field::InstanceId),
    ] {
        let read = read_steps(items);
        assert!(read.findings.is_empty(), "{:?}", read.findings);
        assert_eq!(given(&read, only(&read).1, field).as_deref(), Some("Unresolved"), "{items}");
    }
    // As in any entry, a value of a wrong type is one that is not known.
    let read = read_steps("- stop: 17\n- start: { instance_id: [] }");
    assert_eq!((read.findings.len(), read.inventory.steps.len()), (2, 2));
    assert_eq!(read.files, [FileOutcome::Read(Format::Native)]);
}

#[test]
fn an_assign_takes_lists_as_an_eni_does() {
    for (fields, field, values) in [
        ("private_ips: [10.0.0.4, 10.0.0.5]", Field::PrivateIpAddresses, "2 values"),
        ("PrivateIpAddress: [10.0.0.4, 10.0.0.5]", Field::PrivateIpAddresses, "2 values"),
        ("private_ip_address: 10.0.0.4", Field::PrivateIpAddresses, "1 values"),
        ("private_ip_addresses: [{ PrivateIpAddress: 10.0.0.4 }]", Field::PrivateIpAddresses, "1 values"),
        ("secondary_private_ip_address_count: 3", Field::SecondaryPrivateIpAddressCount, "3"),
        ("ipv6_addresses: [2001:db8::1]", Field::Ipv6Addresses, "1 values"),
        ("ipv6_address_count: 3", Field::Ipv6AddressCount, "3"),
        ("ipv4_prefixes: [10.0.0.16/28]", Field::Ipv4Prefixes, "1 values"),
        ("ipv4_prefix_count: 3", Field::Ipv4PrefixCount, "3"),
        ("ipv6_prefix: 2001:db8::/80", Field::Ipv6Prefixes, "1 values"),
        ("ipv6_prefix_count: 3", Field::Ipv6PrefixCount, "3"),
    ] {
        let read = read_steps(&format!("- assign: {{ network_interface_id: {E}, {fields} }}"));
        assert!(read.findings.is_empty(), "{:?}", read.findings);
        assert_eq!(given(&read, only(&read).1, field).as_deref(), Some(values), "{fields}");
    }
}

/// Steps that are of no use: what is said of them, and what to do.
#[test]
fn a_step_that_is_lost_damages_the_file() {
    let needs_all = "addresses or prefixes, or how many of them";
    for (items, message, help) in [
        ("- {}", "a step needs a verb", "write one of attach, detach, stop,"),
        ("- { //: why }", "a step needs a verb", "write one of"),
        ("- { sto: i-a }", "\"sto\" is no verb of a step", "write stop if that is meant"),
        ("- { name: b, atach: {} }", "\"atach\" is no verb of a step", "write attach if that is meant"),
        ("- { qqq: b }", "\"qqq\" is no verb of a step", "write one of"),
        (
            "- { stop: i-a, start: i-a }",
            "a step does one thing, but this one has stop and start",
            "make a step of each",
        ),
        ("- { attach: {}, detach: {} }", "this one has attach and detach", "make a step of each"),
        ("- { stop: i-a, Stop: i-b }", "the key \"Stop\" stands twice", "remove one"),
        ("- { stop: i-a, stop: i-b }", "the key \"stop\" stands twice", "remove one"),
        ("- i-a", "a step must be a mapping", "write its verb as a key"),
        ("- [stop]", "a step must be a mapping", "write its verb as a key"),
        ("-", "a step must be a mapping", "write its verb as a key"),
        ("- attach:", "attach must be a mapping", "indented further"),
        ("- attach: eni-a", "attach must be a mapping", "write its fields as key and value"),
        ("- create: []", "create must be a mapping", ""),
        ("- resize: i-a", "resize must be a mapping", "write instance_id and instance_type as"),
        ("- wait: eni-a", "wait must be a mapping", "write network_interface_id and status as"),
        ("- stop: [i-a, i-b]", "stop must be an ID or a mapping", "make a step for each ID"),
        ("- stop:", "a stop step needs instance_id", "give instance_id"),
        ("- stop: \"\"", "a stop step needs instance_id", ""),
        ("- reboot: { instance_id: ~ }", "a reboot step needs instance_id", ""),
        ("- delete: {}", "a delete step needs network_interface_id", ""),
        ("- wait: { eni_id: eni-a }", "a wait step needs status", "give status"),
        ("- wait: {}", "a wait step needs network_interface_id and status", ""),
        ("- resize: { instance_id: i-a, instance_type: \"\" }", "a resize step needs instance_type", ""),
        ("- assign: { eni_id: eni-a }", needs_all, "give private_ip_addresses, secondary"),
        (
            "- assign: { eni_id: eni-a, private_ips: [], ipv6_address_count: 0 }",
            needs_all,
            "or ipv6_prefix_count",
        ),
        ("- assign: { private_ips: [10.0.0.4] }", "an assign step needs network_interface_id", ""),
    ] {
        let read = read_steps(&format!("{items}\n- start: i-a"));
        let findings = &read.findings;
        assert_eq!(findings.len(), 1, "{items}: {findings:?}");
        assert!(findings[0].message.contains(message), "{items}: {findings:?}");
        assert!(findings[0].help.as_ref().is_some_and(|h| h.contains(help)), "{items}: {findings:?}");
        assert_eq!(findings[0].severity, crate::finding::Severity::Error);
        assert_eq!(findings[0].attachment, None, "{items}");
        assert_eq!(read.files, [FileOutcome::Damaged(Format::Native)], "{items}");
        let verbs: Vec<Verb> = read.inventory.steps.iter().map(|step| step.verb).collect();
        let changes_nothing = items.starts_with("- wait");
        let expected = if changes_nothing { vec![Verb::Start] } else { vec![Verb::Lost, Verb::Start] };
        assert_eq!(verbs, expected, "{items}");
    }
    for value in ["7", "text", "{ stop: i-a }"] {
        let read = read_all(&[("a.yaml", &format!("vpcs: []\nsteps: {value}\n"))]);
        assert_eq!(read.findings[0].message, "steps must be a list of mappings");
        assert_eq!(only(&read).0.verb, Verb::Lost);
        assert_eq!(read.files, [FileOutcome::Damaged(Format::Native)]);
    }
}

#[test]
fn a_verb_has_its_own_fields() {
    for (items, message, help) in [
        (
            "- stop: { instance_id: i-a, status: Stopped }",
            "a stop step has no field \"status\"",
            "remove \"status\"",
        ),
        (
            "- stop: { instance_id: i-a, instance_type: a }",
            "a stop step has no field \"instance_type\"",
            "instance_id",
        ),
        (
            "- assign: { eni_id: eni-a, ipv6_address_count: 1, ipv6_adresses: [] }",
            "an assign step has no field",
            "write ipv6_addresses",
        ),
        (
            "- wait: { eni_id: eni-a, status: InUse, statuss: InUse }",
            "a wait step has no field \"statuss\"",
            "write status",
        ),
        ("- create: { subnet: a }", "an ENI has no field \"subnet\"", ""),
        ("- { stop: i-a, note: b }", "a step has no key \"note\" beside its verb", "move it into stop"),
    ] {
        let read = read_steps(items);
        let findings = &read.findings;
        assert_eq!(findings.len(), 1, "{items}: {findings:?}");
        assert_eq!(
            (findings[0].rule.as_str(), findings[0].message.contains(message)),
            ("unknown-key", true),
            "{findings:?}"
        );
        assert!(findings[0].help.as_ref().is_some_and(|h| h.contains(help)), "{items}: {findings:?}");
        assert_eq!(read.files, [FileOutcome::Read(Format::Native)]);
        only(&read);
    }
    let read = read_steps("- { stop: i-a, //: why }\n- create: {}\n- start: { instance_id: i-a, //: why }");
    assert!(read.findings.is_empty(), "{:?}", read.findings);
}

#[test]
fn findings_on_an_attach_are_bound_to_its_step() {
    let read = read_steps(
        "- stop: { instance_id: i-a, a: 1 }\n- attach: { eni_id: eni-a, network_card: 1 }\n  note: b",
    );
    let attach = entry(&read, &read.inventory.steps[1]).span();
    let of: Vec<_> = read.findings.iter().map(|f| (f.rule.as_str(), f.attachment == Some(attach))).collect();
    assert_eq!(of, [("unknown-key", false), ("unsupported-parameter", true), ("unknown-key", true)]);
    assert_eq!(attach.start, 49 + 4); // `attach`, not what is in it
}

#[test]
fn each_list_is_a_sequence() {
    let one = "vpcs: []\nsteps: [{ stop: i-a }, { start: i-a }]\n";
    let read = read_all(&[
        ("a.yaml", &format!("{one}---\n{one}")),
        ("bad.yaml", &format!("{one}---\nvpcs: [")),
        ("empty.yaml", "vpcs: []\nsteps: []\n"),
        ("b.json", r#"{"vpcs": [], "steps": [{"reboot": "i-a"}]}"#),
    ]);
    let sequences: Vec<u32> = read.inventory.steps.iter().map(|step| step.sequence).collect();
    assert_eq!(sequences, [0, 0, 1, 1, 2]);
    assert_eq!(read.inventory.entries(Kind::Step).len(), 5);
}

#[test]
fn a_file_plans_with_one_of_the_two() {
    for (text, messages) in [
        ("attachments: []\nsteps: []\n", &["steps beside attachments"][..]),
        ("steps: []\nattachments: []\n", &["attachments beside steps"]),
        ("attachments: []\n---\nvpcs: []\nsteps: []\n", &["steps beside attachments"]),
        ("attachments:\nsteps: []\n", &[]),
        ("attachments: []\nsteps:\n", &[]),
        ("vpcs: []\nsteps: []\n---\nvpcs: []\nsteps: []\n", &[]),
    ] {
        let read = read_all(&[("a.yaml", text)]);
        let labels: Vec<&str> = read.findings.iter().map(|f| &*f.primary.text).collect();
        assert_eq!(labels, messages, "{text}");
        assert_eq!(read.files, [FileOutcome::Read(Format::Native)]);
    }
    let read =
        read_all(&[("a.yaml", "attachments: [{}]\n"), ("b.yaml", "vpcs: []\nsteps: [{ attach: {} }]\n")]);
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    let read = read_all(&[("a.yaml", "attachments: [{}]\nsteps: [{ attach: {} }]\n")]);
    assert_eq!((read.inventory.entries(Kind::Attachment).len(), read.inventory.steps.len()), (2, 1));
}

#[test]
fn the_second_of_two_sections_is_not_read() {
    let text = "complete: true\nenis: []\nsteps: [{ stop: i-a }]\nSteps: [{ create: {} }]\n";
    let read = read_all(&[("a.yaml", text)]);
    assert_eq!(read.findings.len(), 1);
    assert_eq!(read.findings[0].rule.as_str(), "duplicate-key");
    only(&read);
    assert!(!read.inventory.closed(Kind::Eni), "the second may have created some");
}

/// Pipelines have steps, too.
#[test]
fn steps_alone_tell_only_if_they_are_ours() {
    for (text, ours) in [
        ("steps: [{ stop: i-bp1web00000000000000 }]", true),
        ("region: a\nsteps: [{ delete: eni-bp1a0000000000000000 }]", true),
        ("name: a\nsteps: [{ name: b }, { Attach: { InstanceId: a, NetworkInterfaceId: b } }]", true),
        ("steps: [{ //: why, attach: { eniId: \"${eni.a}\" } }]", true),
        ("steps: [{ resize: { instance_id: a } }]", true),
        ("steps: [{ create: { name: a, vswitch_id: b } }]", true),
        ("steps: []", true), // nothing in it can be wrong
        ("version: 1\nsteps:", true),
        ("steps: [{ name: gcr.io/cloud-builders/docker, args: [build] }]", false),
        ("version: 1\nsteps: [{ uses: actions/checkout@v4 }, { run: make }]", false),
        ("steps: [{ script: a }, stop, [stop], { wait: ~ }]", false),
        ("steps: [build, { run: test }]", false),
        ("steps: [[build], { stop: i-bp1web00000000000000 }]", true),
        ("steps: [{ start: server }, { wait: 10 }, { stop: server }]", false),
        ("steps: [{ create: { name: a } }, { attach: { volume: b } }, { delete: a }]", false),
        ("steps: [{ wait: { status: done } }, { stop: [i-bp1web00000000000000] }]", false),
        ("steps: [{ detach: eni-bp1a0000000000000000 }]", true),
        ("steps: 1000", false),
        ("steps: { stop: i-bp1web00000000000000 }", false),
        ("on: push\njobs: { a: { steps: [{ stop: i-bp1web00000000000000 }] } }", false),
    ] {
        let read = read_all(&[("a.yaml", text)]);
        let is_native = matches!(
            read.files[..],
            [FileOutcome::Read(Format::Native) | FileOutcome::Damaged(Format::Native)]
        );
        assert_eq!(is_native, ours, "{text}: {:?}", read.files);
    }
}

/// A broken plan that was found in a folder must not be passed over.
#[test]
fn malformed_steps_in_a_folder() {
    for (text, failed) in [
        ("steps:\n  - attach: { eni_id: [ }\n", true),
        ("{\"steps\": [\n  {\"attach\": {]\n", true),
        ("steps:\n  - run: [ }\n", false),
        ("attach: [ }\n", false),
    ] {
        let mut sources = Sources::new();
        sources.add("a", text.to_owned(), Role::Found);
        assert_eq!(matches!(read(&sources).files[..], [FileOutcome::Failed(_)]), failed, "{text}");
    }
}
