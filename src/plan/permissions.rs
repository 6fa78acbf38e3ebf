//! Which ENIs other accounts may attach (`facts.eni_permissions`).

use super::Plan;
use crate::inventory::{Field, Ident, Kind, Name, TextId, Unknown, Why, key};
use hashbrown::HashSet;

/// ENIs and the accounts that may attach them.
#[derive(Default)]
pub(super) struct Permitted {
    all: HashSet<(TextId, TextId)>,
    /// The fact that would tell what else there is, as far as that is not certain.
    open: Option<Unknown>,
}

impl Plan<'_> {
    /// Whether an ENI permission lets an account attach an ENI.
    pub(crate) fn permits(&self, eni: Name<'_>, account: Name<'_>) -> Result<bool, Unknown> {
        let permitted = &self.start.permitted;
        match permitted.all.contains(&(eni.id, account.id)) {
            true => Ok(true),
            false if eni.is_opaque() && !permitted.all.is_empty() => {
                let (kind, ident) = (Kind::Eni, Ident::Id(eni.id));
                Err(Unknown { kind, ident, field: None, why: Why::Unresolved })
            }
            false => permitted.open.map_or(Ok(false), Err),
        }
    }

    pub(super) fn find_permitted(&self) -> Permitted {
        let mut permitted = Permitted::default();
        for permission in self.all(Kind::EniPermission) {
            let granted = permission.get(key::Permission).known();
            if !granted.is_ok_and(|granted| granted.value.text() == "InstanceAttach") {
                continue;
            }
            let (eni, account) = (permission.get(key::NetworkInterfaceId), permission.get(key::AccountId));
            match (eni.known(), account.known()) {
                (Ok(eni), Ok(account)) if !eni.value.is_opaque() && !account.value.is_symbol() => {
                    permitted.all.insert((eni.value.id, account.value.id));
                }
                (Ok(eni), Ok(account)) => {
                    permitted.all.insert((eni.value.id, account.value.id));
                    let open = permission.unknown(Field::NetworkInterfaceId, Why::Unresolved);
                    permitted.open.get_or_insert(open);
                }
                (Err(unknown), _) | (_, Err(unknown))
                    if matches!(unknown.why, Why::Unresolved | Why::OneOf(_)) =>
                {
                    permitted.open.get_or_insert(unknown);
                }
                _ => {}
            }
        }
        permitted
    }
}
