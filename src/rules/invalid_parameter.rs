use super::{Broken, Decided, Sink};
use crate::inventory::key::{self, Int, Key};
use crate::inventory::{Fact, Field, Verb, Why};
use crate::plan::{Attach, Step};

/// Types are checked while files are read, under the same name; this is the part that needs the
/// value.
pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    restart_option(attach, sink);
    let index = match attach.get(key::NetworkCardIndex) {
        Fact::Unknown(unknown) if unknown.why == Why::Malformed => return Ok(()),
        fact => fact.given()?,
    };
    let Some(index) = index.filter(|index| index.value < 0) else { return Ok(()) };
    let at = index.span().unwrap_or(attach.span());
    sink.report(
        Broken::new(
            format!("network_card_index is {}, but indexes begin at 0", index.value),
            at,
            "less than 0",
        )
        .help("give the index of one of the type's network cards, or remove network_card_index")
        .disproves(attach.id, Field::NetworkCardIndex),
    );
    Ok(())
}

/// Whether the option of ROS is one of its three words. Where it has no value the rule that needs it says so.
fn restart_option(attach: &Attach<'_>, sink: &mut Sink) {
    let Ok(option) = attach.get(key::EcsRestartOption).known() else { return };
    if matches!(option.value.text(), "Auto" | "NotRestart" | "Restart") {
        return;
    }
    sink.report(
        Broken::new(
            format!("EcsRestartOption is {}, which ROS does not know", option.value),
            option.span().unwrap_or(attach.span()),
            "not Auto, NotRestart or Restart",
        )
        .codes(&[])
        .help("write Auto, NotRestart or Restart, or remove EcsRestartOption")
        .disproves(attach.id, Field::EcsRestartOption),
    );
}

/// The numbers of addresses that a step asks for.
pub(super) fn check_step(step: &Step<'_>, sink: &mut Sink) -> Decided {
    if matches!(step.verb, Verb::Assign | Verb::Create) {
        count(step, key::SecondaryPrivateIpAddressCount, sink);
        count(step, key::Ipv4PrefixCount, sink);
        count(step, key::Ipv6AddressCount, sink);
        count(step, key::Ipv6PrefixCount, sink);
    }
    Ok(())
}

fn count<K: Key<As = Int>>(step: &Step<'_>, key: K, sink: &mut Sink) {
    // What has no value yet is for the rules to say that need it.
    let Ok(Some(count)) = step.get(key).given() else { return };
    if count.value < 0 {
        let name = K::FIELD.name();
        sink.report(
            Broken::new(
                format!("{name} is {}, but there is no number below 0 of them", count.value),
                count.span().unwrap_or(step.place()),
                "less than 0",
            )
            .help(format!("say how many are wanted, or remove {name}")),
        );
    }
}
