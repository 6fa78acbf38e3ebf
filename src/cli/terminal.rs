//! Colour and width.

use super::Env;
use super::args::{Colour, Common};
use std::ffi::{OsStr, OsString};

/// How wide help is where there is no terminal, or a very wide one: longer lines read badly.
const HELP_WIDTH: usize = 100;

/// Columns of a terminal that does not tell.
const DEFAULT_WIDTH: usize = 80;

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Terminal {
    /// Whether standard output gets colour.
    pub(super) colour: bool,
    /// Whether standard error gets colour.
    pub(super) error_colour: bool,
    /// Whether it shows characters beyond ASCII.
    pub(super) unicode: bool,
    /// Where lines are wrapped; nowhere if none.
    pub(super) width: Option<usize>,
}

impl Terminal {
    pub(super) fn new(common: &Common, env: &Env) -> Self {
        Self {
            colour: coloured(common.color, env, env.stdout_is_terminal),
            error_colour: coloured(common.color, env, env.stderr_is_terminal),
            unicode: unicode(env),
            width: common.width.or_else(|| env.stdout_is_terminal.then(|| columns(env))),
        }
    }

    /// What is known before the arguments are parsed, for what the parser itself says.
    pub(super) fn before_parsing(args: &[OsString], env: &Env) -> Self {
        let mut color = Colour::Auto;
        for (index, arg) in args.iter().enumerate() {
            let value = match arg.to_str() {
                Some("--color") => args.get(index + 1).and_then(|value| value.to_str()),
                Some(arg) => arg.strip_prefix("--color="),
                None => None,
            };
            color = match value {
                Some("always") => Colour::Always,
                Some("never") => Colour::Never,
                _ => color,
            };
        }
        Self::new(&Common { color, ..Common::default() }, env)
    }

    pub(super) fn help_width(&self) -> usize {
        self.width.unwrap_or(HELP_WIDTH).min(HELP_WIDTH)
    }
}

fn coloured(choice: Colour, env: &Env, is_terminal: bool) -> bool {
    let forced = |name| env.variable(name).is_some_and(|value| value != "0");
    match choice {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto if env.variable("NO_COLOR").is_some() => false,
        Colour::Auto if forced("FORCE_COLOR") || forced("CLICOLOR_FORCE") => true,
        Colour::Auto => is_terminal && env.variable("TERM") != Some(OsStr::new("dumb")),
    }
}

/// Unless the locale says otherwise: pipelines often set none, and show UTF-8 all the same.
fn unicode(env: &Env) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| env.variable(name));
    locale.is_none_or(|locale| {
        let locale = locale.to_string_lossy().to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// `COLUMNS`, where it is set, is what the user wants; then the terminal is asked.
fn columns(env: &Env) -> usize {
    let wanted = env.variable("COLUMNS").and_then(OsStr::to_str).and_then(|text| text.parse().ok());
    wanted.filter(|&width| width > 0).or(env.terminal_width).unwrap_or(DEFAULT_WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(variables: &[(&str, &str)], is_terminal: bool) -> Env {
        Env {
            variables: variables.iter().map(|(name, value)| (name.into(), value.into())).collect(),
            stdout_is_terminal: is_terminal,
            ..Env::default()
        }
    }

    fn terminal(typed: &[&str], variables: &[(&str, &str)], is_terminal: bool) -> Terminal {
        let args: Vec<OsString> = typed.iter().map(OsString::from).collect();
        Terminal::before_parsing(&args, &env(variables, is_terminal))
    }

    #[test]
    fn colour() {
        type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], bool, bool);
        let cases: &[Case<'_>] = &[
            (&[], &[], true, true),
            (&[], &[], false, false),
            (&[], &[("TERM", "dumb")], true, false),
            (&[], &[("NO_COLOR", "1")], true, false),
            (&[], &[("NO_COLOR", "")], true, true),
            (&[], &[("FORCE_COLOR", "1")], false, true),
            (&[], &[("FORCE_COLOR", "0")], false, false),
            (&[], &[("CLICOLOR_FORCE", "1")], false, true),
            (&[], &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], true, false),
            (&["--color=always"], &[("NO_COLOR", "1")], false, true),
            (&["--color", "always"], &[], false, true),
            (&["--color", "never"], &[("FORCE_COLOR", "1")], true, false),
        ];
        for (typed, variables, is_terminal, expected) in cases {
            let actual = terminal(typed, variables, *is_terminal).colour;
            assert_eq!(actual, *expected, "{typed:?} {variables:?} {is_terminal}");
        }
    }

    #[test]
    fn drawing() {
        assert!(terminal(&[], &[], false).unicode);
        assert!(terminal(&[], &[("LANG", "de_DE.UTF-8")], false).unicode);
        assert!(!terminal(&[], &[("LANG", "C")], false).unicode);
        assert!(!terminal(&[], &[("LANG", "C.utf8"), ("LC_ALL", "C")], false).unicode);
    }

    #[test]
    fn width() {
        assert_eq!(terminal(&[], &[("COLUMNS", "60")], false).width, None);
        assert_eq!(terminal(&[], &[("COLUMNS", "60")], true).width, Some(60));
        assert_eq!(terminal(&[], &[("COLUMNS", "x")], true).width, Some(80));
        let asked = Env { terminal_width: Some(120), ..env(&[], true) };
        assert_eq!(Terminal::before_parsing(&[], &asked).width, Some(120));
        assert_eq!(Terminal::before_parsing(&[], &asked).help_width(), 100);
    }
}
