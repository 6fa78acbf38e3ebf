use super::{Broken, Decided, Sink, net};
use crate::catalog::{Number, limit};
use crate::inventory::{Known, key};
use crate::plan::{Addressed, Eni};
use ipnet::IpNet;

pub(super) fn check(eni: &Addressed<'_>, sink: &mut Sink) -> Decided {
    let ipv4 = eni.prefixes(key::Ipv4Prefixes)?;
    let ipv6 = eni.prefixes(key::Ipv6Prefixes)?;
    shape(eni, &ipv4, Number::Ipv4PrefixLength, sink);
    shape(eni, &ipv6, Number::Ipv6PrefixLength, sink);
    for prefixes in [&ipv4, &ipv6] {
        overlap(eni, prefixes, sink);
        repeat(eni, prefixes, sink);
    }
    if ipv4.is_empty() && ipv6.is_empty() {
        return Ok(());
    }
    let Some(vswitch) = net::if_asked(eni, eni.vswitch())? else { return Ok(()) };
    if !ipv4.is_empty()
        && let Some(block) = net::if_asked(eni, vswitch.cidr())?
    {
        outside(eni, &ipv4, &block, &vswitch.name(), sink);
    }
    if !ipv6.is_empty()
        && let Some(Some(block)) = net::if_asked(eni, vswitch.ipv6_cidr())?
    {
        outside(eni, &ipv6, &block, &vswitch.name(), sink);
    }
    Ok(())
}

fn shape(eni: &Eni<'_>, prefixes: &[Known<IpNet>], length: Number, sink: &mut Sink) {
    let length = limit(length);
    for prefix in prefixes {
        let net = prefix.value;
        let at = prefix.span().unwrap_or(eni.span());
        if i64::from(net.prefix_len()) != length.value {
            let message = format!(
                "the prefix {net} of ENI {} is a /{}, not a /{}",
                eni.name(),
                net.prefix_len(),
                length.value
            );
            sink.report(
                Broken::new(message, at, format!("/{}", net.prefix_len()))
                    .because(&length.known(), format!("a prefix of an ENI is a /{}", length.value))
                    .help(format!("give {} a /{} prefix", eni.name(), length.value)),
            );
        } else if net.trunc() != net {
            let message = format!("the prefix {net} of ENI {} has host bits set", eni.name());
            sink.report(Broken::new(message, at, "not aligned").help(format!("write {}", net.trunc())));
        }
    }
}

/// Sorted by where they begin, prefixes overlap only with their neighbours.
fn overlap(eni: &Eni<'_>, prefixes: &[Known<IpNet>], sink: &mut Sink) {
    let mut sorted: Vec<&Known<IpNet>> = prefixes.iter().collect();
    sorted.sort_by_key(|p| (p.value.network(), p.value.prefix_len()));
    for pair in sorted.windows(2) {
        let [first, second] = pair else { continue };
        if first.value.contains(&second.value.network()) {
            let message =
                format!("the prefixes {} and {} of ENI {} overlap", first.value, second.value, eni.name());
            sink.report(
                Broken::new(message, second.span().unwrap_or(eni.span()), "overlaps")
                    .because(first, format!("with {}", first.value))
                    .help(format!("remove {}", second.value)),
            );
        }
    }
}

/// Of the right size, prefixes that overlap are equal.
fn repeat(eni: &Eni<'_>, prefixes: &[Known<IpNet>], sink: &mut Sink) {
    for prefix in prefixes {
        let Some(before) = eni.has_prefix_already(prefix.value) else { continue };
        let message = format!("ENI {} gets the prefix {} twice", eni.name(), prefix.value);
        let mut broken = Broken::new(message, prefix.span().unwrap_or(eni.span()), "again");
        if let Some(before) = before {
            broken = broken.also(before, "given first");
        }
        sink.report(broken.help(format!("remove one {}", prefix.value)));
    }
}

fn outside(eni: &Eni<'_>, prefixes: &[Known<IpNet>], block: &Known<IpNet>, vswitch: &str, sink: &mut Sink) {
    for prefix in prefixes.iter().filter(|p| !block.value.contains(&p.value.network())) {
        let message = format!(
            "the prefix {} of ENI {} is outside of {}, the block of vSwitch {vswitch}",
            prefix.value,
            eni.name(),
            block.value
        );
        sink.report(
            Broken::new(message, prefix.span().unwrap_or(eni.span()), "outside of the vSwitch")
                .because(block, format!("{vswitch} has {}", block.value))
                .help(format!("give {} a prefix of {}", eni.name(), block.value)),
        );
    }
}
