use super::*;
use proptest::prelude::*;

/// What no report for people may hold but line breaks: see `escape`.
fn hidden(text: &str) -> Vec<char> {
    let is_hidden = |c: &char| {
        c.is_control() && *c != '\n'
            || matches!(*c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
    };
    text.chars().filter(is_hidden).collect()
}

const FOR_PEOPLE: [OutputFormat; 5] = [
    OutputFormat::Full,
    OutputFormat::Plain,
    OutputFormat::Concise,
    OutputFormat::Markdown,
    OutputFormat::Html,
];
const EVIL: &str = "a\u{1b}]0;x\u{7}\r\n\u{9b}2J\u{202e}\u{200b}\u{feff}\tz";

#[test]
fn hostile_texts_are_escaped_everywhere() {
    let text = format!("{EVIL}: 1\n");
    let mut case = Case::new(&[(EVIL, &text)]);
    let at = span(0, 0, EVIL.len());
    case.report.findings.push(Finding {
        help: Some(EVIL.to_owned()),
        notes: vec![EVIL.to_owned()],
        ..finding(EVIL, Label::new(at, EVIL), vec![Label::new(span(0, 1, 2), EVIL)])
    });
    case.verdict(at, EVIL, EVIL, Decision::Undecided, &[EVIL]);
    case.verdict(at, EVIL, EVIL, Decision::Fail, &[]);
    for format in FOR_PEOPLE {
        let shown = case.render(format, Style::default());
        assert_eq!(hidden(&shown), [] as [char; 0], "{format}: {shown}");
        assert!(shown.contains("a\\u{1b}]0;x\\u{7}\\u{d}\\u{a}\\u{9b}2J\\u{202e}\\u{200b}\\u{feff}"));
    }
    assert_eq!(case.concise().lines().count(), 3);
    for line in case.concise().lines() {
        assert!(line.starts_with("a\\u{1b}]0;x"), "{line}");
    }
}

#[test]
fn long_texts_do_not_drown_the_report() {
    let long = "x".repeat(1 << 20);
    let mut case = Case::new(&[(&long, &long)]);
    let at = span(0, 0, long.len());
    case.report.findings.push(finding(&long, Label::new(at, &long), Vec::new()));
    case.verdict(at, &long, &long, Decision::Undecided, &[&long]);
    for format in FOR_PEOPLE {
        let length = case.render(format, Style::default()).len();
        assert!(length < 40_000, "{format}: {length}");
    }
}

/// Names that are markup somewhere; each holds `evil`.
pub(super) const MARKUP: [&str; 12] = [
    "<script>evil()</script>",
    "</code></td></details><img src=x onerror=evil>",
    "]]><evil>",
    "evil|evil|`evil`",
    "``evil``",
    "[evil](https://evil.example)",
    "![evil](https://evil.example/x.png)",
    "@evil, #12 evil!34 :evil: evil/evil#5",
    "*evil* _evil_ ~~evil~~ $evil$",
    "&lt;evil&gt; &amp; &#101;vil",
    "\"evil'\\",
    "http://evil.example www.evil.example evil@evil.example",
];

/// A report in which every text that an input can have a say in is `text`.
pub(super) fn all_of(text: &str) -> Case {
    let source = format!("{text}\n{text}\n");
    let mut case = Case::new(&[(text, &source)]);
    let at = span(0, 0, text.len());
    let next = Label::new(span(0, text.len() + 1, source.len() - 1), text);
    case.report.findings.push(Finding {
        help: Some(text.to_owned()),
        notes: vec![text.to_owned()],
        address: Some(format!("a.{text}")),
        trace: vec![next.clone(), Label::new(at, text)],
        ..finding(&format!("ENI {text}"), Label::new(at, text), vec![next])
    });
    case.verdict(at, text, text, Decision::Undecided, &[text]);
    case.verdict(at, text, text, Decision::Fail, &[]);
    case.report.verdicts[1].address = Some(text.to_owned());
    case
}

/// What of a Markdown page is read as markup: all but its code spans.
fn outside_of_code(page: &str) -> String {
    let mut outside = String::new();
    for line in page.lines() {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('`') {
            outside += before;
            rest = after.split_once('`').unwrap_or_else(|| panic!("not closed: {line}")).1;
        }
        outside += rest;
        outside.push('\n');
    }
    outside
}

#[test]
fn markdown_of_hostile_names_is_code() {
    for text in MARKUP {
        let page = all_of(text).render(OutputFormat::Markdown, Style::default());
        // `&#35;` is a character, and no reference to an issue.
        let outside = outside_of_code(&page).replace("&#", "&");
        for mark in [
            "<script", "<img", "<evil", "](", "@", "#1", "#5", "!3", "://", "www.", ":evil", "*evil", "_evil",
        ] {
            assert!(!outside.contains(mark), "{mark} of {text}:\n{page}");
        }
        // The table has as many cells as its head.
        let rows = page.lines().filter(|line| line.starts_with("| **"));
        assert_eq!(rows.clone().count(), 2, "{page}");
        rows.for_each(|row| assert_eq!(row.matches('|').count(), 5, "{row}"));
        let tags = |tag: &str| outside.matches(tag).count();
        assert_eq!(tags("<code>"), tags("</code>"), "{page}");
        assert_eq!(tags("<details>") + tags("</td>"), 0);
    }
}

#[test]
fn markdown_fits_into_a_comment() {
    let text = "- eni-bp1a\n".repeat(5_000);
    let mut case = Case::new(&[("plan.yaml", &text)]);
    for n in 0..5_000 {
        let at = span(0, n * 11 + 2, n * 11 + 10);
        let severity = if n % 2 == 0 { Severity::Error } else { Severity::Warning };
        case.report
            .findings
            .push(Finding { severity, ..finding("wrong", Label::new(at, "here"), Vec::new()) });
        case.verdict(at, "eni-bp1a", &format!("i-bp1{n}"), Decision::Fail, &[]);
    }
    let page = case.render(OutputFormat::Markdown, Style::default());
    assert!((50_000..60_000).contains(&page.len()), "{}", page.len());
    assert!(page.contains("And 4900 more, which `--output-format concise` lists"), "{page}");
    assert!(page.ends_with("And 2500 more, which `--output-format full` or `html` shows\n\n</details>\n"));
}

#[test]
fn one_line_of_two_megabytes() {
    let entry = |n: usize| format!("{{\"id\":\"eni-{n:06}\",\"vswitch_id\":\"vsw-日{n:06}\"}},");
    let text = format!("{{\"enis\":[{}]}}", (0..45_000).map(entry).collect::<String>());
    assert!(text.len() > 2_000_000);
    let mut case = Case::new(&[("plan.json", &text)]);
    let primary = Label::new(case.at(0, "vsw-日030000"), "in cn-hangzhou-i");
    let near = Label::new(case.at(0, "eni-030000"), "this one");
    let far = Label::new(case.at(0, "vsw-日000003"), "in cn-hangzhou-h");
    let whole = Label::new(span(0, 0, text.len()), "all of it");
    case.report.findings.push(finding("wrong", primary, vec![near, far, whole]));
    insta::assert_snapshot!(case.full(80), @r#"
    error[zone-mismatch]

      × wrong
       ╭─[plan.json:1:1410043]
     1 │ …ch_id":"vsw-日029999"},{"id":"eni-030000","vswitch_id":"vsw-日030000"…
       ·                                ─────┬────                ──────┬─────
       ·                                     │                          ╰── in cn-hangzhou-i
       ·                                     ╰── this one
       ╰────
       ╭─[plan.json:1:184]
     1 │ …000002"},{"id":"eni-000003","vswitch_id":"vsw-日000003"},{"id":"eni-0…
       ·                                            ──────┬─────
       ·                                                  ╰── in cn-hangzhou-h
       ╰────
       ╭─[plan.json:1:1]
     1 │ {"enis":[{"id":"eni-000000","vswitch_id":"vsw-日000000"},{"id":"eni-0…
       · ──────────────────────────────────┬──────────────────────────────────
       ·                                   ╰── all of it
       ╰────
      = docs: enilint explain zone-mismatch

    1 error, 0 warnings and 0 infos in 1 file
    0 planned attaches
    "#);
    assert_eq!(case.concise(), "plan.json:1:1410043: error[zone-mismatch] wrong\n");
}

#[test]
fn as_many_lookups_as_findings() {
    let run = |entries: usize| {
        let text: String = (0..entries).map(|n| format!("- eni-{n:06}\n")).collect();
        let mut case = Case::new(&[("plan.yaml", &text)]);
        for n in 0..MAX_FINDINGS {
            let start = (n * (entries / MAX_FINDINGS) + 1) * 13 + 2;
            let related = vec![Label::new(span(0, 2, 12), "the first")];
            case.report.findings.push(finding("wrong", Label::new(span(0, start, start + 10), ""), related));
        }
        let lines = Lines::new(&case.sources, &case.report.files);
        let mut out = Vec::new();
        full::write_findings(&case.report, &lines, &Style::default(), &mut out).unwrap();
        (lines.lookups.get(), out.len())
    };
    let (few, short) = run(1_000);
    let (many, long) = run(100_000);
    assert!(few < 30 * MAX_FINDINGS, "{few}");
    // But for findings that are near each other in the small file.
    assert!(many <= few + few / 10, "{few}, then {many}");
    assert!(long <= 2 * short, "{short}, then {long}");
}

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("a".to_owned()),
        Just("- id: eni".to_owned()),
        Just("é".to_owned()),
        Just("日".to_owned()),
        Just("😀".to_owned()),
        Just("\t".to_owned()),
        Just("\r".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\u{1b}".to_owned()),
        (1..300usize).prop_map(|n| "x".repeat(n)),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    /// Whatever spans a finding has, it is drawn, within the width, and with the true position.
    #[test]
    fn any_spans_are_drawn(
        text in texts(),
        spans in proptest::collection::vec((0..1000usize, 0..400usize), 1..6),
        width in 0..200usize,
        unicode: bool,
    ) {
        let mut labels = spans.iter().map(|&(start, length)| {
            let start = if text.is_empty() { start } else { start % (text.len() + 1) };
            Label::new(span(0, start, start + length), "here")
        });
        let primary = labels.next().unwrap();
        let at = primary.span;
        let mut case = Case::one(&text, primary, labels.collect());
        let shown = case.render(OutputFormat::Full, Style { color: false, unicode, width: Some(width) });
        prop_assert_eq!(hidden(&shown), Vec::<char>::new());
        let position = Lines::new(&case.sources, &case.report.files).start(at);
        let place = format!("[plan.yaml:{}:{}]", position.line, position.column);
        prop_assert!(shown.contains(&place), "{}", shown);
        let bar = if unicode { " │ " } else { " | " };
        for line in shown.lines().filter(|line| line.contains(bar) && line.starts_with(|c| c != '.')) {
            let number = line.trim_start().chars().next().unwrap_or(' ');
            if number.is_ascii_digit() {
                prop_assert!(line.chars().count() <= width.max(40), "{}", line);
            }
        }
        for format in OutputFormat::all() {
            case.render(*format, Style::default());
        }
    }
}
