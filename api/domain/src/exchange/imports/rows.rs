//! One row as a customer or as a line of a purchase, or everything that is wrong with it.

mod reading;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use self::reading::{Cells, Reason, channel, gender, in_words, tags, unreadable};
use super::cells;
use super::fields::Field;
use super::mapping::Layout;
use crate::customers::profiles::{Birthday, CustomerKind, Gender, Source};
use crate::identities::IdentityKind;
use crate::message;
use crate::money::Currency;
use crate::period;
use crate::quantity::Quantity;
use crate::sales::purchases::Channel;
use crate::text;
use crate::text::{Language, Message};

/// Why a row was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// The field whose cell is wrong or missing; the first one where any of several would do.
    pub field: Field,
    /// Stable, for programs.
    pub code: &'static str,
    /// For people: what was expected.
    pub detail: Message,
}

/// How the rows of one file are to be read.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Which column or constant fills which field.
    pub layout: &'a Layout,
    /// In which amounts are meant, for its number of decimals: the base currency.
    pub currency: Currency,
    /// In which times without an offset are meant, and in which a day begins.
    pub zone: Tz,
    /// Where a phone without country code is dialled.
    pub phone_region: &'a str,
    /// The stated form of dates, chrono's `%d.%m.%Y`.
    pub date_format: Option<&'a str>,
    /// The moment of reading: facts and birthdays later than this is allowed for are refused.
    pub now: DateTime<Utc>,
}

/// A customer out of a row. Identities are in their one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerRow {
    /// The partner's own id of the customer, 1 to 128 characters.
    pub external_id: Option<String>,
    /// 1 to 200 characters, trimmed; the only field that is always there.
    pub name: String,
    /// E.164, such as `+8613800138000`.
    pub phone: Option<String>,
    /// In lower case.
    pub email: Option<String>,
    /// The number of a member card, in capitals.
    pub card: Option<String>,
    /// An open id.
    pub wechat: Option<String>,
    /// [`CustomerKind::Consumer`] when the row does not say.
    pub kind: CustomerKind,
    /// The language in which the customer is written to.
    pub language: Option<Language>,
    /// None when the cell is empty or not mapped, like every other field that may be missing.
    pub gender: Option<Gender>,
    /// Always of the solar calendar with its year: a cell holds a date.
    pub birthday: Option<Birthday>,
    /// At most 100 characters.
    pub city: Option<String>,
    /// At most 300 characters, in one line.
    pub address: Option<String>,
    /// At most 100 characters.
    pub occupation: Option<String>,
    /// How the customer was found.
    pub source: Option<Source>,
    /// The code of the home unit; whether there is such a unit is not looked at here.
    pub unit_code: Option<String>,
    /// Each once, in the order of the cell.
    pub tags: Vec<String>,
    /// Free text of at most 2,000 characters, line breaks allowed.
    pub note: Option<String>,
}

/// One line of a purchase out of a row. Customer identities are in their one form, best first in use: partner's id,
/// phone, card, e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseRow {
    /// The partner's own id of the purchase, the same in each of its rows.
    pub external_id: Option<String>,
    /// The partner's own id of the customer. At least one of the four identities is there.
    pub customer_external_id: Option<String>,
    /// E.164, such as `+8613800138000`.
    pub customer_phone: Option<String>,
    /// The number of a member card, in capitals.
    pub customer_card: Option<String>,
    /// The customer's e-mail address.
    pub customer_email: Option<String>,
    /// Names whom the row makes, if it makes a customer.
    pub customer_name: Option<String>,
    /// In UTC; the first moment of the day when the file gives only a day.
    pub occurred_at: DateTime<Utc>,
    /// The organisation-local day.
    pub occurred_on: NaiveDate,
    /// Minor units actually charged, or given back for what was returned; never below zero.
    pub amount: i64,
    /// The goods came back: the file has them with an amount below zero.
    pub returned: bool,
    /// Minor units already taken off.
    pub discount: i64,
    /// In thousandths, above 0; one when the row does not say.
    pub quantity: Quantity,
    /// Whether the row says how many.
    pub said_quantity: bool,
    /// The code of the product; whether there is such a product is not looked at here.
    pub product_code: Option<String>,
    /// What the file calls the product, at most 200 characters.
    pub product_name: Option<String>,
    /// The code of the unit that sold; whether there is such a unit is not looked at here.
    pub unit_code: Option<String>,
    /// None when the row does not say by which way it was sold.
    pub channel: Option<Channel>,
}

impl Reader<'_> {
    /// A row as a customer.
    pub fn customer<S: AsRef<str>>(&self, row: &[S]) -> Result<CustomerRow, Vec<RowError>> {
        let mut cells = Cells::new(self, row);
        let name = cells.required(Field::Name, |name| text::check_name(name).map_err(in_words("name")));
        let customer = CustomerRow {
            external_id: cells.external_id(Field::ExternalId),
            name: name.unwrap_or_default(),
            phone: cells.identity(Field::Phone, IdentityKind::Phone),
            email: cells.identity(Field::Email, IdentityKind::Email),
            card: cells.identity(Field::Card, IdentityKind::Card),
            wechat: cells.identity(Field::Wechat, IdentityKind::Wechat),
            kind: cells.word(Field::Kind).unwrap_or(CustomerKind::Consumer),
            language: cells.word(Field::Language),
            gender: cells.optional(Field::Gender, gender),
            birthday: cells.birthday(),
            city: cells.line(Field::City, 100),
            address: cells.line(Field::Address, 300),
            occupation: cells.line(Field::Occupation, 100),
            source: cells.word(Field::Source),
            unit_code: cells.line(Field::UnitCode, 40),
            tags: cells.optional(Field::Tags, tags).unwrap_or_default(),
            note: cells.optional(Field::Note, |note| text::check_paragraphs(note, 2000).map_err(in_words("text"))),
        };
        cells.finish(customer)
    }

    /// A row as a line of a purchase.
    pub fn purchase<S: AsRef<str>>(&self, row: &[S]) -> Result<PurchaseRow, Vec<RowError>> {
        let mut cells = Cells::new(self, row);
        let occurred_at = cells.occurred_at();
        let amount = cells
            .required(Field::Amount, |cell| cells::parse_amount(cell, self.currency).map_err(unreadable))
            .unwrap_or_default();
        let quantity = cells.optional(Field::Quantity, |cell| counted(cell, amount < 0));
        let purchase = PurchaseRow {
            external_id: cells.external_id(Field::ExternalId),
            customer_external_id: cells.external_id(Field::CustomerExternalId),
            customer_phone: cells.identity(Field::CustomerPhone, IdentityKind::Phone),
            customer_card: cells.identity(Field::CustomerCard, IdentityKind::Card),
            customer_email: cells.identity(Field::CustomerEmail, IdentityKind::Email),
            customer_name: cells.optional(Field::CustomerName, |name| text::check_name(name).map_err(in_words("name"))),
            occurred_at,
            occurred_on: period::local_day(occurred_at, self.zone),
            amount: amount.saturating_abs(),
            returned: amount < 0,
            discount: cells.optional(Field::Discount, |cell| self.discount(cell, amount < 0)).unwrap_or_default(),
            quantity: quantity.unwrap_or(Quantity::ONE),
            said_quantity: quantity.is_some(),
            product_code: cells.line(Field::ProductCode, 40),
            product_name: cells.line(Field::ProductName, 200),
            unit_code: cells.line(Field::UnitCode, 40),
            channel: cells.optional(Field::Channel, channel),
        };
        cells.names_a_customer(&purchase);
        cells.finish(purchase)
    }

    /// When a purchase in this row happened, if the row says so in a way that can be read.
    pub fn happened<S: AsRef<str>>(&self, row: &[S]) -> Option<DateTime<Utc>> {
        let mut cells = Cells::new(self, row);
        let at = cells.occurred_at();
        cells.finish(at).ok()
    }

    /// What was taken off: below zero only in a row of returned goods, where it says nothing.
    fn discount(&self, cell: &str, returned: bool) -> Result<i64, Reason> {
        match cells::parse_amount(cell, self.currency).map_err(unreadable)? {
            _ if returned => Ok(0),
            discount if discount < 0 => Err(("negative", message!("must not be negative", "不能为负数"))),
            discount => Ok(discount),
        }
    }
}

/// How many; below zero as the amount is, for goods that came back.
fn counted(cell: &str, returned: bool) -> Result<Quantity, Reason> {
    match cell.strip_prefix(['-', '−', '－']) {
        None => cells::parse_quantity(cell).map_err(unreadable),
        Some(rest) if returned => cells::parse_quantity(rest).map_err(unreadable),
        Some(_) => {
            let said = message!(
                "a quantity below zero means returned goods, and the amount is not below zero",
                "负数量表示退货，而金额不是负数"
            );
            Err(("negative", said))
        }
    }
}

#[cfg(test)]
mod tests;
