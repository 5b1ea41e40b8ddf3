//! Why a customer has its tier, as it is sent.

use chrono::NaiveDate;
use regulars_db::customers::metrics::TierChange;
use regulars_domain::customers::tiers::{Judged, Next, TierClass, TierMethod};
use regulars_domain::money::{Currency, Money};
use regulars_domain::period::LAST_DAY;
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::time::Time;

/// A customer's tier.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Tier)]
pub struct TierView {
    pub class: TierClass,
    /// The organisation-local day it began.
    pub since: NaiveDate,
    /// The version of the tier policy that decided.
    pub rule_version: i32,
}

/// One tier a customer has had.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TierChange)]
pub struct TierChangeView {
    pub id: String,
    pub class: TierClass,
    pub previous: Option<TierClass>,
    pub since: NaiveDate,
    pub recorded_at: Time,
    pub rule_version: i32,
    /// What made it be looked at: a purchase, a refund, an import, a pass over the base.
    pub cause: String,
    /// What decided: the spend and bounds of each range.
    pub inputs: serde_json::Value,
}

impl From<TierChange> for TierChangeView {
    fn from(change: TierChange) -> TierChangeView {
        TierChangeView {
            id: change.id,
            class: change.tier.0,
            previous: change.previous.map(|previous| previous.0),
            since: change.since,
            recorded_at: change.recorded_at.into(),
            rule_version: change.rule,
            cause: change.cause,
            inputs: change.inputs.0,
        }
    }
}

/// The tiers of a customer, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierHistory {
    pub data: Vec<TierChangeView>,
}

/// Why a customer has this tier.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierReason {
    pub class: TierClass,
    pub since: Option<NaiveDate>,
    pub rule_version: i32,
    pub method: TierMethod,
    /// In the caller's language.
    #[schema(example = "2026-01-01 至 2026-12-31 净消费 ¥3,600.00，达到 A 级下限 ¥3,500.00，因此分级为 A。")]
    pub reason: String,
    /// Each range that was looked at; the best one counts.
    pub candidates: Vec<JudgedView>,
    /// The next better class; none for the best.
    pub next: Option<NextView>,
    /// The purchases that brought most of it, largest first.
    pub purchases: Vec<String>,
}

/// The spend within a range and the class it gives.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TierCandidate)]
pub struct JudgedView {
    /// None: since ever.
    pub from: Option<NaiveDate>,
    /// None: without end.
    pub to: Option<NaiveDate>,
    pub spend: Money,
    /// The least spend of an A.
    pub bound_a: Money,
    /// The least spend of a B.
    pub bound_b: Money,
    pub class: TierClass,
    /// Whether this one gave the class.
    pub deciding: bool,
}

impl JudgedView {
    pub fn new(judged: &Judged, deciding: bool, currency: Currency) -> JudgedView {
        let money = |amount| Money::new(amount, currency);
        let all = judged.range.to == LAST_DAY;
        JudgedView {
            from: (!all).then_some(judged.range.from),
            to: (!all).then_some(judged.range.to),
            spend: money(judged.spend),
            bound_a: money(judged.bounds.a),
            bound_b: money(judged.bounds.b),
            class: judged.class,
            deciding,
        }
    }
}

/// What is missing to a class.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NextTier)]
pub struct NextView {
    pub class: TierClass,
    pub missing: Money,
}

impl NextView {
    pub fn new(next: Next, currency: Currency) -> NextView {
        NextView { class: next.class, missing: Money::new(next.missing, currency) }
    }
}
