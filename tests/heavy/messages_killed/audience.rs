//! Many customers at once, written beside the server.

use regulars_db::Db;
use regulars_db::customers::bulk;
use regulars_db::customers::facts::Consent;
use regulars_db::customers::metrics::Metrics;
use regulars_db::customers::profiles::{Customer, Identity};
use regulars_db::marketing::segments;
use regulars_db::marketing::segments::Member;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::profiles::{ConsentChannel, CustomerKind, CustomerStatus};
use regulars_domain::identities::{IdentityKind, owner_key};
use regulars_domain::ids;

/// Whether somebody may be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    Yes,
    /// Never said yes.
    No,
}

impl Reached {
    /// One in twenty never said yes.
    pub fn of(number: usize) -> Reached {
        if number % 20 == 13 { Reached::No } else { Reached::Yes }
    }
}

/// Customers 0 to `count`, at home in a unit, with an e-mail and a phone, all members of a segment.
pub fn people(db: &mut Db, segment_id: &str, unit_id: &str, count: usize) {
    let now = regulars_tests::now().naive_utc();
    let (mut customers, mut metrics, mut identities) = (Vec::new(), Vec::new(), Vec::new());
    let (mut owners, mut consents, mut members) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..count {
        let id = ids::make(ids::CUSTOMER);
        let name = format!("顾客{number}");
        customers.push(Customer {
            id: id.clone(),
            kind: AsText(CustomerKind::Consumer),
            status: AsText(CustomerStatus::Prospect),
            name_key: name.clone(),
            name,
            language: None,
            gender: None,
            birthday: None,
            birth_month: None,
            birth_key: None,
            city: None,
            address: None,
            occupation: None,
            source: None,
            home_unit_id: Some(unit_id.to_owned()),
            owner_id: None,
            leader_kind: None,
            tags: Json(Vec::new()),
            attributes: Json(serde_json::Map::new()),
            note: None,
            merged_into: None,
            created_at: now,
            updated_at: now,
            version: 1,
            took_over: false,
            referrer_id: None,
        });
        metrics.push(Metrics::none(id.clone()));
        let reached_at = [
            (IdentityKind::Email, format!("c{number:08}@example.com")),
            (IdentityKind::Phone, format!("+86138{number:08}")),
        ];
        for (kind, value) in reached_at {
            owners.push((owner_key(kind, &value), id.clone()));
            let partner = String::new();
            let (identity, customer_id) = (ids::make(ids::IDENTITY), id.clone());
            identities.push(Identity { id: identity, customer_id, kind: AsText(kind), partner, value });
        }
        if Reached::of(number) == Reached::Yes {
            for channel in [ConsentChannel::Email, ConsentChannel::Sms] {
                consents.push(Consent {
                    id: ids::make(ids::CONSENT),
                    customer_id: id.clone(),
                    channel: AsText(channel),
                    granted: true,
                    source: "柜台".to_owned(),
                    wording_version: None,
                    occurred_at: now,
                    occurred_on: now.date(),
                    recorded_at: now,
                    recorded_by: "tests".to_owned(),
                });
            }
        }
        members.push(Member { customer_id: id, segment_id: segment_id.to_owned(), since: now.date(), rule_version: 1 });
    }
    db.transaction(|db| {
        bulk::insert_customers(db, &customers)?;
        bulk::insert_metrics(db, &metrics)?;
        bulk::insert_identities(db, &identities)?;
        bulk::take_owners(db, &owners)?;
        bulk::insert_consents(db, &consents)?;
        segments::insert_members(db, &members)
    })
    .unwrap();
}
