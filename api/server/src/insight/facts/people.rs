//! Customers as figures look at them, each at a place of their own that they keep: facts name them by it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::UInt8Type;
use arrow_array::{Array, StringArray, UInt8Array};
use regulars_db::insight::facts;
use regulars_domain::customers::profiles::{CustomerKind, Source};
use regulars_domain::ids;

use super::columns::number_of;
use super::files;
use super::files::Table;
use crate::platform::error::Answer;

/// A customer, as far as figures look at them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person<'a> {
    pub id: &'a str,
    pub kind: CustomerKind,
    pub home_unit_id: Option<&'a str>,
    pub source: Option<Source>,
}

/// Customers as they were when they were last written.
pub struct SealedPeople {
    ids: StringArray,
    /// Place in the list of kinds.
    kinds: UInt8Array,
    home_units: StringArray,
    /// Place in the list of sources from 1; 0 without one.
    sources: UInt8Array,
}

impl Default for SealedPeople {
    fn default() -> SealedPeople {
        let none = || StringArray::from(Vec::<&str>::new());
        let places = || UInt8Array::from(Vec::<u8>::new());
        SealedPeople { ids: none(), kinds: places(), home_units: none(), sources: places() }
    }
}

impl SealedPeople {
    /// Out of a file that [`People::write`] wrote.
    pub fn read(file: &Table) -> Answer<SealedPeople> {
        let Some(batch) = file.batch()? else { return Ok(SealedPeople::default()) };
        let texts = |name: &str| files::column(&batch, name, |array| array.as_string_opt::<i32>()).cloned();
        let places = |name: &str| files::column(&batch, name, |array| array.as_primitive_opt::<UInt8Type>()).cloned();
        Ok(SealedPeople {
            ids: texts("id")?,
            kinds: places("kind")?,
            home_units: texts("home_unit_id")?,
            sources: places("source")?,
        })
    }

    fn len(&self) -> usize {
        self.ids.len()
    }

    fn get(&self, place: usize) -> Option<Person<'_>> {
        let source = usize::from(*self.sources.values().get(place)?);
        let kind = *CustomerKind::ALL.get(usize::from(*self.kinds.values().get(place)?))?;
        let home_unit_id = self.home_units.is_valid(place).then(|| self.home_units.value(place));
        let source = source.checked_sub(1).and_then(|place| Source::ALL.get(place).copied());
        Some(Person { id: self.ids.value(place), kind, home_unit_id, source })
    }
}

/// Every customer, merged and erased ones too.
#[derive(Default)]
pub struct People {
    sealed: SealedPeople,
    /// What changed since, by place.
    changed: HashMap<usize, facts::Person>,
    /// Who came since, behind the sealed ones.
    added: Vec<facts::Person>,
    places: HashMap<u128, u32>,
}

impl People {
    /// Those who were sealed, with everybody who came or changed since.
    pub fn new(sealed: SealedPeople, since: Vec<facts::Person>) -> People {
        let mut places = HashMap::with_capacity(sealed.len() + since.len());
        places.extend((0..).zip(&sealed.ids).map(|(place, id)| (key(id.unwrap_or_default()), place)));
        let mut people = People { sealed, places, ..People::default() };
        for person in since {
            match people.place(&person.id) {
                Some(place) => people.put(place as usize, person),
                None => {
                    let place = u32::try_from(people.len()).unwrap_or(u32::MAX);
                    people.places.insert(key(&person.id), place);
                    people.added.push(person);
                }
            }
        }
        people
    }

    fn put(&mut self, place: usize, person: facts::Person) {
        match place.checked_sub(self.sealed.len()).and_then(|behind| self.added.get_mut(behind)) {
            Some(added) => *added = person,
            None => drop(self.changed.insert(place, person)),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sealed.len() + self.added.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The one at a place.
    pub fn get(&self, place: u32) -> Option<Person<'_>> {
        let place = place as usize;
        let live = match place.checked_sub(self.sealed.len()) {
            Some(behind) => self.added.get(behind),
            None => self.changed.get(&place),
        };
        match live {
            Some(person) => Some(Person {
                id: &person.id,
                kind: *person.kind,
                home_unit_id: person.home_unit_id.as_deref(),
                source: person.source.as_ref().map(|source| **source),
            }),
            None => self.sealed.get(place),
        }
    }

    /// Everybody, in the order of their places.
    pub fn iter(&self) -> impl Iterator<Item = Person<'_>> {
        (0..).map_while(|place| self.get(place))
    }

    /// The place of a customer; none of an id that is not known.
    pub fn place(&self, id: &str) -> Option<u32> {
        self.places.get(&key(id)).copied()
    }

    /// Writes them to a file in the order of their places; answers how many.
    pub fn write(&self, path: &Path) -> Answer<u64> {
        let source = |person: Person<'_>| person.source.map_or(0, |source| source as u8 + 1);
        files::write_table(
            path,
            vec![
                ("id", Arc::new(self.iter().map(|person| Some(person.id)).collect::<StringArray>())),
                ("kind", Arc::new(self.iter().map(|person| Some(person.kind as u8)).collect::<UInt8Array>())),
                ("home_unit_id", Arc::new(self.iter().map(|person| person.home_unit_id).collect::<StringArray>())),
                ("source", Arc::new(self.iter().map(source).collect::<UInt8Array>())),
            ],
        )
    }
}

/// What an id is known by: the number that it spells, or one of its own.
fn key(id: &str) -> u128 {
    ids::number(id).unwrap_or_else(|| u128::from(number_of(id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulars_db::text::AsText;

    fn person(number: u32, unit: Option<&str>, source: Option<Source>) -> facts::Person {
        facts::Person {
            id: format!("cus_{number:026}"),
            kind: AsText(CustomerKind::Dealer),
            home_unit_id: unit.map(str::to_owned),
            source: source.map(AsText),
        }
    }

    #[test]
    fn who_was_sealed_keeps_the_place_and_is_told_as_they_are_now() {
        let first = People::new(
            SealedPeople::default(),
            vec![person(5, Some("unt_1"), Some(Source::WalkIn)), person(3, None, None)],
        );
        let path = std::env::temp_dir().join(format!("people-{}.parquet", ids::make("")));
        assert_eq!(first.write(&path).unwrap(), 2);
        let sealed = SealedPeople::read(&Table::open(&path, 2).unwrap()).unwrap();
        std::fs::remove_file(&path).unwrap();
        let people = People::new(sealed, vec![person(3, Some("unt_2"), None), person(4, None, None)]);
        let told: Vec<_> = people.iter().map(|one| (one.id.to_owned(), one.home_unit_id, one.source)).collect();
        let id = |number: u32| format!("cus_{number:026}");
        assert_eq!(
            told,
            [(id(5), Some("unt_1"), Some(Source::WalkIn)), (id(3), Some("unt_2"), None), (id(4), None, None),]
        );
        assert!(people.iter().all(|one| one.kind == CustomerKind::Dealer));
        assert_eq!([5, 3, 4, 6].map(|number| people.place(&id(number))), [Some(0), Some(1), Some(2), None]);
    }
}
