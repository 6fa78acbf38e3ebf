//! The rules: one file each, bound to its page by one line in the table below.
//!
//! A rule is a function of what it judges (a planned attach, an ENI, …). It reads facts with `?`,
//! so that an unknown makes it undecided, and reports what is broken to a `Sink`. It cannot see
//! files, offsets or formats, print, panic, or read the clock.

mod ask;
mod counts;
mod fit;
mod judge;
mod net;
mod order;
mod page;
mod provider;
mod registry;
mod retries;
mod run;
mod runtime;
mod sink;
mod story;
#[cfg(test)]
mod tests;
mod words;
mod worlds;

pub use page::{Basis, Matter, Page, Source};
pub use registry::{Rule, all, by_api_error, find};
pub use run::{Outcome, Undecided, run};
pub use runtime::{RuntimeCode, runtime_code, runtime_codes};

pub(crate) use registry::{Check, is_code};
pub(crate) use sink::{Broken, Sink};

/// What a rule comes back with: decided, or the fact that was missing.
pub(crate) type Decided = Result<(), crate::inventory::Unknown>;

/// Declares the rules: `constraint` for those whose being undecided makes an attach undecided,
/// `advice` for the others, `reader` for what is reported while files are read, `suppression` for what
/// is reported on suppressions; then what it judges, its name, and its module. (`cargo fmt` does not see these modules; `.ci/run` formats
/// them by name.)
macro_rules! rules {
    (@one constraint Action $name:literal $module:ident) => {
        rules!(@rule $name, Check::Action($module::check, $module::check_step), true)
    };
    (@one advice Action $name:literal $module:ident) => {
        rules!(@rule $name, Check::Action($module::check, $module::check_step), false)
    };
    (@one constraint $scope:ident $name:literal $module:ident) => {
        rules!(@rule $name, Check::$scope($module::check), true)
    };
    (@one advice $scope:ident $name:literal $module:ident) => {
        rules!(@rule $name, Check::$scope($module::check), false)
    };
    (@one reader $scope:ident $name:literal $module:ident) => {
        rules!(@rule $name, Check::Reader, false)
    };
    (@one suppression $scope:ident $name:literal $module:ident) => {
        rules!(@rule $name, Check::Suppression, false)
    };
    (@rule $name:literal, $check:expr, $constraint:literal) => {
        Rule {
            name: crate::finding::RuleName($name),
            check: $check,
            constraint: $constraint,
            text: include_str!(concat!("../../rules/", $name, ".md")),
            page: std::sync::OnceLock::new(),
        }
    };
    (@module reader $module:ident) => {};
    (@module suppression $module:ident) => {};
    (@module $other:ident $module:ident) => { mod $module; };
    ($($class:ident $scope:ident $name:literal $module:ident;)*) => {
        $( rules!(@module $class $module); )*
        static RULES: [Rule; [$($name),*].len()] = [ $( rules!(@one $class $scope $name $module), )* ];
    };
}

// The order is that of evaluation: shape of the attach, references, network type, states, place,
// kind of ENI, counts and limits, advice.
rules! {
    // How files are written
    reader File "syntax-error" syntax_error;
    reader File "unsupported-input" unsupported_input;
    reader File "duplicate-key" duplicate_key;
    reader File "unknown-key" unknown_key;
    reader File "wrong-type" wrong_type;
    reader File "loose-type" loose_type;
    reader File "rewritten-template" rewritten_template;
    reader File "unread-stack" unread_stack;
    reader File "partial-snapshot" partial_snapshot;
    reader File "masked-id" masked_id;
    // A: shape
    reader File "unsupported-parameter" unsupported_parameter;
    constraint Action "invalid-parameter" invalid_parameter;
    constraint Attach "missing-parameter" missing_parameter;
    constraint Plan "malformed-id" malformed_id;
    advice Plan "unknown-status" unknown_status;
    advice Plan "unknown-instance-type" unknown_instance_type;
    advice Attach "closed-parameter" closed_parameter;
    advice Attach "deprecated-parameter" deprecated_parameter;
    // B: identity and references
    constraint Plan "dup-id" dup_id;
    constraint Plan "conflicting-declarations" conflicting_declarations;
    advice Plan "snapshot-drift" snapshot_drift;
    constraint Plan "inventory-contradiction" inventory_contradiction;
    advice Plan "view-mismatch" view_mismatch;
    advice Plan "duplicate-mac" duplicate_mac;
    constraint Plan "dangling-ref" dangling_ref;
    constraint Action "use-before-create" use_before_create;
    constraint Action "use-after-delete" use_after_delete;
    advice Attach "dup-attach-same" dup_attach_same;
    constraint Attach "dup-attach-other" dup_attach_other;
    constraint Attach "double-channel" double_channel;
    constraint Attach "unread-module" unread_module;
    advice Attach "cross-account" cross_account;
    // B: place and network type
    constraint Action "region-mismatch" region_mismatch;
    advice Plan "unknown-region" unknown_region;
    advice Plan "region-unsupported" region_unsupported;
    constraint Instance "classic" classic;
    constraint Instance "unsupported-generation" unsupported_generation;
    constraint Attach "vpc-mismatch" vpc_mismatch;
    // C: state
    constraint Instance "instance-state" instance_state;
    advice Step "step-state" step_state;
    constraint Instance "stale-start" stale_start;
    advice Instance "locked" locked;
    advice Instance "expired" expired;
    advice Step "endless-wait" endless_wait;
    constraint Attach "tf-create-before-destroy" tf_create_before_destroy;
    constraint Attach "order-detach-first" order_detach_first;
    constraint Attach "eni-state" eni_state;
    advice Action "missing-wait" missing_wait;
    advice Attach "already-attached" already_attached;
    constraint Step "detach-not-attached" detach_not_attached;
    constraint Step "delete-in-use" delete_in_use;
    constraint Instance "no-hot-plug" no_hot_plug;
    constraint Step "detach-hotplug" detach_hotplug;
    constraint Step "detach-eri-running" detach_eri_running;
    advice Instance "eni-at-launch-nohotplug" eni_at_launch_nohotplug;
    constraint Attach "zone-mismatch" zone_mismatch;
    // C: kind of ENI
    constraint Action "primary-attach" primary_attach;
    constraint Attach "eni-type" eni_type;
    constraint Action "service-managed" service_managed;
    advice Instance "multi-primary" multi_primary;
    advice Instance "no-primary" no_primary;
    // G: trunks
    constraint Attach "trunk-type" trunk_type;
    constraint Attach "not-a-trunk" not_a_trunk;
    constraint Attach "trunk-state" trunk_state;
    constraint Attach "trunk-place" trunk_place;
    constraint Action "trunk-membership" trunk_membership;
    constraint Step "detach-trunk-with-members" detach_trunk_with_members;
    constraint Attach "trunk-member-type" trunk_member_type;
    constraint Attach "member-direct" member_direct;
    constraint Attach "trunk-eri" trunk_eri;
    constraint Attach "trunk-slots" trunk_slots;
    advice Attach "trunk-second" trunk_second;
    advice Plan "trunk-invitation" trunk_invitation;
    // D: security groups
    constraint Attach "sg-count" sg_count;
    constraint Attach "sg-duplicate" sg_duplicate;
    constraint Attach "sg-vpc" sg_vpc;
    constraint Attach "sg-mixed" sg_mixed;
    advice Attach "sg-enterprise-support" sg_enterprise_support;
    advice SecurityGroup "sg-ip-capacity" sg_ip_capacity;
    advice SecurityGroup "sg-eni-capacity" sg_eni_capacity;
    advice Attach "sg-rules" sg_rules;
    advice Attach "sg-mixed-across" sg_mixed_across;
    advice Eni "eni-quota" eni_quota;
    // E: addresses and vSwitches
    constraint Vswitch "vsw-mask" vsw_mask;
    advice Vswitch "vsw-pending" vsw_pending;
    advice Vswitch "vsw-free-ips" vsw_free_ips;
    constraint Addresses "list-vs-count" list_vs_count;
    constraint Addresses "ip-dup-self" ip_dup_self;
    constraint Addresses "ip-dup-vsw" ip_dup_vsw;
    constraint Addresses "ip-in-cidr" ip_in_cidr;
    constraint Addresses "ip-reserved" ip_reserved;
    constraint Addresses "ip6-vsw-off" ip6_vsw_off;
    constraint Addresses "ip6-in-cidr" ip6_in_cidr;
    constraint Addresses "ip6-reserved" ip6_reserved;
    constraint Addresses "prefix-shape" prefix_shape;
    // F: counts and limits
    constraint Eni "eri-mode-value" eri_mode_value;
    constraint Addresses "eri-ipv6" eri_ipv6;
    constraint Eni "queue-number" queue_number;
    constraint Eni "queue-size" queue_size;
    constraint Eni "qp-number" qp_number;
    constraint Eni "qp-on-standard" qp_on_standard;
    constraint Addresses "ipv4-available-cap" ipv4_available_cap;
    constraint Addresses "ipv6-available-cap" ipv6_available_cap;
    constraint Attach "eni-limit" eni_limit;
    constraint Step "resize-then-attach" resize_then_attach;
    constraint Attach "ipv4-limit" ipv4_limit;
    constraint Attach "ipv6-none" ipv6_none;
    constraint Attach "ipv6-limit" ipv6_limit;
    constraint Step "assign-limit" assign_limit;
    constraint Attach "queue-per-eni" queue_per_eni;
    constraint Attach "queue-total" queue_total;
    constraint Attach "eri-unsupported" eri_unsupported;
    constraint Attach "eri-limit" eri_limit;
    constraint Attach "qp-per-eri" qp_per_eri;
    constraint Attach "qp-total" qp_total;
    // G: network cards
    constraint Attach "card-on-cardless" card_on_cardless;
    constraint Attach "card-range" card_range;
    advice Eni "card-primary-zero" card_primary_zero;
    advice Attach "card-unspecified" card_unspecified;
    advice Instance "card-eri" card_eri;
    advice Instance "card-imbalance" card_imbalance;
    advice Plan "card-account" card_account;
    // C: advice
    advice Instance "same-vswitch" same_vswitch;
    advice Attach "attach-eri-running" attach_eri_running;
    advice Attach "release-hazard" release_hazard;
    advice Instance "jumbo-mismatch" jumbo_mismatch;
    advice Attach "eip-mode" eip_mode;
    // Suppressions
    suppression File "malformed-suppression" malformed_suppression;
    suppression File "unknown-suppression" unknown_suppression;
    suppression File "suppression-without-reason" suppression_without_reason;
    suppression File "expired-suppression" expired_suppression;
    suppression File "unused-suppression" unused_suppression;
    suppression File "stale-baseline-entry" stale_baseline_entry;
}
