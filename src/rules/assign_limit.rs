use super::{Broken, Decided, Sink, words};
use crate::inventory::{Known, Unknown, key};
use crate::plan::{Addresses, Eni, Instance, Limits, Step};
use crate::source::Span;

pub(super) fn check(step: &Step<'_>, sink: &mut Sink) -> Decided {
    let Some(eni) = step.extends()? else { return Ok(()) };
    if eni.holder()?.is_none() {
        return Ok(()); // what it may hold is for its attach to say
    }
    let (ipv4, ipv6) = (eni.given_ipv4()?, eni.given_ipv6()?);
    let instance = step.instance()?;
    let limits = instance.limits()?;
    let family = Family { name: "private IPv4", code: "InvalidOperation.Ipv4CountExceeded" };
    let limit = || limits.stated(key::EniPrivateIpAddressQuantity).known();
    family.check((step, &eni), (&instance, &limits), (ipv4, || eni.ipv4()), limit, sink)?;
    let family = Family { name: "IPv6", code: "InvalidOperation.Ipv6CountExceeded" };
    let limit = || limits.get(key::EniIpv6AddressQuantity).known();
    family.check((step, &eni), (&instance, &limits), (ipv6, || eni.ipv6()), limit, sink)
}

struct Family {
    name: &'static str,
    code: &'static str,
}

impl Family {
    fn check(
        &self,
        (step, eni): (&Step<'_>, &Eni<'_>),
        (instance, limits): (&Instance<'_>, &Limits<'_>),
        (given, held): (Addresses, impl Fn() -> Result<Addresses, Unknown>),
        limit: impl Fn() -> Result<Known<i64>, Unknown>,
        sink: &mut Sink,
    ) -> Decided {
        if given.items == 0 {
            return Ok(());
        }
        let limit = limit()?;
        let held = held()?;
        let before = held.items.saturating_sub(given.items);
        // With too many before, it is the attach that is refused.
        if held.items <= limit.value || before > limit.value {
            return Ok(());
        }
        let at = held.span.unwrap_or(step.place());
        let mut broken =
            self.says((before, given.items), &eni.name(), limits.name.value.text(), limit.value, at);
        if let Some(holder) = eni.holder()? {
            broken =
                broken.because(&holder, format!("{} is on instance {} by then", eni.name(), holder.value));
        }
        if before > 0 {
            broken = broken.also(eni.span(), words::held_before(before, self.name));
        }
        sink.report(words::of_type(broken.story(), instance, limits, &limit));
        Ok(())
    }

    fn says(&self, (before, given): (i64, i64), eni: &str, kind: &str, most: i64, at: Span) -> Broken {
        let all = before.saturating_add(given);
        let (code, message, help) = if most == 0 {
            let items = words::count(given, "IPv6 address or prefix", "IPv6 addresses and prefixes");
            (
                "InvalidOperation.Ipv6NotSupport",
                format!("this assign gives ENI {eni} {items}, but {kind} takes no IPv6"),
                "use an instance type with IPv6, or assign none".to_owned(),
            )
        } else {
            let family = self.name;
            (
                self.code,
                format!(
                    "with this assign ENI {eni} holds {all} {family} addresses and prefixes, and {kind} takes \
                     {most} for each ENI"
                ),
                format!(
                    "assign no more than {} here, or use a type that takes {all} for each ENI",
                    most.saturating_sub(before)
                ),
            )
        };
        Broken::new(message, at, format!("{given} more; a prefix counts once")).codes(&[code]).help(help)
    }
}
