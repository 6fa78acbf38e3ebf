//! `enilint PATH…` is short for `enilint check PATH…`.

use clap::Command;
use std::collections::HashSet;
use std::ffi::OsString;

/// Puts in `check` where no command was typed; says whether it did.
///
/// The first argument that is no option decides: if it is the name of a command, that command was
/// meant, and a file of that name is reached as `./name`. The parser could do this itself, but
/// then it would take the command in `enilint --color never explain …` for a path.
pub(super) fn normalise(mut args: Vec<OsString>, command: &Command) -> (Vec<OsString>, bool) {
    let with_value = options_with_value(command);
    let mut typed = args.iter().skip(1);
    while let Some(arg) = typed.next() {
        let text = arg.to_string_lossy();
        match text.as_ref() {
            "--" | "-" => break,
            // Of the whole program, not of `check`.
            "--help" | "--version" => return (args, false),
            long if long.starts_with("--") => {
                if with_value.contains(long) {
                    typed.next();
                }
            }
            short if short.starts_with('-') => {
                if short.contains(['h', 'V']) {
                    return (args, false);
                }
            }
            name if name == "help" || command.find_subcommand(name).is_some() => return (args, false),
            _ => break,
        }
    }
    if args.is_empty() {
        args.push("enilint".into());
    }
    args.insert(1, "check".into());
    (args, true)
}

/// The long options whose value may be the next argument.
fn options_with_value(command: &Command) -> HashSet<String> {
    let check = command.find_subcommand("check");
    let args = command.get_arguments().chain(check.into_iter().flat_map(Command::get_arguments));
    args.filter(|arg| arg.get_action().takes_values() && !arg.is_require_equals_set())
        .filter_map(|arg| Some(format!("--{}", arg.get_long()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Cli;
    use clap::CommandFactory;

    #[test]
    fn the_first_argument_that_is_no_option_decides() {
        // `+`: as `check` with these arguments; `=`: as they are.
        let cases = [
            "+",
            "+plan.yaml",
            "+-v plan.yaml",
            "+-",
            "+-- explain",
            "+./explain",
            "+--select a,b plan.yaml",
            "+--select explain plan.yaml",
            "+--output-format=json=x.json",
            "+--color never plan.yaml",
            "+--unheard-of plan.yaml",
            "+--strict plan.yaml",
            "=--strict rules",
            "+chek plan.yaml",
            "=check plan.yaml",
            "=explain zone-mismatch",
            "=-v explain zone-mismatch",
            "=--color never explain zone-mismatch",
            "=--color=never rules",
            "=help check",
            "=--help",
            "=-V",
            "=-vh",
        ];
        for case in cases {
            let typed = case[1..].split_whitespace();
            let args: Vec<OsString> = ["enilint"].into_iter().chain(typed).map(OsString::from).collect();
            let mut expected = args.clone();
            if case.starts_with('+') {
                expected.insert(1, "check".into());
            }
            let actual = normalise(args, &Cli::command());
            assert_eq!(actual, (expected, case.starts_with('+')), "{case}");
        }
    }

    #[test]
    fn a_program_without_a_name() {
        assert_eq!(normalise(Vec::new(), &Cli::command()).0, ["enilint", "check"]);
    }
}
