//! An ENI as the rules on addresses look at it.

use super::{Eni, Vswitch};
use crate::inventory::{Known, Unknown};
use ipnet::IpNet;
use std::cell::OnceCell;
use std::net::IpAddr;
use std::ops::Deref;

/// An ENI, with what several rules ask of its addresses: kept for as long as it is judged.
pub(crate) struct Addressed<'a> {
    eni: Eni<'a>,
    ipv4: OnceCell<Result<Vec<Known<IpAddr>>, Unknown>>,
    ipv6: OnceCell<Result<Vec<Known<IpAddr>>, Unknown>>,
    block: OnceCell<Result<(Vswitch<'a>, Known<IpNet>), Unknown>>,
}

impl<'a> From<Eni<'a>> for Addressed<'a> {
    fn from(eni: Eni<'a>) -> Self {
        Self { eni, ipv4: OnceCell::new(), ipv6: OnceCell::new(), block: OnceCell::new() }
    }
}

impl<'a> Deref for Addressed<'a> {
    type Target = Eni<'a>;

    fn deref(&self) -> &Eni<'a> {
        &self.eni
    }
}

impl<'a> Addressed<'a> {
    /// As [`Eni::ipv4_addresses`].
    pub(crate) fn ipv4_addresses(&self) -> Result<&[Known<IpAddr>], Unknown> {
        told(self.ipv4.get_or_init(|| self.eni.ipv4_addresses()))
    }

    /// As [`Eni::ipv6_addresses`].
    pub(crate) fn ipv6_addresses(&self) -> Result<&[Known<IpAddr>], Unknown> {
        told(self.ipv6.get_or_init(|| self.eni.ipv6_addresses()))
    }

    /// Its vSwitch, and the IPv4 block of that.
    pub(crate) fn ipv4_block(&self) -> Result<(Vswitch<'a>, Known<IpNet>), Unknown> {
        *self.block.get_or_init(|| {
            let vswitch = self.eni.vswitch()?;
            Ok((vswitch, vswitch.cidr()?))
        })
    }

    /// Its vSwitch, and the IPv6 block of that, if IPv6 is on.
    pub(crate) fn ipv6_block(&self) -> Result<Option<(Vswitch<'a>, Known<IpNet>)>, Unknown> {
        let vswitch = self.eni.vswitch()?;
        Ok(vswitch.ipv6_cidr()?.map(|block| (vswitch, block)))
    }
}

fn told<T>(found: &Result<Vec<T>, Unknown>) -> Result<&[T], Unknown> {
    found.as_deref().map_err(|unknown| *unknown)
}
