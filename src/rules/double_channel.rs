use super::{Broken, Decided, Sink};
use crate::plan::Attach;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Some(launched) = attach.launched_with() else { return Ok(()) };
    let (name, here) = (attach.eni_name(), attach.instance_name());
    let with = launched.value.name();
    let same = with == here;
    let message = if same {
        format!("ENI {name} is planned twice for instance {with}: with the instance, and by this attach")
    } else {
        format!("ENI {name} is planned for instance {with}, which is created with it, and for {here}")
    };
    let help = if same {
        "remove this attach, or take the ENI off the instance's own list".to_owned()
    } else {
        format!("create another ENI for one of the two, or take {name} off the list of {with}")
    };
    sink.report(
        Broken::new(message, attach.eni_span(), "this ENI is not Available by then")
            .because(&launched, format!("{with} is created with it"))
            .story()
            .help(help),
    );
    Ok(())
}
