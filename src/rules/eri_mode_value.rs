use super::{Broken, Decided, Sink, words};
use crate::finding::nearest;
use crate::inventory::{Field, key};
use crate::plan::{Eni, TrafficMode};

const MODES: [&str; 2] = ["Standard", "HighPerformance"];

pub(super) fn check(eni: &Eni<'_>, sink: &mut Sink) -> Decided {
    if !eni.concerns_plan() {
        return Ok(());
    }
    let mode = eni.traffic_mode()?;
    if mode.value != TrafficMode::Other {
        return Ok(());
    }
    let word = eni.get(key::NetworkInterfaceTrafficMode).known()?.value.text();
    let message = format!(
        "ENI {} has traffic mode {}, which is neither Standard nor HighPerformance",
        eni.name(),
        words::shown(word)
    );
    let help = match nearest(word, MODES) {
        Some(near) => format!("write {near}"),
        None => {
            "set network_interface_traffic_mode to Standard or HighPerformance, or leave it out".to_owned()
        }
    };
    sink.report(
        Broken::new(message, mode.span().unwrap_or(eni.span()), "no traffic mode")
            .help(help)
            .disproves(eni.id, Field::NetworkInterfaceTrafficMode),
    );
    Ok(())
}
