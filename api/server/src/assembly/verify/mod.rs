//! `regulars verify`: everything that is kept beside the facts, computed again from the facts, and every difference.
//!
//! The facts are purchases with their lines and refunds, identities, names and tags, and the settings in force.
//! `expected` computes, `purchases` and `sales` look at the own sums of each purchase and
//! anonymous sale, `memberships` plays each ledger again,
//! `compensations` looks for the points that were promised, `figures` at the figures kept of a large base, `facts` at
//! what is sealed of sales in columns, `audit` at the seals of the audit trail; this module goes over the base in slices of bounded size, each seen as it was at one moment.

mod audit;
mod compensations;
mod expected;
mod facts;
mod figures;
mod memberships;
mod purchases;
mod sales;

use chrono::NaiveDate;
use regulars_db::customers::metrics;
use regulars_db::platform::events;
use regulars_db::verify;
use regulars_db::verify::Slice;
use regulars_db::{Db, Store};
use regulars_domain::customers::tiers::{Bounds, cumulative_bounds};
use regulars_domain::period::local_day;

use crate::customers::tiers;
use crate::customers::tiers::Rule;
use crate::insight::facts::folder::Folder;
use crate::loyalty::memberships::levels::{Ladder, ladders};
use crate::platform::clock;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Error};
use crate::platform::organisation;
use crate::platform::organisation::Organisation;

/// Customers in a slice.
const SLICE: i64 = 200;
/// Differences that a report keeps.
const KEPT: usize = 1_000;

/// Something that is not as the facts have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The customer; empty for what belongs to none.
    pub customer_id: String,
    /// Such as `metrics.net_minor` or `days.2026-05-01`.
    pub field: String,
    pub stored: String,
    pub expected: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Difference { customer_id, field, stored, expected } = self;
        write!(f, "{customer_id} {field}: stored {stored}, expected {expected}")
    }
}

/// What was looked at and found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub customers: u64,
    pub purchases: u64,
    pub found: u64,
    /// The first thousand.
    pub differences: Vec<Difference>,
}

impl Report {
    pub fn is_clean(&self) -> bool {
        self.found == 0
    }
}

/// What every slice is judged by.
pub(crate) struct Basis {
    pub organisation: Organisation,
    pub rule: Rule,
    pub today: NaiveDate,
    /// In the order of the window's ranges.
    pub bounds: Vec<Bounds>,
    /// Every programme with its levels.
    pub ladders: Vec<Ladder>,
}

/// Looks at the whole base, and at what is sealed beside it.
pub fn run(store: &Store, config: &Config) -> Answer<Report> {
    run_telling(store, config, |_| {})
}

/// The same, telling each difference as it is found.
pub fn run_telling(store: &Store, config: &Config, mut tell: impl FnMut(&Difference)) -> Answer<Report> {
    let basis = store.read_now(|db| db.snapshot(basis))?;
    let mut kept = store.read_now(figures::Kept::read)?;
    let mut report = Report::default();
    let mut note = |found: Vec<Difference>, report: &mut Report| {
        for difference in found {
            tell(&difference);
            report.found += 1;
            if report.differences.len() < KEPT {
                report.differences.push(difference);
            }
        }
    };
    let (mut identities, mut references) = (0_i64, 0_i64);
    let mut after = String::new();
    loop {
        let from = after.clone();
        let (slice, found) = store.read_now(|db| db.snapshot(|db| look(db, &basis, &from)))?;
        let Some(last) = slice.customers.last() else { break };
        after.clone_from(&last.id);
        report.customers += u64::try_from(slice.customers.len()).unwrap_or(0);
        report.purchases += u64::try_from(slice.purchases.len()).unwrap_or(0);
        let referenced = slice.purchases.iter().filter(|purchase| purchases::holds_number(purchase)).count()
            + slice.refunds.iter().filter(|refund| refund.external_id.is_some()).count()
            + slice.entries.iter().filter(|entry| entry.external_id.is_some()).count();
        identities += i64::try_from(slice.identities.len()).unwrap_or(i64::MAX);
        references += i64::try_from(referenced).unwrap_or(i64::MAX);
        kept.add(&slice);
        note(found, &mut report);
    }
    note(kept.compare(), &mut report);
    references += sales::look(store, |found| note(found, &mut report))?;
    let (owners, refs) = store.read_now(|db| Ok::<_, Error>(verify::look_ups(db)?))?;
    note(in_all("identity_owners", owners, identities), &mut report);
    note(in_all("external_refs", refs, references), &mut report);
    let numbering = store.read_now(|db| db.snapshot(|db| Ok::<_, Error>(events::numbering(db)?)))?;
    if let Some((first, last)) = numbering.range {
        note(in_all("events.number", numbering.count, last - first + 1), &mut report);
        note(in_all("event_numbers.last", numbering.last, last), &mut report);
    }
    audit::look(store, |found| note(found, &mut report))?;
    if let Some(folder) = Folder::of(config) {
        note(store.read_now(|db| db.snapshot(|db| facts::look(db, &folder)))?, &mut report);
    }
    Ok(report)
}

/// What is counted over the whole base: look-up rows that stand for nothing would keep an identity or id from everybody for
/// ever, and an event without its number would be read by nobody.
fn in_all(field: &str, stored: i64, expected: i64) -> Vec<Difference> {
    let mut found = Differences::default();
    found.compare("", field, &stored.to_string(), &expected.to_string());
    found.0
}

fn look(db: &mut Db, basis: &Basis, after: &str) -> Answer<(Slice, Vec<Difference>)> {
    let slice = verify::slice(db, after, SLICE)?;
    let mut found = Differences::default();
    purchases::look(db, &slice, basis, &mut found)?;
    expected::look(db, &slice, basis, &mut found)?;
    memberships::look(&slice, basis, &mut found)?;
    compensations::look(&slice, &mut found);
    Ok((slice, found.0))
}

fn basis(db: &mut Db) -> Answer<Basis> {
    let organisation = organisation(db)?;
    let rule = tiers::rule(db)?;
    let today = local_day(clock::now(), organisation.time_zone);
    let mut bounds = Vec::new();
    for range in rule.policy.window.ranges(today) {
        bounds.push(match (rule.policy.fixed_bounds(), rule.policy.shares) {
            (Some(fixed), _) => fixed,
            (None, Some(shares)) => {
                let mut spends = Vec::new();
                let mut after = String::new();
                loop {
                    let page = metrics::tiered_spends_after(db, &after, 2_000)?;
                    let Some((last, _)) = page.last() else { break };
                    after.clone_from(last);
                    let ids: Vec<&str> = page.iter().map(|(id, _)| id.as_str()).collect();
                    let within = regulars_db::customers::bulk::spends(db, &ids, range.from, range.to)?;
                    spends.extend(ids.iter().map(|id| within.get(*id).copied().unwrap_or(0)));
                }
                cumulative_bounds(&mut spends, shares)
            }
            (None, None) => return Err(Error::Internal("a tier policy without bounds and shares".to_owned())),
        });
    }
    let ladders = ladders(db)?;
    Ok(Basis { organisation, rule, today, bounds, ladders })
}

/// Differences being collected.
#[derive(Default)]
pub(crate) struct Differences(Vec<Difference>);

impl Differences {
    pub fn compare(&mut self, customer_id: &str, field: &str, stored: &str, expected: &str) {
        if stored != expected {
            self.0.push(Difference {
                customer_id: customer_id.to_owned(),
                field: field.to_owned(),
                stored: stored.to_owned(),
                expected: expected.to_owned(),
            });
        }
    }

    /// Rows by key: each that is on one side only, or says another thing there.
    pub fn compare_all<K: Ord + std::fmt::Display>(
        &mut self,
        customer_id: &str,
        field: &str,
        stored: &std::collections::BTreeMap<K, String>,
        expected: &std::collections::BTreeMap<K, String>,
    ) {
        let keys: std::collections::BTreeSet<&K> = stored.keys().chain(expected.keys()).collect();
        let of = |rows: &std::collections::BTreeMap<K, String>, key: &K| {
            rows.get(key).cloned().unwrap_or_else(|| "nothing".to_owned())
        };
        for key in keys {
            self.compare(customer_id, &format!("{field}.{key}"), &of(stored, key), &of(expected, key));
        }
    }
}
