//! Attempts at a password or a code are counted before it is looked at, in one write with the question whether one may
//! be made: however many come at the same moment, no more of them are tried than are free.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use regulars_db::Db;
use regulars_db::organisation::attempts;
use regulars_domain::organisation::sessions::Throttle;

use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error, Refusal};
use crate::platform::identity::keys::digest;
use crate::platform::identity::network::holder;

/// What an attempt is counted against.
#[derive(Clone, Debug)]
pub struct Limit {
    subject: String,
    throttle: Throttle,
    /// Whether others share the subject: an attempt that went well then takes back itself only.
    is_shared: bool,
}

/// The limits of a log-in. A device that the owner has logged in on before has one of its own: nobody who guesses
/// elsewhere keeps them out.
pub fn of_log_in(email: &str, address: Option<IpAddr>, device: Option<&str>, free: u32) -> Vec<Limit> {
    let own = |subject: String, throttle| Limit { subject, throttle, is_shared: false };
    // As a digest: what was typed may be a password in the wrong field.
    let account = digest(email);
    if let Some(device) = device {
        return vec![own(format!("device:{device}"), Throttle::narrow(free))];
    }
    let address = address.map_or_else(|| "unknown".to_owned(), holder);
    // Always in the same order: two that hold each other's rows would wait for ever.
    vec![
        own(format!("account:{account}"), Throttle::account(free)),
        Limit { subject: format!("address:{address}"), throttle: Throttle::address(free), is_shared: true },
        own(format!("pair:{account}:{address}"), Throttle::narrow(free)),
    ]
}

/// The limit of somebody logged in who proves their password again.
pub fn of_proof(user_id: &str, free: u32) -> Vec<Limit> {
    vec![Limit { subject: format!("proof:{user_id}"), throttle: Throttle::narrow(free), is_shared: false }]
}

/// The limit of an address that asks for links.
pub fn of_reset_from(address: Option<IpAddr>, free: u32) -> Vec<Limit> {
    let address = address.map_or_else(|| "unknown".to_owned(), holder);
    vec![Limit { subject: format!("reset-from:{address}"), throttle: Throttle::narrow(free), is_shared: true }]
}

/// The limit of mails to one account.
pub fn of_reset_for(email: &str) -> Vec<Limit> {
    let subject = format!("reset-for:{}", digest(email));
    vec![Limit { subject, throttle: Throttle::narrow(2), is_shared: true }]
}

/// Takes an attempt back that was none: it is only half of one.
pub fn take_back(db: &mut Db, limits: &[Limit]) -> Answer<()> {
    limits.iter().try_for_each(|limit| Ok(attempts::take_back(db, &limit.subject)?))
}

/// Counts an attempt, or refuses it.
pub async fn count(app: &App, limits: &[Limit], now: DateTime<Utc>) -> Answer<()> {
    // Who has to wait is told so by a read: a flood must not take the writer.
    let asked = limits.to_vec();
    app.store
        .read(move |db| {
            asked.iter().try_for_each(|limit| match attempts::find(db, &limit.subject)? {
                Some(row) => limit.check(&row, now),
                None => Ok(()),
            })
        })
        .await?;
    let counted = limits.to_vec();
    app.store
        .write(move |db| {
            for limit in &counted {
                let mut row = attempts::hold(db, &limit.subject, now.naive_utc())?;
                if limit.is_forgotten(&row, now) {
                    row.failures = 0;
                }
                limit.check(&row, now)?;
                row.failures = row.failures.saturating_add(1);
                row.last_at = now.naive_utc();
                attempts::put(db, &row)?;
            }
            Ok::<_, Error>(())
        })
        .await
}

/// The attempt went well: what is one's own is cleared, what others share has this attempt taken back.
pub fn went_well(db: &mut Db, limits: &[Limit]) -> Answer<()> {
    for limit in limits {
        if limit.is_shared {
            attempts::take_back(db, &limit.subject)?;
        } else {
            attempts::clear(db, &limit.subject)?;
        }
    }
    Ok(())
}

impl Limit {
    fn is_forgotten(&self, row: &attempts::Attempts, now: DateTime<Utc>) -> bool {
        now - row.last_at.and_utc() > self.throttle.window
    }

    fn check(&self, row: &attempts::Attempts, now: DateTime<Utc>) -> Answer<()> {
        if self.is_forgotten(row, now) {
            return Ok(());
        }
        match self.throttle.wait(row.failures.unsigned_abs(), row.last_at.and_utc(), now) {
            Some(wait) => Err(Refusal::of(Code::Throttled).retry_after(wait.num_seconds() + 1).into()),
            None => Ok(()),
        }
    }
}
