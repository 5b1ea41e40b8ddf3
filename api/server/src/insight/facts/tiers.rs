//! Changes of tiers as figures look at them.

use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, TimestampMicrosecondType, UInt8Type, UInt32Type};
use arrow_array::{Date32Array, TimestampMicrosecondArray, UInt8Array, UInt32Array};
use chrono::{NaiveDate, NaiveDateTime};
use regulars_db::insight::facts::Tiered;
use regulars_domain::customers::tiers::TierClass;

use super::columns::{day_number, micros};
use super::files;
use super::files::Table;
use super::people::People;
use crate::platform::error::Answer;

/// A change of somebody's tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TierChange {
    /// The place of the customer.
    pub customer: u32,
    /// Days since 1970.
    pub since: i32,
    pub tier: TierClass,
    /// Microseconds since 1970.
    pub recorded_at: i64,
}

/// Changes in the order of customers and days, of the same day in that of their recording.
#[derive(Clone, Debug, Default)]
pub struct Tiers(Vec<TierChange>);

impl Tiers {
    /// Out of a file that [`Tiers::write`] wrote.
    pub fn read(file: &Table) -> Answer<Tiers> {
        let Some(batch) = file.batch()? else { return Ok(Tiers::default()) };
        let customers = files::column(&batch, "customer", |array| array.as_primitive_opt::<UInt32Type>())?.values();
        let since = files::column(&batch, "since", |array| array.as_primitive_opt::<Date32Type>())?.values();
        let tiers = files::column(&batch, "tier", |array| array.as_primitive_opt::<UInt8Type>())?.values();
        let recorded =
            files::column(&batch, "recorded_at", |array| array.as_primitive_opt::<TimestampMicrosecondType>())?
                .values();
        let rows = customers.iter().zip(since).zip(tiers.iter().zip(recorded));
        let change = |((customer, since), (tier, recorded_at)): ((&u32, &i32), (&u8, &i64))| TierChange {
            customer: *customer,
            since: *since,
            tier: TierClass::ALL.get(usize::from(*tier)).copied().unwrap_or(TierClass::None),
            recorded_at: *recorded_at,
        };
        Ok(Tiers(rows.map(change).collect()))
    }

    /// Adds changes that were recorded later.
    pub fn add(&mut self, later: &[Tiered], people: &People) {
        let change = |one: &Tiered| {
            Some(TierChange {
                customer: people.place(&one.customer_id)?,
                since: day_number(one.since),
                tier: *one.tier,
                recorded_at: micros(one.recorded_at),
            })
        };
        self.0.extend(later.iter().filter_map(change));
        self.0.sort_by_key(|one| (one.customer, one.since));
    }

    /// The tier of everybody at the end of a day, by their places, by what was recorded at a moment or is now.
    pub fn on(&self, day: NaiveDate, known: Option<NaiveDateTime>, people: &People) -> Vec<TierClass> {
        let (day, known) = (day_number(day), known.map_or(i64::MAX, micros));
        let mut tiers = vec![TierClass::None; people.len()];
        for change in self.0.iter().filter(|one| one.since <= day && one.recorded_at <= known) {
            if let Some(tier) = tiers.get_mut(change.customer as usize) {
                *tier = change.tier;
            }
        }
        tiers
    }

    /// Every change.
    pub fn iter(&self) -> impl Iterator<Item = &TierChange> {
        self.0.iter()
    }

    /// Writes them to a file; answers how many.
    pub fn write(&self, path: &Path) -> Answer<u64> {
        let recorded: TimestampMicrosecondArray = self.0.iter().map(|one| Some(one.recorded_at)).collect();
        files::write_table(
            path,
            vec![
                ("customer", Arc::new(self.0.iter().map(|one| one.customer).collect::<UInt32Array>())),
                ("since", Arc::new(self.0.iter().map(|one| Some(one.since)).collect::<Date32Array>())),
                ("tier", Arc::new(self.0.iter().map(|one| one.tier as u8).collect::<UInt8Array>())),
                ("recorded_at", Arc::new(recorded.with_timezone("UTC"))),
            ],
        )
    }
}
