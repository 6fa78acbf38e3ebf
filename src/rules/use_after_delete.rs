use super::{Broken, Decided, Sink, words};
use crate::inventory::Verb;
use crate::plan::{Attach, Entity, Step};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    look(attach, Verb::Attach, sink)
}

pub(super) fn check_step(step: &Step<'_>, sink: &mut Sink) -> Decided {
    // What is being deleted can be asked for as such.
    if step.verb == Verb::Create || step.waits_for("Deleting") {
        return Ok(());
    }
    if step.deleted_enis_are_told() {
        return Ok(()); // of one delete that comes too early
    }
    look(step, step.verb, sink)
}

fn look(action: &Entity<'_>, verb: Verb, sink: &mut Sink) -> Decided {
    for (at, eni) in action.named_enis() {
        // What is not created yet is not deleted either.
        let Some(deleted) = eni.deleted_by().filter(|_| eni.created_later().is_none()) else { continue };
        let (name, what) = (eni.name(), words::step(verb));
        let help = match verb {
            Verb::Delete => "remove one of the two delete steps".to_owned(),
            _ => words::remedy(
                action,
                || format!("delete {name} after the {what}, or use another ENI"),
                |address| format!("keep {name}, or let {address} name another ENI"),
            ),
        };
        let message = format!("ENI {name} does not exist any more: a step deletes it before this {what}");
        sink.report(
            Broken::new(message, at, "this ENI is gone by then")
                .also(deleted, "deleted here")
                .story()
                .help(help)
                .codes(words::not_found(verb)),
        );
    }
    Ok(())
}
