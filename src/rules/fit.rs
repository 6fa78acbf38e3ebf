//! What rules say of the instance type that would do.

use super::{Broken, words};
use crate::catalog::{Holds, Needs, Want};
use crate::plan::{Choice, Fitting, Instance};

/// Adds what to do about a limit: `first`, if there is anything, or the type that would hold the
/// plan. `otherwise` names such a type where nothing can be told of it.
pub(super) fn help(broken: Broken, instance: &Instance<'_>, first: &str, otherwise: &str) -> Broken {
    let or = if first.is_empty() || otherwise.is_empty() { "" } else { ", or " };
    let Some(fitting) = instance.fitting() else {
        return broken.help(format!("{first}{or}{otherwise}"));
    };
    let or = if first.is_empty() { "" } else { ", or " };
    let (present, family) = (&fitting.present.name, &fitting.present.family);
    let known = if fitting.whole { "" } else { " as far as it is known" };
    let plan = format!("this plan{known} ({})", needs(fitting.needs, fitting.present));
    match fitting.choice {
        Choice::Family(choice, as_large) => {
            let mut help =
                format!("{first}{or}use {}, the smallest {family} type that holds {plan}", sized(choice));
            match as_large {
                Some(this) if this.name == choice.name => {}
                Some(this) => help.push_str(&format!(
                    "; the smallest that is no smaller than {present} is {}",
                    sized(this)
                )),
                None => help.push_str(&format!("; none that is no smaller than {present} is known to")),
            }
            told(broken, instance, &fitting, choice).help(help)
        }
        Choice::Other(choice) => {
            let help = format!(
                "{first}{or}use {}, the smallest type of another current family that holds {plan}; no \
                 {family} type is known to",
                sized(choice)
            );
            told(broken, instance, &fitting, choice).help(help)
        }
        Choice::Unknown => {
            let first = if first.is_empty() { otherwise } else { first };
            broken.help(format!(
                "{first}; no type that could take the place of {present} is known to hold {plan}"
            ))
        }
    }
}

/// Says what the suggested type has that the present one lacks, and where that is from.
fn told(broken: Broken, instance: &Instance<'_>, fitting: &Fitting<'_>, choice: &Holds) -> Broken {
    let Some(want) = fitting.present.lacks(fitting.needs) else { return broken };
    let Some(origin) = instance.plan().origin_of(choice, want) else { return broken };
    let count = |n: Option<i64>, one, many| words::count(n.unwrap_or_default(), one, many);
    let has = match want {
        Want::Enis => format!("takes {}", count(choice.enis, "ENI", "ENIs")),
        Want::Ipv4 => format!("takes {} for each ENI", count(choice.ipv4, "IPv4 address", "IPv4 addresses")),
        Want::Ipv6 => format!("takes {} for each ENI", count(choice.ipv6, "IPv6 address", "IPv6 addresses")),
        Want::Queues => format!("has {} in all", count(choice.queues_in_all, "queue", "queues")),
        Want::Eris => format!("takes {}", count(choice.eris, "ERI", "ERIs")),
        Want::QueuePairs => format!("has {}", count(choice.pairs, "queue pair", "queue pairs")),
        Want::Trunk => "takes a trunk ENI".to_owned(),
        Want::Members => format!("has room for {}", count(choice.slots(), "member", "members")),
        Want::Card => format!("has {}", count(choice.cards, "network card", "network cards")),
        Want::HotPlug => "is not on the list of types without hot plug".to_owned(),
    };
    broken.aside(origin, format!("{} {has}", choice.name))
}

/// `ecs.g7.2xlarge (8 vCPUs, 32 GiB)`.
fn sized(this: &Holds) -> String {
    let Some((vcpus, memory)) = this.size() else { return this.name.to_string() };
    let memory = match memory % 1000 {
        0 => (memory / 1000).to_string(),
        _ => (memory as f64 / 1000.0).to_string(),
    };
    format!("{} ({}, {memory} GiB)", this.name, words::count(vcpus, "vCPU", "vCPUs"))
}

/// `4 ENIs, up to 12 IPv4 on one`: what must be held, but for what the present type surely
/// holds.
fn needs(needs: &Needs, present: &Holds) -> String {
    let mut parts = vec![words::count(needs.enis, "ENI", "ENIs")];
    let mut add = |n: i64, one: &str, many: &str| {
        if n > 0 {
            parts.push(words::count(n, one, many));
        }
    };
    add(if needs.ipv4 > 1 { needs.ipv4 } else { 0 }, "IPv4 address on one", "IPv4 addresses on one");
    add(needs.ipv6, "IPv6 address on one", "IPv6 addresses on one");
    add(needs.queues.most, "queue on one", "queues on one");
    add(needs.eris, "ERI", "ERIs");
    add(needs.pairs.most, "queue pair on one", "queue pairs on one");
    add(i64::from(needs.trunk), "trunk", "trunks");
    add(needs.members, "member", "members");
    if let Some(card) = needs.card {
        parts.push(format!("network card {card}"));
    }
    if needs.hot_plug && !present.hot_plug {
        parts.push("hot plug".to_owned());
    }
    parts.join(", ")
}
