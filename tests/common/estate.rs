//! Large Terraform plans with known violations, the same ones for the same arguments: sites of a
//! few hundred instances, in modules two deep, with the attributes that the provider has.
#![allow(dead_code, unreachable_pub)] // the tests and the benchmarks each use their own part

use std::fmt::Write as _;

/// Instances in a site: with their ENIs they fit into a /20 and a basic security group.
const NODES: usize = 400;

/// What a node is like: the module call that makes it, its type, and whether its two attaches fail.
const KINDS: [(&str, &str, [bool; 2]); 5] = [
    ("fits", "ecs.g7.large", [false, false]),
    ("kept", "ecs.g7.large", [false, false]), // it exists, and nothing is planned for it
    ("far", "ecs.g7.xlarge", [true, true]),   // its ENIs are in another zone
    ("full", "ecs.g6.large", [false, true]),  // it takes one ENI besides the primary one
    ("away", "ecs.g7.xlarge", [true, true]),  // its ENIs are in a group of another VPC
];

/// A generated plan.
pub struct Estate {
    /// The plan, as `terraform show -json` writes it.
    pub plan: String,
    /// The configuration that it is of, by path.
    pub configuration: Vec<(&'static str, &'static str)>,
    /// The address of each planned attach, and whether it fails.
    pub attaches: Vec<(String, bool)>,
}

/// A plan of `attaches` planned attaches, rounded up to whole nodes. One node in `every` fails, and
/// one in ten exists already.
pub fn estate(attaches: usize, every: usize) -> Estate {
    let mut estate = Writer::default();
    let mut node = 0;
    while estate.attaches.len() < attaches {
        if node % NODES == 0 {
            estate.site(node / NODES);
        }
        let kind = match node {
            n if every > 0 && n % every == every - 1 => KINDS[2 + (n / every) % 3],
            n if n % 10 == 9 => KINDS[1],
            _ => KINDS[0],
        };
        estate.node(node / NODES, node, kind);
        node += 1;
    }
    estate.end()
}

#[derive(Default)]
struct Writer {
    changes: String,
    planned: Tree,
    prior: Tree,
    attaches: Vec<(String, bool)>,
}

/// A resource: module, type, name, and the values that are known of it, as members of an object.
struct Row<'a> {
    module: &'a str,
    kind: &'a str,
    name: &'a str,
    /// All values, of one that exists.
    before: Option<String>,
    after: String,
    unknown: &'a str,
}

const PROVIDER: &str = "registry.terraform.io/aliyun/alicloud";

impl Writer {
    fn site(&mut self, site: usize) {
        let module = format!("module.site[\"s{site:03}\"]");
        for (name, zone, lane) in [("near", "cn-hangzhou-i", 0), ("far", "cn-hangzhou-j", 1)] {
            let after = format!("{VSWITCH},\"cidr_block\":\"{}\",\"zone_id\":\"{zone}\"", block(site, lane));
            self.create(&module, "alicloud_vswitch", name, after, VSWITCH_UNKNOWN);
        }
        for name in ["base", "away"] {
            let after = format!("{GROUP},\"security_group_name\":\"{name}-s{site:03}\"");
            self.create(&module, "alicloud_security_group", name, after, GROUP_UNKNOWN);
        }
    }

    fn node(&mut self, site: usize, node: usize, (kind, instance_type, failing): (&str, &str, [bool; 2])) {
        let module = format!("module.site[\"s{site:03}\"].module.{kind}[\"n{node:06}\"]");
        if kind == "kept" {
            return self.kept(&module, node);
        }
        for name in ["a", "b"] {
            let after = format!("{ENI},\"description\":\"{name} of n{node:06}\"");
            self.create(&module, "alicloud_ecs_network_interface", name, after, ENI_UNKNOWN);
        }
        for (name, fails) in ["a", "b"].into_iter().zip(failing) {
            self.create(&module, ATTACHMENT, name, ATTACH.to_owned(), ATTACH_UNKNOWN);
            self.attaches.push((format!("{module}.{ATTACHMENT}.{name}"), fails));
        }
        let after = format!("{INSTANCE},\"instance_type\":\"{instance_type}\"");
        self.create(&module, "alicloud_instance", "this", after, INSTANCE_UNKNOWN);
    }

    /// A node that exists, with what stays as it is.
    fn kept(&mut self, module: &str, node: usize) {
        let id = |prefix: &str, n: usize| format!("{prefix}-bp1{n:017}");
        let (instance, vswitch, group) = (id("i", node), "vsw-bp1000000000000000001", id("sg", 1));
        for (n, name) in ["a", "b"].into_iter().enumerate() {
            let eni = id("eni", node * 2 + n);
            let values = format!(
                "{ENI},\"id\":\"{eni}\",\"status\":\"InUse\",\"instance_type\":\"Secondary\",\
                 \"vswitch_id\":\"{vswitch}\",\"security_group_ids\":[\"{group}\"],\
                 \"network_interface_traffic_mode\":\"Standard\",\"private_ip_addresses\":[],\
                 \"secondary_private_ip_address_count\":0,\"ipv6_addresses\":[],\"ipv4_prefixes\":[]"
            );
            self.keep(module, "alicloud_ecs_network_interface", name, values);
            let values = format!(
                "{ATTACH},\"id\":\"{eni}:{instance}\",\"instance_id\":\"{instance}\",\"network_interface_id\":\"{eni}\""
            );
            self.keep(module, ATTACHMENT, name, values);
        }
        let inline = |n: usize| format!("{{\"network_interface_id\":\"{}\"}}", id("eni", node * 2 + n));
        let values = format!(
            "{INSTANCE},\"id\":\"{instance}\",\"instance_type\":\"ecs.g7.large\",\"status\":\"Running\",\
             \"availability_zone\":\"cn-hangzhou-i\",\"vswitch_id\":\"{vswitch}\",\"security_groups\":[\"{group}\"],\
             \"start_time\":\"2026-11-01T08:01Z\",\"network_interfaces\":[{},{}]",
            inline(0),
            inline(1)
        );
        self.keep(module, "alicloud_instance", "this", values);
    }

    fn create(&mut self, module: &str, kind: &str, name: &str, after: String, unknown: &str) {
        self.row(&Row { module, kind, name, before: None, after, unknown });
    }

    fn keep(&mut self, module: &str, kind: &str, name: &str, values: String) {
        self.row(&Row { module, kind, name, before: Some(values.clone()), after: values, unknown: "" });
    }

    fn row(&mut self, row: &Row<'_>) {
        let Row { module, kind, name, before, after, unknown } = row;
        let address = if module.is_empty() { String::new() } else { format!("{module}.") };
        let address = format!("{address}{kind}.{name}").replace('"', "\\\"");
        let place = format!(
            "\"mode\":\"managed\",\"type\":\"{kind}\",\"name\":\"{name}\",\"provider_name\":\"{PROVIDER}\""
        );
        let (action, old) = match before {
            Some(before) => ("no-op", format!("{{{before}}}")),
            None => ("create", "null".to_owned()),
        };
        let parent = match *module {
            "" => String::new(),
            module => format!("\"module_address\":\"{}\",", module.replace('"', "\\\"")),
        };
        // Writing to a String cannot fail.
        let _ = write!(
            self.changes,
            "{}{{\"address\":\"{address}\",{parent}{place},\"change\":{{\"actions\":[\"{action}\"],\"before\":{old},\
             \"after\":{{{after}}},\"after_unknown\":{{{unknown}}},\"before_sensitive\":false,\"after_sensitive\":{{}}}}}}",
            comma(&self.changes)
        );
        let state = format!(
            "{{\"address\":\"{address}\",{place},\"schema_version\":0,\"values\":{{{after}}},\"sensitive_values\":{{}}}}"
        );
        self.planned.add(module, &state);
        if before.is_some() {
            self.prior.add(module, &state);
        }
    }

    fn end(mut self) -> Estate {
        for name in ["main", "other"] {
            self.create("", "alicloud_vpc", name, "\"cidr_block\":\"10.0.0.0/8\"".to_owned(), VPC_UNKNOWN);
        }
        let Self { changes, planned, prior, attaches } = self;
        let plan = format!(
            "{{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\",\"planned_values\":{},\
             \"resource_changes\":[{changes}],\"prior_state\":{{\"format_version\":\"1.0\",\
             \"terraform_version\":\"1.11.4\",\"values\":{}}},\"configuration\":{CONFIGURATION},\
             \"timestamp\":\"2026-11-23T00:00:00Z\",\"applyable\":true,\"complete\":true,\"errored\":false}}\n",
            planned.end(),
            prior.end()
        );
        let configuration = vec![("main.tf", ROOT_TF), ("site/main.tf", SITE_TF), ("node/main.tf", NODE_TF)];
        Estate { plan, configuration, attaches }
    }
}

/// The values of a state, module in module.
#[derive(Default)]
struct Tree {
    /// The resources of each module, sites before their nodes.
    modules: Vec<(String, String)>,
}

impl Tree {
    fn add(&mut self, module: &str, state: &str) {
        match self.modules.last_mut() {
            Some((last, resources)) if last == module => {
                resources.push(',');
                resources.push_str(state);
            }
            _ => self.modules.push((module.to_owned(), state.to_owned())),
        }
    }

    fn end(self) -> String {
        let (mut root, mut sites) = (String::new(), Vec::<(String, String, String)>::new());
        for (module, resources) in self.modules {
            let Some((site, _)) = module.split_once(".module.").map(|(a, b)| (a.to_owned(), b)) else {
                match module.as_str() {
                    "" => root = resources,
                    _ => sites.push((module, resources, String::new())),
                }
                continue;
            };
            if sites.last().is_none_or(|(last, ..)| *last != site) {
                sites.push((site, String::new(), String::new())); // of which only nodes exist
            }
            if let Some((_, _, nodes)) = sites.last_mut() {
                let address = module.replace('"', "\\\"");
                *nodes += comma(nodes);
                let _ = write!(nodes, "{{\"resources\":[{resources}],\"address\":\"{address}\"}}");
            }
        }
        let sites: Vec<String> = sites
            .iter()
            .map(|(site, resources, nodes)| {
                let address = site.replace('"', "\\\"");
                format!(
                    "{{\"resources\":[{resources}],\"address\":\"{address}\",\"child_modules\":[{nodes}]}}"
                )
            })
            .collect();
        format!("{{\"root_module\":{{\"resources\":[{root}],\"child_modules\":[{}]}}}}", sites.join(","))
    }
}

fn comma(text: &str) -> &'static str {
    if text.is_empty() { "" } else { "," }
}

/// The /20 of a vSwitch; sites beyond the two thousandth share theirs with others.
fn block(site: usize, lane: usize) -> String {
    let base = (site * 2 + lane) % 4096;
    format!("10.{}.{}.0/20", base >> 4, (base & 15) << 4)
}

const ATTACHMENT: &str = "alicloud_ecs_network_interface_attachment";

const VPC_UNKNOWN: &str = r#""create_time":true,"enable_ipv6":true,"id":true,"ipv6_cidr_block":true,"resource_group_id":true,"route_table_id":true,"router_id":true,"secondary_cidr_blocks":true,"status":true,"user_cidrs":true"#;

const VSWITCH: &str = r#""description":null,"enable_ipv6":null,"ipv6_cidr_block_mask":null,"tags":null,"timeouts":null,"vpc_ipv6_cidr_block":null"#;
const VSWITCH_UNKNOWN: &str = r#""availability_zone":true,"create_time":true,"id":true,"ipv6_cidr_block":true,"is_default":true,"name":true,"status":true,"vpc_id":true,"vswitch_name":true"#;

const GROUP: &str = r#""description":null,"tags":null,"timeouts":null"#;
const GROUP_UNKNOWN: &str = r#""create_time":true,"id":true,"inner_access":true,"inner_access_policy":true,"name":true,"resource_group_id":true,"security_group_type":true,"vpc_id":true"#;

const ENI: &str = r#""resource_group_id":null,"source_dest_check":null,"tags":null,"timeouts":null"#;
const ENI_UNKNOWN: &str = r#""delete_on_release":true,"id":true,"instance_type":true,"ipv4_prefix_count":true,"ipv4_prefixes":true,"ipv6_address_count":true,"ipv6_addresses":true,"mac":true,"name":true,"network_interface_name":true,"network_interface_traffic_mode":true,"primary_ip_address":true,"private_ip":true,"private_ip_addresses":true,"private_ips":true,"private_ips_count":true,"queue_number":true,"secondary_private_ip_address_count":true,"security_group_ids":true,"security_groups":true,"status":true,"vswitch_id":true"#;

const ATTACH: &str = r#""network_card_index":null,"timeouts":null,"trunk_network_instance_id":null,"wait_for_network_configuration_ready":null"#;
const ATTACH_UNKNOWN: &str = r#""id":true,"instance_id":true,"network_interface_id":true"#;

const INSTANCE: &str = r#""allocate_public_ip":null,"auto_release_time":null,"auto_renew_period":null,"data_disks":[],"dedicated_host_id":null,"deletion_protection":null,"deployment_set_id":null,"dry_run":false,"enable_high_density_mode":null,"force_delete":null,"hpc_cluster_id":null,"image_id":"aliyun_3_x64_20G_alibase_20240528.vhd","include_data_disks":null,"is_outdated":null,"kms_encrypted_password":null,"kms_encryption_context":null,"launch_template_id":null,"launch_template_name":null,"launch_template_version":null,"maintenance_notify":null,"maintenance_time":[],"operator_type":null,"password":null,"password_inherit":null,"period_unit":null,"renewal_status":null,"system_disk_bursting_enabled":null,"system_disk_encrypt_algorithm":null,"system_disk_provisioned_iops":null,"system_disk_storage_cluster_id":null,"tags":null,"timeouts":null,"user_data":null"#;
const INSTANCE_UNKNOWN: &str = r#""availability_zone":true,"cpu":true,"cpu_options":true,"create_time":true,"credit_specification":true,"data_disks":[],"deployment_set_group_no":true,"description":true,"enable_jumbo_frame":true,"expired_time":true,"host_name":true,"http_endpoint":true,"http_put_response_hop_limit":true,"http_tokens":true,"id":true,"image_options":true,"instance_charge_type":true,"instance_name":true,"internet_charge_type":true,"internet_max_bandwidth_in":true,"internet_max_bandwidth_out":true,"io_optimized":true,"ipv6_address_count":true,"ipv6_addresses":true,"key_name":true,"maintenance_action":true,"maintenance_time":[],"memory":true,"network_card_index":true,"network_interface_id":true,"network_interface_traffic_mode":true,"network_interfaces":true,"os_name":true,"os_type":true,"period":true,"primary_ip_address":true,"private_ip":true,"private_pool_options_id":true,"public_ip":true,"queue_pair_number":true,"resource_group_id":true,"role_name":true,"secondary_private_ip_address_count":true,"secondary_private_ips":true,"security_enhancement_strategy":true,"security_groups":true,"source_dest_check":true,"spot_duration":true,"spot_interruption_behavior":true,"spot_price_limit":true,"spot_strategy":true,"start_time":true,"status":true,"stopped_mode":true,"subnet_id":true,"system_disk_auto_snapshot_policy_id":true,"system_disk_category":true,"system_disk_description":true,"system_disk_encrypted":true,"system_disk_id":true,"system_disk_kms_key_id":true,"system_disk_name":true,"system_disk_performance_level":true,"system_disk_size":true,"volume_tags":true,"vpc_id":true,"vswitch_id":true"#;

const CONFIGURATION: &str = include_str!("estate/configuration.json");
const ROOT_TF: &str = include_str!("estate/main.tf");
const SITE_TF: &str = include_str!("estate/site/main.tf");
const NODE_TF: &str = include_str!("estate/node/main.tf");
