//! Who sits on the instances that attaches are planned for, when the plan is done: the data of a
//! picture. It is read off the ledger, so that it shows what the rules go by.

use super::changes::EniChange;
use super::{Attach, Eni, EniType, Instance, Moment, NetworkCards, Plan, Resource, User};
use crate::finding::{Board, Hold, Role, Seat};
use crate::inventory::{Kind, Unknown, key};
use hashbrown::HashSet;

/// ENIs of one instance that are named, and network cards that are. No documented type has as many.
const SEATS: usize = 256;
const CARDS: usize = 64;

impl Plan<'_> {
    /// Each instance that an attach is planned for, in order of first appearance.
    pub(crate) fn boards(&self) -> Vec<Board> {
        let planned = self.instances().filter(|instance| instance.all_attaches().next().is_some());
        planned.map(|instance| Draft::draw(instance).finish()).collect()
    }
}

/// A board in the making.
struct Draft<'a> {
    /// As the plan leaves it.
    instance: Instance<'a>,
    board: Board,
    missing: Vec<Unknown>,
    /// ENIs that have a seat, by row, and planned attaches that do.
    seated: HashSet<u32>,
    placed: HashSet<u32>,
    trunks: Vec<Eni<'a>>,
}

impl<'a> Draft<'a> {
    fn draw(instance: Instance<'a>) -> Self {
        let end = instance.in_the_end();
        let board = Board { instance: instance.name(), ..Board::default() };
        let mut draft = Self {
            instance: end,
            board,
            missing: Vec::new(),
            seated: HashSet::new(),
            placed: HashSet::new(),
            trunks: Vec::new(),
        };
        draft.measure();
        draft.seat_users();
        draft.seat_others(instance);
        draft
    }

    fn plan(&self) -> &'a Plan<'a> {
        self.instance.plan()
    }

    /// What the type takes.
    fn measure(&mut self) {
        let limits = match self.instance.limits() {
            Ok(limits) => limits,
            Err(unknown) => return self.missing.push(unknown),
        };
        self.board.instance_type = Some(limits.name.value.text().to_owned());
        match limits.stated(key::EniQuantity).known() {
            Ok(slots) => self.board.slots = Some(slots.value),
            Err(unknown) => self.missing.push(unknown),
        }
        // That nobody knows of cards is no want: most types have none, and no table says so.
        if let Some(cards) = limits.network_cards().ok().filter(NetworkCards::exist) {
            self.board.cards = cards.indexes().take(CARDS).collect();
        }
    }

    /// Those that take slots in the end.
    fn seat_users(&mut self) {
        let (plan, row) = (self.plan(), self.instance.id.row);
        let users: Vec<User<'a>> = plan.ledger.users(plan, row, Moment::END, Resource::Enis).collect();
        // After a change of the type the primary ENI that no file lists is one of the users.
        let is_implied = |user: &User<'_>| user.eni.is_none() && user.attach.is_none();
        if plan.ledger.implies_primary(row) && !users.iter().any(is_implied) {
            self.seat(None, None, Hold::Sits);
        }
        for user in users {
            let hold = if user.amount.least > 0 { Hold::Sits } else { Hold::MaySit };
            self.seat(user.eni, user.attach, hold);
        }
    }

    /// Those that take none: they leave, do not fit, or are on a trunk; and those that may be there.
    fn seat_others(&mut self, instance: Instance<'a>) {
        let plan = self.plan();
        for eni in instance.attached() {
            if self.seated.contains(&eni.id.row) {
                continue;
            }
            let gone = Eni(eni.at(Moment::END)).has_moved();
            self.seat(Some(eni), None, if gone { Hold::Leaves } else { Hold::Beside });
        }
        for attach in instance.all_attaches() {
            let eni = attach.eni().ok();
            let is_idle = self.placed.contains(&attach.id.row)
                || attach.repeats()
                || eni.is_some_and(|eni| eni.is_on(&instance));
            if !is_idle {
                self.seat(eni, Some(attach), hold(&attach, eni));
            }
        }
        self.seat_members();
        if instance.lists_its_own() || instance.is_planned() {
            return;
        }
        for (id, unknown) in plan.start.adrift.get(&Some(instance.id.row)).into_iter().flatten() {
            if !self.seated.contains(&id.row) {
                self.seat(Some(Eni(plan.entity(*id))), None, Hold::MaySit);
                self.missing.push(*unknown);
            }
        }
        let adrift = plan.start.adrift.get(&None).and_then(|all| all.first());
        let open = instance.lists_its_enis().err().or(adrift.map(|(_, unknown)| *unknown));
        self.board.is_open = open.is_some();
        self.missing.extend(open);
    }

    /// Those that are on the instance's trunks already.
    fn seat_members(&mut self) {
        let plan = self.plan();
        let ids: Vec<_> = self.trunks.iter().filter_map(|trunk| trunk.own_id()).collect();
        let members = ids.iter().flat_map(|id| plan.trunks.members.of(*id));
        for member in members.filter_map(|member| plan.find(Kind::Eni, member.name)).map(Eni) {
            if !self.seated.contains(&member.id.row) {
                let gone = Eni(member.at(Moment::END)).has_moved();
                self.seat(Some(member), None, if gone { Hold::Leaves } else { Hold::Beside });
            }
        }
    }

    fn seat(&mut self, eni: Option<Eni<'a>>, attach: Option<Attach<'a>>, hold: Hold) {
        self.seated.extend(eni.map(|eni| eni.id.row));
        self.trunks.extend(eni.filter(|eni| eni.is_trunk()));
        self.placed.extend(attach.map(|attach| attach.id.row));
        if self.board.seats.len() == SEATS {
            self.board.left_out += 1;
            return;
        }
        let card = match (attach, eni) {
            (Some(attach), _) => attach.card_index().map(|index| index.map(|index| index.value)),
            (None, Some(eni)) => {
                eni.get(key::AttachedNetworkCardIndex).given().map(|index| index.map(|index| index.value))
            }
            (None, None) => Ok(None),
        };
        self.missing.extend(card.err());
        let name =
            attach.map_or_else(|| eni.map(|eni| eni.name()), |attach| Some(attach.eni_name().to_owned()));
        self.board.seats.push(Seat {
            eni: name.unwrap_or_default(),
            role: role(eni, attach),
            is_eri: eni.is_some_and(|eni| eni.is_eri() == Ok(true)),
            hold,
            attachment: attach.map(|attach| attach.entry_span()),
            card: card.ok().flatten(),
        });
    }

    fn finish(mut self) -> Board {
        let plan = self.plan();
        let mut seen = HashSet::new();
        let texts = self.missing.iter().map(|unknown| plan.describe(unknown));
        self.board.missing = texts.filter(|text| seen.insert(text.clone())).collect();
        self.board
    }
}

/// How the ENI of an attach stands to the instance that takes no slot of it.
fn hold(attach: &Attach<'_>, eni: Option<Eni<'_>>) -> Hold {
    if !matches!(attach.trunk_id(), Ok(None)) {
        return Hold::Beside;
    }
    match eni.and_then(|eni| Eni(eni.at(Moment::END)).change()) {
        Some(EniChange::On(by)) if by == attach.id => Hold::Over,
        Some(EniChange::On(_) | EniChange::Off(_) | EniChange::Gone(_)) => Hold::Leaves,
        Some(EniChange::Made(_) | EniChange::Perhaps(_) | EniChange::Lost) | None => Hold::Over,
    }
}

fn role(eni: Option<Eni<'_>>, attach: Option<Attach<'_>>) -> Role {
    if attach.is_some_and(|attach| !matches!(attach.trunk_id(), Ok(None))) {
        return Role::Member;
    }
    let Some(eni) = eni else {
        return if attach.is_none() { Role::Primary } else { Role::Unknown };
    };
    match eni.eni_type().map(|kind| kind.value) {
        Ok(EniType::Primary) => Role::Primary,
        Ok(EniType::Secondary) => Role::Secondary,
        Ok(EniType::Trunk) => Role::Trunk,
        Ok(EniType::Member) => Role::Member,
        // A bare ID on a trunk is of a kind, too.
        _ if eni.is_member() => Role::Member,
        Ok(EniType::Slave | EniType::Other) | Err(_) => Role::Unknown,
    }
}
