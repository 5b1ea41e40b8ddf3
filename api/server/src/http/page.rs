//! Keyset lists: the limit and cursor of a request, and the page that is answered.
//!
//! A cursor carries the sort key and id of the last row and a digest of the filters, signed, so it fits its own list
//! only and tells nothing that the page did not.

use regulars_db::page::{After, Page};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::problem::{Answer, Code, Error};
use crate::auth::keys::Keys;

/// Rows on a page when none is asked for.
pub const DEFAULT_LIMIT: i64 = 25;

/// A page of a list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct List<T> {
    pub data: Vec<T>,
    pub has_more: bool,
    /// Send it as `cursor` with the same filters to read on.
    #[schema(nullable = true)]
    pub next_cursor: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Cursor(String, String);

/// What a cursor must fit: the list's name and the filters as sent, without limit and cursor.
pub fn filters(list: &str, query: &impl Serialize) -> String {
    let mut query = serde_json::to_value(query).unwrap_or_default();
    if let Some(members) = query.as_object_mut() {
        members.remove("limit");
        members.remove("cursor");
    }
    format!("{list}?{query}")
}

/// A time as a cursor carries it.
pub fn time_key(at: chrono::NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.f").to_string()
}

/// The page a request asks for. `filters` is what the cursor must fit: the list's name and the filters as text.
pub fn read(keys: &Keys, filters: &str, limit: Option<i64>, cursor: Option<&str>) -> Answer<Page> {
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    let after = match cursor {
        None => None,
        Some(text) => {
            let bytes = keys.open_cursor(filters, text).ok_or_else(|| Error::from(Code::InvalidCursor))?;
            let Cursor(key, id) = serde_json::from_slice(&bytes).map_err(|_| Error::from(Code::InvalidCursor))?;
            Some(After { key, id })
        }
    };
    Ok(Page { after, limit })
}

/// Turns rows (one more than the page's limit when there are more) into a page; `place` gives a row's sort key and id.
pub fn list<R, T>(
    keys: &Keys,
    filters: &str,
    page: &Page,
    mut rows: Vec<R>,
    place: impl Fn(&R) -> (String, String),
    view: impl FnMut(R) -> T,
) -> List<T> {
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows.last().filter(|_| has_more).map(|row| {
        let (key, id) = place(row);
        keys.seal_cursor(filters, &serde_json::to_vec(&Cursor(key, id)).unwrap_or_default())
    });
    List { data: rows.into_iter().map(view).collect(), has_more, next_cursor }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_fits_any_limit_but_no_other_filter() {
        let keys = Keys::derive("secret");
        let asked = |limit: i64, q: &str| filters("units", &serde_json::json!({"limit": limit, "cursor": "x", "q": q}));
        let first = Page::first(2);
        let made =
            list(&keys, &asked(2, "a"), &first, vec![1, 2, 3], |row| (String::new(), row.to_string()), |row| row);
        assert_eq!((made.data, made.has_more), (vec![1, 2], true));
        let cursor = made.next_cursor.unwrap();
        let page = read(&keys, &asked(50, "a"), Some(50), Some(&cursor)).unwrap();
        assert_eq!(page, Page { after: Some(After { key: String::new(), id: "2".to_owned() }), limit: 50 });
        assert!(read(&keys, &asked(2, "b"), Some(2), Some(&cursor)).is_err());
        assert!(read(&keys, &filters("users", &()), Some(2), Some(&cursor)).is_err());

        let last = list(&keys, "", &first, vec![1, 2], |_| (String::new(), String::new()), |row| row);
        assert!(!last.has_more && last.next_cursor.is_none());
    }
}
