use super::counts::{self, Before, List};
use super::{Broken, Decided, Sink, words};
use crate::inventory::{Field, Known, Unknown, key};
use crate::plan::{Addresses, Eni, Resize, Step};
use crate::source::Span;
use hashbrown::HashSet;

/// How many excesses a finding names.
const NAMED: usize = 4;

pub(super) fn check(step: &Step<'_>, sink: &mut Sink) -> Decided {
    let Some(resize) = step.resize()? else { return Ok(()) };
    let mut all = Vec::new();
    let mut unknown = None;
    let mut note = |result: Result<Option<Excess>, Unknown>| match result {
        Ok(excess) => all.extend(excess),
        Err(missing) => unknown = unknown.or(Some(missing)),
    };
    note(enis(&resize));
    note(eris(&resize));
    note(queue_pairs(&resize));
    note(queues(&resize));
    note(eni_queues(&resize));
    for eni in resize.enis() {
        note(trunk(&resize, &eni));
        note(ipv4(&resize, &eni));
        note(ipv6(&resize, &eni));
    }
    if all.is_empty() {
        unknown.map_or(Ok(()), Err)?;
        return resize.settled();
    }
    report(step, &resize, &mut all, sink);
    Ok(())
}

/// Something that the instance has more of than the new type takes.
struct Excess {
    /// `4 ENIs (at most 2)`
    text: String,
    /// Who has it, and how much of it is needed to prove that it is too much.
    holders: Vec<(Span, String)>,
    need: i64,
    /// What the type says of it: the place or the source of the number.
    limit: Known<()>,
    says: String,
    code: &'static str,
}

impl Excess {
    /// `of` says of what the limit is.
    fn new(code: &'static str, what: &str, limit: &Known<i64>, of: &str) -> Self {
        Self {
            text: format!("{what} (at most {})", limit.value),
            holders: Vec::new(),
            need: i64::MAX,
            limit: limit.map(|_| ()),
            says: format!("at most {} {of}", limit.value),
            code,
        }
    }

    fn held(mut self, at: Span, says: String) -> Self {
        self.holders.push((at, says));
        self
    }
}

fn enis(resize: &Resize<'_>) -> Result<Option<Excess>, Unknown> {
    let limit = resize.limits.stated(key::EniQuantity).known()?;
    let count = resize.eni_count();
    if !count.exceeds(limit.value) {
        return Ok(None);
    }
    let what = words::amount(count, "ENI", "ENIs");
    let mut excess = Excess::new("InvalidOperation.EniCountExceeded", &what, &limit, "ENIs");
    excess.need = limit.value;
    for user in resize.users() {
        let at = user.attach.map_or_else(|| user.eni.map(|eni| eni.span()), |a| Some(a.eni_span()));
        let how = if user.attach.is_some() { "is attached to it here" } else { "is attached already" };
        if let Some(at) = at {
            excess = excess.held(at, format!("{} {how}", user.name()));
        }
    }
    Ok(Some(excess))
}

fn eris(resize: &Resize<'_>) -> Result<Option<Excess>, Unknown> {
    let count = resize.eri_count();
    if count.most == 0 {
        return Ok(None);
    }
    let limit = resize.limits.get(key::EriQuantity).known()?;
    if !count.exceeds(limit.value) {
        return Ok(None);
    }
    let code = "InvalidOperation.HighPerformanceEniPerInstanceLimitExceeded";
    let mut excess = Excess::new(code, &words::amount(count, "ERI", "ERIs"), &limit, "ERIs");
    for eni in resize.enis() {
        if let (Ok(true), Ok(mode)) = (eni.is_eri(), eni.traffic_mode()) {
            let at = mode.span().unwrap_or(eni.span());
            excess = excess.held(at, format!("ENI {} is an ERI", eni.name()));
        }
    }
    Ok(Some(excess))
}

fn queue_pairs(resize: &Resize<'_>) -> Result<Option<Excess>, Unknown> {
    if resize.eri_count().most == 0 || eris(resize)?.is_some() {
        return Ok(None); // one ERI too many says more
    }
    let (all, most, limit) = resize.queue_pairs()?;
    if all <= most {
        return Ok(None);
    }
    let what = words::count(all, "queue pair", "queue pairs");
    let mut excess = Excess::new(
        "InvalidOperation.EniQueuePairNumberOverflow",
        &what,
        &limit.map(|_| most),
        "queue pairs",
    );
    for eni in resize.enis().filter(|eni| eni.is_eri() == Ok(true)) {
        if let Ok(number) = eni.get(key::QueuePairNumber).known() {
            let at = number.span().unwrap_or(eni.span());
            excess = excess.held(at, format!("ERI {} has {}", eni.name(), number.value));
        }
    }
    Ok(Some(excess))
}

fn queues(resize: &Resize<'_>) -> Result<Option<Excess>, Unknown> {
    let Some((count, limit)) = resize.queues()? else { return Ok(None) };
    if !count.exceeds(limit.value) {
        return Ok(None);
    }
    let what = words::amount(count, "queue", "queues");
    let mut excess =
        Excess::new("InvalidOperation.ExceedInstanceTypeQueueNumber", &what, &limit, "queues in all");
    for (eni, number) in resize.own_queues() {
        let at = number.span().unwrap_or(eni.span());
        excess = excess.held(at, format!("ENI {} has {} queues", eni.name(), number.value));
    }
    Ok(Some(excess))
}

fn eni_queues(resize: &Resize<'_>) -> Result<Option<Excess>, Unknown> {
    let Some((eni, number)) = resize.own_queues().max_by_key(|(_, number)| number.value) else {
        return Ok(None);
    };
    let limit = resize.limits.stated(key::MaximumQueueNumberPerEni).known()?;
    if number.value <= limit.value {
        return Ok(None);
    }
    let name = eni.name();
    let what = format!("{} on {name}", words::count(number.value, "queue", "queues"));
    let at = number.span().unwrap_or(eni.span());
    let excess =
        Excess::new("InvalidOperation.MaxEniQueueNumberExceeded", &what, &limit, "queues for each ENI");
    Ok(Some(excess.held(at, format!("ENI {name} has {} queues", number.value))))
}

fn trunk(resize: &Resize<'_>, eni: &Eni<'_>) -> Result<Option<Excess>, Unknown> {
    if !eni.is_trunk() {
        return Ok(None);
    }
    let supported = resize.limits.get(key::EniTrunkSupported).known()?;
    if supported.value {
        return Ok(None);
    }
    let code = "InvalidOperation.InstanceTypeNotSupportEniTrunking";
    let what = format!("trunk ENI {}", eni.name());
    let excess = Excess::new(code, &what, &supported.map(|_| 0), "trunk ENIs");
    Ok(Some(excess.held(eni.span(), format!("{} is a trunk ENI on it", eni.name()))))
}

fn ipv4(resize: &Resize<'_>, eni: &Eni<'_>) -> Result<Option<Excess>, Unknown> {
    let held = eni.ipv4()?;
    if held.items <= 1 {
        return Ok(None); // every type takes the primary address
    }
    let limit = resize.limits.stated(key::EniPrivateIpAddressQuantity).known()?;
    Ok(addresses("InvalidOperation.Ipv4CountExceeded", eni, "IPv4", &held, &limit))
}

fn ipv6(resize: &Resize<'_>, eni: &Eni<'_>) -> Result<Option<Excess>, Unknown> {
    let held = eni.ipv6()?;
    if held.items == 0 {
        return Ok(None);
    }
    let limit = resize.limits.get(key::EniIpv6AddressQuantity).known()?;
    let code = match limit.value {
        0 => "InvalidOperation.Ipv6NotSupport",
        _ => "InvalidOperation.Ipv6CountExceeded",
    };
    Ok(addresses(code, eni, "IPv6", &held, &limit))
}

fn addresses(
    code: &'static str,
    eni: &Eni<'_>,
    family: &str,
    held: &Addresses,
    limit: &Known<i64>,
) -> Option<Excess> {
    if held.items <= limit.value {
        return None;
    }
    let name = eni.name();
    let one = format!("{family} address or prefix on {name}");
    let what = words::count(held.items, &one, &format!("{family} addresses and prefixes on {name}"));
    let excess = Excess::new(code, &what, limit, &format!("{family} for each ENI"));
    Some(excess.held(held.span.unwrap_or(eni.span()), format!("ENI {name} holds {}", held.items)))
}

fn report(step: &Step<'_>, resize: &Resize<'_>, all: &mut Vec<Excess>, sink: &mut Sink) {
    let kind = resize.limits.name.value;
    let name = resize.instance.name();
    let texts: Vec<&str> = all.iter().map(|excess| excess.text.as_str()).collect();
    let message = format!("instance {name} does not fit {kind}: it has {}", words::list(&texts, NAMED));
    let mut codes: Vec<&'static str> = all.iter().map(|excess| excess.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let at = step.span_of(Field::InstanceType).unwrap_or(step.place());
    all.truncate(NAMED);
    let mut broken = Broken::new(message, at, format!("{kind} takes less"));
    let mut told = HashSet::new();
    for excess in &mut *all {
        let holders = excess.holders.drain(..).filter(|(at, _)| told.insert(*at));
        let holders = holders.map(|(at, says)| Before::one(at, says, None)).collect();
        let list = List { at: None, says: |_, _| String::new() };
        broken = counts::add(broken, holders, excess.need, &list);
    }
    broken = broken.story();
    for excess in &*all {
        broken = broken.because(&excess.limit, format!("{kind} takes {}", excess.says));
    }
    let before = words::remedy(
        step,
        || "before this step".to_owned(),
        |address| format!("in an apply before the type of {address} changes"),
    );
    sink.report(
        broken
            .codes(&codes)
            .help(format!("take off {name} what is too much {before}, or choose a type that takes it all")),
    );
}
