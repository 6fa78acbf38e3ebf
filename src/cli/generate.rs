//! `enilint completions` and `enilint man`: files for packages, made from the table of arguments.

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::console::Console;
use super::exit::Exit;
use crate::finding::nearest;
use clap::{Command, CommandFactory};
use clap_complete::generate;
use clap_mangen::Man;

/// The name that completions are for.
const PROGRAM: &str = "enilint";

/// Runs `completions`.
pub(super) fn completions(args: &CompletionsArgs, console: &mut Console<'_>) -> Exit {
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), PROGRAM, &mut script);
    console.print(|out| out.write_all(&script));
    Exit::Clean
}

/// Runs `man`.
pub(super) fn man(args: &ManArgs, console: &mut Console<'_>) -> Exit {
    let mut cli = Cli::command();
    // Commands take over the options of all commands.
    cli.build();
    let page = match &args.command {
        None => cli,
        Some(name) => match cli.find_subcommand(name) {
            Some(command) => named(command, name),
            None => {
                console.error(&unknown(&cli, name));
                return Exit::Incomplete;
            }
        },
    };
    let man = Man::new(page).manual("enilint").source(concat!("enilint ", env!("CARGO_PKG_VERSION")));
    console.print(|mut out| man.render(&mut out));
    Exit::Clean
}

/// The page of a command is `enilint-check(1)`, as for git.
fn named(command: &Command, name: &str) -> Command {
    command.clone().display_name(format!("{PROGRAM}-{name}"))
}

fn unknown(cli: &Command, name: &str) -> String {
    let names = cli.get_subcommands().map(Command::get_name);
    let tip = nearest(name, names).map_or_else(
        || "; `enilint --help` lists them".to_owned(),
        |nearest| format!("; did you mean {nearest}?"),
    );
    format!("unknown command {name:?}{tip}")
}
