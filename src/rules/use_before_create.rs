use super::{Broken, Decided, Sink, words};
use crate::inventory::Verb;
use crate::plan::{Attach, Entity, Step};

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    look(attach, Verb::Attach, sink)
}

pub(super) fn check_step(step: &Step<'_>, sink: &mut Sink) -> Decided {
    if step.verb == Verb::Create { Ok(()) } else { look(step, step.verb, sink) }
}

fn look(action: &Entity<'_>, verb: Verb, sink: &mut Sink) -> Decided {
    for (at, eni) in action.named_enis() {
        let Some(created) = eni.created_later() else { continue };
        let (name, what) = (eni.name(), words::step(verb));
        let message = format!("ENI {name} does not exist before this {what}: a later step creates it");
        sink.report(
            Broken::new(message, at, "this ENI is still to be created")
                .story()
                .also(created, "created here")
                .help(format!("create {name} before the {what}"))
                .codes(words::not_found(verb)),
        );
    }
    Ok(())
}
