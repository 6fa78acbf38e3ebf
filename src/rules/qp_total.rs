use super::{Broken, Decided, Sink, counts, fit, words};
use crate::finding::Severity;
use crate::inventory::{Unknown, key};
use crate::plan::{Attach, Eni, Resource, Usage};

/// ERIs that are looked at for one without a number.
const SHOWN: usize = 8;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(excess) = excess(attach)? else { return Ok(()) };
    if !excess.usage.freed_later(excess.total()).is_empty() {
        return Ok(()); // order-detach-first says so
    }
    report(attach, &excess, sink)
}

/// More queue pairs than there are.
pub(super) struct Excess<'a> {
    pub(super) usage: Usage<'a>,
    /// The most that the type can have.
    of_all: i64,
    /// Whether it is even more than that.
    refused: bool,
}

impl Excess<'_> {
    /// How many there are.
    pub(super) fn total(&self) -> i64 {
        if self.refused { self.of_all } else { self.usage.limit.value }
    }

    /// How grave it is.
    pub(super) fn severity(&self) -> Severity {
        if self.refused { Severity::Error } else { Severity::Warning }
    }
}

/// What there is too much of; none if there is room.
pub(super) fn excess<'a>(attach: &Attach<'a>) -> Result<Option<Excess<'a>>, Unknown> {
    if attach.eri_target()?.is_none() {
        return Ok(None);
    }
    let Some(eris) = attach.usage(Resource::Eris)? else { return Ok(None) };
    if eris.limit.value <= 1 || eris.exceeded() {
        return Ok(None); // the only ERI there can be, or one too many, which is for eri-limit
    }
    let alone = if eris.after().most <= 1 { Some(eris.stays_within(1)) } else { None };
    if alone == Some(Ok(())) {
        return Ok(None); // one ERI alone cannot have too many
    }
    // Several may still have few enough.
    let Some(usage) = attach.usage(Resource::QueuePairs)? else {
        return alone.unwrap_or(Ok(())).map(|()| None);
    };
    if !usage.exceeded() {
        return usage.settled().map(|()| None);
    }
    let of_all = attach.instance()?.limits()?.queue_pairs_of_all()?;
    let refused = usage.is_beyond(of_all);
    if !refused {
        usage.stays_within(of_all)?;
    }
    Ok(Some(Excess { usage, of_all, refused }))
}

fn report(attach: &Attach<'_>, excess: &Excess<'_>, sink: &mut Sink) -> Decided {
    let (usage, total) = (&excess.usage, excess.total());
    let &Excess { of_all, refused, .. } = excess;
    let (instance, eni) = (attach.instance()?, attach.eni()?);
    let limits = instance.limits()?;
    let kind = limits.name.value;
    let pairs = |n| words::amount(n, "queue pair", "queue pairs");
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
    broken = broken
        .severity(excess.severity())
        .story()
        .because(&limits.name, format!("the type is {kind}"))
        .because(
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
