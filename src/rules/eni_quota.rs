use super::{Broken, Decided, Sink};
use crate::inventory::key;
use crate::plan::Eni;

pub(super) fn check(eni: &Eni<'_>, sink: &mut Sink) -> Decided {
    // Without the account's facts the rule does not apply.
    let Some(facts) = eni.plan().quotas_of(eni) else { return Ok(()) };
    let Some(before) = eni.plan().made_before(eni) else { return Ok(()) };
    let Ok(region) = eni.region().known() else { return Ok(()) };
    let Some(quota) = facts.get(key::EniQuota).given()? else { return Ok(()) };
    let Some(used) = facts.get(key::EniQuotaUsed).given()? else { return Ok(()) };
    let exist = used.value.saturating_add(before.made).saturating_sub(before.deleted);
    let needed = exist.saturating_add(1);
    if needed <= quota.value {
        return Ok(());
    }
    let what_is_before = match before.deleted {
        0 => format!("the plan makes {} before it", before.made),
        deleted => format!("the plan makes {} and deletes {deleted} before it", before.made),
    };
    let message = format!(
        "creating ENI {} makes {needed} secondary ENIs in {}, and the account's quota is {}",
        eni.name(),
        region.value,
        quota.value
    );
    sink.report(
        Broken::new(message, eni.span(), "no room for this one")
            .because(&used, format!("{} exist already", used.value))
            .fact(what_is_before)
            .story()
            .because(&quota, format!("the quota is {}", quota.value))
            .help("delete ENIs that are not used, or have quota q_elastic-network-interfaces raised"),
    );
    Ok(())
}
