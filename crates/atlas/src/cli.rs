//! The command line: what there is to say, and what each word means.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Printed under every help text.
const AFTER_HELP: &str = "\
Settings come from flags, else from the environment, else from atlas.toml, else from their defaults:

  flag           environment        atlas.toml    default
  --listen       ATLAS_LISTEN       listen        127.0.0.1:8080
  --database     ATLAS_DATABASE     database      atlas.gpkg
  --log          ATLAS_LOG          log           info
  --public-url   ATLAS_PUBLIC_URL   public_url    (none: links are absolute paths)
  --wait         ATLAS_WAIT         wait          30 (seconds)
  --oidc-issuer and --oidc-audience: ATLAS_OIDC_ISSUER, ATLAS_OIDC_AUDIENCE; issuer and audience in [oidc]

Exit codes: 0 done; 1 something failed (file, database, network); 2 wrong usage;
3 the input was refused, nothing was changed; 4 `check` found errors.";

/// Atlas of decentralised cooperation: who cooperates with whom, where and on what.
#[derive(Debug, Parser)]
#[command(name = "atlas", version, after_help = AFTER_HELP, max_term_width = 110)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// The database: a GeoPackage file, or a PostgreSQL database as postgres://USER:PASSWORD@HOST/NAME
    /// [default: atlas.gpkg]
    // The value is never shown: it may hold a password.
    #[arg(
        long,
        short,
        global = true,
        env = "ATLAS_DATABASE",
        hide_env_values = true,
        value_name = "FILE|URL"
    )]
    pub(crate) database: Option<String>,
    /// What to log: a level, or tracing directives such as atlas_api=debug (each request) [default: info]
    #[arg(long, global = true, env = "ATLAS_LOG", value_name = "FILTER")]
    pub(crate) log: Option<String>,
    /// Log one JSON object a line instead of text
    #[arg(long, global = true, env = "ATLAS_LOG_JSON")]
    pub(crate) log_json: bool,
    /// The settings file [default: atlas.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Answer requests
    Serve(ServeArgs),
    /// Read data packages into the database, which is created if it is missing
    Import(ImportArgs),
    /// Write the database's records as a data package
    Export(ExportArgs),
    /// Copy a database into a new one, of either kind, with every revision, and compare the two
    Copy(CopyArgs),
    /// Report what is doubtful in the data
    Check(CheckArgs),
    /// Make, list and revoke the keys with which callers show who they are
    #[command(subcommand)]
    Key(KeyCommand),
    /// Print the description of the interface, or write both versions of it
    Openapi(OpenapiArgs),
    /// Make a synthetic world, for tests and benchmarks
    Synth(SynthArgs),
}

#[derive(Debug, Default, Args)]
pub(crate) struct ServeArgs {
    /// Where to listen [default: 127.0.0.1:8080]
    #[arg(long, short, env = "ATLAS_LISTEN", value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<SocketAddr>,
    /// Where the world reaches the service, for links: https://atlas.example.org [default: none, links
    /// are absolute paths]
    #[arg(long, env = "ATLAS_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// How long to wait at the start for a database server that cannot be reached, in seconds [default: 30]
    #[arg(long, env = "ATLAS_WAIT", value_name = "SECONDS")]
    pub(crate) wait: Option<u64>,
    /// The OpenID Connect issuer whose bearer tokens are taken: https://id.example.org [default: none, API
    /// keys only]
    #[arg(long, env = "ATLAS_OIDC_ISSUER", value_name = "URL")]
    pub(crate) oidc_issuer: Option<String>,
    /// The audience for which the issuer makes tokens for this service
    #[arg(long, env = "ATLAS_OIDC_AUDIENCE", value_name = "AUDIENCE")]
    pub(crate) oidc_audience: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// Data packages (directories with a datapackage.json), in order: a later one replaces records of
    /// an earlier one
    #[arg(required = true, value_name = "DIR")]
    pub(crate) packages: Vec<PathBuf>,
    /// Withdraw the records that the packages lack (their history stays)
    #[arg(long)]
    pub(crate) prune: bool,
    /// Do nothing where the database holds records already
    #[arg(long, conflicts_with = "prune")]
    pub(crate) only_if_empty: bool,
    /// Who imports, as a function, never a person's name; kept in the revisions
    #[arg(long, default_value = "import", value_name = "FUNCTION")]
    pub(crate) author: String,
    /// Why; kept in the revisions [default: the names of the packages]
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The directory to write to
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
    /// The name of the package
    #[arg(long, default_value = "atlas", value_name = "NAME")]
    pub(crate) name: String,
}

#[derive(Debug, Args)]
pub(crate) struct CopyArgs {
    /// The database to copy, a file or a URL; it is only read
    #[arg(long, value_name = "FILE|URL")]
    pub(crate) from: String,
    /// The database to copy to, which is created if it is missing and must be empty
    #[arg(long, value_name = "FILE|URL")]
    pub(crate) to: String,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// How to print the report
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
    /// Exit with 4 for doubts too, not only for errors
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a key; its token is printed this once, and only its hash is kept
    Create(KeyCreateArgs),
    /// Print every key, without its token, with when it was last used
    List,
    /// Withdraw a key for good; running services refuse it within 30 seconds
    Revoke {
        /// The key: the eight characters after atlas_, or the whole token
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct KeyCreateArgs {
    /// What its holder is: reader, authority, embassy, daect or admin
    #[arg(long)]
    pub(crate) role: String,
    /// Whose it is, as a function, never a person's name; the author of what is written with it
    #[arg(long, value_name = "FUNCTION")]
    pub(crate) label: String,
    /// The country in which an embassy serves, as a territory: CN
    #[arg(long, value_name = "ID")]
    pub(crate) country: Option<String>,
    /// The actor that an authority is: fr-charente-maritime
    #[arg(long, value_name = "ID")]
    pub(crate) actor: Option<String>,
    /// Until when it is valid: a last day (2027-12-31, UTC), a number of days (90d), or never
    #[arg(long, value_name = "WHEN", default_value = "365d")]
    pub(crate) expires: String,
}

#[derive(Debug, Args)]
pub(crate) struct OpenapiArgs {
    /// Write atlas-3.1.json and atlas-3.0.json into this directory instead of printing 3.1
    #[arg(long, value_name = "DIR")]
    pub(crate) write: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct SynthArgs {
    /// How many projects; everything else is in proportion
    #[arg(long, default_value_t = 12_129, value_name = "N")]
    pub(crate) projects: usize,
    /// The same seed gives the same world
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub(crate) seed: u64,
    /// The directory for a data package; without it the world goes into the database
    #[arg(value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound_and_every_argument_is_explained() {
        let mut command = Cli::command();
        command.build();
        command.clone().debug_assert();
        let groups = command.get_subcommands().flat_map(clap::Command::get_subcommands);
        for subcommand in command.get_subcommands().chain(groups) {
            for argument in subcommand.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", subcommand.get_name(), argument.get_id());
            }
        }
    }

    #[test]
    fn a_database_may_be_named_before_or_after_the_command() {
        for line in ["atlas -d a.gpkg check", "atlas check --database a.gpkg"] {
            let cli = Cli::parse_from(line.split(' '));
            assert_eq!(cli.common.database.as_deref(), Some("a.gpkg"), "{line}");
        }
        assert!(Cli::try_parse_from(["atlas", "import"]).is_err());
    }
}
