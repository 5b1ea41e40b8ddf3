//! Taking back what an import made, as a job in small steps: each of its purchases gets a reversal with its own moment of
//! recording and never counts again, its number is free for another file, and customers whom it made and who have
//! nothing else go. Rows stay, so what was asked as of a day stays answered.
//!
//! A run that is killed goes on behind the last step: a purchase that is taken back is not met again.

use regulars_db::Db;
use regulars_db::customers::bulk;
use regulars_db::customers::identities;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::{Customer, Identity};
use regulars_db::exchange::imports;
use regulars_db::exchange::undo;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::customers::tiers::TierMethod;
use regulars_domain::exchange::imports::ImportState;
use regulars_domain::identities::stored_key;
use regulars_domain::platform::jobs::JobState;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::check::lock_of;
use super::options::kept;
use super::reversal;
use super::service;
use crate::customers::profiles::identities as named;
use crate::customers::profiles::new;
use crate::customers::tiers;
use crate::loyalty::memberships;
use crate::platform::clock;
use crate::platform::error::{Answer, Code};
use crate::platform::jobs::{Context, Kind, Outcome, Step};

/// Purchases or customers in one step.
const STEP: i64 = 500;
/// What stands in place of the name of a customer of whom nothing is left.
const NAMELESS: &str = "—";

/// Takes back what an import made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Undo {
    pub import_id: String,
    /// How the import stood before: it stands so again when the undo does not come to its end.
    pub before: ImportState,
}

/// What an undo took back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = ImportUndone)]
pub struct Undone {
    /// Purchases that do not count any more.
    pub purchases: i64,
    /// Customers whom the import had made and who went.
    pub customers: i64,
    /// Identities of these that are free again.
    pub identities: i64,
    /// Customers whom the import had made and who stay: they have something else.
    pub customers_kept: i64,
}

/// What an undo takes back one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Phase {
    #[default]
    Purchases,
    Identities,
    Customers,
    Over,
}

/// Where an undo is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Checkpoint {
    phase: Phase,
    after: String,
    undone: Undone,
    total: i64,
}

impl Kind for Undo {
    const NAME: &'static str = "imports.undo";
    const UNIT: &'static str = "rows";

    fn run(&self, job: &mut Context<'_>) -> Answer<Outcome> {
        let mut reached = match job.checkpoint::<Checkpoint>()? {
            Some(reached) => reached,
            None => self.begin(job)?,
        };
        while reached.phase != Phase::Over {
            if job.should_stop() {
                return Ok(Outcome::PutDown);
            }
            let (id, from, by) = (self.import_id.clone(), reached.clone(), job.created_by().to_owned());
            reached = job.step(move |db| {
                let next = match from.phase {
                    Phase::Purchases => some_purchases(db, &id, from.clone(), &by)?,
                    Phase::Identities => some_identities(db, &id, from.clone())?,
                    Phase::Customers | Phase::Over => some_customers(db, &id, from.clone())?,
                };
                note(db, &id, next)
            })?;
        }
        self.end(job, &reached)?;
        Ok(Outcome::Done(json!(reached.undone)))
    }

    fn subject(&self) -> Option<String> {
        Some(self.import_id.clone())
    }

    fn lock(&self) -> Option<String> {
        Some(lock_of(&self.import_id))
    }

    fn follow(&self, db: &mut Db, state: JobState) -> Answer<()> {
        let state = match state {
            JobState::Queued | JobState::Running => ImportState::Undoing,
            JobState::Succeeded => ImportState::Undone,
            JobState::Failed | JobState::Cancelled => self.before,
        };
        service::follow(db, &self.import_id, state)
    }
}

impl Undo {
    fn begin(&self, job: &mut Context<'_>) -> Answer<Checkpoint> {
        let id = self.import_id.clone();
        job.step(move |db| {
            let import = imports::find(db, &id)?.ok_or(Code::NotFound)?;
            let before: Undone = service::undone(&import)?.unwrap_or_default();
            let ((purchases, _), (customers, _)) = (undo::purchases_left(db, &id)?, undo::customers(db, &id)?);
            let total = before.purchases + before.customers + purchases + customers;
            let undone = Undone { customers_kept: 0, ..before };
            note(db, &id, Checkpoint { undone, total, ..Checkpoint::default() })
        })
    }

    /// Cumulative shares depend on the whole base, levels by spend on what went: they are found anew by jobs.
    fn end(&self, job: &mut Context<'_>, reached: &Checkpoint) -> Answer<()> {
        let (id, by, mut reached) = (self.import_id.clone(), job.created_by().to_owned(), reached.clone());
        job.step(move |db| {
            let (_, made) = undo::customers(db, &id)?;
            reached.undone.customers_kept = made - reached.undone.customers;
            if reached.undone.purchases > 0 {
                if tiers::rule(db)?.policy.method == TierMethod::CumulativeShare {
                    tiers::jobs::enqueue(db, &by)?;
                }
                if memberships::levels::any_by_spend(db)? {
                    memberships::jobs::enqueue_review(db, &by)?;
                }
            }
            let Step { done, total, checkpoint, .. } = note(db, &id, reached.clone())?;
            Ok(Step { value: (), done, total, checkpoint })
        })
    }
}

/// Keeps how far the undo has come with the import.
fn note(db: &mut Db, import_id: &str, reached: Checkpoint) -> Answer<Step<Checkpoint>> {
    imports::set_undone(db, import_id, &kept(&reached.undone)?)?;
    let done = reached.undone.purchases + reached.undone.customers;
    Step::to(reached.clone(), done, Some(reached.total.max(done)), &reached)
}

/// Takes back the next purchases.
fn some_purchases(db: &mut Db, import_id: &str, mut reached: Checkpoint, by: &str) -> Answer<Checkpoint> {
    let found = undo::purchases_after(db, import_id, &reached.after, STEP)?;
    let Some((last, _)) = found.last() else {
        return Ok(Checkpoint { phase: Phase::Identities, after: String::new(), ..reached });
    };
    reached.after.clone_from(last);
    let reversals = reversal::take_back(db, &found, by)?;
    undo::note_reversals(db, import_id, &reversals)?;
    reached.undone.purchases += i64::try_from(found.len()).unwrap_or(0);
    Ok(reached)
}

/// Takes the next identities from known customers that the import gave them.
fn some_identities(db: &mut Db, import_id: &str, mut reached: Checkpoint) -> Answer<Checkpoint> {
    let found = undo::identities_after(db, import_id, &reached.after, STEP)?;
    let Some((last, _)) = found.last() else {
        return Ok(Checkpoint { phase: Phase::Customers, after: String::new(), ..reached });
    };
    reached.after.clone_from(last);
    for (id, customer_id) in &found {
        if identities::find(db, customer_id, id)?.is_some() {
            named::remove(db, customer_id, id)?;
            reached.undone.identities += 1;
        }
    }
    Ok(reached)
}

/// Lets the next customers go who have nothing else.
fn some_customers(db: &mut Db, import_id: &str, mut reached: Checkpoint) -> Answer<Checkpoint> {
    let found = undo::customers_after(db, import_id, &reached.after, STEP)?;
    let Some(last) = found.last() else { return Ok(Checkpoint { phase: Phase::Over, ..reached }) };
    reached.after.clone_from(last);
    let ids: Vec<&str> = found.iter().map(String::as_str).collect();
    bulk::advance(db, &ids, clock::now().naive_utc())?;
    let identities = undo::identities_of(db, &ids)?;
    let key = |identity: &Identity| stored_key(identity.kind.0, &identity.partner, &identity.value);
    let keys: Vec<String> = identities.iter().map(key).collect();
    let emptied: Vec<Customer> = profiles::of_ids(db, ids)?.into_iter().map(emptied).collect();
    undo::empty(db, &emptied, &keys)?;
    reached.undone.identities += i64::try_from(identities.len()).unwrap_or(0);
    reached.undone.customers += i64::try_from(emptied.len()).unwrap_or(0);
    Ok(reached)
}

/// A customer of whom nothing is left but the row.
fn emptied(customer: Customer) -> Customer {
    let now = clock::now().naive_utc();
    Customer {
        id: customer.id,
        kind: customer.kind,
        status: AsText(CustomerStatus::Erased),
        source: customer.source,
        home_unit_id: customer.home_unit_id,
        tags: Json(Vec::new()),
        created_at: customer.created_at,
        updated_at: now,
        version: customer.version + 1,
        ..new::prospect(NAMELESS.to_owned(), now)
    }
}
