//! What the areas hold of a person: each hands over its part, and who exports or erases a person goes through all of them
//! without naming one.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::personal::Held;
use regulars_domain::identities::IdentityKind;
use regulars_domain::text::Message;

use crate::platform::app::App;
use crate::platform::error::{Answer, Error};

/// How much of what was taken away, by kind.
pub type Counts = BTreeMap<String, i64>;

/// A person who is being erased.
pub struct Person {
    /// The customer, and those who were merged into it.
    pub ids: Vec<String>,
    /// What they are recognised by until now.
    pub identities: Vec<(IdentityKind, String)>,
    /// When it happens.
    pub now: NaiveDateTime,
}

/// A file that is held of a person.
#[derive(Clone, Debug)]
pub struct PersonFile {
    /// By which its area finds it.
    pub id: String,
    /// What it belongs to, such as a complaint.
    pub subject_id: String,
    /// What it is called.
    pub name: String,
    /// Whose it is.
    pub customer_id: String,
}

/// What is looked for where only a search finds it.
#[derive(Clone, Debug)]
pub struct Sought {
    /// Ids of what was the person's.
    pub ids: Vec<String>,
    /// Texts by which the person was known, see `regulars_domain::customers::erasures::sought_texts`.
    pub texts: Vec<String>,
    /// Whether one of the texts stands in another.
    pub is_named: fn(&str, &[String]) -> bool,
    /// When the person was erased: what came later is not theirs.
    pub erased_at: NaiveDateTime,
}

impl Sought {
    /// Whether a text names the person.
    pub fn names(&self, text: &str) -> bool {
        (self.is_named)(text, &self.texts)
    }

    /// Whether a text names the person or something of theirs by its id.
    pub fn touches(&self, text: &str) -> bool {
        self.ids.iter().any(|id| text.contains(id.as_str())) || self.names(text)
    }
}

/// How far a search has come.
#[derive(Debug, Default)]
pub struct Swept {
    /// How much was found and taken away.
    pub counts: Counts,
    /// Something could not be looked into now: it is to be looked for again.
    pub again: bool,
}

impl Swept {
    /// That so many of a kind were found.
    pub fn of(kind: &str, count: i64) -> Swept {
        Swept { counts: Counts::from([(kind.to_owned(), count)]), again: false }
    }
}

/// What one area holds of persons.
pub trait PersonalData: Send + Sync {
    /// Its tables with rows that belong to a customer; what a row says goes as they state.
    fn held(&self) -> &'static [Held];

    /// Files that are held of these customers.
    fn files(&self, _db: &mut Db, _ids: &[String]) -> Answer<Vec<PersonFile>> {
        Ok(Vec::new())
    }

    /// The content of a file that [`PersonalData::files`] told.
    fn content(&self, _db: &mut Db, _file: &PersonFile) -> Answer<Vec<u8>> {
        Ok(Vec::new())
    }

    /// Why these customers cannot be erased now.
    fn objection(&self, _db: &mut Db, _ids: &[String]) -> Answer<Option<Message>> {
        Ok(None)
    }

    /// What is done beside emptying the rows, before it and in the same transaction.
    fn erase(&self, _db: &mut Db, _person: &Person) -> Answer<Counts> {
        Ok(Counts::new())
    }

    /// How many files there are that nobody has used since a moment.
    fn outdated_files(&self, _db: &mut Db, _before: NaiveDateTime) -> Answer<i64> {
        Ok(0)
    }

    /// Deletes them; how many it were. Run by a job, outside any transaction.
    fn drop_files(&self, _app: &App, _before: NaiveDateTime) -> Answer<i64> {
        Ok(0)
    }

    /// Looks through what does not stand under the customer's id. Run by a job, outside any transaction; a second run
    /// changes nothing.
    fn sweep(&self, _app: &App, _sought: &Sought) -> Answer<Swept> {
        Ok(Swept::default())
    }
}

/// Every part. The composition root makes the list.
#[derive(Clone, Copy)]
pub struct PersonalDataParts(pub &'static [&'static dyn PersonalData]);

impl PersonalDataParts {
    /// The parts of this process.
    pub fn of(app: &App) -> Answer<PersonalDataParts> {
        let handed_over = app.composition.part::<PersonalDataParts>().copied();
        handed_over.ok_or_else(|| Error::Internal("nobody says what is held of persons".to_owned()))
    }

    /// Every table of every part.
    pub fn held(self) -> impl Iterator<Item = &'static Held> {
        self.0.iter().flat_map(|part| part.held())
    }
}
