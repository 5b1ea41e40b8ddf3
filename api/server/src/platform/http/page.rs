//! Keyset lists: the limit and cursor of a request, and the page that is answered.
//!
//! A cursor carries the sort key and id of the last row and a digest of the filters, signed, so it fits its own list
//! only and tells nothing that the page did not.

use actix_web::body::BoxBody;
use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, Responder};
use regulars_db::page::{After, Page, cut};
use regulars_db::{Db, Store};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::platform::error::{Answer, Code, Error};
use crate::platform::identity::keys::Keys;

/// Rows on a page when none is asked for.
pub const DEFAULT_LIMIT: i64 = 25;

/// A page of a list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct List<T> {
    /// At most `limit` rows, in the order of the list.
    pub data: Vec<T>,
    /// Whether another page follows.
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

#[derive(Deserialize)]
struct Cursor(String, String);

/// A time as a cursor carries it.
pub fn time_key(at: chrono::NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.f").to_string()
}

/// A list as a request asks for it: which page of it, under which filters.
pub struct Asked<'a> {
    keys: &'a Keys,
    /// What a cursor must fit: the list's name and the filters as they were sent.
    filters: String,
    page: Page,
}

/// The page of the list `name` that a query asks for by its members `limit` and `cursor`; the others are its filters.
pub fn asked<'a>(keys: &'a Keys, name: &str, query: &impl Serialize) -> Answer<Asked<'a>> {
    let mut filters = serde_json::to_value(query).map_err(|error| Error::Internal(error.to_string()))?;
    let mut take = |member| filters.as_object_mut().and_then(|members| members.remove(member));
    let limit = take("limit").and_then(|limit| limit.as_i64()).unwrap_or(DEFAULT_LIMIT);
    let cursor = take("cursor");
    let filters = format!("{name}?{filters}");
    let after = match cursor.as_ref().and_then(Value::as_str) {
        None => None,
        Some(text) => {
            let bytes = keys.open_cursor(&filters, text).ok_or_else(|| Error::from(Code::InvalidCursor))?;
            let Cursor(key, id) = serde_json::from_slice(&bytes).map_err(|_| Error::from(Code::InvalidCursor))?;
            Some(After { key, id })
        }
    };
    Ok(Asked { keys, filters, page: Page { after, limit } })
}

impl Asked<'_> {
    /// The page, for the query that reads it.
    pub fn page(&self) -> Page {
        self.page.clone()
    }

    /// Reads the rows and answers them; `place` gives a row's sort key and id.
    pub async fn read<R, T>(
        self,
        store: &Store,
        mut rows: impl FnMut(&mut Db, &Page) -> Answer<Vec<R>> + Send + 'static,
        place: impl Fn(&R) -> (String, String),
        view: impl FnMut(R) -> T,
    ) -> Answer<List<T>>
    where
        R: Send + 'static,
    {
        let page = self.page();
        let rows = store.read(move |db| rows(db, &page)).await?;
        Ok(self.answer(rows, place, view))
    }

    /// Turns rows (one more than the page's limit when there are more) into a page; `place` gives a row's sort key and
    /// id.
    pub fn answer<R, T>(
        self,
        rows: Vec<R>,
        place: impl Fn(&R) -> (String, String),
        view: impl FnMut(R) -> T,
    ) -> List<T> {
        self.answer_upto(rows, None, place, view)
    }

    /// The same of a list of which a page looks at a part: where that is not full, the next page goes on behind `end`.
    pub fn answer_upto<R, T>(
        self,
        mut rows: Vec<R>,
        end: Option<After>,
        place: impl Fn(&R) -> (String, String),
        view: impl FnMut(R) -> T,
    ) -> List<T> {
        let next = match cut(&mut rows, self.page.limit) {
            true => rows.last().map(place),
            false => end.map(|After { key, id }| (key, id)),
        };
        let seal =
            |(key, id): (String, String)| self.keys.seal_cursor(&self.filters, json!([key, id]).to_string().as_bytes());
        let next_cursor = next.map(seal);
        List { data: rows.into_iter().map(view).collect(), has_more: next_cursor.is_some(), next_cursor }
    }
}
