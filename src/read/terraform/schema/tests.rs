use super::*;

/// What is known of the provider: each type with its attributes, under old and new names.
const KNOWN: &[(&str, &str, &str)] = &[
    (
        "alicloud_instance",
        "alicloud_instance",
        "vswitch_id availability_zone vpc_id instance_type security_groups status network_interface_id \
         private_ip secondary_private_ips secondary_private_ip_address_count ipv6_address_count \
         ipv6_addresses network_card_index queue_pair_number network_interface_traffic_mode \
         source_dest_check launch_template_id launch_template_name launch_template_version start_time \
         primary_ip_address cpu memory",
    ),
    (
        "alicloud_network_interface",
        "alicloud_ecs_network_interface",
        "vswitch_id security_group_ids security_groups primary_ip_address private_ip private_ip_addresses \
         private_ips secondary_private_ip_address_count private_ips_count ipv4_prefixes ipv4_prefix_count \
         ipv6_addresses ipv6_address_count instance_type network_interface_traffic_mode queue_number \
         source_dest_check delete_on_release mac status",
    ),
    (
        "alicloud_network_interface_attachment",
        "alicloud_ecs_network_interface_attachment",
        "instance_id network_interface_id network_card_index trunk_network_instance_id \
         wait_for_network_configuration_ready timeouts",
    ),
    (
        "alicloud_subnet",
        "alicloud_vswitch",
        "zone_id availability_zone vpc_id cidr_block enable_ipv6 ipv6_cidr_block",
    ),
    ("alicloud_vpc", "alicloud_vpc", "cidr_block secondary_cidr_blocks enable_ipv6 user_cidrs"),
    ("alicloud_security_group", "alicloud_security_group", "vpc_id security_group_type"),
    (
        "alicloud_ecs_instance_set",
        "alicloud_ecs_instance_set",
        "amount instance_type vswitch_id zone_id security_group_ids instance_ids",
    ),
    ("alicloud_launch_template", "alicloud_ecs_launch_template", "vswitch_id zone_id instance_type"),
    (
        "alicloud_eip_association",
        "alicloud_eip_association",
        "instance_id instance_type mode private_ip_address",
    ),
    (
        "alicloud_ecs_network_interface_permission",
        "alicloud_ecs_network_interface_permission",
        "account_id network_interface_id permission",
    ),
];

/// The same of what stands in blocks, and in the rows of data sources.
const LISTED: &[(&str, &str, &str)] = &[
    (
        "alicloud_instance",
        "network_interfaces",
        "network_interface_id vswitch_id security_group_ids network_card_index queue_pair_number \
         network_interface_traffic_mode source_dest_check",
    ),
    ("alicloud_ecs_instance_set", "network_interfaces", "security_group_id vswitch_id primary_ip_address"),
    (
        "alicloud_ecs_launch_template",
        "network_interfaces",
        "vswitch_id security_group_id primary_ip delete_on_release",
    ),
    (
        "alicloud_instance_types",
        "instance_types",
        "id eni_amount eni_quantity eni_private_ip_address_quantity eni_ipv6_address_quantity \
         maximum_queue_number_per_eni primary_eni_queue_number secondary_eni_queue_number \
         total_eni_queue_quantity",
    ),
    ("alicloud_vswitches", "vswitches", "id zone_id vpc_id cidr_block available_ip_address_count"),
    ("alicloud_vpcs", "vpcs", "id cidr_block"),
    ("alicloud_security_groups", "groups", "id vpc_id security_group_type"),
    (
        "alicloud_instances",
        "instances",
        "id availability_zone vswitch_id vpc_id instance_type status security_groups",
    ),
    (
        "alicloud_ecs_network_interfaces",
        "interfaces",
        "id status type instance_id zone_id vpc_id vswitch_id security_group_ids service_managed \
         queue_number network_interface_traffic_mode",
    ),
];

#[test]
fn every_attribute_has_its_place() {
    for (written, usual, names) in KNOWN {
        let found = resource(written).map(|ty| ty.name);
        assert_eq!(found, Some(*usual), "{written}");
        let table = table(usual).unwrap();
        for name in names.split_whitespace() {
            let own = table.attributes.iter().chain(table.primary).find(|attr| attr.names.contains(&name));
            let attr = own.unwrap_or_else(|| panic!("{usual}.{name}"));
            assert_eq!(keeps(usual)(name), attr.meaning != Meaning::Unused, "{usual}.{name}");
        }
        assert!(keeps(usual)("id") && !keeps(usual)("tags"));
    }
    for (usual, list, names) in LISTED {
        let found = table(usual).and_then(|table| table.list.as_ref()).unwrap();
        assert_eq!(found.name, *list);
        assert!(keeps(usual)(list), "{usual}.{list}");
        for name in names.split_whitespace() {
            let has = found.attributes.iter().any(|attr| attr.names.contains(&name));
            assert!(has, "{usual}.{list}.{name}");
        }
    }
}

#[test]
fn forks_have_the_same_types() {
    for fork in ["apsarastack_instance", "alibabacloudstack_instance"] {
        assert_eq!(resource(fork), Some(Type { name: "alicloud_instance", fork: true }));
    }
    assert_eq!(data("apsarastack_vswitches").map(|ty| ty.name), Some("alicloud_vswitches"));
    for other in ["aws_instance", "alicloud_oss_bucket", "instance", "alicloud_", "alicloud_instances"] {
        assert_eq!(resource(other), None, "{other}");
    }
    assert_eq!(data("alicloud_instance"), None);
}

#[test]
fn names_are_told_once() {
    let tables = || resources::TABLES.iter().chain(data::TABLES);
    for table in tables() {
        let lists = table.list.iter().map(|list| list.attributes);
        let own: Vec<&str> =
            table.attributes.iter().chain(table.primary).flat_map(|attr| attr.names).copied().collect();
        for names in
            lists.map(|list| list.iter().flat_map(|a| a.names).copied().collect::<Vec<_>>()).chain([own])
        {
            for (index, name) in names.iter().enumerate() {
                assert!(!names[..index].contains(name), "{}.{name}", table.name);
            }
        }
        assert!(table.name.starts_with(PUBLIC));
    }
}

#[test]
fn lists_are_wanted_as_lists() {
    let all = resources::TABLES.iter().chain(data::TABLES);
    let attrs = all.flat_map(|table| {
        let listed = table.list.as_ref().map_or(&[][..], |list| list.attributes);
        table.attributes.iter().chain(table.primary).chain(listed)
    });
    for attr in attrs {
        let is_list = matches!(attr.want, Want::Values | Want::Ids(_));
        match attr.meaning {
            Meaning::Field(field) | Meaning::NonZero(field) => {
                assert_eq!(field.ty().item().is_some(), is_list, "{:?}", attr.names);
            }
            Meaning::Single(field) => assert!(field.ty().item().is_some() && !is_list, "{:?}", attr.names),
            Meaning::Secondaries => assert!(is_list),
            Meaning::Asked | Meaning::Unused => {}
        }
    }
}
