use super::{Broken, Decided, Sink, words};
use crate::finding::nearest;
use crate::inventory::{Fact, TextId, key};
use crate::plan::{Instance, Plan};
use std::collections::BTreeMap;

/// How many types get a suggestion: the table is long, and a plan has few types.
const SUGGESTIONS: usize = 100;

pub(super) fn check(plan: &Plan<'_>, sink: &mut Sink) -> Decided {
    let mut unknown: BTreeMap<TextId, Vec<Instance<'_>>> = BTreeMap::new();
    // With the types that steps give them.
    for instance in plan.instances().filter(|instance| instance.is_used()).flat_map(|i| i.phases()) {
        // A type that is a symbol, or missing, is for those rules to name that need one.
        let Ok(limits) = instance.limits() else { continue };
        // What is known of a legacy family, `unsupported-generation` says.
        let family = instance.family().known().ok();
        let legacy = family.is_some_and(|family| plan.catalog.legacy_family(family.value).is_some());
        if !limits.exist() && !legacy {
            let same = unknown.entry(limits.name.value.id).or_default();
            if same.last().is_none_or(|last| last.id != instance.id) {
                same.push(instance);
            }
        }
    }
    for (index, instances) in unknown.values().enumerate() {
        report(plan, instances, index < SUGGESTIONS, sink);
    }
    Ok(())
}

fn report(plan: &Plan<'_>, instances: &[Instance<'_>], suggest: bool, sink: &mut Sink) {
    let Some(first) = instances.first() else { return };
    let Fact::Known(name) = first.get(key::InstanceType) else { return };
    let text = name.value.text();
    let message = format!("instance type {} is not known, so its limits are not checked", words::shown(text));
    let at = name.span().unwrap_or(first.span());
    let mut broken = Broken::new(message, at, "neither in the inventory nor in the built-in table");
    let near = if suggest { nearest(text, plan.catalog.names()) } else { None };
    broken = match near {
        Some(near) => broken.help(format!(
            "write {near} if that is meant; else describe the type under instance_types, as DescribeInstanceTypes does"
        )),
        None => broken.help("describe the type under instance_types, as DescribeInstanceTypes does"),
    };
    if instances.len() > 1 {
        let more = i64::try_from(instances.len() - 1).unwrap_or(i64::MAX);
        broken = broken
            .note(format!("{} of this type", words::count(more, "more instance is", "more instances are")));
    }
    for instance in instances {
        broken = broken.about([instance.id]);
    }
    sink.report(broken.note("attaches to such an instance are undecided"));
}
