//! Facts in columns: one for each line of a sale and of a refund.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use chrono::{NaiveDate, NaiveDateTime};
use regulars_db::insight::facts::Line;
use regulars_domain::ids;
use regulars_domain::sales::purchases::{Channel, PurchaseState};
use regulars_domain::vocabulary::Word;
use sha2::{Digest, Sha256};

use super::owners::Owners;
use super::people::People;

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

/// The customer of an anonymous sale.
pub const NOBODY: u32 = u32::MAX;

/// Numbers of ids, which are spread evenly as they are.
pub type Numbers = HashSet<u64, BuildHasherDefault<AsItIs>>;

/// Hashes a number to itself.
#[derive(Default)]
pub struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// Facts, each at the same place of every column. The lines of a sale stand together, before those of its refunds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// The number of the purchase or anonymous sale.
    pub sale: Vec<u64>,
    /// The place of the customer for whom it was recorded, before any merge; [`NOBODY`] without one.
    pub customer: Vec<u32>,
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

/// 1 January 1970 in days of the common era.
const EPOCH: i32 = 719_163;

/// Days since 1970.
pub fn day_number(day: NaiveDate) -> i32 {
    i32::try_from((day - NaiveDate::default()).num_days()).unwrap_or_default()
}

/// The day of a number of days since 1970.
pub fn day_of(number: i32) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(number.saturating_add(EPOCH)).unwrap_or_default()
}

impl Columns {
    pub fn len(&self) -> usize {
        self.sale.len()
    }

    pub fn is_empty(&self) -> bool {
        self.sale.is_empty()
    }

    /// Adds lines of sales with those of their refunds.
    pub fn add(&mut self, lines: &[Line], people: &People, owners: &Owners) {
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
            let customer = line.customer_id.as_deref().and_then(|id| people.place(id)).unwrap_or(NOBODY);
            self.customer.push(owners.recorded_for(sale, customer));
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

    /// Adds other facts.
    pub fn append(&mut self, other: &Columns) {
        self.sale.extend_from_slice(&other.sale);
        self.customer.extend_from_slice(&other.customer);
        self.is_refund.extend_from_slice(&other.is_refund);
        self.occurred_on.extend_from_slice(&other.occurred_on);
        self.recorded_at.extend_from_slice(&other.recorded_at);
        self.ended_at.extend_from_slice(&other.ended_at);
        self.unit.extend_from_slice(&other.unit);
        self.channel.extend_from_slice(&other.channel);
        self.product.extend_from_slice(&other.product);
        self.category.extend_from_slice(&other.category);
        self.quantity.extend_from_slice(&other.quantity);
        self.amount.extend_from_slice(&other.amount);
    }

    /// Drops the facts of some sales.
    pub fn drop_sales(&mut self, sales: &Numbers) {
        if sales.is_empty() || !self.sale.iter().any(|sale| sales.contains(sale)) {
            return;
        }
        let kept: Vec<bool> = self.sale.iter().map(|sale| !sales.contains(sale)).collect();
        keep(&mut self.sale, &kept);
        keep(&mut self.customer, &kept);
        keep(&mut self.is_refund, &kept);
        keep(&mut self.occurred_on, &kept);
        keep(&mut self.recorded_at, &kept);
        keep(&mut self.ended_at, &kept);
        keep(&mut self.unit, &kept);
        keep(&mut self.channel, &kept);
        keep(&mut self.product, &kept);
        keep(&mut self.category, &kept);
        keep(&mut self.quantity, &kept);
        keep(&mut self.amount, &kept);
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

/// Keeps what is marked; of a column that was not read there is nothing.
fn keep<T>(column: &mut Vec<T>, kept: &[bool]) {
    let mut marks = kept.iter();
    column.retain(|_| marks.next().is_some_and(|kept| *kept));
}
