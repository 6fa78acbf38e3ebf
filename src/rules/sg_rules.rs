use super::{Broken, Decided, Sink};
use crate::catalog::{Number, limit};
use crate::inventory::key;
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    let mut sum = 0i64;
    let mut counts = Vec::new();
    for group in eni.security_groups()?.flatten() {
        // A group whose rules nobody counted adds nothing: the sum is a lower bound.
        if let Some(count) = group.value.get(key::RuleCount).given()? {
            sum = sum.saturating_add(count.value.max(0));
            counts.push((group.value.name(), count));
        }
    }
    let most = limit(Number::SecurityGroupRulesPerEni).known();
    if sum <= most.value {
        return Ok(());
    }
    let message = format!(
        "the security groups of ENI {} have {sum} rules together, and {} is the most",
        eni.name(),
        most.value
    );
    let mut broken = Broken::new(message, attach.eni_span(), format!("{sum} rules"));
    for (name, count) in counts.iter().take(8) {
        broken = broken.because(count, format!("{name} has {}", count.value));
    }
    sink.report(
        broken
            .because(&most, format!("an ENI takes {} rules", most.value))
            .help(format!("merge rules, or take {} out of a group", eni.name())),
    );
    Ok(())
}
