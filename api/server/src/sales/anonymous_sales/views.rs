//! Anonymous sales as they are sent and taken.

use chrono::NaiveDate;
use regulars_db::sales::anonymous_sales::{Filter, Sale, SaleLine, SaleRefund, SaleRefundLine};
use regulars_domain::money::{Currency, Money};
use regulars_domain::permissions::Scope;
use regulars_domain::quantity;
use regulars_domain::sales::purchases::{Channel, PurchaseState};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::refunds::RefundedSale;
use crate::organisation::partners::named as partners;
use crate::platform::error::Answer;
use crate::platform::http::range::DayRange;
use crate::platform::identity::Actor;
use crate::platform::time::Time;
use crate::sales::purchases::views::{LineView, RefundedLineView};

/// What was sold to somebody who did not say who they are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnonymousSale)]
pub struct AnonymousSaleView {
    #[schema(example = "ans_01JD3Q5V8N0000000000000000")]
    pub id: String,
    /// Always true: a purchase of a customer has no such member.
    pub anonymous: bool,
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
}

impl AnonymousSaleView {
    /// A sale with its lines.
    pub fn new(sale: Sale, lines: &[SaleLine]) -> AnonymousSaleView {
        let currency = sale.currency.0;
        let money = |amount| Money::new(amount, currency);
        let lines = lines.iter().filter(|line| line.sale_id == sale.id);
        AnonymousSaleView {
            lines: lines.map(|line| line_view(line, currency)).collect(),
            anonymous: true,
            unit_id: sale.unit_id,
            channel: sale.channel.0,
            partner: sale.partner,
            external_id: sale.external_id,
            revision: sale.revision,
            occurred_at: sale.occurred_at.into(),
            occurred_on: sale.occurred_on,
            recorded_at: sale.recorded_at.into(),
            updated_at: sale.updated_at.into(),
            gross: money(sale.gross_minor),
            discount: money(sale.discount_minor),
            refunded: money(sale.refunded_minor),
            net: money(sale.net_minor),
            state: sale.state.0,
            id: sale.id,
        }
    }
}

fn line_view(line: &SaleLine, currency: Currency) -> LineView {
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

/// A refund of an anonymous sale.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnonymousRefund)]
pub struct AnonymousRefundView {
    #[schema(example = "rfd_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub anonymous_sale_id: String,
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

impl AnonymousRefundView {
    pub fn new(refund: SaleRefund, lines: &[SaleRefundLine], currency: Currency) -> AnonymousRefundView {
        let line = |line: &SaleRefundLine| RefundedLineView {
            number: line.number,
            quantity: quantity::print(line.quantity),
            amount: Money::new(line.amount, currency),
        };
        AnonymousRefundView {
            lines: lines.iter().filter(|line| line.refund_id == refund.id).map(line).collect(),
            anonymous_sale_id: refund.sale_id,
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

/// A refund that was recorded, and what is left of the sale.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordedAnonymousRefund {
    #[serde(flatten)]
    pub refund: AnonymousRefundView,
    pub sale: AnonymousSaleView,
}

impl From<RefundedSale> for RecordedAnonymousRefund {
    fn from(refunded: RefundedSale) -> RecordedAnonymousRefund {
        let RefundedSale { refund, lines, sale, sale_lines } = refunded;
        RecordedAnonymousRefund {
            refund: AnonymousRefundView::new(refund, &lines, sale.currency.0),
            sale: AnonymousSaleView::new(sale, &sale_lines),
        }
    }
}

/// The refunds of an anonymous sale, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnonymousRefundList {
    pub data: Vec<AnonymousRefundView>,
}

/// Which anonymous sales to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AnonymousSaleQuery {
    #[serde(default)]
    #[param(required = false)]
    pub unit_id: Vec<String>,
    #[serde(default)]
    #[param(required = false)]
    pub channel: Vec<Channel>,
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<PurchaseState>,
    /// `occurred_on[gte]` and `occurred_on[lt]`: from (inclusive) and to (exclusive) a day.
    #[param(style = DeepObject, explode, required = false)]
    pub occurred_on: Option<DayRange>,
    /// Whose `external_id` it is; an API key is its own partner.
    #[validate(length(min = 1, max = 40))]
    #[param(min_length = 1, max_length = 40)]
    pub partner: Option<String>,
    /// The partner's own id of the sale.
    #[validate(length(min = 1, max = 128))]
    #[param(min_length = 1, max_length = 128)]
    pub external_id: Option<String>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

impl AnonymousSaleQuery {
    /// The filter as the database takes it, within what the caller may see.
    pub fn to_filter(&self, actor: &Actor, scope: &Scope) -> Answer<Filter> {
        let days = self.occurred_on.unwrap_or_default();
        let reference = partners::filtered(actor, self.partner.as_deref(), self.external_id.as_deref())?;
        Ok(Filter {
            units: scope.units().map(<[String]>::to_vec),
            unit_ids: self.unit_id.clone(),
            channels: self.channel.clone(),
            states: self.state.clone(),
            from: days.gte,
            before: days.lt,
            partner: self.partner.clone(),
            reference: reference.map(|(partner, external_id)| (partner.to_owned(), external_id.to_owned())),
        })
    }
}
