//! The search over the whole base. Customers are read once, page by page, and only hashes of what they might have in common
//! are kept of them: some 24 bytes for each. Those with one in common are then compared, some thousand pairs at a time, so
//! the memory it takes does not grow with what they say. Running it again changes nothing.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use regulars_db::customers::duplicates;
use regulars_db::customers::duplicates::{Compared, Duplicate};
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::Identity;
use regulars_db::text::{AsText, Json};
use regulars_db::{Db, Store};
use regulars_domain::customers::duplicates::{DuplicateState, MOST_OF_ONE_KEY, Person, SHOWN_FROM, compare, keys};
use regulars_domain::identities::IdentityKind;
use regulars_domain::{ids, text};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs::{Context, Kind, Outcome, Step};

/// Customers read at once.
const PAGE: i64 = 2_000;
/// Pairs compared at once.
const PAIRS: usize = 20_000;
/// Found pairs written at once.
const WRITTEN: usize = 500;

/// Looks for customers that may be one.
#[derive(Default, Serialize, Deserialize)]
pub struct FindDuplicates {}

impl Kind for FindDuplicates {
    const NAME: &'static str = "customers.find_duplicates";
    const UNIT: &'static str = "customers";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let began = clock::now().naive_utc();
        let Some(mut base) = Base::read(context)? else { return Ok(Outcome::PutDown) };
        let total = i64::try_from(base.ids.len()).unwrap_or(i64::MAX);
        let Brought { pairs, capped } = base.pairs();
        let (mut compared, mut found) = (0, 0);
        for some in pairs.chunks(PAIRS) {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
            let alike = base.compare(context.store(), some, began)?;
            compared += some.len();
            found += alike.len();
            for some in alike.chunks(WRITTEN) {
                let some = some.to_vec();
                context.step(move |db| {
                    duplicates::keep(db, &some)?;
                    Ok(Step { value: (), done: total, total: Some(total), checkpoint: None })
                })?;
            }
        }
        context.step(move |db| {
            duplicates::forget_before(db, began)?;
            Ok(Step { value: (), done: total, total: Some(total), checkpoint: None })
        })?;
        let result = json!({"customers": total, "compared": compared, "found": found, "capped_keys": capped});
        Ok(Outcome::Done(result))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

/// What is kept of the base while it is searched.
struct Base {
    /// In their order; a customer is told by its place.
    ids: Vec<Box<str>>,
    /// The hash of a key, and who has it.
    keys: Vec<(u64, u32)>,
}

/// Pairs of customers with a key in common, each once; and how many keys too many customers have, of whom some were left
/// out.
struct Brought {
    pairs: Vec<(u32, u32)>,
    capped: usize,
}

impl Base {
    /// Reads everybody; none when the work was put down meanwhile.
    fn read(context: &mut Context<'_>) -> Answer<Option<Base>> {
        let mut base = Base { ids: Vec::new(), keys: Vec::new() };
        let mut after = String::new();
        loop {
            if context.should_stop() {
                return Ok(None);
            }
            let people = context.store().read_now(|db| {
                let page = duplicates::people_after(db, &after, PAGE)?;
                with_identities(db, page)
            })?;
            let Some((last, _)) = people.last() else { return Ok(Some(base)) };
            after.clone_from(last);
            for (id, person) in people {
                let place = u32::try_from(base.ids.len()).map_err(|error| Error::Internal(error.to_string()))?;
                base.ids.push(id.into_boxed_str());
                base.keys.extend(keys(&person).into_iter().map(|key| (hash(&key), place)));
            }
            context.progress(i64::try_from(base.ids.len()).unwrap_or(i64::MAX), None)?;
        }
    }

    /// The hashes are not needed any more then.
    fn pairs(&mut self) -> Brought {
        let mut keys = std::mem::take(&mut self.keys);
        keys.sort_unstable();
        let mut brought = Brought { pairs: Vec::new(), capped: 0 };
        for alike in keys.chunk_by(|one, next| one.0 == next.0) {
            brought.capped += usize::from(alike.len() > MOST_OF_ONE_KEY);
            let alike = alike.get(..MOST_OF_ONE_KEY.min(alike.len())).unwrap_or_default();
            for (at, (_, one)) in alike.iter().enumerate() {
                brought.pairs.extend(alike.iter().skip(at + 1).map(|(_, other)| (*one, *other)));
            }
        }
        brought.pairs.sort_unstable();
        brought.pairs.dedup();
        brought
    }

    /// Which of these pairs are alike enough to be shown.
    fn compare(&self, store: &Store, pairs: &[(u32, u32)], began: chrono::NaiveDateTime) -> Answer<Vec<Duplicate>> {
        let mut places: Vec<u32> = pairs.iter().flat_map(|(one, other)| [*one, *other]).collect();
        places.sort_unstable();
        places.dedup();
        let ids: Vec<&str> = places.iter().filter_map(|place| self.id(*place)).collect();
        let mut people: HashMap<String, Person> = HashMap::with_capacity(ids.len());
        for some in ids.chunks(usize::try_from(PAGE).unwrap_or(usize::MAX)) {
            people.extend(store.read_now(|db| {
                let found = duplicates::people(db, some)?;
                with_identities(db, found)
            })?);
        }
        let mut alike = Vec::new();
        for (one, other) in pairs {
            let (Some(one), Some(other)) = (self.id(*one), self.id(*other)) else { continue };
            let (Some(first), Some(second)) = (people.get(one), people.get(other)) else { continue };
            let likeness = compare(first, second);
            if likeness.score >= SHOWN_FROM {
                alike.push(Duplicate {
                    id: ids::make(ids::DUPLICATE),
                    customer_id: one.to_owned(),
                    other_id: other.to_owned(),
                    score: likeness.score,
                    reasons: Json(likeness.reasons),
                    state: AsText(DuplicateState::Open),
                    found_at: began,
                    seen_at: began,
                    decided_by: None,
                    decided_at: None,
                });
            }
        }
        Ok(alike)
    }

    fn id(&self, place: u32) -> Option<&str> {
        usize::try_from(place).ok().and_then(|place| self.ids.get(place)).map(AsRef::as_ref)
    }
}

/// The same for every process and run.
fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// Customers with what they are reached by, in the order they come.
fn with_identities(db: &mut Db, people: Vec<Compared>) -> Answer<Vec<(String, Person)>> {
    let ids: Vec<&str> = people.iter().map(|person| person.id.as_str()).collect();
    let mut identities: HashMap<String, Vec<Identity>> = HashMap::new();
    for identity in profiles::identities_of(db, &ids)? {
        identities.entry(identity.customer_id.clone()).or_default().push(identity);
    }
    Ok(people
        .into_iter()
        .map(|person| {
            let own = identities.remove(&person.id).unwrap_or_default();
            (person.id.clone(), person_of(person, own))
        })
        .collect())
}

fn person_of(customer: Compared, identities: Vec<Identity>) -> Person {
    let mut person = Person {
        kind: Some(customer.kind.0),
        name: text::normalise(&customer.name),
        gender: customer.gender.map(|gender| gender.0),
        birthday: customer.birthday.map(|birthday| birthday.0),
        address: customer.address.unwrap_or_default(),
        ..Person::default()
    };
    for identity in identities {
        match identity.kind.0 {
            IdentityKind::Phone => person.phones.push(identity.value),
            IdentityKind::Email => person.emails.push(identity.value),
            IdentityKind::External => person.partner_ids.push(identity.value),
            IdentityKind::Card | IdentityKind::Wechat => {}
        }
    }
    person
}
