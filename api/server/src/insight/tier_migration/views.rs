//! Tiers through time as they are sent.

use chrono::NaiveDate;
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::customers::tiers::{Bounds, TierClass, TierMethod};
use regulars_domain::insight::tier_migration::{MigrationMatrix, Moved, TierMigrationMove, is_complete};
use regulars_domain::money::{Currency, Money};
use serde::Serialize;
use utoipa::ToSchema;

use super::customers::Mover;
use crate::insight::structure::views::Definition;

/// The classes of years, and who moved between them.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierMigration {
    pub from_year: i32,
    pub to_year: i32,
    /// Only customers at home in this unit or below it; null: in all that the caller sees.
    pub unit_id: Option<String>,
    /// By what was known at the end of this day, unless it is restated.
    pub as_of: NaiveDate,
    /// By what is known now.
    pub restated: bool,
    /// By which the years are judged.
    pub method: TierMethod,
    pub definition: Definition,
    /// Every year, in their order.
    pub years: Vec<TierYear>,
    /// Every year but the first, against the one before it.
    pub data: Vec<TierStep>,
}

/// The classes of a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierYear {
    pub year: i32,
    /// Whether the year was over at the end of `as_of`.
    pub complete: bool,
    /// The lowest net spend of an A.
    pub a_from: Money,
    /// The lowest net spend of a B.
    pub b_from: Money,
    /// A, B and C.
    pub classes: Vec<TierYearClass>,
}

/// The customers of a class in a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierYearClass {
    pub class: TierClass,
    pub customers: i64,
    /// Their net spend of the year.
    pub net_spend: Money,
}

impl TierYear {
    pub fn of(
        year: i32,
        by: NaiveDate,
        bounds: Bounds,
        classes: &[(TierClass, Moved)],
        currency: Currency,
    ) -> TierYear {
        let class = |(class, sum): &(TierClass, Moved)| TierYearClass {
            class: *class,
            customers: sum.customers,
            net_spend: Money::new(sum.after, currency),
        };
        TierYear {
            year,
            complete: is_complete(year, by),
            a_from: Money::new(bounds.a, currency),
            b_from: Money::new(bounds.b, currency),
            classes: classes.iter().map(class).collect(),
        }
    }
}

/// Who moved from the year before into a year. `rose` + `stayed` + `fell` + `went` are the customers of all classes the year
/// before, `rose` + `stayed` + `fell` + `came` those of the year.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierStep {
    /// The later year.
    pub year: i32,
    /// Whether the year was over at the end of `as_of`.
    pub complete: bool,
    /// Whose class is a higher one.
    pub rose: TierMoved,
    /// Whose class is the same.
    pub stayed: TierMoved,
    /// Whose class is a lower one.
    pub fell: TierMoved,
    /// Who had no class the year before.
    pub came: TierMoved,
    /// Who has no class in the year.
    pub went: TierMoved,
    /// Every pair of classes but that of none and none, best class of the year before first.
    pub cells: Vec<TierCell>,
}

/// How many they are, and what they spent.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierMoved {
    pub customers: i64,
    /// Net spend of the year before.
    pub net_spend_before: Money,
    /// Net spend of the year.
    pub net_spend: Money,
}

impl TierMoved {
    fn of(moved: Moved, currency: Currency) -> TierMoved {
        TierMoved {
            customers: moved.customers,
            net_spend_before: Money::new(moved.before, currency),
            net_spend: Money::new(moved.after, currency),
        }
    }
}

/// Those who were in one class and are in another, or in the same.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierCell {
    /// The class of the year before.
    pub from: TierClass,
    /// The class of the year.
    pub to: TierClass,
    #[serde(rename = "move")]
    pub way: TierMigrationMove,
    #[serde(flatten)]
    pub moved: TierMoved,
}

impl TierStep {
    pub fn of(year: i32, by: NaiveDate, matrix: &MigrationMatrix, currency: Currency) -> TierStep {
        let moved = |way| TierMoved::of(matrix.moved(way), currency);
        let cell = |(from, to, way, moved)| TierCell { from, to, way, moved: TierMoved::of(moved, currency) };
        TierStep {
            year,
            complete: is_complete(year, by),
            rose: moved(TierMigrationMove::Rose),
            stayed: moved(TierMigrationMove::Stayed),
            fell: moved(TierMigrationMove::Fell),
            came: moved(TierMigrationMove::Came),
            went: moved(TierMigrationMove::Went),
            cells: matrix.cells().map(cell).collect(),
        }
    }
}

/// Somebody who moved from the year before into a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierMigrationCustomer {
    #[schema(example = "cus_01JD3Q5V8N0000000000000000")]
    pub customer_id: String,
    pub name: String,
    /// As it is now.
    pub status: CustomerStatus,
    /// As it is now.
    pub home_unit_id: Option<String>,
    /// The class of the year before.
    pub from: TierClass,
    /// The class of the year.
    pub to: TierClass,
    /// Net spend of the year before.
    pub net_spend_before: Money,
    /// Net spend of the year.
    pub net_spend: Money,
}

impl From<Mover> for TierMigrationCustomer {
    fn from(mover: Mover) -> TierMigrationCustomer {
        let Mover { named, before, after, currency } = mover;
        TierMigrationCustomer {
            customer_id: named.id,
            name: named.name,
            status: named.status.0,
            home_unit_id: named.home_unit_id,
            from: before.0,
            to: after.0,
            net_spend_before: Money::new(before.1, currency),
            net_spend: Money::new(after.1, currency),
        }
    }
}
