//! Keyset pages: where the last page ended, and how many rows to read.

/// One page: rows after `after` (exclusive), `limit` of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The sort key and id of the last row of the page before.
    pub after: Option<After>,
    /// 1 to 100.
    pub limit: i64,
}

/// Leaves at most `limit` of rows that were read with one more; says whether there were more.
pub fn cut<R>(rows: &mut Vec<R>, limit: i64) -> bool {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    has_more
}

/// A place in a sorted list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// The sort key as text; the query that made it reads it back.
    pub key: String,
    pub id: String,
}

impl Page {
    /// The first page.
    pub fn first(limit: i64) -> Page {
        Page { after: None, limit }
    }

    /// One row more than asked tells whether another page follows.
    pub fn rows_to_read(&self) -> i64 {
        self.limit + 1
    }

    /// The rows to read out of all that are in memory, in the order of their ids.
    pub fn out_of<R>(&self, mut all: Vec<R>, id: impl Fn(&R) -> &str) -> Vec<R> {
        all.retain(|row| self.after_id().is_none_or(|after| id(row) > after));
        all.sort_unstable_by(|a, b| id(a).cmp(id(b)));
        all.truncate(usize::try_from(self.rows_to_read()).unwrap_or(usize::MAX));
        all
    }

    /// The id to read after, for lists whose sort key is the id.
    pub fn after_id(&self) -> Option<&str> {
        self.after.as_ref().map(|after| after.id.as_str())
    }
}
