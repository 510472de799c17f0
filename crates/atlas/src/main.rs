//! The `atlas` command: parse, dispatch, exit code. What it does is in the library crates.

mod cli;
mod commands;
mod config;
mod database;
mod failure;
mod progress;
mod quality;

use std::io::{IsTerminal, Write as _};
use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;
use tracing_subscriber::EnvFilter;

use crate::cli::Cli;
use crate::config::Config;
use crate::failure::Failure;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let message = failure.message();
            if !message.is_empty() {
                // Nothing is left to do if standard error is gone too.
                _ = writeln!(std::io::stderr(), "atlas: {message}");
            }
            failure.exit_code()
        }
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let config = Config::load(&cli.common)?;
    start_log(&config)?;
    commands::run(cli, &config).await
}

/// Logs to standard error, so that standard output holds nothing but what was asked for.
fn start_log(config: &Config) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(config.log())
        .map_err(|error| Failure::outside(format!("log filter {:?}", config.log()), error))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    if config.log_is_json() {
        log.json().init();
    } else {
        log.init();
    }
    Ok(())
}
