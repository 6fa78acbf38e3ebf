//! Comments of Terraform configuration that stands in a template: the files under `Workspace`.

use super::{Comment, Text, hcl};
use crate::syntax::hcl::{Place, Places};
use crate::syntax::{Events, Kind, Notation, Range};

/// The comments in the files of a template that begin with a mark, with their places in the template.
pub(crate) fn comments_inside(text: &str, notation: Notation, mark: &str) -> Vec<Comment> {
    if memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (inner, at) in files(text, notation) {
        // Where nobody can tell what stands where, no comment is on anything.
        let Some(places) = Places::of(&inner, text, at) else { continue };
        let place = |range: Range| Place::Each(&places).range(range);
        let of_file = hcl::comments(&Text::new(&inner), mark).into_iter().map(|comment| Comment {
            text: place(comment.text),
            covers: place(comment.covers),
            removal: whole_lines(text, place(comment.removal)),
            is_at_top: comment.is_at_top,
            within: Some(at),
        });
        found.extend(of_file);
    }
    found
}

/// What goes with a line, and the blanks before it that are not part of the configuration.
fn whole_lines(text: &str, removal: Range) -> Range {
    let before = text.get(..removal.start as usize).unwrap_or_default();
    let blank = before.trim_end_matches([' ', '\t']);
    let is_line = text.get(..removal.end as usize).is_some_and(|text| text.ends_with('\n'));
    if is_line && blank.ends_with('\n') {
        Range { start: Range::empty(blank.len()).start, ..removal }
    } else {
        removal
    }
}

/// The texts of `.tf` files, with the places of the scalars. What cannot be parsed has none.
fn files(text: &str, notation: Notation) -> Vec<(String, Range)> {
    let mut events = Events::new(text, notation);
    let (mut depth, mut is_inside, mut is_file) = (0_u32, false, false);
    let mut files = Vec::new();
    while let Ok(Some(event)) = events.next() {
        match event.kind {
            Kind::MapStart | Kind::SeqStart => depth = depth.saturating_add(1),
            Kind::MapEnd | Kind::SeqEnd => depth = depth.saturating_sub(1),
            Kind::Key(name) | Kind::DuplicateKey { name, .. } => match depth {
                1 => is_inside = name == "Workspace",
                _ => is_file = depth == 2 && is_inside && name.ends_with(".tf"),
            },
            Kind::Scalar(scalar) => {
                // What an alias repeats is read where it stands first.
                if depth == 2 && is_inside && is_file && event.via.is_none() {
                    files.push((scalar.text.into_owned(), event.range));
                }
            }
            Kind::DocumentStart => {}
            Kind::DocumentEnd => break,
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_have_their_places_in_the_template() {
        let text = "Workspace:\n  main.tf: |\n    # !: a\n    x \"y\" {\n      b = 1 # !: c\n    }\n  z.txt: |\n    # !: no\nother: {q.tf: '# !: no'}\n";
        let found = comments_inside(text, Notation::Yaml, "!:");
        let slice = |range: Range| text.get(range.start as usize..range.end as usize).unwrap();
        let texts: Vec<&str> = found.iter().map(|comment| slice(comment.text)).collect();
        assert_eq!(texts, [" a", " c"]);
        assert_eq!(slice(found[0].covers), "x \"y\" {\n      b = 1 # !: c\n    }");
        assert_eq!(slice(found[0].removal), "    # !: a\n");
        assert_eq!(slice(found[1].removal), " # !: c");
        let json = r##"{"Workspace": {"main.tf": "# !: a\nx \"y\" {}\n"}}"##;
        let found = comments_inside(json, Notation::Json, "!:");
        let covers = found.first().map(|comment| comment.covers).unwrap();
        assert_eq!(&json[covers.start as usize..covers.end as usize], r#"x \"y\" {}"#);
    }
}
