//! Events as somebody reads them who may not see all: by number, within what they may read.

use regulars_domain::platform::events::{Concerns, EventKind};

use super::events::Event;
use crate::dialect::SqlBuilder;
use crate::{Db, Result};

/// Kinds of event that somebody may read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readable {
    /// What the subjects of these kinds are.
    pub concerns: Concerns,
    /// Kinds that all have such a subject.
    pub kinds: Vec<EventKind>,
    /// Only what happened in these units; everything when none are given.
    pub units: Option<Vec<String>>,
}

/// At most `limit` readable events with numbers above `after` and up to `upto`, by number.
pub fn page(db: &mut Db, readable: &[Readable], after: i64, upto: i64, limit: i64) -> Result<Vec<Event>> {
    if readable.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = SqlBuilder::default();
    query
        .text("select id, customer_id, kind, subject_id, recorded_at, data, number from events where number > ")
        .value(after)
        .text(" and number <= ")
        .value(upto)
        .text(" and (");
    for (place, one) in readable.iter().enumerate() {
        let words: Vec<String> = one.kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
        query.text(if place == 0 { "(kind in " } else { " or (kind in " }).values(&words);
        if let Some(units) = &one.units {
            query.text(" and ").then(|query| happened_in(query, one.concerns, units));
        }
        query.text(")");
    }
    query.text(") order by number limit ").value(limit);
    query.load(db)
}

/// Whether an event's subject is of one of these units, as it is now.
fn happened_in(query: &mut SqlBuilder, concerns: Concerns, units: &[String]) {
    let (subject, unit) = match concerns {
        Concerns::Customer => ("customers as subject where subject.id = events.customer_id", "home_unit_id"),
        Concerns::Purchase => ("purchases as subject where subject.id = events.subject_id", "unit_id"),
        Concerns::Refund => ("refunds as subject where subject.id = events.subject_id", "unit_id"),
        Concerns::Complaint => ("complaints as subject where subject.id = events.subject_id", "unit_id"),
        Concerns::Organisation => {
            query.text("1 = 0");
            return;
        }
    };
    query.text("exists (select 1 from ").text(subject).text(" and subject.").text(unit).text(" in ").values(units);
    query.text(")");
}
