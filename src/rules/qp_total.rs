use super::{Broken, Decided, Sink, counts, fit, words};
use crate::finding::Severity;
use crate::inventory::key;
use crate::plan::{Attach, Eni, Resource, Usage};

/// ERIs that are looked at for one without a number.
const SHOWN: usize = 8;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    if attach.eri_target()?.is_none() {
        return Ok(());
    }
    let Some(eris) = attach.usage(Resource::Eris)? else { return Ok(()) };
    if eris.limit.value <= 1 || eris.exceeded() {
        return Ok(()); // the only ERI there can be, or one too many, which is for eri-limit
    }
    if eris.after().most <= 1 {
        return eris.stays_within(1); // one ERI alone cannot have too many
    }
    let Some(usage) = attach.usage(Resource::QueuePairs)? else { return Ok(()) };
    if !usage.exceeded() {
        return usage.settled();
    }
    let of_all = attach.instance()?.limits()?.queue_pairs_of_all()?;
    let refused = usage.is_beyond(of_all);
    if !refused {
        usage.stays_within(of_all)?;
    }
    report(attach, &usage, of_all, refused, sink)
}

fn report(attach: &Attach<'_>, usage: &Usage<'_>, of_all: i64, refused: bool, sink: &mut Sink) -> Decided {
    let (instance, eni) = (attach.instance()?, attach.eni()?);
    let limits = instance.limits()?;
    let kind = limits.name.value;
    let pairs = |n| words::amount(n, "queue pair", "queue pairs");
    let total = if refused { of_all } else { usage.limit.value };
    let may = if of_all > usage.limit.value && !refused { "may have only" } else { "has" };
    let message = format!(
        "the ERIs of instance {} have {} before this attach, ENI {} adds {}, and {kind} {may} {total} in all",
        instance.name(),
        pairs(usage.before),
        eni.name(),
        usage.added.least
    );
    let label = format!("this ERI adds {}", pairs(usage.added));
    let broken = Broken::new(message, attach.eni_span(), label);
    let mut broken = counts::users(broken, usage, total, &instance, pairs);
    let each = if of_all > usage.limit.value { ", perhaps for each network card" } else { "" };
    if of_all > usage.limit.value {
        broken = broken.note(format!(
            "on a GPU type with several network cards the total may be {of_all}, by the code of Alibaba's own controller"
        ));
    }
    if usage.users().take(SHOWN).filter_map(|user| user.eni).chain([eni]).any(|eni| has_no_number(&eni)) {
        broken = broken.note("an ERI without queue_pair_number takes the type's maximum");
    }
    if !refused {
        broken = broken.severity(Severity::Warning);
    }
    broken = broken.story().because(&limits.name, format!("the type is {kind}")).because(
        &usage.limit,
        format!("{kind} has {}{each}", words::count(usage.limit.value, "queue pair", "queue pairs")),
    );
    let first = format!(
        "set queue_pair_number on each ERI of {}, so that the sum is {total} or less",
        instance.name()
    );
    sink.report(fit::help(broken, &instance, &first, ""));
    Ok(())
}

fn has_no_number(eni: &Eni<'_>) -> bool {
    eni.get(key::QueuePairNumber).given() == Ok(None)
}
