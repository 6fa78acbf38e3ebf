//! Responses of Describe* calls, as the `aliyun` command prints them: live facts.

use super::detect::{CONTAINERS, Shape};
use super::problem::{MASKED_ID, PARTIAL_SNAPSHOT, Problem};
use super::{Failure, Reader};
use crate::inventory::{Kind, Standing, Type, Value};
use crate::syntax::{Kind as EventKind, Range};

/// What a response says of its own completeness.
#[derive(Default)]
struct Page {
    /// What it holds, where, and how many of them.
    container: Option<(Kind, Range, i64)>,
    total: Option<i64>,
    more: Option<Range>,
    code: bool,
    message: bool,
    masked: Option<(Range, Kind)>,
}

impl Reader<'_, '_> {
    pub(super) fn aliyun_cli(&mut self, shape: Shape) -> Result<(), Failure> {
        self.documents(|reader| {
            let start = reader.need()?;
            match (start.kind, shape.kind()) {
                (EventKind::MapStart, _) => reader.response(start.range),
                (EventKind::SeqStart, Some(kind)) => {
                    let mut page = Page::default();
                    reader.observed(kind, &mut page)?;
                    reader.report_masked(&page);
                    Ok(())
                }
                (EventKind::SeqStart, None) => reader.responses(),
                (other, _) => reader.skip_rest(&other),
            }
        })
    }

    fn responses(&mut self) -> Result<(), Failure> {
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::MapStart => self.response(event.range)?,
                EventKind::SeqEnd => return Ok(()),
                other => self.skip_rest(&other)?,
            }
        }
    }

    fn response(&mut self, start: Range) -> Result<(), Failure> {
        let mut page = Page::default();
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) => self.response_key(&key, event.range, &mut page)?,
                EventKind::DuplicateKey { name, first } => self.duplicate_key(&name, event.range, first),
                _ => break,
            }
        }
        if page.code && page.message && page.container.is_none() {
            return Err(super::Format::FailedCall.refusal().at(self.span(start)));
        }
        self.report_partial(&page);
        self.report_masked(&page);
        Ok(())
    }

    fn response_key(&mut self, key: &str, range: Range, page: &mut Page) -> Result<(), Failure> {
        if let Some((_, inner, kind)) = CONTAINERS.iter().find(|(outer, ..)| *outer == key) {
            page.container = Some((*kind, range, 0));
            return self.container(inner, *kind, page);
        }
        let at = self.peek()?.map_or(range, |e| e.range);
        match key {
            "TotalCount" => {
                if let Some(Value::Int(n)) = self.typed(Type::Int, "TotalCount")? {
                    page.total = Some(n);
                }
            }
            "NextToken" => {
                if self.typed(Type::Word, "NextToken")?.is_some() {
                    page.more = Some(at);
                }
            }
            "Code" => {
                page.code = true;
                self.skip()?;
            }
            "Message" => {
                page.message = true;
                self.skip()?;
            }
            _ => self.skip()?,
        }
        Ok(())
    }

    /// `Instances: {Instance: […]}`; also `Instances: […]`, the shape of joined pages.
    fn container(&mut self, inner: &str, kind: Kind, page: &mut Page) -> Result<(), Failure> {
        let start = self.need()?;
        match start.kind {
            EventKind::SeqStart => return self.observed(kind, page),
            EventKind::MapStart => {}
            other => return self.skip_rest(&other),
        }
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) if key == inner => {
                    let list = self.need()?;
                    match list.kind {
                        EventKind::SeqStart => self.observed(kind, page)?,
                        other => self.skip_rest(&other)?,
                    }
                }
                EventKind::Key(_) => self.skip()?,
                EventKind::DuplicateKey { name, first } => self.duplicate_key(&name, event.range, first),
                _ => return Ok(()),
            }
        }
    }

    /// The items of a list whose start was taken already.
    fn observed(&mut self, kind: Kind, page: &mut Page) -> Result<(), Failure> {
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::MapStart => {
                    let draft = self.entry(kind, &event)?;
                    let id = kind.id_field().and_then(|f| Some((draft.value_of(f)?, draft.range_of(f)?)));
                    if let Some((Value::Text(id), at)) = id {
                        if self.read.inventory.texts.get(id).contains('*') {
                            page.masked.get_or_insert((at, kind));
                        }
                    }
                    if let Some((_, _, n)) = &mut page.container {
                        *n += 1;
                    }
                    self.add(draft, Standing::Observed);
                }
                EventKind::SeqEnd => return Ok(()),
                other => self.skip_rest(&other)?,
            }
        }
    }

    /// A page that is not all there is: what is not on it may exist all the same.
    fn report_partial(&mut self, page: &Page) {
        let Some((kind, at, items)) = page.container else { return };
        let partial = match (page.total, page.more) {
            (Some(total), _) if total > items => Some(format!("{items} of {total}")),
            // Some calls give a token even with the last page; a total says that nothing is missing.
            (Some(_), _) | (None, None) => None,
            (None, Some(_)) => Some(format!("the first {items}")),
        };
        let Some(shown) = partial else { return };
        self.read.inventory.mark_partial(kind);
        let section = kind.section();
        let message = format!("this snapshot holds {shown} {section}, so what is missing may exist");
        let mut problem = Problem::new(PARTIAL_SNAPSHOT, message, "one page of several")
            .help("repeat the call with a larger PageSize or MaxResults, or save all its pages");
        if let Some(token) = page.more {
            problem = problem.also(token, "there are more pages");
        }
        self.report(at, problem);
    }

    fn report_masked(&mut self, page: &Page) {
        let Some((at, kind)) = page.masked else { return };
        let message = format!("the ID of this {} is masked, so nothing can be joined to it", kind.noun());
        self.report(
            at,
            Problem::new(MASKED_ID, message, "masked with *").help("use the real answer of the API"),
        );
    }
}
