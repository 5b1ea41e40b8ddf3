//! What is read aloud in an export in place of ids and codes: read once when it begins.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use regulars_db::Db;
use regulars_db::catalogue::products::categories;
use regulars_db::organisation::{units, users};
use regulars_db::page::Page;
use regulars_domain::exchange::words::{Named, plain};
use regulars_domain::text::Language;

use crate::platform::error::Answer;
use crate::platform::organisation;

/// Names of an organisation are few.
const ALL: i64 = 1_000_000;

/// How an export is told in a language.
pub struct Told {
    pub language: Language,
    zone: Tz,
    /// By id.
    units: HashMap<String, String>,
    users: HashMap<String, String>,
    categories: HashMap<String, String>,
}

impl Told {
    pub fn read(db: &mut Db, language: Language) -> Answer<Told> {
        let page = Page::first(ALL);
        let found = units::list(db, &units::Filter::default(), &page)?;
        let mut same: HashMap<String, usize> = HashMap::new();
        for unit in &found {
            *same.entry(plain(&unit.name)).or_default() += 1;
        }
        // A name that several units have would not be taken back.
        let named = |unit: units::Unit| match same.get(&plain(&unit.name)) {
            Some(1) => (unit.id, unit.name),
            _ => (unit.id, unit.code),
        };
        let units = found.into_iter().map(named).collect();
        let users = users::list(db, &users::Filter::default(), &page)?;
        let categories = categories::list(db, None, &page)?;
        Ok(Told {
            language,
            zone: organisation(db)?.time_zone,
            units,
            users: users.into_iter().map(|user| (user.id, user.name)).collect(),
            categories: categories.into_iter().map(|category| (category.id, category.name)).collect(),
        })
    }

    pub fn word<W: Named>(&self, word: W) -> String {
        word.name().text(self.language).to_owned()
    }

    pub fn time(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%Y-%m-%d %H:%M:%S").to_string()
    }

    pub fn unit(&self, id: &str) -> String {
        known(&self.units, id)
    }

    pub fn user(&self, id: &str) -> String {
        known(&self.users, id)
    }

    pub fn category(&self, id: &str) -> String {
        known(&self.categories, id)
    }
}

fn known(names: &HashMap<String, String>, id: &str) -> String {
    names.get(id).cloned().unwrap_or_else(|| id.to_owned())
}
