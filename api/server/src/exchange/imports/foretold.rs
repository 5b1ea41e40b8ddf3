//! What points a live file would earn, for its dry run: nothing is booked, so what earlier rows would have left over is
//! remembered here.

use std::collections::{BTreeSet, HashMap, HashSet};

use regulars_db::Db;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::Membership;

use super::context::ImportContext;
use super::purchases::Outcome;
use crate::loyalty::memberships::LedgerContext;
use crate::loyalty::memberships::earning;
use crate::loyalty::memberships::levels::{Ladder, ladders};
use crate::platform::clock;
use crate::platform::error::Answer;

/// Who would name themselves in a ledger that is not written.
const NOBODY: &str = "";

/// Points that the batches of a file would have earned so far.
#[derive(Default)]
pub struct Foretold {
    ladders: Option<Vec<Ladder>>,
    /// By membership, of those that a purchase counts for.
    carries: HashMap<String, i64>,
    members: HashSet<String>,
    points: i64,
}

impl Foretold {
    /// Adds what the purchases of a batch would earn.
    pub fn add(&mut self, db: &mut Db, context: &ImportContext, outcome: &Outcome) -> Answer<()> {
        let sales = outcome.sales();
        let ids: BTreeSet<&str> = sales.iter().map(|sale| sale.customer_id).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let mut held: HashMap<String, Vec<Membership>> = HashMap::new();
        for membership in memberships::of_customers(db, &ids)? {
            held.entry(membership.customer_id.clone()).or_default().push(membership);
        }
        if held.is_empty() {
            return Ok(());
        }
        let ladders = match self.ladders.take() {
            Some(ladders) => ladders,
            None => ladders(db)?,
        };
        let ledger = LedgerContext::of(&context.organisation, clock::now(), NOBODY);
        for sale in &sales {
            for membership in held.get(sale.customer_id).into_iter().flatten() {
                let Some(ladder) = ladders.iter().find(|ladder| ladder.programme.id == membership.programme_id) else {
                    continue;
                };
                let carry = self.carries.get(&membership.id).copied().unwrap_or(membership.carry);
                let Some((points, carry)) = earning::foretold(membership, &ladder.programme, carry, sale, ledger)?
                else {
                    continue;
                };
                self.carries.insert(membership.id.clone(), carry);
                self.points += points;
                if points > 0 {
                    self.members.insert(membership.id.clone());
                }
            }
        }
        self.ladders = Some(ladders);
        Ok(())
    }

    /// How many memberships would earn points, and how many points.
    pub fn told(&self) -> (i64, i64) {
        (i64::try_from(self.members.len()).unwrap_or(i64::MAX), self.points)
    }
}
