//! What is said in a world of the instance and the ENI of an attach, and of entities as such.

use super::{Said, Worlds};
use crate::finding::Finding;
use crate::inventory::Kind;
use crate::plan::{Attach, Eni, EntityId, Instance, Moment, Plan, SecurityGroup, Vswitch};
use crate::rules::judge::{concerns, parties};
use crate::rules::registry::{Check, Rule};
use crate::rules::run::Remarks;
use crate::rules::{Decided, Sink};

impl Worlds<'_, '_> {
    /// What is said of the instance and the ENI that an attach has in a world, as far as it has them
    /// only there, or as it hangs on a choice.
    pub(super) fn on_parties(&self, world: &Plan<'_>, attach: &Attach<'_>, known: &Known<'_>) -> Vec<Said> {
        let mut said = Vec::new();
        for (id, moment) in parties(world, attach) {
            let is_new = !known.parties.iter().any(|(party, _)| *party == id);
            if let (Some(moment), true) = (moment, is_new) {
                let instance = Instance::from(world.entity(id).at(moment));
                for &rule in self.rules {
                    let Check::Instance(check) = rule.check else { continue };
                    let mut sink = Sink::new(rule);
                    let decided = check(&instance, &mut sink);
                    self.take(&mut said, sink, decided);
                }
                continue;
            }
            let moments =
                known.parties.iter().filter(|(party, of)| *party == id && of.is_some() == moment.is_some());
            let base = moments.map(|(_, moment)| *moment).next().unwrap_or(moment);
            for remark in known.remarks.get(&(id, base)).into_iter().flatten() {
                if !concerns(attach, id, remark.rule) {
                    continue;
                }
                if remark.unknown.is_some_and(|unknown| unknown.choice().is_some()) {
                    self.again(world, remark.rule, (id, moment), &mut said);
                } else if is_new {
                    let findings = remark.findings.iter().filter_map(|index| known.findings.get(*index));
                    let decided = remark.unknown.map_or(Ok(()), Err);
                    said.push(Said::new(remark.rule, findings.cloned().collect(), decided));
                }
            }
        }
        said.iter_mut().for_each(|said| said.of_party = true);
        said
    }

    /// Asks a rule again that lacked a choice.
    fn again(
        &self,
        world: &Plan<'_>,
        rule: &'static Rule,
        (id, moment): (EntityId, Option<Moment>),
        said: &mut Vec<Said>,
    ) {
        let mut sink = Sink::new(rule);
        let decided = match (&rule.check, moment) {
            (Check::Instance(check), Some(moment)) => {
                check(&Instance::from(world.entity(id).at(moment)), &mut sink)
            }
            (Check::Addresses(check), _) if id.kind == Kind::Eni => {
                let eni = Eni::from(world.entity(id));
                let all = std::iter::once(eni).chain(eni.extensions());
                all.map(|eni| check(&eni.into(), &mut sink)).fold(Ok(()), Decided::and)
            }
            _ => check_entity(world, rule, (id, 0), &mut sink).unwrap_or(Ok(())),
        };
        self.take(said, sink, decided);
    }
}

/// What was said of entities before any choice was made.
pub(super) struct Known<'k> {
    pub(super) remarks: &'k Remarks,
    pub(super) findings: &'k [Finding],
    pub(super) parties: &'k [(EntityId, Option<Moment>)],
}

/// Runs a rule on one of the times or ways in which it looks at an entity.
pub(super) fn check_entity(
    world: &Plan<'_>,
    rule: &'static Rule,
    (id, nth): (EntityId, usize),
    sink: &mut Sink,
) -> Option<Decided> {
    let entity = world.entity(id);
    Some(match rule.check {
        Check::Vswitch(check) => check(&Vswitch::from(entity), sink),
        Check::SecurityGroup(check) => check(&SecurityGroup::from(entity), sink),
        Check::Eni(check) => check(&Eni::from(entity), sink),
        Check::Instance(check) => check(&Instance::from(entity).phases().nth(nth)?, sink),
        Check::Addresses(check) => {
            let eni = Eni::from(entity);
            check(&std::iter::once(eni).chain(eni.extensions()).nth(nth)?.into(), sink)
        }
        _ => return None,
    })
}
