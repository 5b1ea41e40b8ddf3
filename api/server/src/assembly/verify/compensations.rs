//! Points that were promised for complaints: each that counts as given stands in the ledger, and nothing is booked by
//! hand without an adjustment or a promise behind it.

use std::collections::HashMap;

use regulars_db::loyalty::points::Entry;
use regulars_db::service::complaints::parts::Compensation;
use regulars_db::verify::Slice;
use regulars_domain::loyalty::points::PointKind;
use regulars_domain::service::complaints::{CompensationKind, CompensationState};

use super::Differences;

pub fn look(slice: &Slice, found: &mut Differences) {
    let entries: HashMap<&str, &Entry> = slice.entries.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let promised: Vec<&Compensation> =
        slice.compensations.iter().filter(|one| one.kind.0 == CompensationKind::Points).collect();
    for one in &promised {
        let given = one.entry_id.as_deref().and_then(|id| entries.get(id));
        let expected = match one.state.0 {
            CompensationState::Paid => told(one.points, one.membership_id.as_deref()),
            _ => "nothing".to_owned(),
        };
        let booked = given
            .map_or_else(|| "nothing".to_owned(), |entry| told(Some(entry.points), Some(entry.membership_id.as_str())));
        found.compare(&one.customer_id, &format!("compensations.{}.booked", one.id), &booked, &expected);
    }
    let by_hand = slice.entries.iter().filter(|entry| entry.kind.0 == PointKind::Adjust);
    for entry in by_hand.filter(|entry| entry.adjustment_id.is_none()) {
        let behind = promised.iter().filter(|one| one.entry_id.as_ref() == Some(&entry.id)).count();
        let field = format!("points.{}.{}.promises", entry.membership_id, entry.number);
        found.compare(&entry.customer_id, &field, &behind.to_string(), "1");
    }
}

fn told(points: Option<i64>, membership_id: Option<&str>) -> String {
    format!("{} on {}", points.unwrap_or(0), membership_id.unwrap_or("no card"))
}
