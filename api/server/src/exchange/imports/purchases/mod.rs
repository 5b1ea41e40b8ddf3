//! A batch of purchases: whose they are and which are there already. The same purchases as `purchases::record` makes
//! of one request; `posting` brings the customers' figures up to date.

mod deciding;
mod draft;
mod outcome;

use regulars_db::Db;
use regulars_domain::exchange::imports::RowOutcome;

use self::deciding::{Deciding, Taken};
use self::draft::Draft;
pub use self::draft::known_of;
pub use self::outcome::Outcome;
use super::context::ImportContext;
use super::returns;
use super::returns::{Returns, Wanted};
use super::rows::{Batch, ParsedRow};
use crate::platform::error::Answer;

/// Decides a batch without writing anything.
pub fn decide(db: &mut Db, context: &ImportContext, batch: &Batch<ParsedRow>) -> Answer<Outcome> {
    let items: Vec<Draft<'_>> =
        batch.items.iter().filter_map(|item| Draft::of(context, item).transpose()).collect::<Answer<_>>()?;
    let mut deciding = Deciding::of(db, context, &items)?;
    let mut outcome = Outcome::new(deciding.rule(), items.len());
    let mut rejected = batch.rejected.clone();
    let mut known: Vec<Wanted<'_>> = Vec::new();
    for draft in items {
        match deciding.take(&draft)? {
            Ok(Taken::Known(_)) if draft.receipt.returned.is_empty() => {
                outcome.counts.unchanged += 1;
                outcome.took(context, draft.item, RowOutcome::Unchanged)?;
            }
            Ok(Taken::Known(there)) => known.push(Wanted { item: draft.item, receipt: draft.receipt, there }),
            Ok(Taken::New(made)) => {
                outcome.took(context, draft.item, RowOutcome::Created)?;
                outcome.take(*made);
            }
            Err(refused) => rejected.extend(refused.rows_of(draft.item)),
        }
    }
    let Returns { givings, taken, refused } = returns::decide(db, context, known)?;
    for (item, how) in taken {
        outcome.counts.unchanged += i64::from(how == RowOutcome::Unchanged);
        outcome.took(context, item, how)?;
    }
    rejected.extend(refused);
    outcome.finish(context, deciding.newcomers(), givings, &rejected)
}
