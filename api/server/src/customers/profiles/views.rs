//! Customers as they are sent and taken.

use chrono::NaiveDate;
use regulars_db::customers::metrics::Metrics;
use regulars_db::customers::profiles::{Customer, Identity};
use regulars_domain::customers::completeness::Completeness;
use regulars_domain::customers::metrics as rules;
use regulars_domain::customers::profiles::{
    Birthday, ConsentChannel, CustomerKind, CustomerStatus, Gender, LeaderKind, Source,
};
use regulars_domain::identities::{IdentityKind, mask};
use regulars_domain::money::{Currency, Money};
use regulars_domain::text;
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use validator::Validate;

use super::expansions::CustomerOwner;
use crate::customers::tiers::views::TierView;
use crate::organisation::units::views::UnitView;
use crate::platform::http::patch;
use crate::platform::time::Time;

/// A customer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Customer)]
pub struct CustomerView {
    #[schema(example = "cus_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub kind: CustomerKind,
    pub status: CustomerStatus,
    #[schema(example = "王小明")]
    pub name: String,
    pub language: Option<Language>,
    pub gender: Option<Gender>,
    pub birthday: Option<Birthday>,
    pub city: Option<String>,
    pub address: Option<String>,
    pub occupation: Option<String>,
    pub source: Option<Source>,
    pub home_unit_id: Option<String>,
    pub owner_id: Option<String>,
    /// Who referred the customer to us.
    pub referrer_id: Option<String>,
    pub leader_kind: Option<LeaderKind>,
    pub tags: Vec<String>,
    /// By the keys of `/v1/customer-attributes`: texts, numbers, true and false; days as `2026-05-01`, choices by code.
    #[schema(value_type = Object)]
    pub attributes: Map<String, Value>,
    pub note: Option<String>,
    pub identities: Vec<IdentityView>,
    /// Whether identities and address are shown masked: who may have them revealed asks for it with a reason.
    pub contact_masked: bool,
    /// None for kinds of customers that have no tier.
    pub tier: Option<TierView>,
    pub metrics: Figures,
    pub created_at: Time,
    /// When anything of this last changed: the profile, an identity, a figure or the tier.
    pub updated_at: Time,
    /// Of the profile alone: a change is made upon it.
    pub version: i32,
    /// Of one customer only, not in lists, and of nobody who was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completeness: Option<Completeness>,
    /// Shown with `expand=home_unit`, if the reader may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home_unit: Option<UnitView>,
    /// Shown with `expand=owner`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<CustomerOwner>,
}

/// What the facts say of a customer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Figures {
    pub first_purchase_on: Option<NaiveDate>,
    pub last_purchase_on: Option<NaiveDate>,
    /// Counted purchases: wholly refunded ones are not.
    pub purchases: i64,
    pub purchase_days: i64,
    /// Net of discounts and refunds.
    pub net_spend: Money,
    pub average_basket: Option<Money>,
    /// A decimal with one place.
    #[schema(example = "12.5")]
    pub mean_days_between: Option<String>,
    pub favourite_unit_id: Option<String>,
    pub favourite_category_id: Option<String>,
}

/// The figures of a customer, with each calendar year.
#[derive(Debug, Serialize, ToSchema)]
pub struct FiguresByYear {
    #[serde(flatten)]
    pub figures: Figures,
    pub years: Vec<YearView>,
    pub months: Vec<MonthView>,
}

/// One calendar year of a customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = YearFigures)]
pub struct YearView {
    pub year: i32,
    pub net_spend: Money,
    pub purchases: i64,
}

/// One calendar month of a customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MonthFigures)]
pub struct MonthView {
    /// Its first day.
    pub month: NaiveDate,
    pub net_spend: Money,
    pub purchases: i64,
    pub purchase_days: i64,
}

/// An identity: one living customer has it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Identity)]
pub struct IdentityView {
    pub id: String,
    pub kind: IdentityKind,
    /// The code of the partner whose own id it is.
    pub partner: Option<String>,
    /// Normalised: a phone in E.164, an e-mail in lower case.
    #[schema(example = "+8613812345678")]
    pub value: String,
}

/// Who the customer is; exactly one of the four.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"phone": "+8613900000000"}))]
pub struct CustomerKey {
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "13812345678")]
    pub phone: Option<String>,
    #[validate(length(min = 4, max = 32))]
    #[schema(min_length = 4, max_length = 32, example = "VIP-000123")]
    pub card: Option<String>,
    #[validate(length(min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254, example = "name@example.com")]
    pub email: Option<String>,
    /// The partner's own id of the customer.
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128)]
    pub external_id: Option<String>,
}

/// A customer that a batch created.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedCustomer {
    /// Of the profile: a change is made upon it.
    pub version: i32,
}

/// A customer to create.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCustomer {
    /// `consumer` when absent.
    pub kind: Option<CustomerKind>,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "王小明")]
    pub name: String,
    /// Taken as in the organisation's region when it has no country code.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "13812345678")]
    pub phone: Option<String>,
    #[validate(length(min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254, example = "xiaoming@example.com")]
    pub email: Option<String>,
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub wechat: Option<String>,
    /// A member card's number.
    #[validate(length(min = 4, max = 32))]
    #[schema(min_length = 4, max_length = 32, example = "VIP-000123")]
    pub card: Option<String>,
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub external_ids: Vec<ExternalId>,
    pub language: Option<Language>,
    pub gender: Option<Gender>,
    pub birthday: Option<Birthday>,
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "上海")]
    pub city: Option<String>,
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub address: Option<String>,
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub occupation: Option<String>,
    pub source: Option<Source>,
    /// Where the customer is at home; the caller's own unit when absent.
    pub home_unit_id: Option<String>,
    pub owner_id: Option<String>,
    /// Who referred the customer to us, by our own id or as `ext:{partner}:{external_id}`. Without a `source` it is
    /// `referral` then.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub referrer_id: Option<String>,
    pub leader_kind: Option<LeaderKind>,
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub tags: Vec<String>,
    /// By the keys of `/v1/customer-attributes`.
    #[serde(default)]
    #[schema(value_type = Object, example = json!({"taste": "sweet"}))]
    pub attributes: Map<String, Value>,
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    pub note: Option<String>,
    /// What the customer agreed to at enrolment.
    #[serde(default)]
    #[validate(length(max = 5), nested)]
    #[schema(max_items = 5)]
    pub consents: Vec<NewConsent>,
}

/// A partner's own id.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExternalId {
    /// The partner's code.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "pos")]
    pub partner: String,
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128, example = "C-4711")]
    pub id: String,
}

/// That a customer said yes or no to a channel.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConsent {
    pub channel: ConsentChannel,
    pub granted: bool,
    /// Where it was said.
    #[validate(length(min = 1, max = 80))]
    #[schema(min_length = 1, max_length = 80, example = "counter")]
    pub source: String,
    /// The version of the words that were agreed to.
    #[validate(length(min = 1, max = 80))]
    #[schema(min_length = 1, max_length = 80)]
    pub wording_version: Option<String>,
    /// Now when absent.
    pub at: Option<chrono::DateTime<chrono::Utc>>,
}

/// A change of a customer's profile; identities, consents and facts have their own requests.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CustomerPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, value_type = String, required = false)]
    pub name: Option<String>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<Language>)]
    pub language: Option<Option<Language>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<Gender>)]
    pub gender: Option<Option<Gender>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<Birthday>)]
    pub birthday: Option<Option<Birthday>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, value_type = Option<String>)]
    pub city: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, value_type = Option<String>)]
    pub address: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, value_type = Option<String>)]
    pub occupation: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<Source>)]
    pub source: Option<Option<Source>>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = String, required = false)]
    pub home_unit_id: Option<String>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>)]
    pub owner_id: Option<Option<String>>,
    /// As for a new customer; nobody refers themselves or whom they were brought by.
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, value_type = Option<String>)]
    pub referrer_id: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<LeaderKind>)]
    pub leader_kind: Option<Option<LeaderKind>>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(max = 50))]
    #[schema(max_items = 50, value_type = Vec<String>, required = false)]
    pub tags: Option<Vec<String>>,
    /// Merged member by member: null removes one.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Object, required = false)]
    pub attributes: Option<Map<String, Value>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000, value_type = Option<String>)]
    pub note: Option<Option<String>>,
}

impl CustomerView {
    /// `identities` are those of some customers, in the order of their customers.
    pub fn new(customer: Customer, metrics: &Metrics, identities: &[Identity], currency: Currency) -> CustomerView {
        CustomerView {
            kind: customer.kind.0,
            status: customer.status.0,
            name: customer.name,
            language: customer.language.map(|language| language.0),
            gender: customer.gender.map(|gender| gender.0),
            birthday: customer.birthday.map(|birthday| birthday.0),
            city: customer.city,
            address: customer.address,
            occupation: customer.occupation,
            source: customer.source.map(|source| source.0),
            home_unit_id: customer.home_unit_id,
            owner_id: customer.owner_id,
            referrer_id: customer.referrer_id,
            leader_kind: customer.leader_kind.map(|kind| kind.0),
            tags: customer.tags.0,
            attributes: customer.attributes.0,
            note: customer.note,
            identities: identities_of(identities, &customer.id).iter().cloned().map(IdentityView::from).collect(),
            contact_masked: false,
            tier: tier_of(metrics),
            metrics: Figures::new(metrics, currency),
            created_at: customer.created_at.into(),
            updated_at: customer.updated_at.max(metrics.changed_at).into(),
            version: customer.version,
            completeness: None,
            home_unit: None,
            owner: None,
            id: customer.id,
        }
    }
}

impl CustomerView {
    /// The same with identities and address masked, where that is wanted.
    #[must_use]
    pub fn masked_if(mut self, masked: bool) -> CustomerView {
        if masked {
            self.identities = self.identities.into_iter().map(IdentityView::masked).collect();
            self.address = self.address.as_deref().map(text::mask_address);
            self.contact_masked = true;
        }
        self
    }
}

impl IdentityView {
    /// The same with its value masked.
    #[must_use]
    pub fn masked(mut self) -> IdentityView {
        self.value = mask(self.kind, &self.value);
        self
    }
}

/// How a customer is reached.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevealedContact {
    pub identities: Vec<IdentityView>,
    pub address: Option<String>,
}

/// Why somebody wants to see how a customer is reached.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealContact {
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "calls back about an order")]
    pub reason: String,
}

/// Those of one customer, of identities in the order of their customers.
fn identities_of<'a>(identities: &'a [Identity], customer_id: &str) -> &'a [Identity] {
    let from = identities.partition_point(|identity| identity.customer_id.as_str() < customer_id);
    let rest = identities.get(from..).unwrap_or_default();
    rest.split_at(rest.partition_point(|identity| identity.customer_id == customer_id)).0
}

/// The tier of a customer's figures; none for kinds without one.
pub fn tier_of(metrics: &Metrics) -> Option<TierView> {
    Some(TierView { class: metrics.tier?.0, since: metrics.tier_since?, rule_version: metrics.tier_rule? })
}

impl Figures {
    pub fn new(metrics: &Metrics, currency: Currency) -> Figures {
        let sums = rules::Metrics {
            first_purchase_on: metrics.first_purchase_on,
            last_purchase_on: metrics.last_purchase_on,
            purchases: metrics.purchases,
            purchase_days: metrics.purchase_days,
            net_spend: metrics.net_minor,
            years: Vec::new(),
        };
        Figures {
            first_purchase_on: sums.first_purchase_on,
            last_purchase_on: sums.last_purchase_on,
            purchases: sums.purchases,
            purchase_days: sums.purchase_days,
            net_spend: Money::new(sums.net_spend, currency),
            average_basket: sums.average_basket().map(|amount| Money::new(amount, currency)),
            mean_days_between: sums.mean_days_between(),
            favourite_unit_id: metrics.favourite_unit_id.clone(),
            favourite_category_id: metrics.favourite_category_id.clone(),
        }
    }
}

impl From<Identity> for IdentityView {
    fn from(identity: Identity) -> IdentityView {
        IdentityView {
            id: identity.id,
            kind: identity.kind.0,
            partner: Some(identity.partner).filter(|partner| !partner.is_empty()),
            value: identity.value,
        }
    }
}

/// A change of one of many customers.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerChange {
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "cus_01JD3Q5V8N0000000000000000")]
    pub customer_id: String,
    /// Tags that the customer has afterwards.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50, example = json!(["团购"]))]
    pub add_tags: Vec<String>,
    /// Tags that the customer has not afterwards.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50, example = json!(["新客"]))]
    pub remove_tags: Vec<String>,
    /// Who looks after the customer; null: nobody; as it is when absent.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>, example = "usr_01JD3Q5V8N0000000000000000")]
    pub owner_id: Option<Option<String>>,
}

/// What became of a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedCustomer {
    pub version: i32,
    /// False when the customer was so already.
    pub has_changed: bool,
}
