use super::{Broken, Decided, Sink};
use crate::inventory::{Known, Unknown};
use crate::plan::{Attach, EniType, TrafficMode};

const TRUNK: &[&str] = &["InvalidOperation.HighPerformanceTrafficModeNotSupportTrunkEni"];
const MEMBER: &[&str] = &["InvalidOperation.HighPerformanceTrafficModeNotSupportMemberEni"];

/// What an ENI is or becomes, with the code that refuses it, and what makes it so.
type Role = (&'static str, &'static [&'static str], Known<()>);

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let eni = attach.eni()?;
    let mode = eni.traffic_mode();
    if matches!(&mode, Ok(mode) if mode.value != TrafficMode::HighPerformance) {
        return Ok(());
    }
    let Some((role, codes, why)) = role(attach)? else { return Ok(()) };
    let (mode, name) = (mode?, eni.name());
    let message = format!("ENI {name} is {role}, but its traffic mode is HighPerformance");
    sink.report(
        Broken::new(message, attach.eni_span(), "RDMA does not go with trunks")
            .because(&mode, format!("the mode of {name} is HighPerformance"))
            .because(&why, format!("{name} is {role}"))
            .codes(codes)
            .help("use an ENI in Standard mode, or attach this one without a trunk"),
    );
    Ok(())
}

fn role(attach: &Attach<'_>) -> Result<Option<Role>, Unknown> {
    let kind = attach.eni()?.eni_type()?;
    Ok(match kind.value {
        EniType::Trunk => Some(("a trunk ENI", TRUNK, kind.map(|_| ()))),
        EniType::Member => Some(("a member of a trunk", MEMBER, kind.map(|_| ()))),
        EniType::Primary => None, // refused as such
        _ => attach.trunk_id()?.map(|trunk| ("to become a member of a trunk", MEMBER, trunk.map(|_| ()))),
    })
}
