//! Small plans, and the entries that they become.

mod words;

use crate::inventory::{EntryId, Kind};
use words::{map, plan, shown, steps};

const NEW: (&str, &str, &str, &str, &str) = (
    "alicloud_instance.app",
    "create",
    "null",
    r#"{"instance_type":"ecs.g7.large","vswitch_id":"vsw-1","network_interfaces":[{"security_group_ids":["sg-2"]},{"network_interface_id":"eni-9","vswitch_id":"vsw-7"}],"security_groups":["sg-1"]}"#,
    r#"{"id":true,"availability_zone":true,"vpc_id":true,"status":true,"network_interfaces":[{"network_interface_id":true,"vswitch_id":true},{"security_group_ids":true}]}"#,
);

#[test]
fn a_new_instance_with_blocks() {
    let inventory = map(&plan(
        &[NEW],
        &[(
            "alicloud_instance.app",
            r#""expressions":{"instance_type":{"constant_value":"ecs.g7.large"},"vswitch_id":{"constant_value":"vsw-1"},"security_groups":{"constant_value":["sg-1"]},"network_interfaces":[{"security_group_ids":{"constant_value":["sg-2"]}},{"network_interface_id":{"constant_value":"eni-9"},"vswitch_id":{"constant_value":"vsw-7"}}]}"#,
        )],
    ));
    assert_eq!(
        shown(&inventory, Kind::Instance),
        ["declared vswitch_id=vsw-1 instance_id=${alicloud_instance.app} security_group_ids=[sg-1] \
          instance_type=ecs.g7.large"]
    );
    assert_eq!(
        shown(&inventory, Kind::Eni),
        ["declared vswitch_id=vsw-1 \
          network_interface_id=${alicloud_instance.app.network_interfaces[0]} \
          security_group_ids=[sg-2]"]
    );
    assert_eq!(
        shown(&inventory, Kind::Attachment),
        [
            "declared instance_id=${alicloud_instance.app} \
             network_interface_id=${alicloud_instance.app.network_interfaces[0]}",
            "declared instance_id=${alicloud_instance.app} network_interface_id=eni-9 \
             drops_network_card_index=true",
        ]
    );
    let attaches = inventory.entries(Kind::Attachment);
    assert_ne!(attaches[0].range, attaches[1].range);
    for row in 0..2 {
        let resource = inventory.resource(EntryId { kind: Kind::Attachment, row }).unwrap();
        assert_eq!(inventory.texts.get(resource.address), "alicloud_instance.app");
    }
}

const PRESENT: &str = r#"{"id":"i-1","instance_type":"ecs.c6.large","status":"Running","vswitch_id":"vsw-1","network_interface_id":"eni-0","private_ip":"10.0.0.1","secondary_private_ips":["10.0.0.2"],"queue_pair_number":0,"network_interfaces":[{"network_interface_id":"eni-1","network_card_index":0,"queue_pair_number":0,"security_group_ids":["sg-1"],"vswitch_id":"vsw-1"}]}"#;

#[test]
fn an_instance_lists_its_enis() {
    let attachment = r#"{"id":"eni-2:i-1","instance_id":"i-1","network_interface_id":"eni-2"}"#;
    let eni =
        r#"{"id":"eni-1","status":"InUse","vswitch_id":"vsw-1","instance_type":"Trunk","queue_number":0}"#;
    let inventory = map(&plan(
        &[
            ("alicloud_ecs_network_interface.one", "no-op", eni, eni, "{}"),
            ("alicloud_ecs_network_interface_attachment.two", "no-op", attachment, attachment, "{}"),
            ("alicloud_instance.app", "no-op", PRESENT, PRESENT, "{}"),
        ],
        &[],
    ));
    assert_eq!(
        shown(&inventory, Kind::Instance),
        ["declared vswitch_id=vsw-1 instance_id=i-1 instance_type=ecs.c6.large status=Running \
          network_interfaces=[eni-0,eni-1,eni-2]"]
    );
    // With a trunk in sight nobody knows of the others what they are.
    assert_eq!(
        shown(&inventory, Kind::Eni),
        [
            "mentioned instance_id=i-1 network_interface_id=eni-2 status=InUse",
            "declared vswitch_id=vsw-1 network_interface_id=eni-1 type=Trunk",
            "mentioned vswitch_id=vsw-1 instance_id=i-1 network_interface_id=eni-0 status=InUse \
             type=Primary private_ip_address=10.0.0.1 private_ip_addresses=[10.0.0.1,10.0.0.2]",
            "mentioned vswitch_id=vsw-1 instance_id=i-1 network_interface_id=eni-1 \
             security_group_ids=[sg-1] status=InUse attachment.network_card_index=0",
        ]
    );
    assert!(inventory.steps.is_empty() && inventory.entries(Kind::Attachment).is_empty());
}

#[test]
fn a_resize_stops_and_starts() {
    let after = PRESENT.replace("c6.large", "c6.xlarge");
    let attach = r#"{"instance_id":"i-1","network_interface_id":"eni-5","network_card_index":null}"#;
    let inventory = map(&plan(
        &[
            ("alicloud_instance.app", "update", PRESENT, &after, "{}"),
            ("alicloud_network_interface_attachment.x", "create", "null", attach, r#"{"id":true}"#),
        ],
        &[],
    ));
    assert!(shown(&inventory, Kind::Instance)[0].contains("instance_type=ecs.c6.large status=Running"));
    assert_eq!(
        steps(&inventory),
        [
            "0:stop declared instance_id=i-1",
            "0:resize declared instance_id=i-1 instance_type=ecs.c6.xlarge",
            "0:start declared instance_id=i-1",
        ]
    );
    let attach = EntryId { kind: Kind::Attachment, row: 0 };
    assert_eq!(inventory.edges, [(inventory.steps[2].entry, attach)]);
}

#[test]
fn replaced_and_removed_attachments() {
    let before = r#"{"id":"eni-1:i-1","instance_id":"i-1","network_interface_id":"eni-1"}"#;
    let after = r#"{"instance_id":"i-2","network_interface_id":"eni-1"}"#;
    let gone = r#"{"id":"eni-2:i-1"}"#;
    let eni = r#"{"id":"eni-2","status":"InUse","vswitch_id":"vsw-1"}"#;
    for (actions, verbs) in [
        ("delete create", ["0:detach", "0:wait", "0:attach"]),
        ("create delete", ["0:attach", "0:detach", "0:wait"]),
    ] {
        let inventory = map(&plan(
            &[
                ("alicloud_ecs_network_interface_attachment.x", actions, before, after, r#"{"id":true}"#),
                ("alicloud_ecs_network_interface_attachment.y", "delete", gone, "null", "{}"),
                ("alicloud_ecs_network_interface.y", "delete", eni, "null", "{}"),
            ],
            &[],
        ));
        let steps = steps(&inventory);
        for (step, verb) in steps.iter().zip(verbs) {
            assert!(step.starts_with(verb), "{steps:#?}");
        }
        assert_eq!(
            &steps[3..],
            [
                "1:detach declared instance_id=i-1 network_interface_id=eni-2",
                "1:wait declared network_interface_id=eni-2 status=Available",
                "2:delete declared network_interface_id=eni-2",
            ]
        );
        assert_eq!(inventory.edges, [(inventory.steps[4].entry, inventory.steps[5].entry)]);
        assert_eq!(
            shown(&inventory, Kind::Eni),
            [
                "mentioned instance_id=i-1 network_interface_id=eni-1 status=InUse type=Secondary",
                "mentioned instance_id=i-1 network_interface_id=eni-2 status=InUse type=Secondary",
                "observed vswitch_id=vsw-1 network_interface_id=eni-2",
            ]
        );
    }
}

#[test]
fn references_and_order() {
    let unknown = r#"{"id":true,"instance_id":true,"network_interface_id":true}"#;
    let refers = |to: &str, needs: &str| {
        format!(
            r#""depends_on":[{needs}],"expressions":{{"instance_id":{{"references":["alicloud_instance.app.id","alicloud_instance.app"]}},"network_interface_id":{{"references":["{to}.id","{to}"]}}}}"#
        )
    };
    let eni = r#"{"vswitch_id":"vsw-1","private_ip_addresses":["10.0.0.5"],"security_group_ids":null}"#;
    let inventory = map(&plan(
        &[
            NEW,
            (
                "alicloud_ecs_network_interface.a",
                "create",
                "null",
                eni,
                r#"{"id":true,"security_group_ids":true}"#,
            ),
            ("alicloud_ecs_network_interface.b", "create", "null", eni, r#"{"id":true}"#),
            ("alicloud_vpc.idle", "no-op", r#"{"id":"vpc-1"}"#, r#"{"id":"vpc-1"}"#, "{}"),
            ("alicloud_ecs_network_interface_attachment.a", "create", "null", "{}", unknown),
            ("alicloud_ecs_network_interface_attachment.b", "create", "null", "{}", unknown),
        ],
        &[
            ("alicloud_vpc.idle", r#""depends_on":["alicloud_ecs_network_interface_attachment.a"]"#),
            ("alicloud_ecs_network_interface_attachment.a", &refers("alicloud_ecs_network_interface.a", "")),
            (
                "alicloud_ecs_network_interface_attachment.b",
                &refers("alicloud_ecs_network_interface.b", r#""alicloud_vpc.idle""#),
            ),
        ],
    ));
    let attaches = shown(&inventory, Kind::Attachment);
    assert_eq!(
        attaches[0],
        "declared instance_id=${alicloud_instance.app} \
         network_interface_id=${alicloud_ecs_network_interface.a}"
    );
    let row = |row| EntryId { kind: Kind::Attachment, row };
    // The blocks of an instance come before what is attached to it.
    let edges = [(0, 1), (2, 0), (2, 1), (3, 0), (3, 1)];
    assert_eq!(inventory.edges, edges.map(|(first, second)| (row(first), row(second))));
    // The first address is one that the API chooses.
    assert!(shown(&inventory, Kind::Eni)[0].contains("private_ip_addresses=[NotGiven,10.0.0.5]"));
}

#[test]
fn rows_of_data_sources() {
    let text = r#"{"format_version":"1.2","resource_changes":[],"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[
        {"address":"data.alicloud_instance_types.t","mode":"data","type":"alicloud_instance_types","name":"t","values":{"id":"1","ids":["ecs.g7.large"],"instance_types":[{"id":"ecs.g7.large","eni_amount":3,"eni_quantity":0,"eni_ipv6_address_quantity":0,"memory_size":8}]}},
        {"address":"data.apsarastack_instance_types.t","mode":"data","type":"apsarastack_instance_types","name":"t","values":{"id":"1","instance_types":[{"id":"ecs.g7.large","eni_amount":9}]}},
        {"address":"data.alicloud_security_groups.g","mode":"data","type":"alicloud_security_groups","name":"g","values":{"id":"1","groups":[{"id":"sg-1","vpc_id":"","security_group_type":"normal"}]}}
    ]}}},"configuration":{"root_module":{}}}"#;
    let inventory = map(text);
    assert_eq!(
        shown(&inventory, Kind::InstanceType),
        ["observed instance_type_id=ecs.g7.large eni_quantity=3 memory_size=8000"]
    );
    assert_eq!(
        shown(&inventory, Kind::SecurityGroup),
        ["observed security_group_id=sg-1 security_group_type=normal vpc_id="]
    );
}

#[test]
fn eips_of_one_eni_are_one_list() {
    let bound = |allocation: &str| {
        format!(
            r#"{{"id":"{allocation}:eni-1","allocation_id":"{allocation}","instance_id":"eni-1","instance_type":"NetworkInterface","mode":"MULTI_BINDED"}}"#
        )
    };
    let (a, b) = (bound("eip-a"), bound("eip-b"));
    let inventory = map(&plan(
        &[
            ("alicloud_eip_association.a", "no-op", &a, &a, "{}"),
            ("alicloud_eip_association.b", "no-op", &b, &b, "{}"),
        ],
        &[],
    ));
    assert_eq!(
        shown(&inventory, Kind::Eip),
        [
            "mentioned allocation_id=eip-a mode=MULTI_BINDED",
            "mentioned allocation_id=eip-b mode=MULTI_BINDED"
        ]
    );
    assert_eq!(
        shown(&inventory, Kind::Eni),
        ["mentioned network_interface_id=eni-1 allocation_ids=[eip-a,eip-b]"]
    );
}

#[test]
fn what_a_template_says_and_what_it_hides() {
    let template = r#"{"launch_template_name":"t","instance_type":"ecs.g7.large","vswitch_id":"vsw-1","network_interfaces":[{"vswitch_id":"vsw-2","security_group_id":"sg-2"}]}"#;
    let inventory = map(&plan(
        &[
            ("alicloud_launch_template.t", "create", "null", template, r#"{"id":true}"#),
            ("alicloud_instance.a", "create", "null", r#"{"launch_template_name":"t"}"#, r#"{"id":true}"#),
            (
                "alicloud_instance.b",
                "create",
                "null",
                r#"{"launch_template_id":"lt-1","instance_type":"ecs.g7.large"}"#,
                r#"{"id":true}"#,
            ),
        ],
        &[],
    ));
    assert_eq!(
        shown(&inventory, Kind::Instance),
        [
            "declared vswitch_id=vsw-1 instance_id=${alicloud_instance.a} instance_type=ecs.g7.large",
            "declared vswitch_id=Unresolved instance_id=${alicloud_instance.b} \
             security_group_ids=Unresolved instance_type=ecs.g7.large",
        ]
    );
    assert_eq!(shown(&inventory, Kind::Attachment).len(), 1);
    let enis = shown(&inventory, Kind::Eni);
    assert!(enis[0].contains(" vswitch_id=vsw-2 "), "{enis:#?}");
    assert!(enis[0].contains(" security_group_ids=[sg-2]"), "{enis:#?}");
    assert!(enis[1].contains("trunk_network_interface_id=Unresolved"), "{enis:#?}");
}

#[test]
fn a_state_is_as_it_is() {
    let text = format!(
        r#"{{"format_version":"1.0","values":{{"root_module":{{"resources":[{{"address":"alicloud_instance.app","mode":"managed","type":"alicloud_instance","name":"app","values":{PRESENT}}}]}}}}}}"#
    );
    let inventory = map(&text);
    let instances = shown(&inventory, Kind::Instance);
    assert!(instances[0].contains(" instance_id=i-1 "), "{instances:?}");
    assert_eq!(inventory.entries(Kind::Eni).len(), 2);
}
