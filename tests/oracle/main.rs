//! An oracle: a second, plain implementation of the verdicts, and whether the program agrees with it
//! on small inventories that are made up. The limits in these are low, so that many are hit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed
#![allow(unreachable_pub)]

#[path = "../common/mod.rs"]
mod common;
mod forms;
mod judge;
mod made;
mod make;
mod ros;
mod terraform;
mod worlds;

use enilint::finding::Decision;
use enilint::source::Role;
use judge::{Judged, Rules};
use made::Made;
use proptest::prelude::*;
use proptest::sample::Index;
use worlds::{holes, worlds};

/// What is said of an attach.
type Said = (Decision, Vec<String>);

/// What the program says of each attach.
fn verdicts(text: String) -> Vec<Said> {
    verdicts_of(vec![("plan.yaml", text)])
}

fn verdicts_of(files: Vec<(&str, String)>) -> Vec<Said> {
    let named = |(name, text): (&str, String)| (name.to_owned(), text, Role::Named);
    let files: Vec<_> = files.into_iter().map(named).collect();
    let (_, report) = common::run(&files, None, &[]);
    let rules = |all: &[_]| all.iter().map(ToString::to_string).collect();
    report.verdicts.iter().map(|v| (v.decision, rules(&v.rules))).collect()
}

/// Of two faults of which one is the other's cause the cause is told.
const CAUSES: [(&str, &str); 2] = [("vpc-mismatch", "zone-mismatch"), ("eri-limit", "qp-total")];

/// Rules on several things at once: the program looks at one after the other, and may not see that
/// they cannot all be as they should.
const JOINT: [&str; 5] = ["eni-limit", "queue-total", "eri-limit", "qp-total", "sg-vpc"];

/// What is known of an attach.
struct Known {
    /// The rules that it breaks whatever the unknown values are.
    certain: Rules,
    /// Whether it may break any.
    possible: bool,
    /// Whether it, or an attach to the same instance before it, may break one or not, or find no room.
    open: bool,
}

impl Known {
    fn said(&self) -> Said {
        let decision = match (self.certain.is_empty(), self.possible) {
            (false, _) => Decision::Fail,
            (true, true) => Decision::Undecided,
            (true, false) => Decision::Pass,
        };
        let mut told = self.certain.clone();
        for (cause, effect) in CAUSES {
            if told.contains(cause) {
                told.remove(effect);
            }
        }
        (decision, told.into_iter().map(str::to_owned).collect())
    }

    /// Whether this is what is said. What is proven by a joint rule may be undecided: the program
    /// does not see that two groups of different VPCs are not both in that of the ENI, or that there
    /// is no room for an attach if the one before it found none; nor that what leaves no room for that
    /// one leaves its place to this one.
    fn allows(&self, said: &Said) -> bool {
        let (decision, rules) = said;
        let (own, told) = self.said();
        let missed = told.iter().all(|rule| rules.contains(rule) || JOINT.contains(&rule.as_str()));
        let proven = rules.iter().all(|rule| self.certain.contains(rule.as_str()));
        let open = if rules.is_empty() { Decision::Undecided } else { Decision::Fail };
        let unseen = match own {
            Decision::Fail => missed && proven && *decision == open,
            Decision::Pass => self.open && *decision == Decision::Undecided,
            Decision::Undecided => false,
        };
        *said == (own, told) || unseen
    }
}

fn known(made: &Made) -> Vec<Known> {
    let all: Vec<Vec<Judged>> = worlds(made).iter().map(judge::judge).collect();
    let of = |at: usize| {
        let mut certain = all[0][at].rules.clone();
        all.iter().for_each(|world| certain.retain(|rule| world[at].rules.contains(rule)));
        let possible = all.iter().any(|world| !world[at].rules.is_empty());
        let open = all.iter().any(|world| world[at] != all[0][at]);
        Known { certain, possible, open }
    };
    let mut known: Vec<Known> = (0..made.attaches.len()).map(of).collect();
    for (at, attach) in made.attaches.iter().enumerate() {
        let same = made.attaches[..at].iter().map(|other| other.instance == attach.instance);
        known[at].open |= same.zip(&known).any(|(same, other)| same && other.open);
    }
    known
}

proptest! {
    #![proptest_config(common::cases(1000))]

    /// Where every fact is known.
    #[test]
    fn the_oracle_agrees(made in make::inventory()) {
        let text = made.text();
        let expected: Vec<Said> = known(&made).iter().map(Known::said).collect();
        prop_assert_eq!(verdicts(text.clone()), expected, "{}", text);
    }

    /// Where one is not.
    #[test]
    fn the_oracle_agrees_on_what_is_open(mut made in make::inventory(), at in any::<Index>()) {
        let holes = holes(&made);
        made.dig(holes[at.index(holes.len())]);
        let (text, known) = (made.text(), known(&made));
        let got = verdicts(text.clone());
        let agrees = got.len() == known.len() && known.iter().zip(&got).all(|(known, said)| known.allows(said));
        let expected: Vec<Said> = known.iter().map(Known::said).collect();
        prop_assert!(agrees, "got {got:?}, expected {expected:?}\n{text}");
    }

    /// Whatever form the same inventory has.
    #[test]
    fn the_form_does_not_matter(mut made in make::inventory()) {
        forms::simplify(&mut made);
        let text = made.text();
        let native = verdicts(text.clone());
        prop_assert_eq!(&native, &verdicts_of(vec![("plan.json", forms::json(&text))]), "JSON: {}", text);
        prop_assert_eq!(&native, &verdicts_of(forms::snapshot(&made)), "answers: {}", text);
    }

    /// Whether files tell what exists, or a plan and its state.
    #[test]
    fn a_plan_says_what_an_inventory_says(mut made in make::inventory()) {
        terraform::simplify(&mut made);
        let (text, files) = (made.text(), terraform::of_what_exists(&made));
        prop_assert_eq!(verdicts(text.clone()), verdicts_of(files.clone()), "{}\n{:?}", text, files);
    }

    /// What is made only now is as what is there and unused.
    #[test]
    fn what_is_to_be_made_is_as_what_exists(mut made in make::inventory()) {
        forms::renew(&mut made);
        let (text, files) = (made.text(), terraform::of_what_is_made(&made));
        prop_assert_eq!(verdicts(text.clone()), verdicts_of(files.clone()), "{}\n{:?}", text, files);
        ros::simplify(&mut made);
        let (text, files) = (made.text(), ros::files(&made));
        prop_assert_eq!(verdicts(text.clone()), verdicts_of(files.clone()), "{}\n{:?}", text, files);
    }
}
