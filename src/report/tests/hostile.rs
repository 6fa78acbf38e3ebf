use super::*;
use crate::finding::{Applicability, Channel, Edit, Fix, Suppressed, Suppression};
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

/// What would be obeyed, or end something, in one format or another.
const VILE: &str = "::error::a\n::error file=b,line=1::c\r%0A%25##[add-mask]d##vso[task.complete result=Failed;]e\
    \u{1b}[31m]]><script>alert(\"1\")</script>&amp;'\u{202e}\0\u{fffe}\u{ffff}[x](http://y),;]\\](z)";

/// A report all of whose texts are vile.
fn vile() -> Case {
    let text = format!("{VILE}: 1\n");
    let mut case = Case::new(&[(VILE, &text)]);
    let at = span(0, 0, VILE.len());
    let label = || Label::new(at, VILE);
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        case.report.findings.push(Finding {
            severity,
            help: Some(VILE.to_owned()),
            notes: vec![VILE.to_owned()],
            address: Some(VILE.to_owned()),
            subject: Some(VILE.to_owned()),
            trace: vec![label(), Label::new(span(0, 2, 7), VILE)],
            fixes: vec![Fix {
                title: VILE.to_owned(),
                applicability: Applicability::Unsafe,
                edits: vec![Edit { span: at, text: VILE.to_owned() }],
            }],
            ..finding(VILE, label(), vec![Label::new(span(0, 1, 2), VILE)])
        });
    }
    let by = Suppression { channel: Channel::Comment, reason: VILE.to_owned(), at: Some(at) };
    case.report.suppressed.push(Suppressed { finding: case.report.findings[0].clone(), by });
    for decision in [Decision::Undecided, Decision::Fail, Decision::Pass] {
        case.verdict(at, VILE, VILE, decision, &[VILE]);
    }
    case
}

#[test]
fn vile_texts_are_texts_in_json() {
    let mut case = vile();
    for format in [OutputFormat::Json, OutputFormat::Sarif, OutputFormat::Gitlab, OutputFormat::Rdjson] {
        let shown = case.render(format, Style::default());
        assert_eq!(hidden(&shown), [] as [char; 0], "{format}: {shown}");
        serde_json::from_str::<serde_json::Value>(&shown).unwrap();
    }
    let shown = case.render(OutputFormat::Jsonl, Style::default());
    assert_eq!(hidden(&shown), [] as [char; 0], "{shown}");
    let lines: Vec<serde_json::Value> =
        shown.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let types: Vec<&str> = lines.iter().map(|line| line["type"].as_str().unwrap()).collect();
    let expected =
        ["finding", "finding", "finding", "verdict", "verdict", "verdict", "suppressed", "summary"];
    assert_eq!(types, expected);
    assert_eq!(lines[0]["message"], VILE);
    let sarif = case.render(OutputFormat::Sarif, Style::default());
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    let message = sarif["runs"][0]["results"][0]["message"]["text"].as_str().unwrap();
    assert!(!message.contains("x](") && message.contains("x\\](http://y)"), "no link: {message}");
    assert!(message.contains("\\\\\\](z)"), "no link: {message}");
    let fix = &sarif["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(fix["insertedContent"]["text"], VILE, "what is written is exact");
}

#[test]
fn vile_texts_are_texts_in_xml() {
    let mut case = vile();
    for (format, elements) in [(OutputFormat::Checkstyle, 6), (OutputFormat::Junit, 16)] {
        let shown = case.render(format, Style::default());
        assert_eq!(hidden(&shown), [] as [char; 0], "{format}: {shown}");
        let document = roxmltree::Document::parse(&shown).unwrap();
        let all = || document.descendants().filter(roxmltree::Node::is_element);
        assert_eq!(all().count(), elements, "{format}: {shown}");
        let texts = all().flat_map(|node| node.attributes()).map(|attribute| attribute.value());
        let vile = "]]><script>alert(\"1\")</script>&amp;'\\u{202e}\\u{0}\\u{fffe}\\u{ffff}[x]";
        assert!(texts.filter(|text| text.contains(vile)).count() > 4, "{format}: {shown}");
    }
}

/// Reads a line as the runner of GitHub does, and then decodes it.
fn command(line: &str) -> (String, Vec<(String, String)>, String) {
    let (head, data) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (name, properties) = head.split_once(' ').unwrap();
    let data = data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let decoded = |value: &str| {
        let value = value.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":");
        value.replace("%2C", ",").replace("%25", "%")
    };
    let pair =
        |pair: &str| pair.split_once('=').map(|(key, value)| (key.to_owned(), decoded(value))).unwrap();
    (name.to_owned(), properties.split(',').map(pair).collect(), data)
}

#[test]
fn vile_texts_are_no_commands_of_github() {
    let mut case = vile();
    let shown = case.render(OutputFormat::Github, Style::default());
    assert_eq!(hidden(&shown), [] as [char; 0], "{shown}");
    let (commands, others): (Vec<&str>, Vec<&str>) = shown.lines().partition(|line| line.starts_with(':'));
    assert_eq!((commands.len(), others.len()), (4, 2), "{shown}");
    for line in others {
        assert!(line.starts_with(|c: char| c.is_ascii_digit()) && !line.contains('#'), "{line}");
    }
    let mut levels = Vec::new();
    for line in commands {
        let (level, properties, data) = command(line);
        let keys: Vec<&str> = properties.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["file", "line", "endLine", "title"]);
        assert_eq!(properties[0].1, crate::report::escape::show(VILE, &[]).0);
        assert!(data.contains("\\u{a}::error file=b,line=1::c\\u{d}%0A%25\\u{23}#[add-mask]d"), "{data}");
        levels.push(level);
    }
    assert_eq!(levels, ["error", "warning", "notice", "warning"]);
}

#[test]
fn vile_texts_are_no_commands_of_azure() {
    let mut case = vile();
    let shown = case.render(OutputFormat::Azure, Style::default());
    assert_eq!(hidden(&shown), [] as [char; 0], "{shown}");
    let (commands, others): (Vec<&str>, Vec<&str>) =
        shown.lines().partition(|line| line.starts_with("##vso["));
    assert_eq!((commands.len(), others.len()), (3, 3), "{shown}");
    assert!(others.iter().all(|line| !line.contains('#')), "{others:?}");
    for line in commands {
        let (head, data) = line.strip_prefix("##vso[task.logissue ").unwrap().split_once(']').unwrap();
        let keys: Vec<&str> = head.split(';').map(|pair| pair.split_once('=').unwrap().0).collect();
        assert_eq!(keys, ["type", "sourcepath", "linenumber", "columnnumber", "code"]);
        assert!(data.starts_with("\\u{3a}:error::a\\u{a}") || data.starts_with("attach "), "{data}");
        assert!(data.contains("\\u{d}%AZP250A%AZP2525\\u{23}#[add-mask]d"), "{data}");
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
        (lines.lookups.into_inner(), out.len())
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
        let shown = case.render(OutputFormat::Full, Style { color: false, unicode, width: Some(width), ..Style::default() });
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
