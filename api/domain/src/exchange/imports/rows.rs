//! One row as a customer or as a line of a purchase, or everything that is wrong with it.

mod attributes;
mod reading;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use self::reading::{Cells, Reason, in_words, unreadable};
use super::cells::{self, DateForm};
use super::fields::Field;
use super::mapping::Layout;
use super::said::SaidWords;
use crate::customers::attributes::Definition;
use crate::customers::profiles::{Birthday, ConsentChannel, CustomerKind, Gender, Source};
use crate::identities::IdentityKind;
use crate::message;
use crate::money::Currency;
use crate::period;
use crate::quantity::Quantity;
use crate::sales::purchases::Channel;
use crate::text;
use crate::text::{Language, Message};

/// What is wrong with a cell: why a row is refused, or what is left out of it.
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
    /// How dates are written.
    pub dates: DateForm<'a>,
    /// Words of the file that were said to mean ours.
    pub words: &'a SaidWords,
    /// The attributes that customers may have.
    pub attributes: &'a [Definition],
    /// An optional cell that cannot be read costs the row.
    pub strict: bool,
    /// The moment of reading: facts and birthdays later than this is allowed for are refused.
    pub now: DateTime<Utc>,
}

/// A row as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read<T> {
    /// What it says.
    pub value: T,
    /// The optional cells that could not be read and are left out.
    pub warnings: Vec<RowError>,
}

/// A customer out of a row. Identities are in their one form. What is empty or not mapped is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerRow {
    /// Our own id of the customer.
    pub id: Option<String>,
    /// The partner's own id of the customer, 1 to 128 characters.
    pub external_id: Option<String>,
    /// Ids of partners, each with the partner's code.
    pub external_ids: Vec<(String, String)>,
    /// 1 to 200 characters, trimmed; the only field that is always there.
    pub name: String,
    /// E.164, such as `+8613800138000`, each once.
    pub phones: Vec<String>,
    /// In lower case.
    pub emails: Vec<String>,
    /// Numbers of member cards, in capitals.
    pub cards: Vec<String>,
    /// Open ids.
    pub wechat: Vec<String>,
    /// What kind of customer.
    pub kind: Option<CustomerKind>,
    /// The language in which the customer is written to.
    pub language: Option<Language>,
    /// As the customer told it.
    pub gender: Option<Gender>,
    /// Of either calendar, the year may be unknown.
    pub birthday: Option<Birthday>,
    /// At most 100 characters.
    pub city: Option<String>,
    /// At most 300 characters, in one line.
    pub address: Option<String>,
    /// At most 100 characters.
    pub occupation: Option<String>,
    /// How the customer was found.
    pub source: Option<Source>,
    /// The code, name or id of the home unit; whether there is such a unit is not looked at here.
    pub unit_code: Option<String>,
    /// Each once, in the order of the cell.
    pub tags: Vec<String>,
    /// Free text of at most 4,000 characters, line breaks allowed.
    pub note: Option<String>,
    /// Attributes by key, each in its one form; whether customers of the kind have them is not looked at here.
    pub attributes: Vec<(String, Value)>,
    /// Channels on which the customer said yes or no.
    pub consents: Vec<(ConsentChannel, bool)>,
    /// When it was said; unknown when none.
    pub consented_at: Option<DateTime<Utc>>,
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
    pub fn customer<S: AsRef<str>>(&self, row: &[S]) -> Result<Read<CustomerRow>, Vec<RowError>> {
        let mut cells = Cells::new(self, row);
        let name = cells.required(Field::Name, |name| text::check_name(name).map_err(in_words("name")));
        let consents = cells.consents();
        let customer = CustomerRow {
            id: cells.own_id(),
            external_id: cells.external_id(Field::ExternalId),
            external_ids: cells.external_ids(),
            name: name.unwrap_or_default(),
            phones: cells.identities(Field::Phone, IdentityKind::Phone),
            emails: cells.identities(Field::Email, IdentityKind::Email),
            cards: cells.identities(Field::Card, IdentityKind::Card),
            wechat: cells.identities(Field::Wechat, IdentityKind::Wechat),
            kind: cells.word(Field::Kind),
            language: cells.word(Field::Language),
            gender: cells.word(Field::Gender),
            birthday: cells.birthday(),
            city: cells.line(Field::City, 100),
            address: cells.line(Field::Address, 300),
            occupation: cells.line(Field::Occupation, 100),
            source: cells.word(Field::Source),
            unit_code: cells.unit(),
            tags: cells.tags(),
            note: cells.optional(Field::Note, |note| text::check_paragraphs(note, 4000).map_err(in_words("text"))),
            consented_at: if consents.is_empty() { None } else { cells.consented_at() },
            attributes: cells.attributes(),
            consents,
        };
        cells.finish(customer)
    }

    /// A row as a line of a purchase. What was paid, for how much, and under which id is never left out.
    pub fn purchase<S: AsRef<str>>(&self, row: &[S]) -> Result<Read<PurchaseRow>, Vec<RowError>> {
        let mut cells = Cells::new(self, row);
        let occurred_at = cells.occurred_at();
        let amount = cells
            .required(Field::Amount, |cell| cells::parse_amount(cell, self.currency).map_err(unreadable))
            .unwrap_or_default();
        let discount = cells.whole(Field::Discount, |cell| self.discount(cell, amount < 0)).unwrap_or_default();
        let quantity = cells.whole(Field::Quantity, |cell| counted(cell, amount < 0));
        let purchase = PurchaseRow {
            external_id: cells.external_id(Field::ExternalId),
            customer_external_id: cells.external_id(Field::CustomerExternalId),
            customer_phone: cells.identity(Field::CustomerPhone, IdentityKind::Phone),
            customer_card: cells.identity(Field::CustomerCard, IdentityKind::Card),
            customer_email: cells.identity(Field::CustomerEmail, IdentityKind::Email),
            customer_name: cells.optional(Field::CustomerName, |name| text::check_name(name).map_err(in_words("name"))),
            occurred_at,
            occurred_on: period::local_day(period::counted_at(occurred_at, self.now), self.zone),
            amount: amount.saturating_abs(),
            returned: amount < 0,
            discount,
            quantity: quantity.unwrap_or(Quantity::ONE),
            said_quantity: quantity.is_some(),
            product_code: cells.line(Field::ProductCode, 40),
            product_name: cells.line(Field::ProductName, 200),
            unit_code: cells.unit(),
            channel: cells.word(Field::Channel),
        };
        cells.names_a_customer(&purchase);
        cells.finish(purchase)
    }

    /// When a purchase in this row happened, if the row says so in a way that can be read.
    pub fn happened<S: AsRef<str>>(&self, row: &[S]) -> Option<DateTime<Utc>> {
        let mut cells = Cells::new(self, row);
        let at = cells.occurred_at();
        cells.finish(at).ok().map(|read| read.value)
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
