//! Times as they are sent: RFC 3339 in UTC with `Z` and milliseconds.

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};

/// A moment as it was sent. The second 60, which RFC 3339 has for leap seconds, is the beginning of the next minute: neither
/// database keeps it apart.
pub fn settled(sent: DateTime<Utc>) -> DateTime<Utc> {
    const SECOND: u32 = 1_000_000_000;
    match sent.timestamp_subsec_nanos() {
        nanos if nanos >= SECOND => {
            DateTime::from_timestamp(sent.timestamp().saturating_add(1), nanos % SECOND).unwrap_or(sent)
        }
        _ => sent,
    }
}

/// Reads a moment that must be there, see [`settled`].
pub fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    DateTime::deserialize(deserializer).map(settled)
}

/// Reads a moment that may be absent, see [`settled`].
pub fn moment_if_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    Option::<DateTime<Utc>>::deserialize(deserializer).map(|sent| sent.map(settled))
}

/// An instant in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time(pub DateTime<Utc>);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        moment(deserializer).map(Time)
    }
}

impl From<NaiveDateTime> for Time {
    fn from(stored: NaiveDateTime) -> Time {
        Time(stored.and_utc())
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl utoipa::PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .examples([serde_json::json!("2026-02-17T08:30:00.000Z")])
            .into()
    }
}

impl utoipa::ToSchema for Time {}
