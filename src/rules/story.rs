//! The story that proves a finding, made of what the rule says anyway: it is the order that counts.

use crate::finding::Label;
use crate::source::Span;

/// Something that a rule added to a finding.
pub(super) enum Step {
    /// The primary label.
    Primary,
    /// The related label of an index.
    Related(usize),
    /// The note of an index, told at the place before it.
    Fact(usize),
    /// The note of an index, told at a place of its own.
    FactOf(Span, usize),
}

/// What a rule added, in order.
#[derive(Default)]
pub(super) struct Story(Vec<Step>);

impl Story {
    pub(super) fn add(&mut self, step: Step) {
        self.0.push(step);
    }

    /// The labels in order. None if the primary one has no place in the story: then the rule tells
    /// none, and the order means nothing.
    pub(super) fn told(&self, primary: &Label, related: &[Label], notes: &[String]) -> Vec<Label> {
        if !self.0.iter().any(|step| matches!(step, Step::Primary)) {
            return Vec::new();
        }
        let note = |index: usize| notes.get(index).map_or("", String::as_str);
        let mut told: Vec<Label> = Vec::new();
        // Facts that come before any place wait for the first one.
        let mut waiting: Vec<&str> = Vec::new();
        for step in &self.0 {
            let label = match step {
                Step::Primary => Some(primary.clone()),
                Step::Related(index) => related.get(*index).cloned(),
                Step::FactOf(at, index) => Some(Label::new(*at, note(*index))),
                Step::Fact(index) => {
                    match told.last_mut() {
                        Some(label) => join(label, note(*index)),
                        None => waiting.push(note(*index)),
                    }
                    None
                }
            };
            if let Some(mut label) = label {
                waiting.drain(..).for_each(|fact| join(&mut label, fact));
                told.push(label);
            }
        }
        told
    }
}

/// The label's own text stays in front: reports know the label by it.
fn join(label: &mut Label, fact: &str) {
    if !label.text.is_empty() {
        label.text.push_str("; ");
    }
    label.text.push_str(fact);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn label(start: u32, text: &str) -> Label {
        Label::new(Span { file: FileId(0), start, end: start + 1 }, text)
    }

    fn told(steps: Vec<Step>) -> Vec<String> {
        let related = [label(1, "one is there"), label(2, "the type is x")];
        let notes = ["x takes 1 (table)".to_owned(), "never seen".to_owned()];
        let told = Story(steps).told(&label(0, "the second"), &related, &notes);
        told.into_iter().map(|label| format!("{} {}", label.span.start, label.text)).collect()
    }

    #[test]
    fn the_order_is_that_of_the_calls() {
        let steps = vec![Step::Related(0), Step::Primary, Step::Related(1), Step::Fact(0)];
        let story = ["1 one is there", "0 the second", "2 the type is x; x takes 1 (table)"];
        assert_eq!(told(steps), story);
    }

    #[test]
    fn facts_find_a_place() {
        let early = vec![Step::Fact(0), Step::Primary, Step::Related(0)];
        assert_eq!(told(early), ["0 the second; x takes 1 (table)", "1 one is there"]);
        let at = label(9, "").span;
        assert_eq!(told(vec![Step::FactOf(at, 0), Step::Primary]), ["9 x takes 1 (table)", "0 the second"]);
    }

    #[test]
    fn without_a_primary_place_there_is_no_story() {
        assert!(told(vec![Step::Related(0), Step::Fact(0)]).is_empty());
    }
}
