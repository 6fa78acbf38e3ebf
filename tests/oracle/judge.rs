//! The verdicts once more, as slowly and as plainly as can be: every attach is held against every
//! rule, and every sum is made anew. It shares nothing with the program; it knows the rules by their
//! documentation. Every fact that a rule asks for is known here; for where one is not, see `worlds`.

use crate::made::{Attach, Eni, Instance, Made, Type};
use crate::worlds::World;
use std::collections::BTreeSet;

pub type Rules = BTreeSet<&'static str>;

/// What an attach comes to.
#[derive(PartialEq)]
pub struct Judged {
    /// The rules that it breaks.
    pub rules: Rules,
    /// Limits that have no room for it. Of a primary ENI, which is refused anyway, they are not told.
    pub refused: Rules,
}

/// What each attach comes to.
pub fn judge(world: &World) -> Vec<Judged> {
    let made = &world.made;
    let mut state = State { made, world, seats: Vec::new() };
    for (eni, entry) in made.enis.iter().enumerate() {
        if let (Some("InUse" | "Attaching"), Some(instance)) = (entry.status, entry.holder) {
            let Some(kind) = made.instances.get(instance).map(|holder| state.kind(holder)) else { continue };
            let is_primary = entry.kind == "Primary";
            let default = if is_primary { kind.primary_queues } else { kind.secondary_queues };
            let queues = entry.queues.unwrap_or(default);
            // An ERI without a number takes the type's maximum.
            let pairs = entry.pairs.unwrap_or(kind.pairs.unwrap());
            state.seats.push(Seat { eni, instance, queues, more: queues > default, pairs, by: None });
        }
    }
    (0..made.attaches.len()).map(|at| state.attach(at)).collect()
}

/// Who sits where before an attach.
struct State<'a> {
    made: &'a Made,
    world: &'a World,
    seats: Vec<Seat>,
}

/// An ENI on an instance.
struct Seat {
    eni: usize,
    instance: usize,
    queues: i64,
    /// Whether these are more than the default of its type.
    more: bool,
    pairs: i64,
    /// The place of the attach that put it there, if one did.
    by: Option<usize>,
}

impl State<'_> {
    /// Judges an attach, and takes it for done.
    fn attach(&mut self, at: usize) -> Judged {
        let mut rules = Rules::new();
        let attach = &self.made.attaches[at];
        let earlier: Vec<&Attach> = self.made.attaches[..at].iter().filter(|a| a.eni == attach.eni).collect();
        let instance = self.made.instances.get(attach.instance);
        let eni = self.made.enis.get(attach.eni);
        let is_there = self.seats.iter().any(|s| s.eni == attach.eni && s.instance == attach.instance);
        // The ENI is on the instance already: there is nothing to do.
        let done = earlier.is_empty()
            && eni.is_some_and(|e| e.status == Some("InUse") && e.holder == Some(attach.instance));

        if instance.is_none() || eni.is_none() {
            rules.insert("dangling-ref");
        }
        // The first one has it.
        if earlier.first().is_some_and(|other| other.instance != attach.instance) {
            rules.insert("dup-attach-other");
        }
        // Parties are judged unless it is told that the ENI is there, and so has found room.
        let told = !self.world.adrift.contains(&attach.eni);
        if let (Some(instance), false) = (instance, done && told) {
            rules.extend(self.instance(instance));
        }
        if let Some(eni) = eni {
            rules.extend(self.eni(eni));
            if earlier.is_empty() && !done && eni.kind != "Primary" && eni.status != Some("Available") {
                rules.insert("eni-state");
            }
            let waits = earlier.is_empty() && eni.status == Some("Available");
            if eni.kind == "Member" && waits {
                rules.insert("member-direct");
            }
        }
        if let (Some(instance), Some(eni)) = (instance, eni) {
            rules.extend(self.place(instance, eni));
        }
        if let Some(instance) = instance {
            rules.extend(self.card(instance, attach));
        }
        if is_there && told || !earlier.is_empty() {
            return Judged { rules, refused: Rules::new() };
        }
        // What does not exist takes nothing.
        let (Some(instance), Some(eni)) = (instance, eni) else {
            return Judged { rules, refused: Rules::new() };
        };
        let kind = &self.made.types[instance.kind.unwrap()];
        // What it takes by a limit that is not told is not refused either.
        let is_limited = self.world.limited.contains(&instance.kind.unwrap());
        let most_queues = if is_limited { kind.most_queues.unwrap() } else { i64::MAX };
        let seat = Seat {
            eni: attach.eni,
            instance: attach.instance,
            queues: self.or_refused(eni.queues, most_queues, kind.secondary_queues),
            more: eni.queues.is_some_and(|queues| queues > kind.secondary_queues),
            pairs: self.or_refused(eni.pairs, kind.pairs.unwrap(), kind.pairs.unwrap()),
            by: Some(at),
        };
        // Were it there, it would have found room beside those that were.
        let here =
            self.seats.iter().filter(|other| other.eni != attach.eni && (!is_there || other.by.is_none()));
        let refused = self.totals(instance, eni, &seat, here.collect());
        // A primary ENI is refused whatever the numbers, and stays where it is. Another one that takes
        // its place will count.
        if eni.kind != "Primary" {
            rules.extend(self.numbers(instance, eni));
            rules.extend(&refused);
            self.seats.retain(|other| other.eni != attach.eni);
        }
        // It sits here unless a limit has no room for it.
        let takes_none = kind.enis.unwrap() <= 1 || is_eri(eni) && kind.eris.unwrap() == 0;
        if refused.is_empty() && !takes_none {
            self.seats.push(seat);
        }
        Judged { rules, refused }
    }

    fn kind(&self, instance: &Instance) -> &Type {
        &self.made.types[instance.kind.unwrap()]
    }

    /// A number of an ENI that is to come. One that is too much for itself is refused for that, and
    /// nobody knows what will stand there instead.
    fn or_refused(&self, given: Option<i64>, most: i64, default: i64) -> i64 {
        match given {
            Some(number) if number <= most => number,
            Some(_) if self.world.low => 1,
            Some(_) => most,
            None => default,
        }
    }

    /// What is wrong with the instance whatever is attached.
    fn instance(&self, instance: &Instance) -> Rules {
        let mut rules = Rules::new();
        let status = instance.status.unwrap();
        if status != "Running" && status != "Stopped" {
            rules.insert("instance-state");
        }
        if status == "Running" && self.kind(instance).name.starts_with("ecs.t6-") {
            rules.insert("no-hot-plug");
        }
        if !instance.io_optimized || self.kind(instance).enis.unwrap() <= 1 {
            rules.insert("unsupported-generation");
        }
        if instance.classic {
            rules.insert("classic");
        }
        rules
    }

    /// What is wrong with the ENI wherever it is attached.
    fn eni(&self, eni: &Eni) -> Rules {
        let mut rules = Rules::new();
        if eni.kind == "Primary" {
            rules.insert("primary-attach");
        }
        if eni.managed {
            rules.insert("service-managed");
        }
        if eni.eri && eni.ipv6 > 0 {
            rules.insert("eri-ipv6");
        }
        if eni.eri && eni.kind != "Primary" && eni.kind != "Secondary" {
            rules.insert("trunk-eri");
        }
        let groups: Vec<_> = eni.groups.iter().map(|n| &self.made.groups[*n]).collect();
        if groups.is_empty() || groups.len() > 10 {
            rules.insert("sg-count");
        }
        if eni.groups.iter().any(|n| eni.groups.iter().filter(|m| *m == n).count() > 1) {
            rules.insert("sg-duplicate");
        }
        if groups.iter().any(|g| g.advanced) && groups.iter().any(|g| !g.advanced) {
            rules.insert("sg-mixed");
        }
        if groups.iter().any(|g| g.vpc.unwrap() != self.vpc(eni.vswitch)) {
            rules.insert("sg-vpc");
        }
        rules
    }

    fn vpc(&self, vswitch: Option<usize>) -> usize {
        self.made.vswitches[vswitch.unwrap()].vpc.unwrap()
    }

    fn zone(&self, vswitch: Option<usize>) -> usize {
        self.made.vswitches[vswitch.unwrap()].zone.unwrap()
    }

    /// A primary ENI is refused wherever it is. An instance of the classic network is in no VPC.
    fn place(&self, instance: &Instance, eni: &Eni) -> Rules {
        let mut rules = Rules::new();
        if eni.kind == "Primary" {
            return rules;
        }
        if self.vpc(instance.vswitch) != self.vpc(eni.vswitch) && !instance.classic {
            rules.insert("vpc-mismatch");
        }
        if self.zone(instance.vswitch) != self.zone(eni.vswitch) {
            rules.insert("zone-mismatch");
        }
        rules
    }

    fn card(&self, instance: &Instance, attach: &Attach) -> Rules {
        let cards = &self.kind(instance).cards;
        match attach.card {
            Some(_) if cards.is_empty() => Rules::from(["card-on-cardless"]),
            Some(card) if !cards.contains(&card) => Rules::from(["card-range"]),
            _ => Rules::new(),
        }
    }

    /// What the type says of each ENI.
    fn numbers(&self, instance: &Instance, eni: &Eni) -> Rules {
        let mut rules = Rules::new();
        let kind = self.kind(instance);
        if 1 + eni.secondary > kind.ipv4.unwrap() && eni.secondary > 0 {
            rules.insert("ipv4-limit");
        }
        let ipv6 = kind.ipv6.unwrap();
        if eni.ipv6 > 0 && ipv6 == 0 {
            rules.insert("ipv6-none");
        }
        if eni.ipv6 > ipv6 && ipv6 > 0 {
            rules.insert("ipv6-limit");
        }
        if eni.queues.is_some_and(|queues| queues > kind.most_queues.unwrap()) {
            rules.insert("queue-per-eni");
        }
        let too_many = eni.pairs.is_some_and(|pairs| pairs > kind.pairs.unwrap());
        if is_eri(eni) && kind.eris.unwrap() == 0 {
            rules.insert("eri-unsupported");
        }
        if is_eri(eni) && kind.eris.unwrap() > 0 && too_many {
            rules.insert("qp-per-eri");
        }
        rules
    }

    /// What the type says of all ENIs together.
    fn totals(&self, instance: &Instance, eni: &Eni, own: &Seat, others: Vec<&Seat>) -> Rules {
        let mut rules = Rules::new();
        let kind = self.kind(instance);
        if eni.kind == "Member" {
            return rules; // it takes no place
        }
        let eni_of = |seat: &Seat| &self.made.enis[seat.eni];
        let here = others.into_iter().filter(|seat| seat.instance == own.instance);
        let here: Vec<&Seat> = here.filter(|seat| eni_of(seat).kind != "Member").collect();
        // Every instance has a primary ENI, listed or not.
        let is_primary =
            |seat: &Seat| eni_of(seat).kind == "Primary" && eni_of(seat).holder == Some(own.instance);
        let implied = i64::from(!here.iter().any(|seat| is_primary(seat)));
        let hidden = if self.world.crowd { CROWD } else { 0 };

        let most = kind.enis.unwrap();
        if most > 1 && here.len() as i64 + implied + hidden + 1 > most {
            rules.insert("eni-limit");
        }

        let queues = here.iter().map(|seat| seat.queues).sum::<i64>() + own.queues;
        let queues = queues + implied * kind.primary_queues + hidden * kind.secondary_queues;
        // The defaults of a type fit its total.
        let counts = own.more || here.iter().any(|seat| seat.more);
        if counts && queues > kind.all_queues.unwrap() {
            rules.insert("queue-total");
        }

        if !is_eri(eni) {
            return rules;
        }
        let eris: Vec<&&Seat> = here.iter().filter(|seat| eni_of(seat).eri).collect();
        let others = eris.len() as i64 + hidden;
        let most = kind.eris.unwrap();
        if most > 0 && others + 1 > most {
            rules.insert("eri-limit");
        }
        let pairs = eris.iter().map(|seat| seat.pairs).sum::<i64>() + hidden + own.pairs;
        if most > 1 && others > 0 && pairs > kind.pairs.unwrap() {
            rules.insert("qp-total");
        }
        rules
    }
}

/// More ENIs than any type takes.
const CROWD: i64 = 10_000;

/// Trunks and members are refused for the mode itself.
fn is_eri(eni: &Eni) -> bool {
    eni.eri && eni.kind != "Trunk" && eni.kind != "Member"
}
