use super::{Broken, Decided, Sink};
use crate::catalog::{Number, limit, limit_text};
use crate::inventory::{Field, key};
use crate::plan::Vswitch;
use ipnet::IpNet;

/// Blocks that no vSwitch may lie in, by their names in the table of limits.
const EXCLUDED: [&str; 4] = [
    "vswitch_excluded_block",
    "vswitch_excluded_block_loopback",
    "vswitch_excluded_block_link_local",
    "vswitch_excluded_block_multicast",
];

pub(super) fn check(vswitch: &Vswitch<'_>, sink: &mut Sink) -> Decided {
    let Some(text) = vswitch.get(key::CidrBlock).given()? else { return Ok(()) };
    let block = vswitch.cidr()?;
    let (least, most) = (limit(Number::VswitchMaskMin), limit(Number::VswitchMaskMax));
    let mask = i64::from(block.value.prefix_len());
    let at = text.span().unwrap_or(vswitch.span());
    if mask < least.value || mask > most.value {
        let message = format!(
            "vSwitch {} has a /{mask} block, but a vSwitch takes /{} to /{}",
            vswitch.name(),
            least.value,
            most.value
        );
        sink.report(
            Broken::new(message, at, format!("/{mask}"))
                .because(&most.known(), format!("/{} to /{}", least.value, most.value))
                .help(format!("give {} a block from /{} to /{}", vswitch.name(), least.value, most.value))
                .disproves(vswitch.id, Field::CidrBlock),
        );
        return Ok(());
    }
    let excluded = EXCLUDED.iter().filter_map(|name| limit_text(name)?.parse::<IpNet>().ok());
    for excluded in excluded.filter(|excluded| excluded.contains(&block.value)) {
        let message = format!("the block {} of vSwitch {} lies in {excluded}", text.value, vswitch.name());
        sink.report(
            Broken::new(message, at, format!("in {excluded}, which no vSwitch can use"))
                .help(format!("give {} a private block", vswitch.name()))
                .disproves(vswitch.id, Field::CidrBlock),
        );
    }
    Ok(())
}
