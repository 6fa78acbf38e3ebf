use super::{Broken, Decided, Sink, words};
use crate::inventory::{Known, Unknown, key};
use crate::plan::{Addresses, Eni, Instance, Limits, Step};

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
        let (name, kind, family) = (eni.name(), limits.name.value, self.name);
        let message = format!(
            "the assign makes {} {family} addresses and prefixes of ENI {name}, and {kind} takes {} for each ENI",
            held.items, limit.value
        );
        let at = held.span.unwrap_or(step.place());
        let mut broken = Broken::new(message, at, format!("{} more; a prefix counts once", given.items));
        if let Some(holder) = eni.holder()? {
            broken = broken.because(&holder, format!("ENI {name} is on instance {} by then", holder.value));
        }
        if before > 0 {
            broken = broken.also(eni.span(), words::held_before(before, family));
        }
        let most = limit.value.saturating_sub(before);
        let (code, help) = match limit.value {
            0 => ("InvalidOperation.Ipv6NotSupport", "use an instance type with IPv6, or no IPv6".to_owned()),
            _ => {
                let help =
                    format!("assign no more than {most} here, or use a type that takes {}", held.items);
                (self.code, help)
            }
        };
        sink.report(words::of_type(broken.story(), instance, limits, &limit).codes(&[code]).help(help));
        Ok(())
    }
}
