//! Whether the pages of a run's snapshots are all there is: what is not on them may exist.

use super::Read;
use super::problem::{PARTIAL_SNAPSHOT, Problem};
use crate::inventory::Kind;
use crate::source::Span;
use std::collections::{BTreeMap, HashMap};

/// One answer of a list call.
#[derive(Clone, Copy)]
pub(super) struct Page {
    pub(super) kind: Kind,
    /// The key of its list.
    pub(super) at: Span,
    /// How many things are on it.
    pub(super) items: i64,
    /// `TotalCount`.
    pub(super) total: Option<i64>,
    /// `PageNumber`.
    pub(super) number: Option<i64>,
    /// `NextToken`, if it is not empty.
    pub(super) more: Option<Span>,
}

/// The answers of all files, in order.
#[derive(Default)]
pub(super) struct Pages(Vec<Page>);

/// The pages of one query, as far as their numbers tell.
struct Query {
    first: Page,
    items: i64,
}

impl Pages {
    pub(super) fn push(&mut self, page: Page) {
        self.0.push(page);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    /// Reports what is not whole, and opens the world there.
    pub(super) fn report(self, read: &mut Read) {
        let mut last_with_token: BTreeMap<Kind, Page> = BTreeMap::new();
        let mut seen: HashMap<(Kind, i64, Option<i64>), u32> = HashMap::new();
        let mut queries: BTreeMap<(Kind, i64, u32), Query> = BTreeMap::new();
        for page in self.0 {
            let Some(total) = page.stated_total() else {
                // Pages that are chained by tokens end with one that has none.
                match page.more {
                    Some(_) => drop(last_with_token.insert(page.kind, page)),
                    None => drop(last_with_token.remove(&page.kind)),
                }
                continue;
            };
            // Pages of one query state one total. A number that comes again is of another query.
            let nth = seen.entry((page.kind, total, page.number)).or_default();
            let query = queries.entry((page.kind, total, *nth)).or_insert(Query { first: page, items: 0 });
            query.items = query.items.saturating_add(page.items);
            *nth += u32::from(page.number.is_some());
        }
        for ((_, total, _), query) in queries {
            if query.items < total {
                let shown = format!("holds {} of {total}", query.items);
                report(read, query.first, &shown);
            }
        }
        for page in last_with_token.into_values() {
            report(read, page, "lacks the last page of");
        }
    }
}

impl Page {
    /// How many there are on all pages. Calls that go by tokens state no total, or a wrong one.
    fn stated_total(&self) -> Option<i64> {
        self.total.filter(|total| *total >= self.items)
    }
}

fn report(read: &mut Read, page: Page, shown: &str) {
    read.inventory.mark_partial(page.kind);
    let es = if page.kind == Kind::Vswitch { "es" } else { "s" };
    let message = format!("this snapshot {shown} {}{es}, so what is missing may exist", page.kind.noun());
    let mut finding = Problem::new(PARTIAL_SNAPSHOT, message, "one page of several")
        .help("repeat the call with a larger PageSize or MaxResults, or save all its pages")
        .finding(page.at, |range| Span { file: page.at.file, start: range.start, end: range.end });
    if let Some(token) = page.more {
        finding.related.push(crate::finding::Label::new(token, "there are more pages"));
    }
    read.findings.push(finding);
}
