//! What one ENI uses of the limits of the instance that it is on.

use crate::inventory::{Field, Unknown, Why, key};
use crate::plan::addresses::Addresses;
use crate::plan::weigh::{Own, Terms, Weight};
use crate::plan::{Amount, Attach, Eni, Resource};

/// How many things are counted on every instance: the resources, and addresses of both families.
pub(super) const COUNTED: usize = 6;
/// Of these, the sums; the others are the greatest of all ENIs.
pub(super) const SUMS: usize = Resource::ALL.len();

/// The card on which an ENI counts that was given none, as for the rules on cards (inferred).
const UNSPECIFIED: i64 = 0;

/// An ENI on an instance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guest {
    pub(super) weights: [Weight; COUNTED],
    /// Its network card.
    pub(super) card: Result<i64, Unknown>,
}

impl Guest {
    pub(super) fn new<'a>(terms: &Terms<'a>, own: Own<'a>) -> Self {
        let mut weights = [Weight::default(); COUNTED];
        for resource in Resource::ALL {
            if let Some(weight) = weights.get_mut(resource as usize) {
                *weight = terms.weigh(resource, own, true);
            }
        }
        let index = match (own.attach, own.eni) {
            (Some(attach), _) => attach.card_index(),
            (None, Some(eni)) => eni.get(key::AttachedNetworkCardIndex).given(),
            (None, None) => Ok(None),
        };
        let card = index.map(|index| index.map_or(UNSPECIFIED, |index| index.value));
        let mut guest = Self { weights, card };
        guest.count_addresses(own.eni);
        guest
    }

    /// The ENI of an attach of which it is not certain what it puts where: at least what the lightest of
    /// its candidates uses, at most what the heaviest does.
    pub(super) fn one_of<'a>(terms: &Terms<'a>, attach: &Attach<'a>, unknown: Unknown) -> Self {
        let enis = match attach.eni() {
            Ok(eni) => vec![eni],
            Err(_) => attach.candidates().map(|(all, _)| all).unwrap_or_default(),
        };
        let own = |eni| Own { eni, attach: Some(*attach) };
        let guests = enis.into_iter().map(|eni| Self::new(terms, own(Some(eni))));
        guests.reduce(|a, b| a.or(b, unknown)).unwrap_or_else(|| {
            let mut guest = Self::new(terms, own(None));
            for (weight, resource) in guest.weights.iter_mut().zip(Resource::ALL) {
                *weight = terms.weigh_open(resource, attach, true);
            }
            guest.weights.iter_mut().for_each(|weight| weight.open = weight.open.or(Some(unknown)));
            guest
        })
    }

    /// This or the other.
    fn or(mut self, other: Self, unknown: Unknown) -> Self {
        for (weight, other) in self.weights.iter_mut().zip(other.weights) {
            *weight = weight.or(other, unknown);
        }
        self
    }

    /// The primary ENI that is listed nowhere: it has an address, and nothing tells of more.
    pub(super) fn implied(sums: &[Weight; SUMS]) -> Self {
        let mut weights = [Weight::default(); COUNTED];
        for (weight, sum) in weights.iter_mut().zip(sums) {
            *weight = *sum;
        }
        let [.., ipv4, _] = &mut weights;
        *ipv4 = Weight::certain(Amount::ONE);
        Self { weights, card: Ok(UNSPECIFIED) }
    }

    /// Counts the addresses that the ENI has at the moment at which it is looked at.
    fn count_addresses(&mut self, eni: Option<Eni<'_>>) {
        let [.., ipv4, ipv6] = &mut self.weights;
        // An ID alone says nothing of addresses.
        let described = |eni: &Eni<'_>| eni.is_listed() || eni.is_planned();
        let Some(eni) = eni.filter(described) else {
            let unknown = eni.map(|eni| eni.unknown(Field::PrivateIpAddresses, Why::NotGiven));
            *ipv4 = Weight { amount: Amount { least: 1, most: u32::MAX }, open: unknown };
            *ipv6 = Weight { amount: Amount { least: 0, most: u32::MAX }, open: unknown };
            return;
        };
        *ipv4 = items(eni.ipv4(), 1);
        *ipv6 = items(eni.ipv6(), 0);
    }

    /// Adds what a step assigns, whether a limit refuses it or not.
    pub(super) fn assign(&mut self, step: &Eni<'_>) {
        let [.., ipv4, ipv6] = &mut self.weights;
        for (weight, given) in [(ipv4, step.given_ipv4()), (ipv6, step.given_ipv6())] {
            let more = items(given, 0);
            weight.amount = weight.amount.plus(more.amount);
            weight.open = weight.open.or(more.open);
        }
    }

    /// Makes it perhaps not there.
    pub(super) fn loosen(&mut self, unknown: Unknown) {
        self.weights.iter_mut().for_each(|weight| weight.loosen(unknown));
    }
}

fn items(addresses: Result<Addresses, Unknown>, least: u32) -> Weight {
    match addresses {
        Ok(addresses) => Weight::certain(Amount::exactly(addresses.items)),
        Err(unknown) => Weight { amount: Amount { least, most: u32::MAX }, open: Some(unknown) },
    }
}
