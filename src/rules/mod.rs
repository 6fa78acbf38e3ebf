//! The rules: one file each, bound to its page by one line in the table below.
//!
//! A rule is a function of what it judges (a planned attach, an ENI, …). It reads facts with `?`,
//! so that an unknown makes it undecided, and reports what is broken to a [`Sink`]. It cannot see
//! files, offsets or formats, print, panic, or read the clock.

mod page;
mod registry;
mod run;
mod runtime;
mod sink;
mod words;

pub use page::{Basis, Matter, Page, Source};
pub use registry::{Rule, all, by_api_error, find};
pub use run::{Outcome, Undecided, run};
pub use runtime::{RuntimeCode, runtime_code, runtime_codes};

pub(crate) use registry::{Check, is_code};
pub(crate) use sink::{Broken, Sink};

/// What a rule comes back with: decided, or the fact that was missing.
pub(crate) type Decided = Result<(), crate::inventory::Unknown>;

/// Declares the rules: `constraint` for those whose being undecided makes an attach undecided,
/// `advice` for the others, `reader` for what is reported while files are read; then what it
/// judges, its name, and its module. (`cargo fmt` does not see these modules; `.ci/run` formats
/// them by name.)
macro_rules! rules {
    (@one constraint $scope:ident $name:literal $module:ident) => {
        rules!(@rule $name, Check::$scope($module::check), true)
    };
    (@one advice $scope:ident $name:literal $module:ident) => {
        rules!(@rule $name, Check::$scope($module::check), false)
    };
    (@one reader $scope:ident $name:literal $module:ident) => {
        rules!(@rule $name, Check::Reader, false)
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
    reader File "duplicate-key" duplicate_key;
    // A: shape
    // B: identity and references
    constraint Plan "dup-id" dup_id;
    constraint Plan "conflicting-declarations" conflicting_declarations;
    advice Plan "snapshot-drift" snapshot_drift;
    constraint Plan "inventory-contradiction" inventory_contradiction;
    advice Plan "view-mismatch" view_mismatch;
    advice Plan "duplicate-mac" duplicate_mac;
    constraint Plan "dangling-ref" dangling_ref;
    advice Attach "dup-attach-same" dup_attach_same;
    constraint Attach "dup-attach-other" dup_attach_other;
    advice Attach "cross-account" cross_account;
    // B: place and network type
    constraint Attach "region-mismatch" region_mismatch;
    advice Plan "unknown-region" unknown_region;
    advice Plan "region-unsupported" region_unsupported;
    constraint Instance "classic" classic;
    constraint Instance "unsupported-generation" unsupported_generation;
    constraint Attach "vpc-mismatch" vpc_mismatch;
    // C: state
    constraint Attach "zone-mismatch" zone_mismatch;
    // C: kind of ENI
    // G: trunks
    // D: security groups
    // E: addresses and vSwitches
    // F: counts and limits
    constraint Attach "eni-limit" eni_limit;
    // G: network cards
    // C: advice
}
