//! `regulars bounce`: a mail server hands over, on standard input, what came back.

use std::io::Read;

use clap::Args;

use super::print;
use crate::assembly;
use crate::messaging::reports::{bounce_mail, service};
use crate::platform::config::Config;
use crate::platform::error::{Answer, Error};

/// The most of a mail that is read, in bytes: what tells of a bounce stands in its beginning.
const LARGEST: u64 = 10 * 1024 * 1024;
/// Who reports it.
const BY: &str = "bounce";

/// What `regulars bounce` is told.
#[derive(Args)]
pub struct BounceArgs {
    /// The address the mail came to; it names the delivery when `smtp.bounces` holds `{{id}}`.
    #[arg(long)]
    recipient: Option<String>,
}

/// Writes what the mail on standard input reports. One that reports nothing is no failure: it is not to come back again.
pub fn bounce(config: Config, args: &BounceArgs) -> Answer<()> {
    let mut mail = Vec::new();
    let mut input = std::io::stdin().lock();
    // What is too long is read to its end all the same: a pipe that breaks is a failure to who writes into it.
    let read = input
        .by_ref()
        .take(LARGEST)
        .read_to_end(&mut mail)
        .and_then(|_| std::io::copy(&mut input, &mut std::io::sink()));
    read.map_err(|error| Error::Internal(format!("the mail cannot be read: {error}")))?;
    let Some(report) = bounce_mail::read(&mail, args.recipient.as_deref()) else {
        print("ignored: no report of a message of ours\n");
        return Ok(());
    };
    let app = assembly::open(config)?;
    let recorded = app.store.write_now(move |db| service::record(db, &report, BY))?;
    print(&format!("{}: {}\n", recorded.outcome, recorded.delivery_id.as_deref().unwrap_or("no delivery of ours")));
    Ok(())
}
