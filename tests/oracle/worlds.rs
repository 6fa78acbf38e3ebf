//! What may be the case where not every fact is known: an inventory with holes stands for all
//! inventories that have some value in each. Values that are alike for every rule are not repeated.

use crate::made::{Made, Type};

/// An inventory without holes, and what it does not tell.
#[derive(Clone)]
pub struct World {
    pub made: Made,
    /// Whether every instance has more ENIs than are listed.
    pub crowd: bool,
    /// ENIs of which it is not told where they are.
    pub adrift: Vec<usize>,
    /// Types of which it is told how many queues an ENI can have.
    pub limited: Vec<usize>,
    /// Whether numbers that are refused give way to low ones.
    pub low: bool,
}

/// A fact that can be left out. None has a documented default.
#[derive(Clone, Copy, Debug)]
pub enum Hole {
    Complete,
    InstanceType(usize),
    InstanceStatus(usize),
    Zone(usize),
    Vpc(usize),
    GroupVpc(usize),
    EniStatus(usize),
    Holder(usize),
    Enis(usize),
    Ipv4(usize),
    Ipv6(usize),
    MostQueues(usize),
    AllQueues(usize),
    Eris(usize),
}

/// The facts of an inventory that can be left out.
pub fn holes(made: &Made) -> Vec<Hole> {
    let mut holes = vec![Hole::Complete];
    for n in 0..made.instances.len() {
        holes.extend([Hole::InstanceType(n), Hole::InstanceStatus(n)]);
    }
    for n in 0..made.vswitches.len() {
        holes.extend([Hole::Zone(n), Hole::Vpc(n)]);
    }
    holes.extend((0..made.groups.len()).map(Hole::GroupVpc));
    for (n, eni) in made.enis.iter().enumerate().filter(|(_, eni)| eni.kind == "Secondary") {
        holes.push(Hole::EniStatus(n));
        holes.extend((eni.status == Some("InUse")).then_some(Hole::Holder(n)));
    }
    // What the last type lacks the built-in table has.
    for n in 0..made.types.len() - 1 {
        holes.extend([Hole::Enis(n), Hole::Ipv4(n), Hole::Ipv6(n)]);
        holes.extend([Hole::MostQueues(n), Hole::AllQueues(n), Hole::Eris(n)]);
    }
    holes
}

impl Made {
    pub fn dig(&mut self, hole: Hole) {
        match hole {
            Hole::Complete => {
                self.complete = false;
                let listed = self.instances.len();
                self.attaches.retain(|attach| attach.instance < listed);
            }
            Hole::InstanceType(n) => self.instances[n].kind = None,
            Hole::InstanceStatus(n) => self.instances[n].status = None,
            Hole::Zone(n) => self.vswitches[n].zone = None,
            Hole::Vpc(n) => self.vswitches[n].vpc = None,
            Hole::GroupVpc(n) => self.groups[n].vpc = None,
            Hole::EniStatus(n) => (self.enis[n].status, self.enis[n].holder) = (None, None),
            Hole::Holder(n) => self.enis[n].holder = None,
            Hole::Enis(n) => self.types[n].enis = None,
            Hole::Ipv4(n) => self.types[n].ipv4 = None,
            Hole::Ipv6(n) => self.types[n].ipv6 = None,
            Hole::MostQueues(n) => self.types[n].most_queues = None,
            Hole::AllQueues(n) => self.types[n].all_queues = None,
            Hole::Eris(n) => self.types[n].eris = None,
        }
    }
}

/// Much of everything.
const MUCH: i64 = 100_000;
/// Zones and VPCs, of which the last is nobody's.
const PLACES: [usize; 3] = [0, 1, 3];

/// All that may be the case.
pub fn worlds(made: &Made) -> Vec<World> {
    let is_adrift = |n: &usize| {
        let eni = &made.enis[*n];
        eni.status.is_none() || eni.status == Some("InUse") && eni.holder.is_none()
    };
    let adrift = (0..made.enis.len()).filter(is_adrift).collect();
    let limited = (0..made.types.len()).filter(|n| made.types[*n].most_queues.is_some()).collect();
    let mut all = vec![World { made: made.clone(), adrift, limited, crowd: false, low: false }];
    all =
        split(all, |world| if world.made.complete { vec![] } else { vec![false, true] }, |w, v| w.crowd = v);
    all = split(all, |_| vec![false, true], |w, v| w.low = v);
    for n in 0..made.instances.len() {
        let kinds = |world: &World| {
            let known = world.made.instances[n].kind.is_some();
            if known {
                vec![]
            } else {
                vec![kind("ecs.x9.large", 1, 1, 0), much("ecs.x9.large"), much("ecs.t6-c1m1.large")]
            }
        };
        all = split(all, kinds, |world, kind| {
            world.made.instances[n].kind = Some(world.made.types.len());
            world.made.types.push(kind);
        });
        all = fill(all, &["Running", "Stopped", "Starting"], |m| &mut m.instances[n].status);
    }
    for n in 0..made.vswitches.len() {
        all = fill(all, &PLACES, |m| &mut m.vswitches[n].zone);
        all = fill(all, &PLACES, |m| &mut m.vswitches[n].vpc);
    }
    for n in 0..made.groups.len() {
        all = fill(all, &PLACES, |m| &mut m.groups[n].vpc);
    }
    for n in 0..made.enis.len() {
        all = fill(all, &["Available", "Deleting", "InUse"], |m| &mut m.enis[n].status);
        // The last one is not listed: a service's, or another account's.
        let holders: Vec<usize> = (0..=made.instances.len()).collect();
        let open = |world: &World| {
            let eni = &world.made.enis[n];
            if eni.status == Some("InUse") && eni.holder.is_none() { holders.clone() } else { vec![] }
        };
        all = split(all, open, |world, holder| world.made.enis[n].holder = Some(holder));
    }
    for n in 0..made.types.len() {
        all = fill(all, &[1, 2, 3, 4, 5, MUCH], |m| &mut m.types[n].enis);
        all = fill(all, &[1, MUCH], |m| &mut m.types[n].ipv4);
        all = fill(all, &[0, 1, MUCH], |m| &mut m.types[n].ipv6);
        // It is no less than what an ENI has by default.
        let least = made.types[n].secondary_queues;
        all = fill(all, &[least, MUCH], |m| &mut m.types[n].most_queues);
        all = fill(all, &[1, MUCH], |m| &mut m.types[n].all_queues);
        all = fill(all, &[0, 1, 2, 3, MUCH], |m| &mut m.types[n].eris);
    }
    all
}

/// Fills a hole with each value, where it is one.
fn fill<T: Copy>(all: Vec<World>, values: &[T], place: impl Fn(&mut Made) -> &mut Option<T>) -> Vec<World> {
    let open = |world: &World| {
        let mut made = world.made.clone();
        if place(&mut made).is_none() { values.to_vec() } else { vec![] }
    };
    split(all, open, |world, value| *place(&mut world.made) = Some(value))
}

/// One world for each value; a world without values stays as it is.
fn split<T>(all: Vec<World>, values: impl Fn(&World) -> Vec<T>, set: impl Fn(&mut World, T)) -> Vec<World> {
    let mut more = Vec::new();
    for world in all {
        let before = more.len();
        for value in values(&world) {
            let mut one = world.clone();
            set(&mut one, value);
            more.push(one);
        }
        if more.len() == before {
            more.push(world);
        }
    }
    more
}

fn kind(name: &'static str, enis: i64, some: i64, few: i64) -> Type {
    Type {
        name,
        enis: Some(enis),
        ipv4: Some(some),
        ipv6: Some(few),
        primary_queues: 1,
        secondary_queues: 1,
        most_queues: Some(some),
        all_queues: Some(some),
        eris: Some(few),
        pairs: Some(some),
        cards: if few > 0 { (0..8).collect() } else { Vec::new() },
    }
}

fn much(name: &'static str) -> Type {
    kind(name, MUCH, MUCH, MUCH)
}
