//! `regulars demo`: an empty base filled with an invented chain of dessert shops, as if it had been at work for two
//! years up to yesterday.
//!
//! Dice with a seed decide who comes and what is bought (`dice`, `people`), so the same seed on the same day gives the
//! same figures; ids differ. The rules of the product decide what follows: figures, tiers, points and levels are played
//! forward day by day (`books`, `points`) and written by the writers of imports; everything else goes through the
//! services (`chain`, `cases`, `extras`, `messages`) but for the one campaign, which is over (`campaign`). Names are invented, phone numbers are in a range that no operator has, mail
//! addresses under a top-level domain that does not exist.

mod campaign;
mod cases;
mod catalogue;
mod chain;
mod customer_rows;
mod dice;
mod extras;
mod messages;
mod people;
mod points;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::Days;
use regulars_db::Db;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::Filter;
use regulars_db::organisation::{units, users};
use regulars_domain::customers::profiles::Source;
use regulars_domain::period::local_day;

pub use chain::{Login, logins};

use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::identity::{keys, passwords};
use crate::platform::jobs::runner;
use cases::Recent;
use catalogue::{COLLEAGUES, MAIL_DOMAIN};
use chain::{Chain, Password};
use customer_rows::Rows;
use people::{Person, Span};

/// Customers whose rows are held in memory at a time.
const CHUNK: usize = 1_000;
/// Regulars of a shop who bring others.
const MOST_REFERRERS: usize = 6;
/// Purchases of so many days are recent.
const RECENT_DAYS: u64 = 21;

/// What to make.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub customers: u64,
    pub seed: u64,
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub customers: usize,
    pub purchases: usize,
    pub members: usize,
    pub refunds: usize,
    pub complaints: usize,
    pub segments: usize,
    pub tasks: usize,
    /// Of the campaign.
    pub deliveries: usize,
    pub logins: Vec<Login>,
}

/// Whether nothing is in the base yet.
pub fn is_empty(db: &mut Db) -> Answer<bool> {
    Ok(users::none(db)? && units::tree(db)?.is_empty() && profiles::count(db, &Filter::default())? == 0)
}

/// Fills an empty base: all of it or nothing. What the features leave to jobs is done before this returns.
pub fn fill(app: &App, options: &Options) -> Answer<Summary> {
    let refused = || Error::Internal("the base is not empty: a demo fills only an empty one".to_owned());
    if !app.store.read_now(is_empty)? {
        return Err(refused());
    }
    let passwords = Arc::new(make_passwords()?);
    let options = *options;
    let summary = app.store.write_now(move |db| {
        if !is_empty(db)? {
            return Err(refused());
        }
        write(db, &options, &passwords)
    })?;
    app.principals.forget();
    runner::run_due(app)?;
    Ok(summary)
}

/// One for each who logs in, and one more for all others, which nobody is told.
fn make_passwords() -> Answer<Vec<Password>> {
    let shown = COLLEAGUES.iter().filter(|colleague| colleague.is_shown).count();
    (0..=shown)
        .map(|_| {
            let plain: String = keys::random_secret::<32>().chars().take(16).collect();
            let hash = passwords::hash(&plain)?;
            Ok(Password { plain, hash })
        })
        .collect()
}

fn write(db: &mut Db, options: &Options, passwords: &[Password]) -> Answer<Summary> {
    let chain = chain::found(db, passwords)?;
    let now = clock::now();
    let today = local_day(now, chain.zone());
    let span = Span::until(today, chain.zone());
    let mut people: Vec<Person> =
        (1..=options.customers).map(|number| people::person(options.seed, number, &span)).collect();
    // In the order in which they became known: their ids and rows lie side by side.
    people.sort_by_key(|person| (person.known_since, person.number));

    let launch = campaign::launch(&mut people, &span, options.seed, today);

    let mut summary = Summary { customers: people.len(), ..Summary::default() };
    let mut customers: HashMap<u64, String> = HashMap::with_capacity(people.len());
    let since = today.checked_sub_days(Days::new(RECENT_DAYS)).unwrap_or(today);
    let mut recent: Vec<Recent> = Vec::new();
    let mut referrers = Referrers::default();
    for chunk in people.chunks(CHUNK) {
        let mut rows = Rows::default();
        for person in chunk {
            let id = rows.add(&chain, person, referrers.of(person), options.seed, today)?;
            referrers.know(person, &id);
            customers.insert(person.number, id);
        }
        summary.purchases += rows.purchases();
        summary.members += rows.members();
        rows.write(db)?;
        recent.extend(rows.since(since));
    }
    recent.sort_by_key(|purchase| purchase.at);
    let segment_id = rest(db, &chain, &recent, &mut summary)?;
    let actor = chain::operator(db)?;
    let templates = messages::templates(db, &actor)?;
    summary.deliveries = campaign::write(db, &chain, &launch, &people, &customers, (&segment_id, &templates))?;
    summary.logins = logins_of(passwords);
    chain::keep_logins(db, &summary.logins)?;
    Ok(summary)
}

/// The regulars of each shop who are known by now: they bring others.
#[derive(Default)]
struct Referrers(HashMap<usize, Vec<String>>);

impl Referrers {
    /// Who brought a person, when somebody did.
    fn of(&self, person: &Person) -> Option<&str> {
        let known = self.0.get(&person.home).filter(|_| person.source == Source::Referral)?;
        let at = usize::try_from(person.number).ok()?.checked_rem(known.len().min(MOST_REFERRERS))?;
        known.get(at).map(String::as_str)
    }

    fn know(&mut self, person: &Person, id: &str) {
        if person.is_regular {
            self.0.entry(person.home).or_default().push(id.to_owned());
        }
    }
}

/// What the services make; answers the segment that the campaign asked.
fn rest(db: &mut Db, chain: &Chain, recent: &[Recent], summary: &mut Summary) -> Answer<String> {
    let (actor, now) = (chain::operator(db)?, clock::now());
    let complaints = (summary.customers / 120).clamp(9, 120);
    summary.refunds = extras::refund(db, &actor, recent, 60)?;
    summary.complaints = cases::make(db, chain, &actor, recent, complaints, now)?;
    let segments = extras::segments(db, chain, &actor)?;
    summary.segments = segments.len();
    extras::competitors(db, chain, &actor, recent)?;
    summary.tasks = extras::tasks(db, chain, &actor, recent, now)?;
    extras::margin(db, &actor)?;
    Ok(segments.into_iter().next().unwrap_or_default())
}

fn logins_of(passwords: &[Password]) -> Vec<Login> {
    let shown = COLLEAGUES.iter().filter(|colleague| colleague.is_shown);
    shown
        .zip(passwords)
        .map(|(colleague, password)| Login {
            email: format!("{}@{MAIL_DOMAIN}", colleague.login),
            password: password.plain.clone(),
            role: colleague.role.to_string(),
        })
        .collect()
}
