use super::hostile::{MARKUP, all_of};
use super::*;
use crate::finding::{Board, Hold, Role, Seat};

fn seat(eni: &str, hold: Hold, attachment: Option<Span>) -> Seat {
    Seat { eni: eni.to_owned(), role: Role::Secondary, is_eri: false, hold, attachment, card: None }
}

/// The instance of an attach, with all that can be on one.
fn board(eni: &str, attachment: Span) -> Board {
    Board {
        instance: "i-bp1web00000000000000".to_owned(),
        instance_type: Some("ecs.g7.large".to_owned()),
        slots: Some(3),
        cards: Vec::new(),
        seats: vec![
            Seat { role: Role::Primary, ..seat("", Hold::Sits, None) },
            seat(eni, Hold::Sits, Some(attachment)),
            Seat { role: Role::Trunk, ..seat("eni-bp1t0000000000000000", Hold::MaySit, None) },
            seat("eni-bp1x0000000000000000", Hold::Over, None),
            Seat { role: Role::Member, ..seat("eni-bp1m0000000000000000", Hold::Beside, None) },
            seat("eni-bp1l0000000000000000", Hold::Leaves, None),
        ],
        left_out: 0,
        missing: vec!["enis[eni-bp1t0000000000000000].status".to_owned()],
        is_open: true,
    }
}

/// A page without its style sheet, whose hash stands in its head.
fn page(case: &mut Case) -> String {
    let page = case.render(OutputFormat::Html, Style::default());
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    let (before, hash) = head.split_once("sha256-").unwrap();
    format!("{before}{}{rest}", hash.split_once('\'').unwrap().1)
}

/// The names of the tags of a page, the closing ones with `/`. Whatever `<` begins must be one.
fn tags(page: &str) -> Vec<&str> {
    page.split('<').skip(1).map(|rest| rest.split([' ', '>', '\n']).next().unwrap()).collect()
}

fn assert_balanced(page: &str) {
    const EMPTY: [&str; 5] = ["!DOCTYPE", "meta", "br", "input", "hr"];
    let mut open = Vec::new();
    for tag in tags(page).into_iter().filter(|tag| !EMPTY.contains(tag)) {
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{open:?}"),
            None => open.push(tag),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

fn assert_links_lead_somewhere(page: &str) {
    let values = |name: &str| -> Vec<String> {
        page.split(name).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let ids = values(" id=\"");
    for link in values("href=\"").iter().chain(&values("labelledby=\"")) {
        assert!(ids.contains(&link.trim_start_matches('#').to_owned()), "{link}");
    }
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
}

#[test]
fn a_page() {
    let mut case = two_files();
    let attach = case.report.verdicts[0].attachment;
    case.report.boards = vec![board("eni-bp1a0000000000000000", attach)];
    let page = page(&mut case);
    assert_balanced(&page);
    assert_links_lead_somewhere(&page);
    insta::assert_snapshot!(page);
}

/// Nobody proved that there is no room for it.
#[test]
fn what_may_be_there_beyond_the_slots_is_told_apart() {
    let mut case = two_files();
    let attach = case.report.verdicts[1].attachment;
    let mut board = Board { slots: Some(2), ..board("eni-bp1b0000000000000000", attach) };
    board.seats.rotate_left(2); // the one that may be there comes first
    case.report.boards = vec![board];
    let page = page(&mut case);
    let (_, after) = page.split_once("<h4>Perhaps there, too</h4>").unwrap();
    let (group, _) = after.split_once("</ul>").unwrap();
    assert!(group.contains("eni-bp1t") && !group.contains("eni-bp1x"), "{group}");
    assert_balanced(&page);
}

/// It runs and loads nothing, whatever the inputs say.
#[test]
fn hostile_names_are_text() {
    for text in MARKUP {
        let mut case = all_of(text);
        let attach = case.report.verdicts[0].attachment;
        let named =
            Board { instance: text.to_owned(), missing: vec![text.to_owned()], ..board(text, attach) };
        let kind = Some(text.to_owned());
        let cards = Board { cards: vec![0, 1], instance_type: kind, ..named.clone() };
        case.report.boards = vec![named, cards];
        let page = page(&mut case);
        assert_balanced(&page);
        assert_links_lead_somewhere(&page);
        for tag in ["script", "img", "evil", "link", "iframe", "object", "svg"] {
            assert!(!tags(&page).contains(&tag), "{tag} of {text}");
        }
        for part in page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
            let is_loud = part.contains("evil") || part.contains(" on") || part.contains("://");
            assert!(!is_loud && !part.contains(" src=") && !part.contains(" style="), "{part} of {text}");
        }
    }
}

#[test]
fn pages_of_great_reports_are_cut() {
    let text = "- eni-bp1a\n".repeat(20_000);
    let mut case = Case::new(&[("plan.yaml", &text)]);
    for n in 0..20_000 {
        let at = span(0, n * 11 + 2, n * 11 + 10);
        case.report.findings.push(finding("wrong", Label::new(at, "here"), Vec::new()));
        case.verdict(at, "eni-bp1a", &format!("i-bp1{n}"), Decision::Fail, &[]);
        case.report.boards.push(board("eni-bp1a", at));
    }
    let page = page(&mut case);
    assert!(page.len() < 2_000_000, "{}", page.len());
    for more in ["19500 more findings", "19000 more planned attaches", "19940 more instances"] {
        assert!(page.contains(more), "{more}");
    }
    assert_balanced(&page);
    assert_links_lead_somewhere(&page);
}

#[test]
fn secrets_stay_out() {
    let text =
        "{\"terraform_version\": \"1.9.0\", \"secret\": \"hunter2\", \"zone_id\": \"cn-hangzhou-i\"}\n";
    let mut case = Case::new(&[("plan.json", text)]);
    case.report.files = vec![crate::read::FileOutcome::Read(crate::read::Format::TerraformPlan)];
    let at = case.at(0, "\"cn-hangzhou-i\"");
    case.report.findings.push(finding("wrong", Label::new(at, "here"), Vec::new()));
    let page = page(&mut case);
    assert!(page.contains("zone_id&quot;: <mark class=\"here\">&quot;cn-hangzhou-i&quot;</mark>"), "{page}");
    assert!(!page.contains("hunter2"), "{page}");
}
