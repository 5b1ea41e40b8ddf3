//! The spend of consumers by year, and the bounds that judge it.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use regulars_db::Db;
use regulars_domain::customers::profiles::has_tier;
use regulars_domain::customers::tiers::{Bounds, TierClass, TierPolicy, tier_for};
use regulars_domain::insight::tier_migration::{YearlySpend, year_bounds};
use regulars_domain::message;
use regulars_domain::money::Currency;
use regulars_domain::permissions::Scope;

use crate::insight::facts::folder::Held;
use crate::insight::facts::people::People;
use crate::insight::facts::reading::Facts;
use crate::insight::structure::queries::AsOf;
use crate::insight::window::out_of_range;
use crate::organisation::units::belonging::below;
use crate::platform::error::Answer;
use crate::platform::organisation;
use crate::platform::versioned_setting::versions;

/// What every question about years says.
pub struct Asked {
    pub as_of: AsOf,
    pub currency: Currency,
    /// Customers at home in this unit or below it.
    within: Option<Scope>,
}

impl Asked {
    /// Refused when the day is still to come.
    pub fn of(
        db: &mut Db,
        day: Option<NaiveDate>,
        restated: Option<bool>,
        unit_id: Option<&str>,
        now: DateTime<Utc>,
    ) -> Answer<Asked> {
        let organisation = organisation(db)?;
        let as_of = AsOf::of(day, restated, now, organisation.time_zone)?;
        let within = unit_id.map(|id| below(db, id)).transpose()?;
        Ok(Asked { as_of, currency: organisation.base_currency, within })
    }

    /// A year up to that of the day; `absent` when none is asked for.
    pub fn year(&self, parameter: &str, year: Option<i32>, absent: i32) -> Answer<i32> {
        let (year, last) = (year.unwrap_or(absent), self.as_of.day.year());
        if year > last {
            return Err(out_of_range(parameter, message!("expected a year up to {last}", "应为不晚于 {last} 的年份")));
        }
        Ok(year)
    }

    /// The tier policy by what was known, or that of now.
    fn policy(&self, db: &mut Db) -> Answer<TierPolicy> {
        let known = self.as_of.known();
        let was_there = |at| known.is_none_or(|known| at <= known);
        let version = versions::<TierPolicy>(db)?
            .into_iter()
            .find(|one| one.row.as_ref().is_some_and(|row| was_there(row.changed_at)));
        Ok(version.map_or_else(TierPolicy::default, |version| version.value))
    }
}

/// Everybody with a tier, and what they spent in some years.
pub struct Base {
    people: People,
    spend: YearlySpend,
    pub policy: TierPolicy,
    /// Within reach and asked for.
    places: Vec<usize>,
    /// With a tier, within reach or not: a cumulative share is drawn from all of them.
    judged: Vec<usize>,
}

impl Base {
    pub fn read(
        db: &mut Db,
        held: Option<Held>,
        scope: &Scope,
        asked: &Asked,
        years: RangeInclusive<i32>,
    ) -> Answer<Base> {
        let policy = asked.policy(db)?;
        let as_of = asked.as_of;
        let facts = Facts::read(db, held)?;
        let spend = facts.spend(as_of.known(), years.into_inner(), as_of.day)?;
        let people = facts.people;
        let judged: Vec<usize> =
            people.iter().enumerate().filter(|(_, one)| has_tier(one.kind)).map(|(place, _)| place).collect();
        let home_of = |place: usize| u32::try_from(place).ok().and_then(|place| people.get(place)?.home_unit_id);
        let is_asked = |place: &usize| {
            let home = home_of(*place);
            scope.covers(home) && asked.within.as_ref().is_none_or(|within| within.covers(home))
        };
        let places = judged.iter().copied().filter(is_asked).collect();
        Ok(Base { people, spend, policy, places, judged })
    }

    /// The bounds of a year.
    pub fn bounds(&self, year: i32) -> Bounds {
        year_bounds(&self.policy, self.judged.iter().map(|place| self.spend.of(*place, year)))
    }

    /// Everybody who is asked for, by place.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.places.iter().copied()
    }

    /// Somebody's class under some bounds, and net spend, of a year.
    pub fn class(&self, place: usize, year: i32, bounds: Bounds) -> (TierClass, i64) {
        let spend = self.spend.of(place, year);
        (tier_for(spend, bounds), spend)
    }

    /// Somebody's id.
    pub fn id(&self, place: usize) -> &str {
        u32::try_from(place).ok().and_then(|place| self.people.get(place)).map_or("", |person| person.id)
    }
}
