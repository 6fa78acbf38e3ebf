//! The verdicts once more, as slowly and as plainly as can be: every attach is held against every
//! rule, and every sum is made anew. It shares nothing with the program; it knows the rules by their
//! documentation. Every fact that a rule asks for is known here; what to do where one is not, see
//! `worlds`.

use crate::made::{Attach, Eni, Instance, Made, Type};
use std::collections::BTreeSet;

pub type Rules = BTreeSet<&'static str>;

/// The rules that each attach breaks.
pub fn judge(made: &Made) -> Vec<Rules> {
    let mut state = State { made, seats: Vec::new() };
    for (eni, entry) in made.enis.iter().enumerate() {
        if let (Some("InUse" | "Attaching"), Some(holder)) = (entry.status, entry.holder) {
            state.seats.push((eni, holder));
        }
    }
    (0..made.attaches.len()).map(|at| state.attach(at)).collect()
}

/// Who sits where before an attach.
struct State<'a> {
    made: &'a Made,
    /// ENI and instance.
    seats: Vec<(usize, usize)>,
}

impl State<'_> {
    /// Judges an attach, and takes it for done.
    fn attach(&mut self, at: usize) -> Rules {
        let mut rules = Rules::new();
        let attach = &self.made.attaches[at];
        let earlier: Vec<&Attach> = self.made.attaches[..at].iter().filter(|a| a.eni == attach.eni).collect();
        let instance = self.made.instances.get(attach.instance);
        let eni = self.made.enis.get(attach.eni);
        let is_there = self.seats.contains(&(attach.eni, attach.instance));
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
        if let (Some(instance), false) = (instance, done) {
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
        if is_there || !earlier.is_empty() {
            return rules;
        }
        // What does not exist takes nothing.
        let (Some(instance), Some(eni)) = (instance, eni) else { return rules };
        let refused = self.totals(attach.instance, instance, eni);
        // A primary ENI is refused whatever the numbers, and stays where it is. Another one that takes
        // its place will count.
        if eni.kind != "Primary" {
            rules.extend(self.numbers(instance, eni));
            rules.extend(&refused);
            self.seats.retain(|(other, _)| *other != attach.eni);
        }
        // It sits here unless a limit has no room for it.
        if refused.is_empty() && self.kind(instance).enis.unwrap() > 1 {
            self.seats.push((attach.eni, attach.instance));
        }
        rules
    }

    fn kind(&self, instance: &Instance) -> &Type {
        &self.made.types[instance.kind.unwrap()]
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
        if is_eri(eni) && kind.eris.unwrap() > 0 && too_many {
            rules.insert("qp-per-eri");
        }
        rules
    }

    /// What the type says of all ENIs together.
    fn totals(&self, at: usize, instance: &Instance, eni: &Eni) -> Rules {
        let mut rules = Rules::new();
        let kind = self.kind(instance);
        if eni.kind == "Member" {
            return rules; // it takes no place
        }
        let here: Vec<&Eni> =
            self.seats.iter().filter(|(_, i)| *i == at).map(|(e, _)| &self.made.enis[*e]).collect();
        let here: Vec<&Eni> = here.into_iter().filter(|e| e.kind != "Member").collect();
        let implied = !here.iter().any(|e| e.kind == "Primary" && e.holder == Some(at));

        let enis = here.len() as i64 + i64::from(implied) + 1;
        if enis > kind.enis.unwrap() && kind.enis.unwrap() > 1 {
            rules.insert("eni-limit");
        }

        let default = |e: &Eni| if e.kind == "Primary" { kind.primary_queues } else { kind.secondary_queues };
        let queues = |e: &Eni| e.queues.unwrap_or(default(e));
        let all = here.iter().map(|e| queues(e)).sum::<i64>() + queues(eni);
        let all = all + if implied { kind.primary_queues } else { 0 };
        // The defaults of a type fit its total.
        let counts = here.iter().any(|e| queues(e) > default(e)) || queues(eni) > default(eni);
        if counts && all > kind.all_queues.unwrap() {
            rules.insert("queue-total");
        }

        let eris: Vec<&&Eni> = here.iter().filter(|e| e.eri && e.kind != "Trunk").collect();
        let most = kind.eris.unwrap();
        if is_eri(eni) && most == 0 {
            rules.insert("eri-unsupported");
        }
        if is_eri(eni) && most > 0 {
            let pairs = |e: &Eni| e.pairs.unwrap_or(kind.pairs.unwrap());
            let all = eris.iter().map(|e| pairs(e)).sum::<i64>() + pairs(eni);
            if eris.len() as i64 + 1 > most {
                rules.insert("eri-limit");
            } else if !eris.is_empty() && all > kind.pairs.unwrap() {
                rules.insert("qp-total");
            }
        }
        rules
    }
}

/// Trunks and members are refused for the mode itself.
fn is_eri(eni: &Eni) -> bool {
    eni.eri && eni.kind == "Secondary"
}
