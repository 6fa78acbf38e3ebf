use super::{Broken, Decided, Sink, words};
use crate::catalog::{Number, limit};
use crate::finding::Severity;
use crate::inventory::{Field, Known, Why, key};
use crate::plan::{Attach, Eni};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    let groups = eni.security_group_ids()?;
    let found = i64::try_from(groups.value.len()).unwrap_or(i64::MAX);
    let at = groups.span().unwrap_or(attach.eni_span());
    if found == 0 {
        let message = format!("ENI {} has no security group", eni.name());
        sink.report(
            Broken::new(message, at, "no group")
                .help(format!("put {} into a security group of its VPC", eni.name())),
        );
        return Ok(());
    }
    let (most, told) = most(&eni);
    let older = limit(Number::SecurityGroupsPerEniOlder);
    let too_many =
        || format!("ENI {} is in {}", eni.name(), words::count(found, "security group", "security groups"));
    // Two opaque IDs may be the same one.
    let opaque = groups.value.iter().flatten().filter(|id| id.value.is_opaque()).count();
    let sure = found.saturating_sub(i64::try_from(opaque).unwrap_or(i64::MAX));
    if found > most.value && sure <= most.value && opaque > 0 {
        return Err(eni.unknown(Field::SecurityGroupIds, Why::Unresolved));
    }
    if found > most.value {
        sink.report(
            Broken::new(
                format!("{}, and {} is the most", too_many(), most.value),
                at,
                format!("{found} groups"),
            )
            .because(&most, format!("an ENI has at most {} groups", most.value))
            .help(format!("take {} out of {} of them", eni.name(), found - most.value)),
        );
    } else if found > older.value && !told {
        let message = format!("{}; accounts whose limit was never raised take {}", too_many(), older.value);
        sink.report(
            Broken::new(message, at, format!("{found} groups"))
                .because(&older.known(), format!("the older limit is {}", older.value))
                .help("say facts.quotas.REGION.security_groups_per_eni if the account takes more")
                .severity(Severity::Info),
        );
    }
    Ok(())
}

/// The account's own limit, if the inventory tells it; else the documented one.
fn most(eni: &Eni<'_>) -> (Known<i64>, bool) {
    let quotas = eni.plan().quotas_of(eni);
    let own = quotas.and_then(|quotas| quotas.get(key::SecurityGroupsPerEni).known().ok());
    match own {
        Some(own) => (own, true),
        None => (limit(Number::SecurityGroupsPerEni).known(), false),
    }
}
