//! Why a customer has its tier: judged again from the same facts, and put into words.

use regulars_db::Db;
use regulars_db::customers::metrics;
use regulars_db::customers::profiles::Customer;
use regulars_domain::customers::tiers::reason_words;
use regulars_domain::period::{DateRange, local_day};
use regulars_domain::text::Language;
use serde::Serialize;
use utoipa::ToSchema;

use crate::customers::tiers;
use crate::customers::tiers::views::{JudgedView, NextView, TierReason};
use crate::platform::clock;
use crate::platform::error::{Answer, Code};
use crate::platform::organisation;

/// How many of the purchases that brought most are named.
const NAMED: i64 = 5;

/// Why a customer is classed as it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Explanation {
    /// None for kinds of customers that have no tier, and before the first pass of a rule by cumulative share.
    pub tier: Option<TierReason>,
}

pub fn explain(db: &mut Db, customer: &Customer, language: Language) -> Answer<Explanation> {
    let organisation = organisation(db)?;
    let rule = tiers::rule(db)?;
    let today = local_day(clock::now(), organisation.time_zone);
    let metrics = metrics::find(db, &customer.id)?.ok_or(Code::NotFound)?;
    let Some(class) = metrics.tier else { return Ok(Explanation { tier: None }) };
    let bounds = tiers::bounds(db, &rule, today)?;
    if bounds.is_empty() {
        return Ok(Explanation { tier: None });
    }
    let decision = tiers::judge(db, &rule, &bounds, &metrics, today)?;
    let range = decision.deciding.map_or(DateRange::ALL, |judged| judged.range);
    let largest = metrics::largest_purchases(db, &customer.id, range.from, range.to, NAMED)?;
    let currency = organisation.base_currency;
    Ok(Explanation {
        tier: Some(TierReason {
            class: class.0,
            since: metrics.tier_since,
            rule_version: rule.version,
            method: rule.policy.method,
            reason: reason_words(&decision, currency).text(language).to_owned(),
            candidates: decision
                .candidates
                .iter()
                .map(|judged| JudgedView::new(judged, decision.deciding == Some(*judged), currency))
                .collect(),
            next: decision.next.map(|next| NextView::new(next, currency)),
            purchases: largest,
        }),
    })
}
