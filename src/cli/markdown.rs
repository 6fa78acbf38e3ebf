//! The Markdown of the rules' pages on a terminal. Not Markdown at large: headings, paragraphs,
//! lists, fenced code, rules, and in text `code`, `**strong**` and `<links>`.

use clap::builder::styling::{AnsiColor, Style};
use std::io::{self, Write};

const HEADING: Style = Style::new().bold();
const STRONG: Style = Style::new().bold();
const LINK: Style = Style::new().underline();
const CODE: Style = AnsiColor::Cyan.on_default();

/// Before each line of a block of code.
const INDENT: &str = "    ";

/// Writes a text with colour, its paragraphs wrapped at a width.
pub(super) fn render(text: &str, width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let mut paragraph = Paragraph::default();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            paragraph.flush(width, out)?;
            fenced = !fenced;
        } else if fenced {
            writeln!(out, "{}", format!("{INDENT}{CODE}{line}{CODE:#}").trim_end())?;
        } else if line.trim().is_empty() {
            paragraph.flush(width, out)?;
            writeln!(out)?;
        } else if let Some(heading) = heading(line) {
            paragraph.flush(width, out)?;
            writeln!(out, "{HEADING}{heading}{HEADING:#}")?;
        } else if line == "---" {
            paragraph.flush(width, out)?;
            writeln!(out, "{}", "-".repeat(width.unwrap_or(INDENT.len() * 4)))?;
        } else if line.starts_with('|') {
            paragraph.flush(width, out)?;
            writeln!(out, "{line}")?;
        } else {
            let (bullet, indent) = bullet(line);
            if bullet {
                paragraph.flush(width, out)?;
                paragraph.indent = indent;
            }
            paragraph.add(line);
        }
    }
    paragraph.flush(width, out)
}

fn heading(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches('#');
    (rest.len() < line.len()).then(|| rest.strip_prefix(' ')).flatten()
}

/// Whether a line begins an item of a list, and how far its text is indented.
fn bullet(line: &str) -> (bool, usize) {
    let text = line.trim_start();
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = match text.strip_prefix("- ").or_else(|| text.strip_prefix("* ")) {
        Some(rest) => Some(rest),
        None if digits.len() < text.len() => digits.strip_prefix(". "),
        None => None,
    };
    rest.map_or((false, 0), |rest| (true, line.len() - rest.trim_start().len()))
}

/// Text that is wrapped as one.
#[derive(Default)]
struct Paragraph {
    text: String,
    /// How far its lines but the first are indented.
    indent: usize,
}

impl Paragraph {
    fn add(&mut self, line: &str) {
        if self.text.is_empty() {
            self.text.push_str(line);
        } else {
            self.text.push(' ');
            self.text.push_str(line.trim_start());
        }
    }

    fn flush(&mut self, width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
        let Self { text, indent } = std::mem::take(self);
        if text.is_empty() {
            return Ok(());
        }
        let own = text.len() - text.trim_start().len();
        write!(out, "{}", " ".repeat(own))?;
        let mut column = own;
        for (index, word) in words(text.trim_start()).into_iter().enumerate() {
            if index > 0 {
                if width.is_some_and(|width| column + 1 + word.width > width) {
                    write!(out, "\n{}", " ".repeat(indent))?;
                    column = indent;
                } else {
                    write!(out, " ")?;
                    column += 1;
                }
            }
            write!(out, "{}", word.shown)?;
            column += word.width;
        }
        writeln!(out)
    }
}

/// What stands between two blanks, with its styles.
#[derive(Default)]
struct Word {
    shown: String,
    width: usize,
}

/// Splits a text at its blanks. A style that spans several words is begun anew in each, so that it
/// does not colour the indentation between them.
fn words(text: &str) -> Vec<Word> {
    let mut words = vec![Word::default()];
    let mut style = Style::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((next, after)) = switch(style, rest) {
            style = next;
            rest = after;
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if c == ' ' {
            words.push(Word::default());
        } else if let Some(word) = words.last_mut() {
            // Neighbours of one style would each get their own escapes; `join` mends that.
            word.shown.push_str(&format!("{style}{c}{style:#}"));
            word.width += 1;
        }
    }
    words.into_iter().filter(|word| word.width > 0).map(join).collect()
}

/// The style that begins or ends here, and the text after its mark.
fn switch(style: Style, rest: &str) -> Option<(Style, &str)> {
    let plain = style == Style::new();
    if let Some(after) = rest.strip_prefix('`') {
        return match style {
            _ if plain && after.contains('`') => Some((CODE, after)),
            CODE => Some((Style::new(), after)),
            _ => None,
        };
    }
    if let Some(after) = rest.strip_prefix("**") {
        return match style {
            _ if plain && after.contains("**") => Some((STRONG, after)),
            STRONG => Some((Style::new(), after)),
            _ => None,
        };
    }
    if plain && rest.starts_with("<http") {
        return rest.strip_prefix('<').filter(|after| after.contains('>')).map(|after| (LINK, after));
    }
    rest.strip_prefix('>').filter(|_| style == LINK).map(|after| (Style::new(), after))
}

/// Takes out what ends a style and begins it again at once.
fn join(word: Word) -> Word {
    let again = |style: Style| format!("{style:#}{style}");
    let styles = [CODE, STRONG, LINK];
    let shown = styles.into_iter().fold(word.shown, |shown, style| shown.replace(&again(style), ""));
    Word { shown, ..word }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Renders, with `{` and `}` for where a style begins and ends.
    fn rendered(text: &str, width: Option<usize>) -> String {
        let mut out = Vec::new();
        render(text, width, &mut out).unwrap();
        let mut shown = String::from_utf8(out).unwrap().replace("\u{1b}[0m", "}");
        for style in ["\u{1b}[1m", "\u{1b}[4m", "\u{1b}[36m"] {
            shown = shown.replace(style, "{");
        }
        shown
    }

    #[test]
    fn blocks() {
        let text =
            "# a\n\none\ntwo\n\n```yaml\nx: 1\n\n  y: 2\n```\n\n- one\n  more\n- two\n1. three\n---\n| a |\n";
        let expected = "{a}\n\none two\n\n    {x: 1}\n    {}\n    {  y: 2}\n\n- one more\n- two\n1. three\n----------------\n| a |\n";
        assert_eq!(rendered(text, None), expected);
    }

    #[test]
    fn styles() {
        let text = "a `b c`, **d**: <https://e> f*g < h > `i";
        assert_eq!(rendered(text, None), "a {b} {c}, {d}: {https://e} f*g < h > `i\n");
    }

    #[test]
    fn wrapping() {
        assert_eq!(rendered("one two three", Some(8)), "one two\nthree\n");
        assert_eq!(
            rendered("- one `two` three\n  - four five", Some(9)),
            "- one {two}\n  three\n  - four\n    five\n"
        );
        assert_eq!(rendered("```\none two three\n```", Some(8)), "    {one two three}\n");
    }
}
