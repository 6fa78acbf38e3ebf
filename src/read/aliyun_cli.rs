//! Responses of Describe* calls, as the `aliyun` command prints them: live facts.

use super::detect::Shape;
use super::pages::Page;
use super::problem::{MASKED_ID, Problem};
use super::section::{CONTAINERS, Section};
use super::{Failure, Reader};
use crate::inventory::{Kind, Standing, Type, Value, Why};
use crate::syntax::{Kind as EventKind, Range};

/// What one response says of what it holds.
#[derive(Default)]
struct Response {
    /// The kind and place of its list, and how many are in it.
    list: Option<(Kind, Range, i64)>,
    total: Option<i64>,
    number: Option<i64>,
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
                    let mut response = Response::default();
                    reader.observed(kind, &mut response)?;
                    reader.report_masked(&response);
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
        let mut response = Response::default();
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) => self.response_key(&key, event.range, &mut response)?,
                EventKind::DuplicateKey { name, first } => {
                    self.duplicate_key(&name, event.range, first);
                    if let Some((.., kind)) = CONTAINERS.iter().find(|(outer, ..)| *outer == name) {
                        self.read.inventory.mark_partial(*kind);
                    }
                }
                _ => break,
            }
        }
        if response.code && response.message && response.list.is_none() {
            return Err(super::Format::FailedCall.refusal().at(self.span(start)));
        }
        if let Some((kind, at, items)) = response.list {
            let (total, number) = (response.total, response.number);
            let more = response.more.map(|at| self.span(at));
            self.desk.pages.push(Page { kind, at: self.span(at), items, total, number, more });
        }
        self.report_masked(&response);
        Ok(())
    }

    fn response_key(&mut self, key: &str, range: Range, response: &mut Response) -> Result<(), Failure> {
        if let Some((_, inner, kind)) = CONTAINERS.iter().find(|(outer, ..)| *outer == key) {
            response.list = Some((*kind, range, 0));
            return self.container(inner, *kind, response);
        }
        let at = self.peek()?.map_or(range, |e| e.range);
        match key {
            "TotalCount" => response.total = self.count("TotalCount")?,
            "PageNumber" => response.number = self.count("PageNumber")?,
            "NextToken" => response.more = self.typed(Type::Symbol, "NextToken")?.map(|_| at),
            "Code" => {
                response.code = true;
                self.skip()?;
            }
            "Message" => {
                response.message = true;
                self.skip()?;
            }
            _ if Section::of(key) == Some(Section::Entries(Kind::Attachment)) => {
                let failure = Failure::new("an answer of the API plans nothing");
                return Err(failure.help("put attachments in a file of their own").at(self.span(range)));
            }
            _ => self.skip()?,
        }
        Ok(())
    }

    fn count(&mut self, name: &str) -> Result<Option<i64>, Failure> {
        Ok(match self.typed(Type::Int, name)? {
            Some(Value::Int(n)) => Some(n),
            _ => None,
        })
    }

    /// `Instances: {Instance: […]}`; also `Instances: […]`, the shape of joined pages.
    fn container(&mut self, inner: &str, kind: Kind, response: &mut Response) -> Result<(), Failure> {
        let start = self.need()?;
        match start.kind {
            EventKind::SeqStart => return self.observed(kind, response),
            EventKind::MapStart => {}
            other => return self.skip_rest(&other),
        }
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) if key == inner => {
                    let list = self.need()?;
                    match list.kind {
                        EventKind::SeqStart => self.observed(kind, response)?,
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
    fn observed(&mut self, kind: Kind, response: &mut Response) -> Result<(), Failure> {
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::MapStart => {
                    let draft = self.entry(kind, &event)?;
                    let id = kind.id_field().and_then(|f| Some((draft.value_of(f)?, draft.range_of(f)?)));
                    if let Some((Value::Unresolved(Why::Masked), at)) = id {
                        response.masked.get_or_insert((at, kind));
                    }
                    if let Some((.., items)) = &mut response.list {
                        *items += 1;
                    }
                    self.add(draft, Standing::Observed);
                }
                EventKind::SeqEnd => return Ok(()),
                other => self.skip_rest(&other)?,
            }
        }
    }

    fn report_masked(&mut self, response: &Response) {
        let Some((at, kind)) = response.masked else { return };
        let message = format!("the ID of this {} is masked, so nothing can be joined to it", kind.noun());
        self.report(
            at,
            Problem::new(MASKED_ID, message, "masked with *").help("use the real answer of the API"),
        );
    }
}
