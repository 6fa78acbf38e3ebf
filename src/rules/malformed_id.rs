use super::{Broken, Decided, Sink, words};
use crate::catalog::{IdFault, id_fault, id_prefix, longest_id, usual_id_length};
use crate::finding::Severity;
use crate::inventory::{Fact, Field, Kind, Known, Name, Standing, TextId, key};
use crate::plan::{Attach, EntityId, Plan};
use crate::source::Span;
use std::collections::BTreeMap;

/// A bad ID in entries that are no attaches: one finding, however often it stands.
struct Bad<'a> {
    id: Name<'a>,
    fault: IdFault,
    at: Span,
    /// Whether it is declared there, not only named.
    own: bool,
    /// The fields that hold it.
    fields: Vec<(EntityId, Field)>,
    /// Whether an attach names it, too, and has the finding.
    on_attach: bool,
}

/// By text.
type Good = Vec<Option<Kind>>;

type All<'a> = BTreeMap<(Kind, TextId), Bad<'a>>;

pub(super) fn check(plan: &Plan<'_>, sink: &mut Sink) -> Decided {
    // An ID mostly stands in many places: of what kind it is known to be a good one.
    let mut good: Good = vec![None; plan.inventory.texts.len()];
    let mut all = in_entries(plan, &mut good);
    for attach in plan.attaches() {
        in_attach(&attach, &good, &mut all, sink);
    }
    for ((of, _), bad) in &all {
        report_in_entries(*of, bad, sink);
    }
    Ok(())
}

fn in_entries<'a>(plan: &'a Plan<'_>, good: &mut Good) -> All<'a> {
    let mut all = All::new();
    plan.visit_written_ids(|written| {
        let known = good.get_mut(written.id.id.place());
        if known.as_ref().is_some_and(|known| **known == Some(written.of)) {
            return;
        }
        let Some(fault) = fault_of(plan, written.of, written.id) else {
            known.into_iter().for_each(|known| *known = Some(written.of));
            return;
        };
        let (own, at) = (written.is_own(), written.span);
        let new = || Bad { id: written.id, fault, at, own, fields: Vec::new(), on_attach: false };
        let bad = all.entry((written.of, written.id.id)).or_insert_with(new);
        if own && !bad.own {
            (bad.at, bad.own) = (at, true);
        }
        bad.fields.push((written.entity, written.field));
    });
    all
}

/// What a snapshot says is an ID is one.
fn fault_of(plan: &Plan<'_>, of: Kind, id: Name<'_>) -> Option<IdFault> {
    let fault = id_fault(of, id.text())?;
    let entity = plan.find(of, id.id);
    let is_real = entity.is_some_and(|e| e.entries().any(|e| e.standing == Standing::Observed));
    (!is_real).then_some(fault)
}

fn in_attach<'a>(attach: &Attach<'a>, good: &Good, all: &mut All<'a>, sink: &mut Sink) {
    let plan = attach.plan();
    let given = |fact: Fact<Name<'a>>, of| match fact {
        Fact::Known(id) if good.get(id.value.id.place()) == Some(&Some(of)) => None,
        Fact::Known(id) => fault_of(plan, of, id.value).map(|fault| (id, fault)),
        Fact::Absent(_) | Fact::Unknown(_) => None,
    };
    let instance = given(attach.get(key::InstanceId), Kind::Instance);
    let eni = given(attach.get(key::NetworkInterfaceId), Kind::Eni);
    if let (Some((a, IdFault::Of(Kind::Eni))), Some((b, IdFault::Of(Kind::Instance)))) = (&instance, &eni) {
        return report_swapped(attach, a, b, sink);
    }
    let trunk = given(attach.get(key::TrunkNetworkInstanceId), Kind::Eni);
    for (field, of, codes, bad) in [
        (Field::InstanceId, Kind::Instance, &["InvalidInstanceID.Malformed"][..], instance),
        (Field::NetworkInterfaceId, Kind::Eni, &["InvalidParams.EniId"][..], eni),
        (Field::TrunkNetworkInstanceId, Kind::Eni, &[][..], trunk),
    ] {
        let Some((id, fault)) = bad else { continue };
        let elsewhere = all.get_mut(&(of, id.value.id));
        if !fault.is_certain() && elsewhere.is_some() {
            continue; // one warning is enough
        }
        let at = id.span().unwrap_or(attach.span());
        let mut broken = describe(of, id.value, at, fault).codes(codes).about([attach.id]);
        if let Some(bad) = elsewhere {
            bad.on_attach = true;
            broken = broken.also(bad.at, if bad.own { "declared like this" } else { "named here, too" });
        }
        if fault.is_certain() {
            broken = broken.disproves(attach.id, field);
        } else {
            let fields = Vec::new();
            let bad = Bad { id: id.value, fault, at, own: false, fields, on_attach: true };
            all.insert((of, id.value.id), bad);
        }
        sink.report(broken);
    }
}

fn report_swapped(attach: &Attach<'_>, instance: &Known<Name<'_>>, eni: &Known<Name<'_>>, sink: &mut Sink) {
    let message = "the instance ID and the ENI ID of this attach look swapped";
    let at = instance.span().unwrap_or(attach.span());
    sink.report(
        Broken::new(message, at, "the ID of an ENI")
            .because(eni, "the ID of an instance")
            .help(format!(
                "swap them: instance_id: {}, network_interface_id: {}",
                words::shown(eni.value.text()),
                words::shown(instance.value.text())
            ))
            .about([attach.id])
            .disproves(attach.id, Field::InstanceId)
            .disproves(attach.id, Field::NetworkInterfaceId),
    );
}

fn report_in_entries(of: Kind, bad: &Bad<'_>, sink: &mut Sink) {
    if bad.fault.is_certain() {
        for (entity, field) in &bad.fields {
            sink.disprove(*entity, *field);
        }
    }
    if bad.on_attach {
        return;
    }
    let mut broken = describe(of, bad.id, bad.at, bad.fault).codes(&[]);
    for (entity, _) in &bad.fields {
        broken = broken.about([*entity]);
    }
    sink.report(broken);
}

fn describe(of: Kind, id: Name<'_>, at: Span, fault: IdFault) -> Broken {
    let shown = words::shown(id.text());
    let (what, label) = what(of, fault);
    let broken = Broken::new(format!("the {} ID {shown} {what}", of.noun()), at, label).help(help(
        of,
        id.text(),
        fault,
    ));
    if fault.is_certain() { broken } else { broken.severity(Severity::Warning) }
}

/// What is wrong, and what stands there instead.
fn what(of: Kind, fault: IdFault) -> (String, String) {
    let prefix = id_prefix(of).unwrap_or_default();
    let (what, label) = match fault {
        IdFault::WhiteSpace => ("has white space around it".to_owned(), "white space"),
        IdFault::Placeholder => ("is a placeholder: it holds *".to_owned(), "not a whole ID"),
        IdFault::Of(other) => {
            let other = words::a(other.noun());
            return (format!("is that of {other}"), format!("{other} has an ID like this"));
        }
        IdFault::OfTerraform => ("is that of a Terraform attachment".to_owned(), "two IDs in one"),
        IdFault::Prefix => {
            let label = format!("not the ID of {}", words::a(of.noun()));
            return (format!("does not begin with {prefix}"), label);
        }
        IdFault::Bare => ("ends after its prefix".to_owned(), "nothing follows"),
        IdFault::Character(odd) => {
            (format!("holds {odd:?}, which no ID does"), "not only letters and digits")
        }
        IdFault::Long(length) => {
            (format!("has {length} characters, more than the {} of any ID", longest_id()), "too long")
        }
        IdFault::UpperCase(letter) => (format!("holds {letter:?}, but IDs are in lower case"), "upper case"),
        IdFault::Length(length) => {
            let usual = usual_id_length(of);
            (
                format!("has {} after {prefix}, where {usual} are usual", words::characters(length)),
                "an odd length",
            )
        }
    };
    (what, label.to_owned())
}

fn help(of: Kind, text: &str, fault: IdFault) -> String {
    const NEW: &str = "for something that does not exist yet write ${name}";
    let (noun, prefix) = (of.noun(), id_prefix(of).unwrap_or_default());
    match fault {
        IdFault::WhiteSpace if text.trim().is_empty() => format!("give the ID of the {noun}"),
        IdFault::WhiteSpace => format!("write {}", words::shown(text.trim())),
        IdFault::Placeholder => format!("replace it by the real ID of the {noun}"),
        IdFault::Of(_) => format!("give the ID of {}, which begins with {prefix}", words::a(noun)),
        IdFault::OfTerraform => {
            let (eni, instance) = text.split_once(':').unwrap_or((text, ""));
            format!("write only {}", words::shown(if of == Kind::Instance { instance } else { eni }))
        }
        IdFault::Prefix => format!("give the ID, {prefix}…; {NEW}"),
        IdFault::Bare => format!("give the whole ID of the {noun}"),
        IdFault::Character(_) => format!("give the real ID; {NEW}"),
        IdFault::Long(_) => format!("give the ID of one {noun}"),
        IdFault::UpperCase(_) => format!("write {} if that is meant", words::shown(&text.to_lowercase())),
        IdFault::Length(_) => "compare it with the console or the API's answer".to_owned(),
    }
}
