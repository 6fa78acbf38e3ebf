//! Functions of networks.

use super::convert::{count_of, text_of, whole_of};
use super::{list, text};
use crate::read::terraform::term::Term;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{Ipv4Addr, Ipv6Addr};

/// A network as its first address and the length of its prefix.
#[derive(Clone, Copy)]
struct Net {
    first: u128,
    length: u32,
    /// Bits of an address: 32 or 128.
    bits: u32,
}

pub(super) fn call(name: &str, args: &[Term]) -> Option<Term> {
    match (name, args) {
        ("cidrsubnet", [of, more, number]) => {
            let sub = Net::read(of)?.longer(more)?;
            sub.nth(u128::try_from(whole_of(number)?).ok()?, Net::read(of)?)?.show()
        }
        ("cidrsubnets", [of, lengths @ ..]) => subnets(Net::read(of)?, lengths),
        ("cidrhost", [of, number]) => text(&Net::read(of)?.host(whole_of(number)?)?),
        ("cidrnetmask", [of]) => match text_of(of)?.parse().ok()? {
            IpNet::V4(net) => text(&net.netmask().to_string()),
            IpNet::V6(_) => None,
        },
        _ => None,
    }
}

impl Net {
    fn read(of: &Term) -> Option<Self> {
        match text_of(of)?.parse::<IpNet>().ok()?.trunc() {
            IpNet::V4(net) => {
                let first = u128::from(u32::from(net.network()));
                Some(Self { first, length: u32::from(net.prefix_len()), bits: 32 })
            }
            IpNet::V6(net) => {
                let first = u128::from(net.network());
                Some(Self { first, length: u32::from(net.prefix_len()), bits: 128 })
            }
        }
    }

    /// The first network in this one whose prefix is so many bits longer.
    fn longer(self, more: &Term) -> Option<Self> {
        let length = self.length.checked_add(u32::try_from(count_of(more)?).ok()?)?;
        (length <= self.bits).then_some(Self { length, ..self })
    }

    /// How many addresses it has, less one: all of them may be too many to count.
    fn last_host(self) -> u128 {
        let hosts = self.bits - self.length;
        u128::MAX.checked_shr(128 - hosts).unwrap_or(0)
    }

    /// The network of this size so many further on, if it is in `all`.
    fn nth(self, number: u128, all: Self) -> Option<Self> {
        let skipped = if number == 0 { 0 } else { number.checked_mul(self.last_host().checked_add(1)?)? };
        (skipped <= all.last_host()).then_some(Self { first: self.first.checked_add(skipped)?, ..self })
    }

    /// The address at a place, counted from the end if that is negative.
    fn host(self, number: i64) -> Option<String> {
        let distance = u128::from(number.unsigned_abs());
        let at = if number < 0 { self.last_host().checked_sub(distance - 1)? } else { distance };
        (at <= self.last_host()).then(|| self.address(self.first + at))?
    }

    fn address(self, at: u128) -> Option<String> {
        Some(match self.bits {
            32 => Ipv4Addr::from(u32::try_from(at).ok()?).to_string(),
            _ => Ipv6Addr::from(at).to_string(),
        })
    }

    fn show(self) -> Option<Term> {
        let length = u8::try_from(self.length).ok()?;
        text(&match self.bits {
            32 => Ipv4Net::new(u32::try_from(self.first).ok()?.into(), length).ok()?.to_string(),
            _ => Ipv6Net::new(self.first.into(), length).ok()?.to_string(),
        })
    }
}

/// One network behind the other, each where one of its size may begin.
fn subnets(all: Net, lengths: &[Term]) -> Option<Term> {
    let mut nets = Vec::new();
    let mut next = 0_u128;
    for more in lengths {
        let net = all.longer(more)?;
        let size = net.last_host().checked_add(1)?;
        let number = next.div_ceil(size);
        nets.push(net.nth(number, all)?.show()?);
        next = number.checked_add(1)?.checked_mul(size)?;
    }
    list(nets)
}
