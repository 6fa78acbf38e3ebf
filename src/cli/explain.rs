//! `enilint explain`: the page of a rule, or of an error code.

use super::args::ExplainArgs;
use super::console::Console;
use super::exit::Exit;
use super::markdown;
use crate::finding::nearest;
use crate::rules::{self, Page, Rule};
use std::fmt::Write as _;

/// Runs the command.
pub(super) fn run(args: &ExplainArgs, console: &mut Console<'_>) -> Exit {
    let text = match lookup(&args.what) {
        Ok(pages) => markdown(&args.what, &pages),
        Err(nearest) => {
            let what = &args.what;
            let tip = match nearest {
                Some(nearest) => format!("did you mean {nearest}?"),
                None => "`enilint rules` lists the rules".to_owned(),
            };
            console.error(&format!("no rule and no error code of the API is called {what:?}; {tip}"));
            return Exit::Incomplete;
        }
    };
    let terminal = console.terminal;
    console.print(|out| {
        if terminal.colour {
            markdown::render(&text, terminal.width, out)
        } else {
            out.write_all(text.as_bytes())
        }
    });
    Exit::Clean
}

/// The pages of a name, or what may have been meant. A rule's name comes first, then the rules that
/// predict a code, then the codes that no rule can predict.
fn lookup(what: &str) -> Result<Vec<&'static Page>, Option<&'static str>> {
    let what = what.trim();
    let name = what.to_ascii_lowercase().replace('_', "-");
    if let Some(page) = rules::find(&name).and_then(Rule::page) {
        return Ok(vec![page]);
    }
    let mut pages: Vec<&Page> = rules::by_api_error(what).into_iter().filter_map(Rule::page).collect();
    pages.extend(rules::runtime_code(what).and_then(rules::RuntimeCode::page));
    if !pages.is_empty() {
        return Ok(pages);
    }
    let codes = rules::all().iter().flat_map(Rule::api_errors);
    let names = rules::all().iter().map(|rule| rule.name.as_str());
    let runtime = rules::runtime_codes().iter().map(|code| code.code);
    let known: Vec<&'static str> = names.chain(codes).chain(runtime).collect();
    // What follows a prefix is compared, too: it is what people remember.
    let short = |code: &'static str| code.split_once('.').map_or(code, |(_, rest)| rest);
    let found =
        nearest(what, known.iter().copied()).or_else(|| nearest(what, known.iter().map(|code| short(code))));
    Err(found)
}

/// The pages as one text, with a list of them first if there are several.
fn markdown(what: &str, pages: &[&Page]) -> String {
    let mut text = String::new();
    if pages.len() > 1 {
        // Writing to a String cannot fail.
        _ = writeln!(text, "{} rules predict `{}`:\n", pages.len(), what.trim());
        for page in pages {
            _ = writeln!(text, "- **{}**: {}", page.matter.name, page.matter.summary);
        }
    }
    for page in pages {
        if !text.is_empty() {
            text.push_str("\n---\n\n");
        }
        text.push_str(&page.in_words());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(what: &str) -> Vec<&'static str> {
        lookup(what).unwrap_or_default().iter().map(|page| page.matter.name.as_str()).collect()
    }

    #[test]
    fn rules_and_codes_are_found() {
        assert_eq!(names("zone-mismatch"), ["zone-mismatch"]);
        assert_eq!(names("Zone_Mismatch"), ["zone-mismatch"]);
        assert!(names("InvalidOperation.AvailabilityZoneMismatch").contains(&"zone-mismatch"));
        assert!(names("availabilityzonemismatch").contains(&"zone-mismatch"));
        assert_eq!(names("forbidden.notsupportram"), ["ram-not-supported"]);
        assert_eq!(names("nonsense-of-all-kinds"), [""; 0]);
    }

    #[test]
    fn every_rule_and_code_is_found_under_its_name() {
        for rule in rules::all() {
            assert_eq!(names(rule.name.as_str()), [rule.name.as_str()]);
            for code in rule.api_errors() {
                assert!(names(code).contains(&rule.name.as_str()), "{code}");
            }
        }
        for code in rules::runtime_codes() {
            assert_eq!(names(code.code).len(), 1, "{}", code.code);
        }
    }

    #[test]
    fn what_may_have_been_meant() {
        assert_eq!(lookup("zone-missmatch").err(), Some(Some("zone-mismatch")));
        assert_eq!(
            lookup("AvailabilityZoneMissmatch").err().flatten().map(|name| name.contains("ZoneMismatch")),
            Some(true)
        );
        assert_eq!(lookup("????").err(), Some(None));
    }

    #[test]
    fn several_pages_begin_with_a_list() {
        let pages: Vec<&Page> = rules::all().iter().filter_map(Rule::page).take(2).collect();
        let text = markdown("Some.Code", &pages);
        assert!(text.starts_with("2 rules predict `Some.Code`:\n\n- **"), "{text}");
        assert_eq!(text.matches("\n---\n").count(), 2);
        assert!(!text.contains("\n\n\n"), "{text}");
    }
}
