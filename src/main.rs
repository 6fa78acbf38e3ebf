//! The `enilint` command.

use enilint::cli::{self, Env, Exit, Streams};
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let command = args.iter().map(|a| a.to_string_lossy()).collect::<Vec<_>>().join(" ");
    std::panic::set_hook(Box::new(move |panic| {
        // Nothing is left to do if even this cannot be written.
        let _ = writeln!(io::stderr(), "{}", cli::bug_notice(&panic.to_string(), &command));
    }));
    std::panic::catch_unwind(|| run(args)).unwrap_or(Exit::Incomplete).into()
}

fn run(args: Vec<OsString>) -> Exit {
    // What is written holds escape sequences only if the terminal is to get them; these streams
    // make them work on consoles that know none.
    let mut streams = Streams {
        stdin: &mut io::stdin().lock(),
        stdout: &mut anstream::AutoStream::always(io::stdout().lock()),
        stderr: &mut anstream::AutoStream::always(io::stderr()),
    };
    cli::run(args, &Env::of_process(), &mut streams)
}
