//! What is said about an import beside its mapping, and what came of it.

use regulars_db::exchange::imports::Import;
use regulars_domain::exchange::imports::Mapping;
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
    /// Tell others what is imported, as if it happened now. History is better imported without.
    pub with_events: bool,
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
    pub accepted: i64,
    pub rejected: i64,
    pub customers_created: i64,
    pub purchases_created: i64,
    /// Purchases or customers that were there already.
    pub unchanged: i64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.rows += other.rows;
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.customers_created += other.customers_created;
        self.purchases_created += other.purchases_created;
        self.unchanged += other.unchanged;
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
        read(&self.counts)
    }
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Answer<T> {
    serde_json::from_str(text).map_err(|error| Error::Internal(format!("an import's row: {error}")))
}

/// As it is kept.
pub fn kept(value: &impl Serialize) -> Answer<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}
