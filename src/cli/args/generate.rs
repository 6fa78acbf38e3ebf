//! Arguments of `completions` and `man`.

use clap::Args;
use clap_complete::Shell;

/// Arguments of `completions`.
#[derive(Args, Debug)]
#[command(after_help = COMPLETIONS_EXAMPLES)]
pub(in crate::cli) struct CompletionsArgs {
    /// The shell to complete in
    #[arg(value_name = "SHELL", value_enum)]
    pub(in crate::cli) shell: Shell,
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  enilint completions bash > ~/.local/share/bash-completion/completions/enilint
  enilint completions zsh > \"${fpath[1]}/_enilint\"
  enilint completions fish > ~/.config/fish/completions/enilint.fish";

/// Arguments of `man`.
#[derive(Args, Debug)]
#[command(after_help = MAN_EXAMPLES)]
pub(in crate::cli) struct ManArgs {
    /// The command to describe [default: enilint itself]
    #[arg(value_name = "COMMAND")]
    pub(in crate::cli) command: Option<String>,
}

const MAN_EXAMPLES: &str = "\
Examples:
  enilint man > enilint.1
  enilint man check > enilint-check.1";
