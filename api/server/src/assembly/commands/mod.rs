//! The command line: one file for each command.

mod bounce;
mod demo;
mod facts;
mod first_run;
mod import;
mod keys;
mod secret;
mod serve;
mod users;
mod verify;
mod worker;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use regulars_domain::permissions::Role;

use crate::assembly;
use crate::assembly::document;
use crate::platform::config::{Config, LogFormat};
use crate::platform::error::Error;

/// Regulars, the open CRM service for chains and wholesalers.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// A TOML file with settings; the environment wins over it.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API and the console, and work on jobs.
    Serve,
    /// Work on jobs beside `serve`; needs PostgreSQL.
    Worker,
    /// Bring the database to this version.
    Migrate,
    /// Print the OpenAPI document; needs no database.
    Openapi,
    /// Print the effective settings, secrets as stars.
    Config,
    /// Read a mail that came back from standard input, for a mail server's pipe; 75 says: later.
    Bounce(bounce::BounceArgs),
    /// Import a file of customers or purchases.
    Import(import::ImportArgs),
    /// Fill an empty base with an invented chain of dessert shops.
    Demo(demo::DemoArgs),
    /// Recompute everything from the facts and report every difference.
    Verify,
    /// Facts in columns.
    Facts {
        #[command(subcommand)]
        command: FactsCommand,
    },
    /// Users.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// The secret that signs tokens, cursors and links.
    Secret {
        #[command(subcommand)]
        command: SecretCommand,
    },
    /// API keys of partners.
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
}

#[derive(Subcommand)]
enum SecretCommand {
    /// Make a new secret. It signs from the next start of each process on; what the ones before signed stays known, access
    /// tokens for as long as they last.
    Rotate,
}

#[derive(Subcommand)]
enum FactsCommand {
    /// Write the lines of all sales and refunds, and what their numbers stand for, as Parquet files into a new folder.
    Export { folder: std::path::PathBuf },
}

#[derive(Subcommand)]
enum KeyCommand {
    /// Create an API key and print it, once.
    Create(keys::KeyArgs),
}

#[derive(Subcommand)]
enum UserCommand {
    /// Create a user at the root of the organisation; the organisation is founded when there is none.
    Create {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: Option<String>,
        #[arg(long, default_value = "admin")]
        role: Role,
        /// Asked for on standard input when absent.
        #[arg(long)]
        password: Option<String>,
    },
}

/// Runs the command line; the exit code says whether it went well.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // A mail server takes anything else for a refusal for good, and the mail would be lost (`EX_TEMPFAIL` of sysexits.h).
    let failure = if matches!(cli.command, Command::Bounce(_)) { ExitCode::from(75) } else { ExitCode::FAILURE };
    let result = match cli.command {
        Command::Openapi => {
            print(&document::text());
            Ok(())
        }
        command => match Config::read(cli.config.as_deref(), assembly::CONFIG_CHECKS) {
            Ok(config) => run_with(config, command),
            Err(error) => Err(Error::Internal(error.to_string())),
        },
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("regulars: {error}");
            failure
        }
    }
}

fn run_with(config: Config, command: Command) -> Result<(), Error> {
    log(&config);
    match command {
        Command::Serve => serve::serve(config),
        Command::Worker => worker::work(config),
        Command::Migrate => {
            let store = crate::platform::app::open_store(&config)?;
            let done = store.migrate().map_err(|error| Error::Internal(error.to_string()))?;
            done.iter().for_each(|name| print(&format!("{name}\n")));
            print(&format!("{} migrations run\n", done.len()));
            Ok(())
        }
        Command::Config => {
            config.effective.iter().for_each(|(key, value)| print(&format!("{key} = {value}\n")));
            Ok(())
        }
        Command::User { command: UserCommand::Create { email, name, role, password } } => {
            let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
            users::create(config, email, name, role, password)
        }
        Command::Bounce(args) => bounce::bounce(config, &args),
        Command::Import(args) => import::import(config, &args),
        Command::Demo(args) => demo::demo(config, &args),
        Command::Verify => verify::verify(config),
        Command::Facts { command: FactsCommand::Export { folder } } => facts::export(&config, &folder),
        Command::Key { command: KeyCommand::Create(args) } => keys::create(config, args),
        Command::Secret { command: SecretCommand::Rotate } => secret::rotate(&config),
        Command::Openapi => Ok(()),
    }
}

/// Writes to standard output: what a command is asked for.
#[expect(clippy::print_stdout, reason = "the answer of a command goes there")]
fn print(text: &str) {
    print!("{text}");
}

fn log(config: &Config) {
    let filter = tracing_subscriber::EnvFilter::new(&config.log.level);
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .with_writer(std::io::stderr);
    match config.log.format {
        LogFormat::Text => builder.init(),
        LogFormat::Json => builder.json().flatten_event(true).init(),
    }
}
