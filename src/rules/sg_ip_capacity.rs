use super::{Broken, Decided, Sink, words};
use crate::catalog::{Number, limit};
use crate::finding::Severity;
use crate::inventory::key;
use crate::plan::SecurityGroup;

pub(super) fn check(group: &SecurityGroup<'_>, sink: &mut Sink) -> Decided {
    if group.is_enterprise()?.value {
        return Ok(());
    }
    let members = group.members();
    let most = group.ip_limit();
    let told = group.get(key::PrivateIpCount).given()?;
    // What is listed is a lower bound; what the account says is all that exists.
    let from_fact = told.map_or(0, |n| n.value.saturating_add(members.planned_addresses));
    let found = members.addresses.max(from_fact);
    let nearly = most.value.saturating_mul(limit(Number::CapacityWarningPercent).value) / 100;
    if found < nearly || members.enis == 0 {
        return Ok(());
    }
    let addresses = words::count(found, "private address", "private addresses");
    let (message, severity) = if found > most.value {
        (
            format!(
                "basic security group {} would hold {addresses}, and {} is the most",
                group.name(),
                most.value
            ),
            Severity::Error,
        )
    } else {
        (
            format!("basic security group {} would hold {addresses} of {}", group.name(), most.value),
            Severity::Warning,
        )
    };
    let mut broken = Broken::new(message, group.span(), format!("{addresses} with the plan"));
    if let Some(told) = told {
        broken = broken.because(&told, format!("{} exist already", told.value));
    }
    sink.report(
        broken
            .story()
            .because(&most, format!("a basic group holds {}", most.value))
            .help("spread the ENIs over more groups, use an advanced group, or have the quota raised")
            .severity(severity),
    );
    Ok(())
}
