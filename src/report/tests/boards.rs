//! What there is to draw of the instances of a plan.

use crate::finding::{Board, Seat};
use crate::source::{Role, Sources};
use crate::{Options, check};
use std::fmt::Write as _;

/// A board in a few lines.
fn told(board: &Board) -> String {
    let kind = board.instance_type.as_deref().unwrap_or("?");
    let slots = board.slots.map_or("?".to_owned(), |slots| slots.to_string());
    let mut text = format!("{} {kind} slots {slots} cards {:?}", board.instance, board.cards);
    text += if board.is_open { " open\n" } else { "\n" };
    for Seat { eni, role, is_eri, hold, attachment, card } in &board.seats {
        let planned = if attachment.is_some() { " planned" } else { "" };
        let card = card.map_or(String::new(), |card| format!(" card {card}"));
        let eri = if *is_eri { " ERI" } else { "" };
        let eni = if eni.is_empty() { "-" } else { eni };
        _ = writeln!(text, "  {eni} {role:?}{eri} {hold:?}{planned}{card}");
    }
    board.missing.iter().for_each(|fact| _ = writeln!(text, "  needs {fact}"));
    text
}

fn boards(text: &str) -> String {
    let mut sources = Sources::new();
    sources.add("plan.yaml", text.to_owned(), Role::Named);
    let report = check(&sources, &Options { boards: true, ..Options::default() });
    assert!(check(&sources, &Options::default()).boards.is_empty());
    report.boards.iter().map(told).collect()
}

#[test]
fn who_comes_who_goes_and_who_finds_no_room() {
    let text = "\
complete: true
instances:
  - { id: i-bp1web00000000000000, instance_type: ecs.g7.large, status: Running }
  - { id: i-bp1idle0000000000000, instance_type: ecs.g7.large, status: Running }
enis:
  - { id: eni-bp1p, type: Primary, status: InUse, instance_id: i-bp1web00000000000000 }
  - { id: eni-bp1old, status: InUse, instance_id: i-bp1web00000000000000 }
  - { id: eni-bp1a, status: Available }
  - { id: eni-bp1b, status: Available }
  - { id: eni-bp1c, status: Available }
steps:
  - attach: { network_interface_id: eni-bp1a, instance_id: i-bp1web00000000000000 }
  - attach: { network_interface_id: eni-bp1b, instance_id: i-bp1web00000000000000 }
  - detach: { network_interface_id: eni-bp1old, instance_id: i-bp1web00000000000000 }
  - attach: { network_interface_id: eni-bp1c, instance_id: i-bp1web00000000000000 }
  - detach: { network_interface_id: eni-bp1c, instance_id: i-bp1web00000000000000 }
";
    insta::assert_snapshot!("comings_and_goings", boards(text));
}

#[test]
fn cards_trunks_and_what_is_not_listed() {
    let text = "\
complete: true
instances:
  - { id: i-bp1gpu00000000000000, instance_type: ecs.ebmgn7ex.32xlarge, status: Stopped }
  - { id: i-bp1trunk000000000000, instance_type: ecs.u1-c1m4.xlarge, status: Running }
enis:
  - { id: eni-bp1s, status: InUse, instance_id: i-bp1gpu00000000000000, attachment: { network_card_index: 1 } }
  - { id: eni-bp1r, status: Available, network_interface_traffic_mode: HighPerformance }
  - { id: eni-bp1t, type: Trunk, status: InUse, instance_id: i-bp1trunk000000000000 }
  - { id: eni-bp1m, type: Member, status: InUse, instance_id: i-bp1trunk000000000000, trunk_network_interface_id: eni-bp1t }
  - { id: eni-bp1n, status: Available }
attachments:
  - { network_interface_id: eni-bp1r, instance_id: i-bp1gpu00000000000000, network_card_index: 0 }
  - { network_interface_id: eni-bp1n, instance_id: i-bp1trunk000000000000, trunk_network_instance_id: eni-bp1t }
";
    insta::assert_snapshot!("cards_and_trunks", boards(text));
}

#[test]
fn what_is_not_known() {
    let text = "\
instances:
  - { id: i-bp1web00000000000000, status: Running }
  - { id: i-bp1api00000000000000, instance_type: ecs.g7.large, status: Running }
enis:
  - { id: eni-bp1q, status: Odd, instance_id: i-bp1api00000000000000 }
attachments:
  - { network_interface_id: eni-bp1a, instance_id: i-bp1web00000000000000 }
  - { network_interface_id: eni-bp1b, instance_id: i-bp1api00000000000000 }
  - { network_interface_id: eni-bp1b, instance_id: i-bp1api00000000000000 }
";
    insta::assert_snapshot!("unknowns", boards(text));
}

#[test]
fn an_instance_that_lists_its_enis_has_no_other() {
    let text = "\
complete: true
instances:
  - { id: i-bp1web00000000000000, instance_type: ecs.g7.large, network_interfaces: [eni-bp1p, eni-bp1a] }
enis:
  - { id: eni-bp1p, type: Primary, status: InUse, instance_id: i-bp1web00000000000000 }
  - { id: eni-bp1a, status: InUse, instance_id: i-bp1web00000000000000 }
  - { id: eni-bp1x, status: Odd, instance_id: i-bp1web00000000000000 }
  - { id: eni-bp1b, status: Available }
attachments:
  - { network_interface_id: eni-bp1b, instance_id: i-bp1web00000000000000 }
";
    let told = boards(text);
    assert!(told.contains("eni-bp1a") && told.contains("eni-bp1b"), "{told}");
    assert!(!told.contains("eni-bp1x") && !told.contains("needs"), "{told}");
}
