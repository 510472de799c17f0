//! One module per subcommand: read the arguments, ask the library, print.

mod check;
mod copy;
mod export;
mod import;
mod key;
mod openapi;
mod serve;
mod synth;

use std::io::Write as _;

use crate::cli::{Cli, Command};
use crate::config::Config;
use crate::failure::Failure;

/// Runs the command.
pub(crate) async fn run(cli: Cli, config: &Config) -> Result<(), Failure> {
    match cli.command {
        Command::Serve(args) => serve::run(&args, config).await,
        Command::Import(args) => import::run(&args, config).await,
        Command::Export(args) => export::run(&args, config).await,
        Command::Copy(args) => copy::run(&args).await,
        Command::Check(args) => check::run(&args, config).await,
        Command::Key(command) => key::run(&command, config).await,
        Command::Openapi(args) => openapi::run(&args),
        Command::Synth(args) => synth::run(&args, config).await,
    }
}

/// Prints to standard output. A reader that went away (`| head`) is no failure.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::outside("standard output", error))
        }
        _ => Ok(()),
    }
}
