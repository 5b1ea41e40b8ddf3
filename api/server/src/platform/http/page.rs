//! Keyset lists: the limit and cursor of a request, and the page that is answered.
//!
//! A cursor carries the sort key and id of the last row and a digest of the filters, signed, so it fits its own list
//! only and tells nothing that the page did not.

use actix_web::body::BoxBody;
use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, Responder};
use regulars_db::page::{After, Page};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::error::{Answer, Code, Error};
use crate::platform::identity::keys::Keys;

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

impl<T: Serialize> Responder for List<T> {
    type Body = BoxBody;

    /// The page, and where the next one is as a `Link` (RFC 8288).
    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        if let Some(cursor) = &self.next_cursor {
            let kept =
                request.query_string().split('&').filter(|part| !part.is_empty() && !part.starts_with("cursor="));
            let query: String = kept.map(|part| format!("{part}&")).collect();
            response.insert_header((LINK, format!("<{}?{query}cursor={cursor}>; rel=\"next\"", request.path())));
        }
        response.json(self)
    }
}

#[derive(Serialize, Deserialize)]
struct Cursor(String, String);

/// What a cursor must fit: the list's name and the filters as sent. `limit` and `cursor` are left out
/// here, not by an attribute of the query: that would leave them out of the document too.
pub fn filters(list: &str, query: &impl Serialize) -> String {
    let mut filters = serde_json::to_value(query).unwrap_or_default();
    if let Some(members) = filters.as_object_mut() {
        members.remove("limit");
        members.remove("cursor");
    }
    format!("{list}?{filters}")
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
