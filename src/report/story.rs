//! The places of a finding in the order in which people are shown them, and their part in its story.

use crate::finding::{Finding, Label};

/// A place of a finding.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) label: &'a Label,
    /// Its number in the story, if it has a part in it. A story of one place needs no number.
    pub(super) number: Option<usize>,
    pub(super) is_primary: bool,
}

/// The primary place, the others of the story in its order, and what the story does without.
pub(super) fn places(finding: &Finding) -> Vec<Told<'_>> {
    let trace = &finding.trace;
    let number = |index: usize| (trace.len() > 1).then_some(index + 1);
    let here = trace.iter().position(|label| tells(label, &finding.primary));
    let label = here.and_then(|index| trace.get(index)).unwrap_or(&finding.primary);
    let mut places = vec![Told { label, number: here.and_then(number), is_primary: true }];
    let others = trace.iter().enumerate().filter(|(index, _)| Some(*index) != here);
    places.extend(others.map(|(index, label)| Told { label, number: number(index), is_primary: false }));
    let untold = finding.related.iter().filter(|label| !trace.iter().any(|told| tells(told, label)));
    places.extend(untold.map(|label| Told { label, number: None, is_primary: false }));
    places
}

/// The story in its order, and the places that have no part in it, the primary one first.
pub(super) fn in_order(finding: &Finding) -> (Vec<Told<'_>>, Vec<Told<'_>>) {
    let (mut story, others): (Vec<Told<'_>>, Vec<Told<'_>>) =
        places(finding).into_iter().partition(|told| told.number.is_some());
    story.sort_by_key(|told| told.number);
    (story, others)
}

/// The notes that the story does not tell.
pub(super) fn notes(finding: &Finding) -> impl Iterator<Item = &str> {
    let is_told = |note: &str| finding.trace.iter().any(|label| label.text.contains(note));
    finding.notes.iter().map(String::as_str).filter(move |note| !is_told(note))
}

/// Whether a label of the story is this one, perhaps with facts behind its text.
fn tells(told: &Label, label: &Label) -> bool {
    told.span == label.span && told.text.starts_with(&label.text)
}
