//! Sales to nobody in particular, their lines and refunds. They stand apart from purchases, which always have a customer.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Timestamp};
use regulars_domain::money::Currency;
use regulars_domain::sales::purchases::{Channel, PurchaseState};

use crate::dialect::bulk::few_inserts;
use crate::dialect::{any_of, first_for_update};
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{anonymous_refund_lines, anonymous_refunds, anonymous_sale_lines, anonymous_sales};
use crate::text::AsText;
use crate::{Db, Result, on};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = anonymous_sales, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Sale {
    pub id: String,
    pub unit_id: Option<String>,
    pub channel: AsText<Channel>,
    pub partner: Option<String>,
    pub external_id: Option<String>,
    /// 1, or what the partner stated with a new content.
    pub revision: i32,
    pub occurred_at: NaiveDateTime,
    /// The organisation-local day.
    pub occurred_on: NaiveDate,
    pub recorded_at: NaiveDateTime,
    pub currency: AsText<Currency>,
    /// Before discounts.
    pub gross_minor: i64,
    pub discount_minor: i64,
    pub refunded_minor: i64,
    /// After discounts and refunds.
    pub net_minor: i64,
    pub state: AsText<PurchaseState>,
    /// When it was recorded, took its revision, or was last given back in part or whole.
    pub updated_at: NaiveDateTime,
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = anonymous_sale_lines, treat_none_as_default_value = false)]
pub struct SaleLine {
    pub sale_id: String,
    /// 1, 2, 3 …
    pub number: i32,
    pub product_id: Option<String>,
    /// The product's category at the time.
    pub category_id: Option<String>,
    pub description: Option<String>,
    /// Thousandths.
    pub quantity: i64,
    pub unit_price: Option<i64>,
    pub amount: i64,
    pub discount: i64,
    pub refunded_quantity: i64,
    pub refunded_amount: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = anonymous_refunds, treat_none_as_default_value = false)]
pub struct SaleRefund {
    pub id: String,
    pub sale_id: String,
    pub unit_id: Option<String>,
    pub reason: Option<String>,
    pub partner: Option<String>,
    pub external_id: Option<String>,
    pub occurred_at: NaiveDateTime,
    pub occurred_on: NaiveDate,
    pub recorded_at: NaiveDateTime,
    pub recorded_by: String,
    pub amount: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = anonymous_refund_lines, treat_none_as_default_value = false)]
pub struct SaleRefundLine {
    pub refund_id: String,
    pub number: i32,
    /// Thousandths.
    pub quantity: i64,
    pub amount: i64,
}

/// Which sales a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only sales of these units, when given.
    pub units: Option<Vec<String>>,
    pub unit_ids: Vec<String>,
    pub channels: Vec<Channel>,
    pub states: Vec<PurchaseState>,
    pub from: Option<NaiveDate>,
    pub before: Option<NaiveDate>,
    /// Only sales with an id of this partner.
    pub partner: Option<String>,
    /// Only the sale with this id of a partner: the partner's code, and its id.
    pub reference: Option<(String, String)>,
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Sale>> {
    on!(db, |c| anonymous_sales::table.find(id).select(Sale::as_select()).first(c).optional())
}

/// The sale, locked until the transaction ends.
pub fn lock(db: &mut Db, id: &str) -> Result<Option<Sale>> {
    let found: Result<Sale> = first_for_update!(db, anonymous_sales::table.find(id).select(Sale::as_select()));
    found.optional()
}

pub fn insert(db: &mut Db, sale: &Sale, lines: &[SaleLine]) -> Result<()> {
    on!(db, |c| diesel::insert_into(anonymous_sales::table).values(sale).execute(c))?;
    insert_lines(db, lines)
}

/// Writes a sale over itself.
pub fn update(db: &mut Db, sale: &Sale) -> Result<()> {
    on!(db, |c| prepared(diesel::update(anonymous_sales::table.find(&sale.id)).set(sale)).run(c))
}

few_inserts! {
    /// Lines of a sale.
    insert_lines(SaleLine) into anonymous_sale_lines;
    /// Lines of a refund.
    insert_refund_lines(SaleRefundLine) into anonymous_refund_lines;
}

/// Removes all lines of a sale, before a new revision writes its own.
pub fn delete_lines(db: &mut Db, sale_id: &str) -> Result<()> {
    on!(db, |c| diesel::delete(anonymous_sale_lines::table.filter(anonymous_sale_lines::sale_id.eq(sale_id)))
        .execute(c))
    .map(|_| ())
}

/// The lines of these sales, by sale and number.
pub fn lines_of(db: &mut Db, sale_ids: &[&str]) -> Result<Vec<SaleLine>> {
    on!(db, |c| anonymous_sale_lines::table
        .filter(any_of(anonymous_sale_lines::sale_id, sale_ids))
        .order((anonymous_sale_lines::sale_id, anonymous_sale_lines::number))
        .select(SaleLine::as_select())
        .load(c))
}

/// Notes what has been refunded of a line.
pub fn set_refunded(db: &mut Db, line: &SaleLine) -> Result<()> {
    on!(db, |c| prepared(diesel::update(anonymous_sale_lines::table.find((&line.sale_id, line.number))).set((
        anonymous_sale_lines::refunded_quantity.eq(line.refunded_quantity),
        anonymous_sale_lines::refunded_amount.eq(line.refunded_amount)
    )))
    .run(c))
}

pub fn insert_refund(db: &mut Db, refund: &SaleRefund, lines: &[SaleRefundLine]) -> Result<()> {
    on!(db, |c| diesel::insert_into(anonymous_refunds::table).values(refund).execute(c))?;
    insert_refund_lines(db, lines)
}

pub fn find_refund(db: &mut Db, id: &str) -> Result<Option<SaleRefund>> {
    on!(db, |c| anonymous_refunds::table.find(id).select(SaleRefund::as_select()).first(c).optional())
}

/// The refunds of a sale, oldest first.
pub fn refunds_of(db: &mut Db, sale_id: &str) -> Result<Vec<SaleRefund>> {
    on!(db, |c| anonymous_refunds::table
        .filter(anonymous_refunds::sale_id.eq(sale_id))
        .order(anonymous_refunds::id.asc())
        .select(SaleRefund::as_select())
        .load(c))
}

/// The lines of these refunds.
pub fn refund_lines_of(db: &mut Db, refund_ids: &[&str]) -> Result<Vec<SaleRefundLine>> {
    on!(db, |c| anonymous_refund_lines::table
        .filter(any_of(anonymous_refund_lines::refund_id, refund_ids))
        .order((anonymous_refund_lines::refund_id, anonymous_refund_lines::number))
        .select(SaleRefundLine::as_select())
        .load(c))
}

/// Puts the filter's conditions on a boxed query over sales.
macro_rules! narrow {
    ($query:ident, $filter:expr) => {
        if let Some(units) = &$filter.units {
            $query = $query.filter(any_of(anonymous_sales::unit_id, units));
        }
        if !$filter.unit_ids.is_empty() {
            $query = $query.filter(any_of(anonymous_sales::unit_id, &$filter.unit_ids));
        }
        if !$filter.channels.is_empty() {
            $query = $query.filter(anonymous_sales::channel.eq_any($filter.channels.iter().map(|word| word.as_str())));
        }
        if !$filter.states.is_empty() {
            $query = $query.filter(anonymous_sales::state.eq_any($filter.states.iter().map(|word| word.as_str())));
        }
        if let Some(from) = $filter.from {
            $query = $query.filter(anonymous_sales::occurred_on.ge(from));
        }
        if let Some(before) = $filter.before {
            $query = $query.filter(anonymous_sales::occurred_on.lt(before));
        }
        if let Some(partner) = &$filter.partner {
            $query = $query.filter(anonymous_sales::partner.eq(partner));
        }
        if let Some((partner, external_id)) = &$filter.reference {
            $query =
                $query.filter(anonymous_sales::partner.eq(partner).and(anonymous_sales::external_id.eq(external_id)));
        }
    };
}

/// Sales newest first, by when they happened.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Sale>> {
    on!(db, |c| {
        let mut query = anonymous_sales::table
            .select(Sale::as_select())
            .order((anonymous_sales::occurred_at.desc(), anonymous_sales::id.desc()))
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = &page.after
            && let Ok(key) = after.key.parse::<NaiveDateTime>()
        {
            let behind = diesel::dsl::sql::<Bool>("(anonymous_sales.occurred_at, anonymous_sales.id) < (");
            let behind = behind.bind::<Timestamp, _>(key).sql(", ").bind::<Text, _>(after.id.clone()).sql(")");
            query = query.filter(behind);
        }
        narrow!(query, filter);
        query.load(c)
    })
}

/// Sales after an id, by id: for going over all of them.
pub fn after(db: &mut Db, filter: &Filter, id: &str, limit: i64) -> Result<Vec<Sale>> {
    on!(db, |c| {
        let mut query = anonymous_sales::table
            .filter(anonymous_sales::id.gt(id))
            .order(anonymous_sales::id)
            .limit(limit)
            .select(Sale::as_select())
            .into_boxed();
        narrow!(query, filter);
        query.load(c)
    })
}
