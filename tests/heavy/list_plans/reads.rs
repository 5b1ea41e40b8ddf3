//! Every list and every count of what grows with the base, with what narrows it and each order it offers: two pages each.

mod customers;
mod facts;

use regulars_db::Db;
use regulars_db::page::{After, Page};

use super::base::Base;

/// Rows on a page.
const LIMIT: i64 = 50;

pub type Read = Box<dyn Fn(&mut Db)>;

pub fn all(base: &Base) -> Vec<(String, Read)> {
    let nothing: Read = Box::new(|db| db.execute("SELECT 1").unwrap());
    let mut all = vec![("nothing".to_owned(), nothing)];
    all.extend(customers::reads(base));
    all.extend(facts::reads(base));
    all
}

/// Reads two pages; `place` is where one goes on after its last row: the key and the id.
fn pages<T: 'static>(
    list: impl Fn(&mut Db, &Page) -> Vec<T> + 'static,
    place: impl Fn(&T) -> (String, String) + 'static,
) -> Read {
    Box::new(move |db| {
        let mut page = Page::first(LIMIT);
        for _ in 0..2 {
            let rows = list(db, &page);
            let last = usize::try_from(LIMIT).unwrap() - 1;
            let Some((key, id)) = rows.get(last).map(&place) else { return };
            page.after = Some(After { key, id });
        }
    })
}
