use super::{Language, comments};

/// What each comment says, and what it is on.
fn told(text: &str, language: Language) -> Vec<(&str, &str)> {
    comments(text, language, "mark:").iter().map(|c| (at(text, c.text), at(text, c.covers))).collect()
}

fn at(text: &str, range: super::Range) -> &str {
    &text[range.start as usize..range.end as usize]
}

/// What the comments say that stand before all else.
fn at_top(text: &str, language: Language) -> Vec<&str> {
    let comments = comments(text, language, "mark:");
    comments.iter().filter(|c| c.is_at_top).map(|c| at(text, c.text).trim()).collect()
}

fn without(text: &str, language: Language) -> String {
    let mut text = text.to_owned();
    for comment in comments(&text.clone(), language, "mark:").iter().rev() {
        text.replace_range(comment.removal.start as usize..comment.removal.end as usize, "");
    }
    text
}

#[test]
fn comments_of_yaml() {
    let text = "\
# mark: the section
enis:
  # mark: the first
  # and more
  - id: a
    zone: b # mark: the line
  # mark: the second

  - {id: b}
  # mark: the third
  - c
  # mark: the fourth
  - - d
    - e
last:
  # mark: the last
  key: value
  other: [1,
    2]
# mark: the list
list: [1,
  2]
# mark: nothing
";
    let expected = [
        (
            " the section",
            "enis:\n  # mark: the first\n  # and more\n  - id: a\n    zone: b # mark: the line\n  # mark: the second\n\n  - {id: b}\n  # mark: the third\n  - c\n  # mark: the fourth\n  - - d\n    - e",
        ),
        (" the first", "- id: a\n    zone: b"),
        (" the line", "    zone: b # mark: the line"),
        (" the second", "- {id: b}"),
        (" the third", "- c"),
        (" the fourth", "- - d\n    - e"),
        (" the last", "key: value"),
        (" the list", "list: [1,\n  2]"),
        (" nothing", ""),
    ];
    assert_eq!(told(text, Language::Yaml), expected);
}

#[test]
fn what_only_looks_like_a_comment() {
    let text = "a: 'x # mark: no'\nb: |\n  text\n  # mark: no\nc: x# mark: no\nd: \"\n  # mark: no\"\n";
    assert_eq!(told(text, Language::Yaml), []);
    let text = "a = \"# mark: no\"\nb = <<EOT\n# mark: no\nEOT\n# other mark: no\n";
    assert_eq!(told(text, Language::Hcl), []);
}

#[test]
fn comments_of_configuration() {
    let text = "\
# mark: the block
resource \"a\" \"b\" {
  // mark: the attribute
  x = [
    1, # mark: the line
    /* mark: the item */
    2,
  ]
  y = 1 /* mark: y */
}
";
    let expected = [
        (" the block", text.split_once('\n').unwrap().1.trim_end()),
        (" the attribute", "x = [\n    1, # mark: the line\n    /* mark: the item */\n    2,\n  ]"),
        (" the line", "    1, # mark: the line"),
        (" the item", "2,"),
        (" y", "  y = 1 /* mark: y */"),
    ];
    assert_eq!(told(text, Language::Hcl), expected);
    let bare = "resource \"a\" \"b\" {\n  x = [\n    1,\n    2,\n  ]\n  y = 1\n}\n";
    assert_eq!(without(text, Language::Hcl), bare);
}

#[test]
fn a_comment_goes_without_a_trace() {
    assert_eq!(without("a: 1 # mark: x\r\n# mark: y\r\nb: 2\r\n", Language::Yaml), "a: 1\r\nb: 2\r\n");
    assert_eq!(without("a: 1\n  # mark: y", Language::Yaml), "a: 1\n");
}

#[test]
fn comments_that_are_on_nothing() {
    // Further in than what comes next: the last thing of its list, perhaps, but not the next section.
    let text = "a:\n  - b\n  # mark: x\nc: d\n";
    assert_eq!(told(text, Language::Yaml), [(" x", "")]);
    let text = "a \"b\" {\n  c = 1\n  # mark: x\n}\nd {\n}\n";
    assert_eq!(told(text, Language::Hcl), [(" x", "")]);
}

#[test]
fn a_comment_begins_with_the_mark() {
    let text = "a: 1 # such as # mark: no\n# mark: b # mark: c\nd: [\"x # y\", z] # mark: e\n";
    let expected = [(" b # mark: c", "d: [\"x # y\", z]"), (" e", "d: [\"x # y\", z] # mark: e")];
    assert_eq!(told(text, Language::Yaml), expected);
    assert_eq!(told("a = 1 # such as # mark: no\n", Language::Hcl), []);
}

#[test]
fn comments_of_json() {
    let text = r#"{
  "//": "mark: top",
  "enis": [
    { "id": "a", "//": " mark: a" },
    { "//": "mark: b", "id": "b" },
    {"//": "mark: c"},
    { "//": "other", "id": "mark: no", "x": { "//": "mark: d", "y": [] } }
  ]
}
{"//": "mark: second"}"#;
    let expected = [
        (" top", &text[..text.find("\n{").unwrap()]),
        (" a", r#"{ "id": "a", "//": " mark: a" }"#),
        (" b", r#"{ "//": "mark: b", "id": "b" }"#),
        (" c", r#"{"//": "mark: c"}"#),
        (" d", r#"{ "//": "mark: d", "y": [] }"#),
        (" second", r#"{"//": "mark: second"}"#),
    ];
    assert_eq!(told(text, Language::Json), expected);
    assert_eq!(at_top(text, Language::Json), ["top"]);
    let bare = r#"{
  "enis": [
    { "id": "a" },
    { "id": "b" },
    {},
    { "//": "other", "id": "mark: no", "x": { "y": [] } }
  ]
}
{}"#;
    assert_eq!(without(text, Language::Json), bare);
}

#[test]
fn an_object_may_have_several_comments() {
    let object = r#"{ "//": "mark: a", "id": { "//": "mark: b" }, "//": "other", "//": "mark: c" }"#;
    let expected = [(" a", object), (" b", r#"{ "//": "mark: b" }"#), (" c", object)];
    assert_eq!(told(object, Language::Json), expected);
}

#[test]
fn comments_at_the_top() {
    let text = "%YAML 1.2\n---\n\n# other\n# mark: a\n# mark: b\nc: d # mark: e\n# mark: f\n";
    assert_eq!(at_top(text, Language::Yaml), ["a", "b"]);
    assert_eq!(at_top("a: # mark: b\n  c: d\n", Language::Yaml), Vec::<&str>::new());
    let text = "\n/* other */\n// mark: a\n/* mark: b */\nc = 1\n# mark: d\n";
    assert_eq!(at_top(text, Language::Hcl), ["a", "b"]);
    assert_eq!(at_top("c = 1\n# mark: d\n", Language::Hcl), Vec::<&str>::new());
}

#[test]
fn many_comments_cost_no_more_than_their_length() {
    let many = 20_000;
    let line = "/* mark: x */ ".repeat(many);
    assert_eq!(comments(&format!("a = 1 {line}\n"), Language::Hcl, "mark:").len(), many);
    let lines = "# mark: x\n".repeat(many);
    for language in [Language::Hcl, Language::Yaml] {
        assert_eq!(comments(&lines, language, "mark:").len(), many, "{language:?}");
    }
    let line = "# mark: x ".repeat(many);
    assert_eq!(comments(&format!("a: {line}\n"), Language::Yaml, "mark:").len(), 1);
}

/// The value of a key that is there already is told nobody, and is a value all the same.
#[test]
fn values_that_are_left_out_hold_no_comments_of_yaml() {
    let text = "\
a: 1
a: \"b # mark: in a string\"
a: \"c # d\" # mark: behind a string
b: {<<: {a: 'e # mark: below a merge key'}, a: 2}
";
    let said: Vec<&str> = told(text, Language::Yaml).into_iter().map(|(text, _)| text).collect();
    assert_eq!(said, [" behind a string"]);
}

#[test]
fn a_lone_return_ends_a_comment_of_yaml() {
    let text = "# mark: why\renis: []\n# mark: all\r\nvpcs: []\n";
    let comments = comments(text, Language::Yaml, "mark:");
    let said: Vec<&str> = comments.iter().map(|comment| at(text, comment.text)).collect();
    assert_eq!(said, [" why", " all"]);
    assert_eq!(without(text, Language::Yaml), "enis: []\nvpcs: []\n");
    let text = "# other\r\n# mark: a\r# mark: b\rc: d\r# mark: e\r";
    assert_eq!(at_top(text, Language::Yaml), ["a", "b"]);
    assert_eq!(without(text, Language::Yaml), "# other\r\nc: d\r");
}
