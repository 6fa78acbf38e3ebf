//! What rules say of the instance type that would do.

use super::{Broken, words};
use crate::catalog::{Holds, Needs};
use crate::inventory::Known;
use crate::plan::{Choice, Instance};

/// Adds what to do about a limit: `first`, if there is anything, or the type that would hold the
/// plan. `otherwise` names such a type where nothing can be told of it.
pub(super) fn help(broken: Broken, instance: &Instance<'_>, first: &str, otherwise: &str) -> Broken {
    let or = if first.is_empty() || otherwise.is_empty() { "" } else { ", or " };
    let Some(fitting) = instance.fitting() else {
        return broken.help(format!("{first}{or}{otherwise}"));
    };
    let or = if first.is_empty() { "" } else { ", or " };
    let (present, family) = (&fitting.present.name, &fitting.present.family);
    let plan = format!("this plan ({})", needs(fitting.needs, fitting.present));
    match fitting.choice {
        Choice::Family(choice) => {
            let mut help =
                format!("{first}{or}use {}, the smallest {family} type that holds {plan}", sized(choice));
            if choice.size() < fitting.present.size() {
                help.push_str(&format!("; it is smaller than {present}"));
            }
            because(broken, instance, choice, fitting.whole).help(help)
        }
        Choice::Other(choice) => {
            let help = format!(
                "{first}{or}use {}: no {family} type is known to hold {plan}, and it is the smallest \
                 of the other current families like it that does",
                sized(choice)
            );
            because(broken, instance, choice, fitting.whole).help(help)
        }
        Choice::Unknown => {
            let first = if first.is_empty() { otherwise } else { first };
            broken.help(format!(
                "{first}; no type that could take the place of {present} is known to hold {plan}"
            ))
        }
    }
}

/// Says where it is from that a type holds what is needed.
fn because(broken: Broken, instance: &Instance<'_>, choice: &Holds, whole: bool) -> Broken {
    let Some(origin) = instance.plan().origin_of(choice) else { return broken };
    let takes = words::count(choice.enis.unwrap_or_default(), "ENI", "ENIs");
    let unless = if whole { "" } else { ", and what is not given does not count for the plan" };
    broken.because(&Known { value: (), origin }, format!("{} takes {takes}{unless}", choice.name))
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
