//! Held purchases as they are sent and taken.

use chrono::NaiveDate;
use regulars_db::sales::held_purchases::{Filter, HeldPurchase};
use regulars_domain::identities::{IdentityKind, mask};
use regulars_domain::money::Money;
use regulars_domain::permissions::{Action, Scope};
use regulars_domain::sales::held_purchases::HeldState;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::http::range::DayRange;
use crate::platform::identity::Actor;
use crate::platform::identity::principal::Kind;
use crate::platform::time::Time;
use crate::sales::purchases::views::NewPurchaseLine;

/// A purchase whose customer nobody knows, or what became of one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HeldPurchase)]
pub struct HeldPurchaseView {
    #[schema(example = "hpu_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub state: HeldState,
    /// The code of the partner that sent it.
    pub partner: String,
    pub external_id: Option<String>,
    pub revision: i32,
    pub unit_id: Option<String>,
    /// Who it names; null once it is settled.
    pub identity: Option<HeldIdentity>,
    pub occurred_at: Time,
    /// The organisation-local day.
    pub occurred_on: NaiveDate,
    /// What it comes to.
    pub net: Money,
    /// As they were sent; empty once it is settled.
    pub lines: Vec<NewPurchaseLine>,
    pub held_at: Time,
    /// The code of the problem for which it was not recorded although somebody has what it names.
    #[schema(example = "customer_erased")]
    pub problem: Option<String>,
    pub settled_at: Option<Time>,
    pub settled_by: Option<String>,
    /// The purchase that it became.
    pub purchase_id: Option<String>,
    /// The anonymous sale that it became.
    pub anonymous_sale_id: Option<String>,
    pub version: i32,
}

/// Who a held purchase names.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldIdentity {
    pub kind: IdentityKind,
    /// Masked for people who may not see how customers are reached.
    #[schema(example = "138****5678")]
    pub value: String,
}

impl HeldPurchaseView {
    /// As this caller may see it.
    pub fn new(held: HeldPurchase, lines: &[NewPurchaseLine], actor: &Actor) -> HeldPurchaseView {
        let reach = actor.grants.scope(Action::CustomersContact);
        let is_masked = actor.kind == Kind::User && !reach.is_some_and(|scope| scope.covers(held.unit_id.as_deref()));
        let identity = held.identity.as_deref().and_then(|key| {
            let (kind, value) = key.split_once(':')?;
            let kind: IdentityKind = kind.parse().ok()?;
            let value = if is_masked { mask(kind, value) } else { value.to_owned() };
            Some(HeldIdentity { kind, value })
        });
        let became = |state| held.subject_id.clone().filter(|_| *held.state == state);
        HeldPurchaseView {
            state: held.state.0,
            identity,
            occurred_at: held.occurred_at.into(),
            occurred_on: held.occurred_on,
            net: Money::new(held.net_minor, held.currency.0),
            lines: lines.to_vec(),
            held_at: held.held_at.into(),
            settled_at: held.settled_at.map(Time::from),
            purchase_id: became(HeldState::Matched),
            anonymous_sale_id: became(HeldState::Released),
            id: held.id,
            partner: held.partner,
            external_id: held.external_id,
            revision: held.revision,
            unit_id: held.unit_id,
            problem: held.problem,
            settled_by: held.settled_by,
            version: held.version,
        }
    }
}

/// Whose a held purchase is.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeldPurchaseMatch {
    /// The customer's id, or `ext:{partner}:{external_id}`.
    pub customer_id: String,
    /// True: the customer gets the phone, card, e-mail or id that the purchase names.
    pub keep_identity: Option<bool>,
}

/// Which held purchases to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HeldPurchaseQuery {
    /// `held` when absent.
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<HeldState>,
    /// The partner's code.
    #[validate(length(min = 1, max = 40))]
    #[param(min_length = 1, max_length = 40)]
    pub partner: Option<String>,
    #[serde(default)]
    #[param(required = false)]
    pub unit_id: Vec<String>,
    /// `occurred_on[gte]` and `occurred_on[lt]`: from (inclusive) and to (exclusive) a day.
    #[param(style = DeepObject, explode, required = false)]
    pub occurred_on: Option<DayRange>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

impl HeldPurchaseQuery {
    /// The filter as the database takes it, within what the caller may see.
    pub fn to_filter(&self, scope: &Scope) -> Filter {
        let days = self.occurred_on.unwrap_or_default();
        Filter {
            units: scope.units().map(<[String]>::to_vec),
            unit_ids: self.unit_id.clone(),
            states: if self.state.is_empty() { vec![HeldState::Held] } else { self.state.clone() },
            partner: self.partner.clone(),
            from: days.gte,
            before: days.lt,
        }
    }
}
