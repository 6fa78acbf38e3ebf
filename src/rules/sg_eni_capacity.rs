use super::{Broken, Decided, Sink};
use crate::inventory::key;
use crate::plan::SecurityGroup;

pub(super) fn check(group: &SecurityGroup<'_>, sink: &mut Sink) -> Decided {
    if !group.is_enterprise()?.value {
        return Ok(());
    }
    let members = group.members();
    let most = SecurityGroup::eni_limit();
    let told = group.get(key::EniCount).given()?;
    let from_fact = told.map_or(0, |n| n.value.saturating_add(members.planned_enis));
    let found = members.enis.max(from_fact);
    if found <= most.value || members.enis == 0 {
        return Ok(());
    }
    let message = format!(
        "advanced security group {} would hold {found} ENIs, and {} is the most",
        group.name(),
        most.value
    );
    let mut broken = Broken::new(message, group.span(), format!("{found} ENIs with the plan"));
    if let Some(told) = told {
        broken = broken.because(&told, format!("{} exist already", told.value));
    }
    sink.report(
        broken
            .story()
            .because(&most, format!("an advanced group holds {} ENIs", most.value))
            .help(format!("use another advanced group than {}", group.name())),
    );
    Ok(())
}
