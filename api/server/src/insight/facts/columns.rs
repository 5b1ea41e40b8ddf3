//! Facts in columns: one for each line of a sale and of a refund.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use regulars_db::insight::facts::Line;
use regulars_domain::ids;
use regulars_domain::sales::purchases::{Channel, PurchaseState};
use regulars_domain::vocabulary::Word;
use sha2::{Digest, Sha256};

use super::owners::Owners;

/// The number that stands for an id in every file, above 0: the same id has the same number always and everywhere, and
/// nothing leads back from it without the ids.
pub fn number_of(id: &str) -> u64 {
    let digest = Sha256::digest(id.as_bytes());
    digest.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte)).max(1)
}

/// The number of what may be absent; 0 when it is.
pub fn number_or_none(id: Option<&str>) -> u64 {
    id.map_or(0, number_of)
}

/// Facts, each at the same place of every column. The lines of a sale stand together, before those of its refunds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// The number of the purchase or anonymous sale.
    pub sale: Vec<u64>,
    /// The number of the customer for whom it was recorded, before any merge; 0 without one.
    pub customer: Vec<u64>,
    /// A line of a refund; else of what was sold.
    pub is_refund: Vec<bool>,
    /// Days since 1970 of the organisation-local day of the sale, or of the refund.
    pub occurred_on: Vec<i32>,
    /// Microseconds since 1970.
    pub recorded_at: Vec<i64>,
    /// When it was recorded that all of the sale was given back, or that its import was undone.
    pub ended_at: Vec<Option<i64>>,
    /// 0 without one.
    pub unit: Vec<u64>,
    /// Place in the list of channels.
    pub channel: Vec<u8>,
    /// 0 without one.
    pub product: Vec<u64>,
    /// 0 without one.
    pub category: Vec<u64>,
    /// In thousandths; negative of a refund.
    pub quantity: Vec<i64>,
    /// Minor units of the base currency, after discounts; negative of a refund.
    pub amount: Vec<i64>,
}

/// Microseconds since 1970.
pub fn micros(at: NaiveDateTime) -> i64 {
    at.and_utc().timestamp_micros()
}

/// Days since 1970.
pub fn day_number(day: NaiveDate) -> i32 {
    i32::try_from((day - NaiveDate::default()).num_days()).unwrap_or_default()
}

/// The day of a number of days since 1970.
pub fn day_of(number: i32) -> NaiveDate {
    DateTime::from_timestamp(i64::from(number) * 86_400, 0).map(|at| at.date_naive()).unwrap_or_default()
}

impl Columns {
    pub fn len(&self) -> usize {
        self.sale.len()
    }

    pub fn is_empty(&self) -> bool {
        self.sale.is_empty()
    }

    /// Adds lines of sales with those of their refunds.
    pub fn add(&mut self, lines: &[Line], owners: &Owners) {
        let mut given_back: HashMap<&str, i64> = HashMap::new();
        for line in lines.iter().filter(|line| line.refund_id.is_some()) {
            let last = given_back.entry(&line.sale_id).or_insert(i64::MIN);
            *last = (*last).max(micros(line.recorded_at));
        }
        for line in lines {
            let sign = if line.refund_id.is_some() { -1 } else { 1 };
            let ended_at = match PurchaseState::parse(&line.state) {
                Some(PurchaseState::Refunded) => {
                    Some(given_back.get(line.sale_id.as_str()).copied().unwrap_or_else(|| micros(line.updated_at)))
                }
                Some(PurchaseState::Reversed) => Some(micros(line.updated_at)),
                _ => None,
            };
            let channel = Channel::WORDS.iter().position(|word| *word == line.channel);
            let sale = number_of(&line.sale_id);
            self.sale.push(sale);
            self.customer.push(line.customer_id.as_deref().map_or(0, |id| owners.recorded_for(sale, number_of(id))));
            self.is_refund.push(line.refund_id.is_some());
            self.occurred_on.push(day_number(line.occurred_on));
            self.recorded_at.push(recorded_at(line));
            self.ended_at.push(ended_at);
            self.unit.push(number_or_none(line.unit_id.as_deref()));
            self.channel.push(channel.and_then(|place| u8::try_from(place).ok()).unwrap_or_default());
            self.product.push(number_or_none(line.product_id.as_deref()));
            self.category.push(number_or_none(line.category_id.as_deref()));
            self.quantity.push(sign * line.quantity);
            self.amount.push(sign * line.amount);
        }
    }

    /// Only the columns that tell on which days customers bought.
    pub fn days(self) -> Columns {
        Columns { amount: Vec::new(), ..self.spend() }
    }

    /// Only the columns that tell on which days customers bought, and for how much.
    pub fn spend(self) -> Columns {
        let Columns { sale, customer, is_refund, occurred_on, recorded_at, ended_at, amount, .. } = self;
        Columns { sale, customer, is_refund, occurred_on, recorded_at, ended_at, amount, ..Columns::default() }
    }

    /// Adds other facts, without those of some sales.
    pub fn append(&mut self, other: &Columns, except: &HashSet<u64>) {
        let kept: Vec<bool> = other.sale.iter().map(|sale| !except.contains(sale)).collect();
        keep(&mut self.sale, &other.sale, &kept);
        keep(&mut self.customer, &other.customer, &kept);
        keep(&mut self.is_refund, &other.is_refund, &kept);
        keep(&mut self.occurred_on, &other.occurred_on, &kept);
        keep(&mut self.recorded_at, &other.recorded_at, &kept);
        keep(&mut self.ended_at, &other.ended_at, &kept);
        keep(&mut self.unit, &other.unit, &kept);
        keep(&mut self.channel, &other.channel, &kept);
        keep(&mut self.product, &other.product, &kept);
        keep(&mut self.category, &other.category, &kept);
        keep(&mut self.quantity, &other.quantity, &kept);
        keep(&mut self.amount, &other.amount, &kept);
    }
}

/// When it was known. Of a purchase that took a revision only the newest content is there: it stands for it from when it was
/// first recorded, which is when its id was made.
fn recorded_at(line: &Line) -> i64 {
    let at = micros(line.recorded_at);
    if line.refund_id.is_some() || line.revision <= 1 {
        return at;
    }
    ids::made_at(&line.sale_id).map_or(at, |made| at.min(made.saturating_mul(1000)))
}

fn keep<T: Copy>(to: &mut Vec<T>, from: &[T], kept: &[bool]) {
    to.extend(from.iter().zip(kept).filter(|(_, kept)| **kept).map(|(value, _)| *value));
}
