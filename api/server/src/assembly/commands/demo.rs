//! `regulars demo`.

use clap::Args;

use super::print;
use crate::assembly;
use crate::assembly::demo;
use crate::assembly::demo::{Login, Options};
use crate::platform::config::Config;
use crate::platform::error::Answer;

/// How much to make.
#[derive(Args)]
pub struct DemoArgs {
    /// How many customers.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    customers: u64,
    /// The same seed on the same day gives the same figures.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Say nothing and change nothing when the base is not empty.
    #[arg(long)]
    if_empty: bool,
    /// Leave the log-ins to `regulars serve`.
    #[arg(long)]
    quiet: bool,
}

/// Fills an empty base and prints the log-ins.
pub fn demo(config: Config, args: &DemoArgs) -> Answer<()> {
    let app = assembly::open(config)?;
    if args.if_empty && !app.store.read_now(demo::is_empty)? {
        return Ok(());
    }
    let made = demo::fill(&app, &Options { customers: args.customers, seed: args.seed })?;
    print(&format!(
        "{} customers, {} purchases, {} members, {} refunds, {} complaints, {} segments, {} tasks, {} deliveries\n",
        made.customers,
        made.purchases,
        made.members,
        made.refunds,
        made.complaints,
        made.segments,
        made.tasks,
        made.deliveries
    ));
    if !args.quiet {
        print(&table(&made.logins));
    }
    Ok(())
}

/// Log-ins as lines of a table.
pub fn table(logins: &[Login]) -> String {
    let lines = logins.iter().map(|login| format!("  {:<14} {:<28} {}\n", login.role, login.email, login.password));
    std::iter::once("\n  log in as\n".to_owned()).chain(lines).chain(["\n".to_owned()]).collect()
}
