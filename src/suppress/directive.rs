//! What a suppression says in a comment:
//!
//! ```text
//! enilint: allow[RULE, …] until=YYYY-MM-DD reason
//! enilint: allow-file[RULE, …] until=YYYY-MM-DD reason
//! ```

use crate::finding::nearest;
use crate::syntax::Range;
use jiff::civil::Date;

/// What a comment begins with that speaks to the tool.
pub(super) const MARK: &str = "enilint:";

/// Rules in one bracket at most. Nobody allows more, and a hostile comment may have a million.
const MAX_RULES: usize = 100;

/// A last day, and where it is written.
type Until = (Date, Range);

/// Ranges count from the start of the text behind the mark.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Directive<'t> {
    /// Whether it is for the whole file.
    pub(super) is_for_file: bool,
    /// The names in the bracket: at least one, none of them empty.
    pub(super) rules: Vec<(&'t str, Range)>,
    /// The last day on which it counts.
    pub(super) until: Option<Until>,
    /// Why; empty if that is not said.
    pub(super) reason: &'t str,
}

/// What is wrong with a text that is none.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) at: Range,
    pub(super) message: String,
}

impl<'t> Directive<'t> {
    pub(super) fn parse(text: &'t str) -> Result<Self, Fault> {
        let start = text.len() - text.trim_start().len();
        let said = text.get(start..).unwrap_or_default();
        let name = said.split(|c: char| c == '[' || c.is_whitespace()).next().unwrap_or_default();
        let name_at = Range::new(start, start + name.len());
        let is_for_file = match name {
            "allow" => false,
            "allow-file" => true,
            other => return Err(Fault::new(name_at, unknown(other))),
        };
        let open = name_at.end as usize;
        let Some(inner) = text.get(open..).and_then(|rest| rest.strip_prefix('[')) else {
            return Err(Fault::new(name_at, format!("no rules in brackets directly behind {name}")));
        };
        let Some((list, rest)) = inner.split_once(']') else {
            return Err(Fault::new(Range::new(open, text.len()), "the bracket is not closed"));
        };
        let rules = names(list, open + 1)?;
        let behind = open + 1 + list.len() + 1;
        if rest.starts_with(|c: char| !c.is_whitespace()) {
            let at = Range::new(behind, behind + rest.chars().next().map_or(0, char::len_utf8));
            return Err(Fault::new(at, "no blank behind the bracket"));
        }
        let (until, reason) = until(rest, behind)?;
        late_date(reason, text.len())?;
        let reason = if reason.contains(char::is_alphanumeric) { reason.trim() } else { "" };
        Ok(Self { is_for_file, rules, until, reason })
    }
}

impl Fault {
    fn new(at: Range, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }
}

fn unknown(name: &str) -> String {
    if name.is_empty() {
        return "nothing is said behind the mark".to_owned();
    }
    let near = nearest(name, ["allow", "allow-file"]).unwrap_or("allow");
    format!("{} is not known here; {near}[RULE] is", shown(name))
}

/// A word of the input in messages: quoted, and cut if it is long.
pub(super) fn shown(word: &str) -> String {
    const LONGEST: usize = 60;
    match word.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}...", word.get(..end).unwrap_or_default()),
        None => format!("{word:?}"),
    }
}

/// The names of a list that begins at a place.
fn names(list: &str, mut at: usize) -> Result<Vec<(&str, Range)>, Fault> {
    let whole = Range::new(at, at + list.len());
    let mut names = Vec::new();
    for part in list.split(',') {
        let name = part.trim();
        let start = at + part.len() - part.trim_start().len();
        if name.is_empty() {
            return Err(Fault::new(whole, "a rule is missing in the bracket"));
        }
        if names.len() == MAX_RULES {
            return Err(Fault::new(whole, format!("more than {MAX_RULES} rules in the bracket")));
        }
        names.push((name, Range::new(start, start + name.len())));
        at += part.len() + 1;
    }
    Ok(names)
}

/// The date, if one is given, and what is behind it. What only looks like one would never end: that
/// is no reason.
fn until(rest: &str, at: usize) -> Result<(Option<Until>, &str), Fault> {
    let start = at + rest.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    let word = rest.split_whitespace().next().unwrap_or_default();
    let Some(value) = word.strip_prefix("until") else { return Ok((None, rest)) };
    let behind = rest.get(word.len()..).unwrap_or_default();
    let means_date = match value.chars().next() {
        Some(sign) => matches!(sign, '=' | ':'),
        None => behind.trim_start().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '=' | ':')),
    };
    if !means_date {
        return Ok((None, rest));
    }
    let range = Range::new(start, start + word.len());
    match value.strip_prefix('=').and_then(date) {
        Some(date) => Ok((Some((date, range)), behind)),
        None => Err(Fault::new(range, "the date is not written as in until=2026-12-31")),
    }
}

/// A date stands before the reason; in the middle of it nobody would look for one. `end` is where the
/// reason ends.
fn late_date(reason: &str, end: usize) -> Result<(), Fault> {
    let starts = |at: &usize| reason.get(..*at).is_some_and(|before| before.ends_with(char::is_whitespace));
    let found = reason.match_indices("until=").map(|(at, _)| at).find(|at| *at == 0 || starts(at));
    let Some(at) = found else { return Ok(()) };
    let word = reason.get(at..).and_then(|rest| rest.split_whitespace().next()).unwrap_or_default();
    let start = end - reason.len() + at;
    let message = "until=DATE stands directly behind the bracket";
    Err(Fault::new(Range::new(start, start + word.len()), message))
}

/// A date as it is written: four, two and two digits.
pub(super) fn date(text: &str) -> Option<Date> {
    let is_plain = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    text.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_can_be_said() {
        // text, for the file, rules, date, reason
        let cases = [
            (" allow[a] why", false, &["a"][..], None, "why"),
            ("allow[a,b , c]  the reason why ", false, &["a", "b", "c"], None, "the reason why"),
            (" allow-file[a] until=2026-12-31 why", true, &["a"], Some("2026-12-31"), "why"),
            (" allow[a] until=2026-12-31", false, &["a"], Some("2026-12-31"), ""),
            (" allow[a]", false, &["a"], None, ""),
            (" allow[a] -- ", false, &["a"], None, ""),
            (" allow[a] until we move", false, &["a"], None, "until we move"),
            (" allow[a] ümlaut]", false, &["a"], None, "ümlaut]"),
        ];
        for (text, is_for_file, rules, until, reason) in cases {
            let directive = Directive::parse(text).unwrap();
            let names: Vec<&str> = directive.rules.iter().map(|(name, _)| *name).collect();
            let date = directive.until.map(|(date, _)| date.to_string());
            assert_eq!(
                (directive.is_for_file, names.as_slice(), date.as_deref(), directive.reason),
                (is_for_file, rules, until, reason),
                "{text}"
            );
            for (name, range) in &directive.rules {
                assert_eq!(&text[range.start as usize..range.end as usize], *name, "{text}");
            }
        }
    }

    #[test]
    fn what_cannot_be_said() {
        // text, the place, a part of the message
        let cases = [
            ("", "", "nothing is said"),
            (" ignore[a] why", "ignore", "\"ignore\" is not known here; allow[RULE] is"),
            (" alow-file[a] why", "alow-file", "allow-file[RULE] is"),
            (" allow why", "allow", "no rules in brackets"),
            (" allow [a] why", "allow", "no rules in brackets"),
            (" allow[a why", "[a why", "not closed"),
            (" allow[] why", "", "a rule is missing"),
            (" allow[a,,b] why", "a,,b", "a rule is missing"),
            (" allow[a]: why", ":", "no blank"),
            (" allow[a] until=soon why", "until=soon", "until=2026-12-31"),
            (" allow[a] until=2026-02-30", "until=2026-02-30", "until=2026-12-31"),
            (" allow[a] until=20261231", "until=20261231", "until=2026-12-31"),
            (" allow[a] until:2026-12-31 why", "until:2026-12-31", "until=2026-12-31"),
            (" allow[a] why until=2026-12-31", "until=2026-12-31", "directly behind"),
            (" allow[a] until=2026-12-31 until=2027-12-31 why", "until=2027-12-31", "directly behind"),
            (" allow[a] until 2026-12-31 why", "until", "until=2026-12-31"),
        ];
        for (text, place, part) in cases {
            let fault = Directive::parse(text).unwrap_err();
            assert_eq!(&text[fault.at.start as usize..fault.at.end as usize], place, "{text}");
            assert!(fault.message.contains(part), "{text}: {}", fault.message);
        }
        assert!(Directive::parse(&format!("allow[{}]", vec!["a"; MAX_RULES].join(","))).is_ok());
        assert!(Directive::parse(&format!("allow[{}]", vec!["a"; MAX_RULES + 1].join(","))).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            is_for_file: bool,
            rules in prop::collection::vec("[a-z][a-z0-9-]{0,12}", 1..4),
            until in prop::option::of("20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"),
            reason in "([A-Za-z0-9é.,:=\\[\\] ]{0,20}[a-tv-z0-9])?",
        ) {
            let name = if is_for_file { "allow-file" } else { "allow" };
            let date = until.as_ref().map(|date| format!(" until={date}")).unwrap_or_default();
            let reason = reason.trim();
            prop_assume!(!reason.contains("until"));
            let text = format!(" {name}[{}]{date} {reason}", rules.join(" , "));
            let directive = Directive::parse(&text).unwrap();
            prop_assert_eq!(directive.is_for_file, is_for_file);
            prop_assert_eq!(directive.rules.iter().map(|(name, _)| *name).collect::<Vec<_>>(), rules);
            prop_assert_eq!(directive.until.map(|(date, _)| date.to_string()), until);
            prop_assert_eq!(directive.reason, reason);
        }

        #[test]
        fn whatever_stands_there(text in "[ a-z\\[\\],=é0-9-]{0,40}|allow(-file)?\\[.{0,20}\\] ?(until=.{0,12})?.{0,9}") {
            let ranges = match Directive::parse(&text) {
                Ok(directive) => directive.rules.iter().map(|(_, at)| *at).chain(directive.until.map(|(_, at)| at)).collect(),
                Err(fault) => vec![fault.at],
            };
            for range in ranges {
                prop_assert!(text.get(range.start as usize..range.end as usize).is_some(), "{text:?}: {range:?}");
            }
        }
    }
}
