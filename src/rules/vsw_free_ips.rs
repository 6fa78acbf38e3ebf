use super::{Broken, Decided, Sink, words};
use crate::catalog::{Number, limit};
use crate::plan::{Made, Vacancy, Vswitch};

pub(super) fn check(vswitch: &Vswitch<'_>, sink: &mut Sink) -> Decided {
    // Without the count, which a snapshot gives, and without a block the rule does not apply.
    let Some(vacancy) = vswitch.vacancy()? else { return Ok(()) };
    let made = vswitch.made();
    // A plan that takes nothing is not to blame for a number below zero.
    if made.addresses == 0 && made.perhaps == 0 {
        return Ok(());
    }
    let room = match vacancy {
        Vacancy::Free(free) => free.value,
        // More than there can be: something else is wrong, and nothing certain.
        Vacancy::Block { addresses, .. } if made.there > addresses => return Ok(()),
        Vacancy::Block { addresses, .. } => addresses.saturating_sub(made.there),
    };
    if made.addresses <= room || made.addresses == 0 {
        let tells = matches!(vacancy, Vacancy::Free(_)) || vswitch.is_planned();
        let fits = made.addresses.saturating_add(made.perhaps) <= room;
        let doubt = made.open.or(made.doubt.filter(|_| !fits));
        return doubt.filter(|_| tells).map_or(Ok(()), Err);
    }
    let name = vswitch.name();
    let elsewhere = format!("put some ENIs into another vSwitch of the same zone than {name}");
    let help = match vacancy {
        Vacancy::Block { .. } if vswitch.is_planned() => {
            format!("give {name} a larger block, or {elsewhere}")
        }
        _ => elsewhere,
    };
    sink.report(taken(vswitch, &made, of_room(vswitch, &made, &vacancy)).help(help));
    Ok(())
}

/// That there is too little room, and why there is no more.
fn of_room(vswitch: &Vswitch<'_>, made: &Made, vacancy: &Vacancy) -> Broken {
    let name = vswitch.name();
    let taken = words::count(made.addresses, "address", "addresses");
    let (addresses, block) = match vacancy {
        Vacancy::Free(free) => {
            let message = format!("the plan takes {taken} of vSwitch {name}, which has {} free", free.value);
            let at = free.span().unwrap_or(vswitch.span());
            return Broken::new(message, at, format!("{} free", free.value)).story();
        }
        Vacancy::Block { addresses, block } => (addresses, block),
    };
    let left = match made.there {
        0 => String::new(),
        there => format!(" ({} of them free)", addresses.saturating_sub(there)),
    };
    let room = format!("room for {addresses}");
    let message = format!("the plan takes {taken} of vSwitch {name}, whose block has {room}{left}");
    let last = limit(Number::VswitchReservedIpv4Last);
    let reserved = format!("of {} the first address and the last {} are reserved", block.value, last.value);
    let broken = Broken::new(message, block.span().unwrap_or(vswitch.span()), room)
        .story()
        .because(&last.known(), reserved);
    match made.there {
        0 => broken,
        there => broken.fact(format!("{} by ENIs that exist", are(there, "taken"))),
    }
}

/// What the plan takes.
fn taken(vswitch: &Vswitch<'_>, made: &Made, mut broken: Broken) -> Broken {
    if made.enis > 0 {
        broken = broken.fact(format!("the plan makes {} in it", words::count(made.enis, "ENI", "ENIs")));
    }
    if made.primaries > 0 {
        let instances = words::count(made.primaries, "instance", "instances");
        broken = broken.fact(format!("the plan makes {instances} in it, each with a primary ENI"));
    }
    if made.assigned > 0 {
        broken = broken.fact(format!("{} by assign steps", are(made.assigned, "taken")));
    }
    if made.freed > 0 {
        broken = broken.fact(format!("{} before", are(made.freed, "given back")));
    }
    match made.last {
        Some(step) => {
            let at = vswitch.plan().entity(step).entry_span();
            broken.also(at, "this step takes the last of them")
        }
        None => broken,
    }
}

fn are(n: i64, what: &str) -> String {
    format!("{} {} {what}", words::count(n, "address", "addresses"), if n == 1 { "is" } else { "are" })
}
