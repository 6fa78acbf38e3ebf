//! Where rules report. Severity, API codes and the attach in question are filled in here, once.

use super::Decided;
use super::order::Settled;
use super::registry::Rule;
use super::story::{Step, Story};
use crate::finding::{Finding, Label, Severity};
use crate::inventory::{Field, Known, Origin};
use crate::plan::{EntityId, Plan};
use crate::source::Span;

/// How the message begins of an error of an attach that may not be done.
pub(super) const IF_IT_RUNS: &str = "if it runs,";

/// Findings of a rule on one thing that are told, at most. A list that many things share, by an alias or a
/// variable, would be told for each of them.
const MOST_ON_ONE: usize = 100;

/// Collects what the rules of one run report.
pub(crate) struct Sink {
    pub(super) rule: &'static Rule,
    /// The attach that is being judged, if one is.
    pub(super) attachment: Option<Span>,
    pub(super) findings: Vec<Finding>,
    /// What findings are about, where the rule judges the plan as a whole: the index of the
    /// finding, and a thing.
    pub(super) subjects: Vec<(usize, EntityId)>,
    /// Values that the findings prove wrong.
    pub(super) disproved: Vec<(EntityId, Field)>,
}

/// A finding in the making: a rule broken, at a place.
#[must_use]
pub(crate) struct Broken {
    message: String,
    primary: Label,
    related: Vec<Label>,
    notes: Vec<String>,
    help: Option<String>,
    severity: Option<Severity>,
    api_errors: Option<Vec<&'static str>>,
    subjects: Vec<EntityId>,
    disproved: Vec<(EntityId, Field)>,
    story: Story,
}

impl Broken {
    /// `message` names the resource and the values in conflict; `label` says what stands at the
    /// primary place. Both lower case (but for names), without a full stop.
    pub(crate) fn new(message: impl Into<String>, at: Span, label: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            primary: Label::new(at, label),
            related: Vec::new(),
            notes: Vec::new(),
            help: None,
            severity: None,
            api_errors: None,
            subjects: Vec::new(),
            disproved: Vec::new(),
            story: Story::default(),
        }
    }

    /// A second place.
    pub(crate) fn also(mut self, at: Span, label: impl Into<String>) -> Self {
        self.story.add(Step::Related(self.related.len()));
        self.besides(at, label)
    }

    /// A second place that the story, if one is told, does without.
    pub(crate) fn besides(mut self, at: Span, label: impl Into<String>) -> Self {
        self.related.push(Label::new(at, label));
        self
    }

    /// A value that takes part: a label where it stands, or a note on where it is from.
    pub(crate) fn because<T>(self, known: &Known<T>, label: impl Into<String>) -> Self {
        match known.origin {
            Origin::At(span) => self.also(span, label),
            origin => self.fact(sourced(label.into(), origin)),
        }
    }

    /// As [`Self::because`], of a value that helps and proves nothing: no story tells it.
    pub(crate) fn aside(self, origin: Origin, label: impl Into<String>) -> Self {
        match origin {
            Origin::At(span) => self.besides(span, label),
            origin => self.note(sourced(label.into(), origin)),
        }
    }

    /// Tells what was added so far, the primary place, and what is added after, in this order, as the
    /// story that proves the finding: what is there already, what the plan does before, what it does
    /// here, what forbids that. So it stands where the primary place comes in.
    pub(crate) fn story(mut self) -> Self {
        self.story.add(Step::Primary);
        self
    }

    /// A fact without a place. A story tells it where the place before it is.
    pub(crate) fn fact(mut self, fact: impl Into<String>) -> Self {
        self.story.add(Step::Fact(self.notes.len()));
        self.note(fact)
    }

    /// A fact without a place. A story tells it at the place of what it is about.
    pub(crate) fn fact_of(mut self, at: Span, fact: impl Into<String>) -> Self {
        self.story.add(Step::FactOf(at, self.notes.len()));
        self.note(fact)
    }

    /// What to do; starts with a verb.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A remark that no story needs, as it proves nothing.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Where this case is graver or lighter than the rule's page says.
    pub(crate) fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// The codes that this case predicts, where they are fewer than the page lists.
    pub(crate) fn codes(mut self, codes: &[&'static str]) -> Self {
        self.api_errors = Some(codes.to_vec());
        self
    }

    /// What the finding is about: planned attaches, or things that attaches use. These attaches have
    /// the finding, and fail if it is an error. Only for rules that judge the plan as a whole; what
    /// the others judge is known.
    pub(crate) fn about(mut self, entities: impl IntoIterator<Item = EntityId>) -> Self {
        self.subjects.extend(entities);
        self
    }

    /// Proves a value wrong: other rules will not build on it. A rule that judges an attach can do
    /// so with the attach's own values only.
    pub(crate) fn disproves(mut self, entity: EntityId, field: Field) -> Self {
        self.disproved.push((entity, field));
        self
    }
}

/// A fact without a place, and where it is from.
fn sourced(fact: String, origin: Origin) -> String {
    match origin {
        Origin::At(_) => fact,
        Origin::Table(p) => format!("{fact} (built-in table: {}, {})", p.source, p.date),
        Origin::Default(what) => format!("{fact} ({what})"),
    }
}

/// A sink that nothing was put into, for the next rule: most rules say nothing of most things.
#[derive(Default)]
pub(super) struct Spare(Option<Sink>);

impl Spare {
    /// Asks a rule; what it said, if that is anything.
    #[inline]
    pub(super) fn ask(
        &mut self,
        rule: &'static Rule,
        attachment: Option<Span>,
        check: impl FnOnce(&mut Sink) -> Decided,
    ) -> Option<(Sink, Decided)> {
        let sink = self.0.get_or_insert_with(|| Sink::new(rule));
        (sink.rule, sink.attachment) = (rule, attachment);
        let decided = check(sink);
        if decided.is_ok()
            && sink.findings.is_empty()
            && sink.disproved.is_empty()
            && sink.subjects.is_empty()
        {
            return None;
        }
        sink.cut();
        self.0.take().map(|sink| (sink, decided))
    }
}

impl Sink {
    pub(super) fn new(rule: &'static Rule) -> Self {
        Self { rule, attachment: None, findings: Vec::new(), subjects: Vec::new(), disproved: Vec::new() }
    }

    /// Counts what was reported on one thing beyond what can be told. To be called once a rule has judged it.
    pub(super) fn cut(&mut self) {
        let Some(more @ 1..) = self.findings.len().checked_sub(MOST_ON_ONE) else { return };
        // An error is told in any case: the verdict goes by it.
        let is_error = |finding: &Finding| finding.severity == Severity::Error;
        if let Some(first) = self.findings.iter().position(is_error).filter(|first| *first >= MOST_ON_ONE) {
            self.findings.swap(first, MOST_ON_ONE - 1);
            self.subjects.retain(|(finding, _)| *finding != MOST_ON_ONE - 1);
            self.subjects.iter_mut().filter(|(at, _)| *at == first).for_each(|(at, _)| *at = MOST_ON_ONE - 1);
        }
        self.findings.truncate(MOST_ON_ONE);
        self.subjects.retain(|(finding, _)| *finding < MOST_ON_ONE);
        if let Some(last) = self.findings.last_mut() {
            last.notes
                .push(format!("{more} more findings of {} on the same thing are not listed", self.rule.name));
        }
    }

    /// Proves a value wrong that a finding elsewhere is about.
    pub(crate) fn disprove(&mut self, entity: EntityId, field: Field) {
        self.disproved.push((entity, field));
    }

    /// Makes warnings of errors of an attach that may not come about: in another order of the actions,
    /// or as it may not be done at all.
    pub(super) fn doubt(&mut self, plan: &Plan<'_>, id: EntityId, settled: &Settled) {
        let when = match (settled.doubtful.contains(&(id, self.rule.name)), plan.is_uncertain(id)) {
            (true, _) => "in some orders",
            (_, true) => IF_IT_RUNS,
            _ => return,
        };
        for finding in self.findings.iter_mut().filter(|finding| finding.severity == Severity::Error) {
            finding.severity = Severity::Warning;
            finding.message = format!("{when} {}", finding.message);
        }
    }

    pub(crate) fn report(&mut self, broken: Broken) {
        let index = self.findings.len();
        let trace = broken.story.told(&broken.primary, &broken.related, &broken.notes);
        self.subjects.extend(broken.subjects.into_iter().map(|entity| (index, entity)));
        self.disproved.extend(broken.disproved);
        let severity = broken.severity.unwrap_or_else(|| self.rule.severity());
        self.findings.push(Finding {
            help: broken.help,
            notes: broken.notes,
            api_errors: broken.api_errors.unwrap_or_else(|| self.rule.api_errors()),
            attachment: self.attachment,
            related: broken.related,
            trace,
            ..Finding::new(self.rule.name, severity, broken.message, broken.primary)
        });
    }
}
