//! What is said about an import beside its mapping, and what came of it.

use regulars_db::exchange::imports::Import;
use regulars_domain::exchange::imports::{DateOrder, ImportMode, Mapping, RowOutcome, SaidWords};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::error::{Answer, Error};

/// How the rows are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = ImportOptions)]
pub struct Options {
    /// The unit of rows that name none.
    #[validate(length(max = 40))]
    #[schema(max_length = 40)]
    pub unit_id: Option<String>,
    /// The code of the partner whose own ids the file holds; needed when one is mapped.
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "till")]
    pub partner: Option<String>,
    /// How dates are written, when they are not recognised: `%d.%m.%Y`.
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "%d/%m/%Y")]
    pub date_format: Option<String>,
    /// Whether day or month comes first where the year is last (5/6/2026); without it only dates that can be read in one
    /// way are taken.
    pub date_order: Option<DateOrder>,
    /// Words of the file and which of ours they mean, by field.
    pub words: SaidWords,
    /// An optional cell that cannot be read costs the row; otherwise it is left out and told as a warning.
    pub strict: bool,
    /// Tell others what is imported, as if it happened now, also when it is history. What is live is always told.
    pub with_events: bool,
    /// `history` counts in figures and tiers only, `live` also earns points, raises levels and is told as events. When
    /// absent: live if the newest row is at most 31 days old.
    pub mode: Option<ImportMode>,
    /// The receipt numbers are this file's own: they put rows together, and mean nothing beyond the file.
    pub own_numbers: bool,
    /// Import the file although the same one was imported before, and rows although the same ones without receipt number
    /// came from another file.
    pub repeat: bool,
    /// A purchase of an unknown customer makes the customer; otherwise its row is rejected.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub create_customers: bool,
}

fn yes() -> bool {
    true
}

impl Options {
    /// What holds while nothing is said.
    pub fn unsaid() -> Options {
        Options { create_customers: true, ..Options::default() }
    }
}

/// What came of the rows of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = ImportCounts)]
pub struct Counts {
    /// Rows of the file, as far as it was read.
    pub rows: i64,
    /// Rows that were taken: created, changed and unchanged.
    pub accepted: i64,
    /// Rows that were not taken: held and refused.
    pub rejected: i64,
    /// Rows that were taken, of which a cell was left out.
    pub warned: i64,
    /// How each row ended; together they are the rows.
    pub outcomes: Outcomes,
    pub customers_created: i64,
    pub customers_changed: i64,
    pub purchases_created: i64,
    /// Refunds out of rows of returned goods.
    pub refunds_created: i64,
    /// Purchases or customers that were there already.
    pub unchanged: i64,
    /// Memberships that earned points, and how many points: of a dry run those that would.
    pub members_earning: i64,
    pub points_earned: i64,
    /// Rejected rows that are counted and not kept: there were too many.
    pub rejections_not_kept: i64,
}

/// Rows by how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = ImportOutcomes)]
pub struct Outcomes {
    /// A customer or purchase was made of them.
    pub created: i64,
    /// They changed what was known.
    pub changed: i64,
    /// All of them was known.
    pub unchanged: i64,
    /// They contradict what is known, or may be somebody who is known: a person decides.
    pub held: i64,
    /// They cannot be taken as they are.
    pub refused: i64,
}

impl Outcomes {
    /// Rows with this outcome.
    pub fn of(&mut self, outcome: RowOutcome) -> &mut i64 {
        match outcome {
            RowOutcome::Created => &mut self.created,
            RowOutcome::Changed => &mut self.changed,
            RowOutcome::Unchanged => &mut self.unchanged,
            RowOutcome::Held => &mut self.held,
            RowOutcome::Refused => &mut self.refused,
        }
    }
}

impl std::ops::AddAssign for Outcomes {
    fn add_assign(&mut self, other: Outcomes) {
        self.created += other.created;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.held += other.held;
        self.refused += other.refused;
    }
}

impl Counts {
    /// Counts rows that ended so.
    pub fn ended(&mut self, outcome: RowOutcome, rows: usize) {
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        self.rows += rows;
        *self.outcomes.of(outcome) += rows;
        match outcome {
            RowOutcome::Held | RowOutcome::Refused => self.rejected += rows,
            _ => self.accepted += rows,
        }
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.rows += other.rows;
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.warned += other.warned;
        self.outcomes += other.outcomes;
        self.customers_created += other.customers_created;
        self.customers_changed += other.customers_changed;
        self.purchases_created += other.purchases_created;
        self.refunds_created += other.refunds_created;
        self.unchanged += other.unchanged;
        self.members_earning += other.members_earning;
        self.points_earned += other.points_earned;
        self.rejections_not_kept += other.rejections_not_kept;
    }
}

/// The structures that an import keeps as JSON.
pub trait Kept {
    fn mapping(&self) -> Answer<Mapping>;
    fn options(&self) -> Answer<Options>;
    fn columns(&self) -> Answer<Vec<String>>;
    fn counts(&self) -> Answer<Counts>;
}

impl Kept for Import {
    fn mapping(&self) -> Answer<Mapping> {
        read(&self.mapping)
    }

    fn options(&self) -> Answer<Options> {
        read(&self.options)
    }

    fn columns(&self) -> Answer<Vec<String>> {
        read(&self.header)
    }

    fn counts(&self) -> Answer<Counts> {
        let mut counts: Counts = read(&self.counts)?;
        if counts.outcomes == Outcomes::default() {
            // Of an import that ended before outcomes were counted.
            counts.outcomes.unchanged = counts.unchanged.min(counts.accepted);
            counts.outcomes.created = counts.accepted - counts.outcomes.unchanged;
            counts.outcomes.refused = counts.rejected;
        }
        Ok(counts)
    }
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Answer<T> {
    serde_json::from_str(text).map_err(|error| Error::Internal(format!("an import's row: {error}")))
}

/// As it is kept.
pub fn kept(value: &impl Serialize) -> Answer<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}
