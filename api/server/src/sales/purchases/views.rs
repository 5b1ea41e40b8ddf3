//! Purchases and refunds as they are sent and taken.

use chrono::{DateTime, NaiveDate, Utc};
use regulars_db::sales::purchases::{Line, Purchase, Refund, RefundLine};
use regulars_domain::money::{Currency, Money};
use regulars_domain::quantity;
use regulars_domain::quantity::Quantity;
use regulars_domain::sales::purchases::{Channel, PurchaseState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::catalogue::products::views::ProductView;
use crate::customers::profiles::views::{CustomerKey, CustomerView};
use crate::customers::tiers::moves::TierMove;
use crate::loyalty::memberships::outcomes::CardOutcome;
use crate::organisation::units::views::UnitView;
use crate::platform::time::{self, Time};
use crate::sales::anonymous_sales::views::AnonymousSaleView;
use crate::sales::held_purchases::views::HeldPurchaseView;

/// A purchase.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Purchase)]
pub struct PurchaseView {
    #[schema(example = "pur_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub customer_id: String,
    pub unit_id: Option<String>,
    pub channel: Channel,
    /// The code of the partner that sent it.
    pub partner: Option<String>,
    pub external_id: Option<String>,
    pub revision: i32,
    pub occurred_at: Time,
    /// The organisation-local day.
    pub occurred_on: NaiveDate,
    pub recorded_at: Time,
    /// When it was recorded, took its revision, or was last given back in part or whole.
    pub updated_at: Time,
    /// Before discounts.
    pub gross: Money,
    pub discount: Money,
    pub refunded: Money,
    /// After discounts and refunds.
    pub net: Money,
    pub state: PurchaseState,
    pub lines: Vec<LineView>,
    /// Shown with `expand=customer`, if the reader may see who it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Box<CustomerView>>,
    /// Shown with `expand=unit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitView>,
}

/// One line of a purchase.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PurchaseLine)]
pub struct LineView {
    /// 1, 2, 3 …
    pub number: i32,
    pub product_id: Option<String>,
    pub description: Option<String>,
    /// A decimal with up to three places.
    #[schema(example = "1.000")]
    pub quantity: String,
    pub unit_price: Option<Money>,
    /// Charged for the whole line.
    pub amount: Money,
    /// Already taken off.
    pub discount: Money,
    #[schema(example = "0.000")]
    pub refunded_quantity: String,
    pub refunded_amount: Money,
    /// Shown with `expand=products`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductView>,
}

/// A purchase that was recorded, and what it did to the customer's tier and cards: enough for the receipt.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordedPurchase {
    #[serde(flatten)]
    pub purchase: PurchaseView,
    pub tier: TierMove,
    /// The customer's cards that are not closed, oldest first.
    pub memberships: Vec<CardOutcome>,
}

/// What a purchase of a batch did to the customer's tier and cards.
#[derive(Debug, Serialize, ToSchema)]
pub struct PurchaseOutcome {
    pub customer_id: String,
    pub tier: TierMove,
    /// The customer's cards that are not closed, oldest first.
    pub memberships: Vec<CardOutcome>,
}

/// What was recorded: a purchase of a customer, an anonymous sale, or a purchase that is held because nobody knows its
/// customer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = RecordedSale)]
pub enum RecordedSaleView {
    Purchase(Box<RecordedPurchase>),
    Anonymous(AnonymousSaleView),
    Held(HeldPurchaseView),
}

/// A purchase to record.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPurchase {
    /// The customer's id, or `ext:{partner}:{external_id}`; or say who it is with `customer`.
    pub customer_id: Option<String>,
    #[validate(nested)]
    #[schema(example = json!({"phone": "+8613900000000"}))]
    pub customer: Option<CustomerKey>,
    /// True: it has no customer, and is an anonymous sale.
    pub anonymous: Option<bool>,
    /// Where it was sold; the key's own unit when absent.
    pub unit_id: Option<String>,
    /// `in_store` when absent.
    pub channel: Option<Channel>,
    /// The partner's own id of it: the same id twice is one purchase.
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128, example = "T-20260217-0042")]
    pub external_id: Option<String>,
    /// The partner's code; an API key is its own partner.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "pos")]
    pub partner: Option<String>,
    /// 1 when absent; a higher one replaces the content under the same external id.
    #[validate(range(min = 1, max = 1_000_000))]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub revision: Option<i32>,
    #[schema(example = "2026-02-17T08:30:00Z")]
    #[serde(deserialize_with = "time::moment")]
    pub occurred_at: DateTime<Utc>,
    #[validate(length(min = 1, max = 500), nested)]
    #[schema(min_items = 1, max_items = 500)]
    pub lines: Vec<NewPurchaseLine>,
}

/// One line of a purchase to record.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPurchaseLine {
    pub product_id: Option<String>,
    /// The product's code, instead of its id.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub product_code: Option<String>,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "芋圆 4 号")]
    pub description: Option<String>,
    /// A decimal with up to three places, above 0; `1` when absent.
    #[schema(example = "1.5")]
    pub quantity: Option<Quantity>,
    /// For information.
    pub unit_price: Option<Money>,
    /// Charged for the whole line, discounts taken off: the truth.
    pub amount: Money,
    /// Already taken off; for information.
    pub discount: Option<Money>,
}

/// A refund to record.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRefund {
    /// Now when absent.
    #[serde(default, deserialize_with = "time::moment_if_any")]
    pub occurred_at: Option<DateTime<Utc>>,
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
    /// The partner's own id of it: the same id twice is one refund.
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128)]
    pub external_id: Option<String>,
    /// The partner's code; an API key is its own partner.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub partner: Option<String>,
    #[validate(length(min = 1, max = 500), nested)]
    #[schema(min_items = 1, max_items = 500)]
    pub lines: Vec<NewRefundLine>,
}

/// What to give back of one line: a quantity takes its share of the amount, an amount alone is a price reduction,
/// neither is all that is left.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRefundLine {
    pub number: i32,
    #[schema(example = "1")]
    pub quantity: Option<Quantity>,
    pub amount: Option<Money>,
}

/// A refund.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Refund)]
pub struct RefundView {
    #[schema(example = "rfd_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub purchase_id: String,
    pub customer_id: String,
    pub unit_id: Option<String>,
    pub reason: Option<String>,
    pub partner: Option<String>,
    pub external_id: Option<String>,
    pub occurred_at: Time,
    pub occurred_on: NaiveDate,
    pub recorded_at: Time,
    pub amount: Money,
    pub lines: Vec<RefundedLineView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RefundLine)]
pub struct RefundedLineView {
    pub number: i32,
    #[schema(example = "1.000")]
    pub quantity: String,
    pub amount: Money,
}

/// A refund that was recorded, what is left of the purchase, and what it did to the customer's tier.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordedRefund {
    #[serde(flatten)]
    pub refund: RefundView,
    pub purchase: PurchaseView,
    pub tier: TierMove,
    /// The customer's cards that are not closed, oldest first, with the points that were taken back.
    pub memberships: Vec<CardOutcome>,
}

/// The refunds of a purchase, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefundList {
    pub data: Vec<RefundView>,
}

impl NewPurchase {
    /// Whether it is said to have no customer.
    pub fn is_anonymous(&self) -> bool {
        self.anonymous == Some(true)
    }
}

impl PurchaseView {
    /// A purchase with its lines.
    pub fn new(purchase: Purchase, lines: &[Line]) -> PurchaseView {
        let currency = purchase.currency.0;
        let money = |amount| Money::new(amount, currency);
        PurchaseView {
            lines: lines
                .iter()
                .filter(|line| line.purchase_id == purchase.id)
                .map(|line| LineView::new(line, currency))
                .collect(),
            customer_id: purchase.customer_id,
            unit_id: purchase.unit_id,
            channel: purchase.channel.0,
            partner: purchase.partner,
            external_id: purchase.external_id,
            revision: purchase.revision,
            occurred_at: purchase.occurred_at.into(),
            occurred_on: purchase.occurred_on,
            recorded_at: purchase.recorded_at.into(),
            updated_at: purchase.updated_at.into(),
            gross: money(purchase.gross_minor),
            discount: money(purchase.discount_minor),
            refunded: money(purchase.refunded_minor),
            net: money(purchase.net_minor),
            state: purchase.state.0,
            customer: None,
            unit: None,
            id: purchase.id,
        }
    }
}

impl LineView {
    fn new(line: &Line, currency: Currency) -> LineView {
        let money = |amount| Money::new(amount, currency);
        LineView {
            number: line.number,
            product_id: line.product_id.clone(),
            description: line.description.clone(),
            quantity: quantity::print(line.quantity),
            unit_price: line.unit_price.map(money),
            amount: money(line.amount),
            discount: money(line.discount),
            refunded_quantity: quantity::print(line.refunded_quantity),
            refunded_amount: money(line.refunded_amount),
            product: None,
        }
    }
}

impl RefundView {
    pub fn new(refund: Refund, lines: &[RefundLine], currency: Currency) -> RefundView {
        RefundView {
            lines: lines
                .iter()
                .filter(|line| line.refund_id == refund.id)
                .map(|line| RefundedLineView {
                    number: line.number,
                    quantity: quantity::print(line.quantity),
                    amount: Money::new(line.amount, currency),
                })
                .collect(),
            purchase_id: refund.purchase_id,
            customer_id: refund.customer_id,
            unit_id: refund.unit_id,
            reason: refund.reason,
            partner: refund.partner,
            external_id: refund.external_id,
            occurred_at: refund.occurred_at.into(),
            occurred_on: refund.occurred_on,
            recorded_at: refund.recorded_at.into(),
            amount: Money::new(refund.amount, currency),
            id: refund.id,
        }
    }
}
