//! The structure as it is sent.

use chrono::NaiveDate;
use regulars_db::insight::facts::Named;
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::insight::structure::{Structure, StructureBy, StructurePart};
use regulars_domain::statistics::six_places;
use regulars_domain::text::{Language, Message};
use serde::Serialize;
use utoipa::ToSchema;

/// What a figure counts, in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct Definition {
    pub en: String,
    #[serde(rename = "zh-CN")]
    pub chinese: String,
}

impl From<Message> for Definition {
    fn from(message: Message) -> Definition {
        let text = |language| message.text(language).to_owned();
        Definition { en: text(Language::English), chinese: text(Language::Chinese) }
    }
}

/// The structure of customers between two dates.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerStructure {
    /// The first day of the period: `start` is as it was at the end of the day before.
    pub from: NaiveDate,
    /// The last day: `end` is as it was when it was over.
    pub to: NaiveDate,
    /// By what was known at the end of this day, unless it is restated.
    pub as_of: NaiveDate,
    /// By what is known now.
    pub restated: bool,
    pub by: StructureBy,
    pub definition: Definition,
    /// Everybody; nobody moves in or out.
    pub total: StructureFigure,
    /// Every group of which there is somebody: most customers at the end first, tiers in their order.
    pub data: Vec<StructureRow>,
}

/// How many customers there are of each part: `end` is `start` + `new` + `won_back` + `moved_in` − `lost` − `moved_out`.
#[derive(Debug, Serialize, ToSchema)]
pub struct StructureFigure {
    pub start: i64,
    /// First bought within the period.
    pub new: i64,
    /// Were lost at the start and bought.
    pub won_back: i64,
    /// Were a customer of another group at the start.
    pub moved_in: i64,
    /// Are lost at the end, of those who were customers at the start, are new or were won back.
    pub lost: i64,
    /// Are a customer of another group at the end.
    pub moved_out: i64,
    pub end: i64,
    /// Customers at both ends, in the same group.
    pub retained: i64,
    /// Of those at both ends, those whose tier is a higher one.
    pub upgraded: i64,
    /// Of those at both ends, those whose tier is a lower one.
    pub downgraded: i64,
    /// `retained` as a share of `start`, a decimal from 0 to 1; null of nobody.
    #[schema(example = "0.750000")]
    pub retention_rate: Option<String>,
    /// `lost` as a share of `start`, a decimal from 0; null of nobody.
    #[schema(example = "0.120000")]
    pub loss_rate: Option<String>,
}

impl From<&Structure> for StructureFigure {
    fn from(structure: &Structure) -> StructureFigure {
        let of = |part| structure.of(part);
        let share = |part| structure.share(part).map(six_places);
        StructureFigure {
            start: of(StructurePart::Start),
            new: of(StructurePart::New),
            won_back: of(StructurePart::WonBack),
            moved_in: of(StructurePart::MovedIn),
            lost: of(StructurePart::Lost),
            moved_out: of(StructurePart::MovedOut),
            end: of(StructurePart::End),
            retained: of(StructurePart::Retained),
            upgraded: of(StructurePart::Upgraded),
            downgraded: of(StructurePart::Downgraded),
            retention_rate: share(StructurePart::Retained),
            loss_rate: share(StructurePart::Lost),
        }
    }
}

/// One group.
#[derive(Debug, Serialize, ToSchema)]
pub struct StructureRow {
    /// The tier, the id of the unit or region, or the source; null for those without one.
    pub key: Option<String>,
    /// What the unit or region is called.
    pub name: Option<String>,
    #[serde(flatten)]
    pub figure: StructureFigure,
}

/// Somebody who belongs to a part of the structure.
#[derive(Debug, Serialize, ToSchema)]
pub struct StructureCustomer {
    #[schema(example = "cus_01JD3Q5V8N0000000000000000")]
    pub customer_id: String,
    pub name: String,
    /// As it is now.
    pub status: CustomerStatus,
    /// As it is now.
    pub home_unit_id: Option<String>,
}

impl From<Named> for StructureCustomer {
    fn from(one: Named) -> StructureCustomer {
        StructureCustomer { customer_id: one.id, name: one.name, status: one.status.0, home_unit_id: one.home_unit_id }
    }
}
