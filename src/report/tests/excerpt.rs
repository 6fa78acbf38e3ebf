use super::*;

/// The boxes of the only finding.
fn boxes(text: &str, primary: Label, related: Vec<Label>) -> String {
    let shown = Case::one(text, primary, related).full(80);
    let from = shown.find("× wrong\n").unwrap() + "× wrong\n".len();
    shown[from..shown.find("  = docs").unwrap()].to_owned()
}

fn at(text: &str, what: &str) -> Span {
    let start = text.find(what).unwrap();
    span(0, start, start + what.len())
}

#[test]
fn ends_of_lines() {
    let text = "one: 1\r\ntwo: 2\r\nthree: 3";
    insta::assert_snapshot!(boxes(text, Label::new(at(text, "2"), "here"), vec![]), @r"
      ╭─[plan.yaml:2:6]
    1 │ one: 1
    2 │ two: 2
      ·      ┬
      ·      ╰── here
    3 │ three: 3
      ╰────
    ");
    // A span up to the next line ends with its own.
    insta::assert_snapshot!(boxes(text, Label::new(at(text, "two: 2\r\n"), "here"), vec![]), @r"
      ╭─[plan.yaml:2:1]
    1 │ one: 1
    2 │ two: 2
      · ───┬──
      ·    ╰── here
    3 │ three: 3
      ╰────
    ");
    insta::assert_snapshot!(boxes(text, Label::new(at(text, "\r\n"), "the break"), vec![]), @r"
      ╭─[plan.yaml:1:7]
    1 │ one: 1
      ·       ▲
      ·       ╰── the break
    2 │ two: 2
      ╰────
    ");
    insta::assert_snapshot!(boxes(text, Label::new(at(text, "3"), "here"), vec![]), @r"
      ╭─[plan.yaml:3:8]
    2 │ two: 2
    3 │ three: 3
      ·        ┬
      ·        ╰── here
      ╰────
    ");
    let end = span(0, text.len(), text.len());
    insta::assert_snapshot!(boxes(text, Label::new(end, "text ends here"), vec![]), @r"
      ╭─[plan.yaml:3:9]
    2 │ two: 2
    3 │ three: 3
      ·         ▲
      ·         ╰── text ends here
      ╰────
    ");
}

#[test]
fn ends_of_texts() {
    insta::assert_snapshot!(boxes("a: 1\n", Label::new(span(0, 5, 5), "text ends here"), vec![]), @r"
      ╭─[plan.yaml:2:1]
    1 │ a: 1
    2 │ 
      · ▲
      · ╰── text ends here
      ╰────
    ");
    insta::assert_snapshot!(boxes("", Label::new(span(0, 0, 0), "empty"), vec![]), @r"
      ╭─[plan.yaml:1:1]
    1 │ 
      · ▲
      · ╰── empty
      ╰────
    ");
    // Beyond the end, and inside a character.
    insta::assert_snapshot!(boxes("a: é", Label::new(span(0, 4, 99), "here"), vec![]), @r"
      ╭─[plan.yaml:1:4]
    1 │ a: é
      ·    ┬
      ·    ╰── here
      ╰────
    ");
}

#[test]
fn columns_after_tabs_escapes_and_wide_characters() {
    let text = "\ta: \u{1b}[31m日本\tend # \u{202e}\n";
    insta::assert_snapshot!(boxes(text, Label::new(at(text, "end"), "here"), vec![]), @r"
      ╭─[plan.yaml:1:13]
    1 │     a: \u{1b}[31m日本   end # \u{202e}
      ·                         ─┬─
      ·                          ╰── here
      ╰────
    ");
    insta::assert_snapshot!(boxes(text, Label::new(at(text, "\u{1b}"), "an escape"), vec![]), @r"
      ╭─[plan.yaml:1:5]
    1 │     a: \u{1b}[31m日本   end # \u{202e}
      ·        ───┬──
      ·           ╰── an escape
      ╰────
    ");
}

#[test]
fn a_byte_order_mark_is_no_column() {
    let text = "\u{feff}a: 1\n";
    insta::assert_snapshot!(boxes(text, Label::new(span(0, 3, 4), "here"), vec![]), @r"
      ╭─[plan.yaml:1:4]
    1 │ a: 1
      ·    ┬
      ·    ╰── here
      ╰────
    ");
}

#[test]
fn labels_in_each_other() {
    let text = "attachments:\n  - { instance_id: i-1, eni_id: eni-1 }\n";
    let entry = Label::new(at(text, "{ instance_id: i-1, eni_id: eni-1 }"), "planned here");
    let inner = vec![
        Label::new(at(text, "i-1"), "the instance"),
        Label::new(at(text, "eni-1"), "the ENI"),
        Label::new(at(text, "{"), "begins"),
    ];
    insta::assert_snapshot!(boxes(text, entry.clone(), inner), @r"
      ╭─[plan.yaml:2:5]
    1 │ attachments:
    2 │   - { instance_id: i-1, eni_id: eni-1 }
      ·     ┬───────┬───────┬─          ──┬──
      ·     │       │       │             ╰── the ENI
      ·     │       │       ╰── the instance
      ·     │       ╰── planned here
      ·     ╰── begins
      ╰────
    ");
    let same = vec![Label::new(entry.span, "planned here"), Label::new(entry.span, "and again")];
    insta::assert_snapshot!(boxes(text, entry, same), @r"
      ╭─[plan.yaml:2:5]
    1 │ attachments:
    2 │   - { instance_id: i-1, eni_id: eni-1 }
      ·     ─────────────────┬─────────────────
      ·                      ╰── planned here; and again
      ╰────
    ");
}

#[test]
fn near_lines_share_a_box() {
    let text = (1..30).map(|n| format!("line{n:02}: x\n")).collect::<String>();
    let label = |n: usize| Label::new(at(&text, &format!("line{n:02}")), format!("label {n}"));
    insta::assert_snapshot!(boxes(&text, label(20), vec![label(3), label(7), label(12)]), @r"
       ╭─[plan.yaml:20:1]
    19 │ line19: x
    20 │ line20: x
       · ───┬──
       ·    ╰── label 20
    21 │ line21: x
       ╰────
      ╭─[plan.yaml:3:1]
    2 │ line02: x
    3 │ line03: x
      · ───┬──
      ·    ╰── label 3
    4 │ line04: x
    5 │ line05: x
    6 │ line06: x
    7 │ line07: x
      · ───┬──
      ·    ╰── label 7
    8 │ line08: x
      ╰────
       ╭─[plan.yaml:12:1]
    11 │ line11: x
    12 │ line12: x
       · ───┬──
       ·    ╰── label 12
    13 │ line13: x
       ╰────
    ");
}

#[test]
fn long_spans_are_cut_to_their_first_line() {
    let text = (1..10).map(|n| format!("line{n}: x\n")).collect::<String>();
    insta::assert_snapshot!(boxes(&text, Label::new(span(0, 0, text.len()), "this list"), vec![]), @r"
      ╭─[plan.yaml:1:1]
    1 │ line1: x
      · ────┬───
      ·     ╰── this list (continues to line 9)
    2 │ line2: x
      ╰────
    ");
    insta::assert_snapshot!(boxes(&text, Label::new(span(0, 0, text.len()), ""), vec![]), @r"
      ╭─[plan.yaml:1:1]
    1 │ line1: x
      · ────┬───
      ·     ╰── continues to line 9
    2 │ line2: x
      ╰────
    ");
}

#[test]
fn many_labels_are_cut() {
    let text = (10..60).map(|n| format!("line{n}: x\n")).collect::<String>();
    let related = (11..60).map(|n| Label::new(at(&text, &format!("line{n}")), "one of them")).collect();
    let shown = Case::one(&text, Label::new(at(&text, "line10"), "here"), related).full(80);
    assert_eq!(shown.matches("one of them").count(), 11);
    assert!(shown.contains("  = note: 38 more places not shown\n"), "{shown}");
}

/// Where nothing need be cut or escaped, the boxes are those that `miette` draws of a whole text.
#[test]
fn the_drawing_is_that_of_whole_sources() {
    #[derive(Debug)]
    struct Stock(miette::NamedSource<String>, Span);
    impl std::fmt::Display for Stock {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("wrong")
        }
    }
    impl std::error::Error for Stock {}
    impl miette::Diagnostic for Stock {
        fn source_code(&self) -> Option<&dyn miette::SourceCode> {
            Some(&self.0)
        }
        fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
            let label = miette::LabeledSpan::new_with_span(Some("here".to_owned()), self.1.range());
            Some(Box::new(std::iter::once(label)))
        }
    }
    for text in [PLAN.to_owned(), PLAN.replace('\n', "\r\n")] {
        let theme = miette::GraphicalTheme::unicode_nocolor();
        let handler = miette::GraphicalReportHandler::new_themed(theme).without_syntax_highlighting();
        let mut start = 0;
        for word in text.split_inclusive([' ', '\n']) {
            let end = start + word.trim_end().len();
            if end > start {
                let at = span(0, start, end);
                let mut stock = String::new();
                let source = miette::NamedSource::new("plan.yaml", text.clone());
                handler.render_report(&mut stock, &Stock(source, at)).unwrap();
                let own = boxes(&text, Label::new(at, "here"), Vec::new());
                assert_eq!(stock.split_once("× wrong\n").unwrap().1, own, "{word:?}");
            }
            start += word.len();
        }
    }
}
