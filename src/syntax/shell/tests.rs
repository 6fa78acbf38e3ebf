use super::*;
use proptest::prelude::*;

/// The words of a list with what they are made of: `text`, `$name`, `$(…)` as `(list)`, `?`; a
/// quoted part stands in `'…'`. Operators are told by their signs.
fn told(text: &str) -> String {
    let script = Script::read(text).expect("a script");
    let lists: Vec<String> = script.lists.iter().map(|list| tell(&script, text, list)).collect();
    lists.join(" // ")
}

fn tell(script: &Script, text: &str, list: &[Token]) -> String {
    let slice = |range: Range| &text[range.start as usize..range.end as usize];
    let part = |part: &Part| {
        let said = match part.kind {
            PartKind::Text => slice(part.range).to_owned(),
            PartKind::Variable => format!("${}", slice(part.range)),
            PartKind::All => format!("${}[]", slice(part.range)),
            PartKind::Command(list) => format!("({list})"),
            PartKind::Other => "?".to_owned(),
        };
        match (part.quoted, said.is_empty()) {
            (true, true) => String::new(),
            (true, false) => format!("'{said}'"),
            _ => said,
        }
    };
    let token = |token: &Token| match token.kind {
        TokenKind::Word(id) => script.parts(id).iter().map(part).collect::<String>(),
        TokenKind::End => ";".to_owned(),
        TokenKind::CaseEnd => ";;".to_owned(),
        TokenKind::And => "&&".to_owned(),
        TokenKind::Or => "||".to_owned(),
        TokenKind::Pipe => "|".to_owned(),
        TokenKind::Background => "&".to_owned(),
        TokenKind::Open => "(".to_owned(),
        TokenKind::Close => ")".to_owned(),
        TokenKind::Redirect => ">".to_owned(),
    };
    list.iter().map(token).collect::<Vec<_>>().join(" ")
}

#[test]
fn words_quotes_and_escapes() {
    assert_eq!(told("a 'b c' \"d $e\" f\\ g"), "a 'b c' 'd ''$e' f' 'g");
    assert_eq!(told("a \\\n  b\\\nc \\\r\n d"), "a bc d");
    assert_eq!(told("a#b # c 'd\ne"), "a#b ; e");
    assert_eq!(told("$A ${B} ${C[@]} ${D:-x y} $1 $@ $((1 + 2)) $"), "$A $B $C[] ? $1 $@ ? $");
    assert_eq!(told("a $'b\\'c' d"), "a '?' d");
    assert_eq!(told("\"a 'b' \\\" \\x\""), "'a 'b' ''\"'' ''\\x'");
}

#[test]
fn operators_and_redirections() {
    assert_eq!(told("a && b || c | d & e; f"), "a && b || c | d & e ; f");
    assert_eq!(told("a >out 2>&1 <in; b &>x"), "a > out > 1 > in ; b > x");
    assert_eq!(told("case $x in a) b;; (c|d) e;& esac"), "case $x in a ) b ;; ( c | d ) e ;; esac");
    assert_eq!(told("f() { a; }; (b)"), "f ( ) { a ; } ; ( b )");
    assert_eq!(told("[[ $a =~ ^(b|c)$ && -n d ]] && e"), "[[ $a =~ ^(b|c)$ && -n d ]] && e");
    assert_eq!(told("[[ $a -lt 1 ]]; b"), "[[ $a -lt 1 ]] ; b");
    assert_eq!(told("[[ a == b ]]\nc"), "[[ a == b ]] ; c");
    assert_eq!(told("if [[ a ]];then b;fi"), "if [[ a ]] ; then b ; fi");
    assert_eq!(told("([[ a ]])|b"), "( [[ a ]] ) | b");
    assert_eq!(told("$([[ a\n]]) b"), "[[ a ]] // (0) b");
    assert_eq!(told("[[ $a =~ ^[[:space:]]; ]] b"), "[[ $a =~ ^[[:space:]]; ]] b");
    assert_eq!(told("for ((i=0; i<3; i++)); do a; done"), "for ? ; do a ; done");
    assert_eq!(told("((a); b)"), "( ( a ) ; b )");
}

#[test]
fn here_documents_are_passed_over() {
    assert_eq!(told("cat <<EOF\na 'b $(\nEOF\nc"), "cat ; c");
    assert_eq!(told("cat <<'E F' d\n1 'x\nE F\ne"), "cat d ; e");
    assert_eq!(told("cat <<A; cat <<-\"B\"\n1\nA\n\t2\n\tB\nc"), "cat ; cat ; c");
    assert_eq!(told("cat <<EOF\nwithout an end"), "cat ;");
    assert_eq!(told("a <<< \"$b\""), "a > '$b'");
}

#[test]
fn substitutions_are_lists_of_their_own() {
    assert_eq!(told("A=$(b | c \"$(d)\") e"), "d // b | c '(0)' // A=(1) e");
    assert_eq!(told("A=`b \"c\"`; d"), "b 'c' // A=(0) ; d");
    // One in a comment ends it, too.
    assert_eq!(told("A=`b # c`; d"), "b // A=(0) ; d");
    assert_eq!(told("\"x$(a \"b)\" ')')y\""), "a 'b)' ')' // 'x''(0)''y'");
    assert_eq!(told("$(case a in b) c;; esac) d"), "case a in b ) c ;; esac // (0) d");
    assert_eq!(told("a <(b c)"), "b c // a (0)");
    assert_eq!(told("$(echo case) d"), "echo case // (0) d");
}

#[test]
fn what_is_not_closed_ends_with_the_text() {
    assert_eq!(told("a 'b"), "a 'b'");
    assert_eq!(told("a \"b $(c"), "c // a 'b ''(0)'");
    assert_eq!(told("a ${b"), "a ?");
    assert_eq!(told("a \\"), "a ");
    assert_eq!(told("(("), "( (");
}

#[test]
fn hostile_scripts_take_no_longer() {
    let begin = std::time::Instant::now();
    for unit in [
        "<<A ",
        "(",
        "((",
        "$((",
        "${",
        "'",
        "\"",
        "`",
        ";",
        "a=(",
        "[[ ",
        "case a in ",
        "<(",
        "\\\n",
        "$(case",
    ] {
        for text in
            [unit.repeat(200_000 / unit.len()), format!("{}\n", unit.repeat(200_000 / unit.len())).repeat(2)]
        {
            let script = Script::read(&text);
            assert!(
                script.is_ok_and(|script| !script.lists.is_empty()) || unit.contains('(') || unit == "`",
                "{unit}"
            );
        }
    }
    assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
    assert!(Script::read(&"$(".repeat(100)).unwrap_err().message.contains("deeper than 64"));
    assert!(Script::read(&" ".repeat(MAX_TEXT + 1)).unwrap_err().message.contains("longer than 8 MiB"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the text, all ranges lie in it, between characters, and in order.
    #[test]
    fn any_text_is_read(text in "[a-z =$(){}'\"`\\\\;&|<>#\n\té鶴\\[\\]!-]{0,80}|.{0,40}") {
        let Ok(script) = Script::read(&text) else { return Ok(()) };
        for list in &script.lists {
            let mut end = 0;
            for token in list {
                prop_assert!(token.range.start <= token.range.end && token.range.start >= end);
                prop_assert!(text.get(token.range.start as usize..token.range.end as usize).is_some());
                end = token.range.end;
                let TokenKind::Word(id) = token.kind else { continue };
                for part in script.parts(id) {
                    prop_assert!(token.range.contains(part.range), "{:?} in {:?}", part, token);
                    prop_assert!(text.get(part.range.start as usize..part.range.end as usize).is_some());
                }
            }
        }
    }
}
