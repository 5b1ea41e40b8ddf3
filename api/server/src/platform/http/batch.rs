//! Many of one thing in one request: each with its own outcome, in the order given.

use regulars_db::Db;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use actix_web::HttpResponse;
use regulars_domain::message;

use super::idempotency::Once;
use super::language::Reader;
use super::reply::Made;

use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::http::problem::ProblemView;
use crate::platform::json;

/// Things to write, at most 1,000.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Batch<T> {
    /// In the order in which they are written.
    #[schema(min_items = 1, max_items = 1000)]
    pub items: Vec<T>,
    /// All or none.
    #[serde(default)]
    pub atomic: bool,
    /// Checks everything and keeps nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// Items are checked one by one, so that one bad item does not refuse the others.
impl<T> Validate for Batch<T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut errors = ValidationErrors::new();
        if !(1..=1000).contains(&self.items.len()) {
            let mut error = validator::ValidationError::new("out_of_range");
            error.message = Some(message!("expected 1 to 1000 items", "应为 1 至 1000 项").carried().into());
            errors.add("items", error);
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// What became of each item; `O` is what is told of one that was written.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchReport<O> {
    /// One for each item, in the order of the request.
    pub results: Vec<BatchResult<O>>,
    /// How many went well, and whether they were kept.
    pub summary: BatchSummary,
}

/// What became of one item.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchResult<O> {
    /// From 0, as in the request.
    pub index: usize,
    /// As the request for this item alone would have been answered.
    pub status: u16,
    /// The id of what was written; none when the item was refused.
    pub id: Option<String>,
    /// Why the item was refused; none when it was not.
    pub error: Option<ProblemView>,
    /// What came of it besides; left out when the item was refused, or there is nothing to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<O>,
}

/// An item that was written.
#[derive(Debug)]
pub struct Written<O> {
    /// As the request for this item alone would have been answered.
    pub status: u16,
    /// Of what was written.
    pub id: String,
    /// What came of it besides.
    pub outcome: Option<O>,
}

/// The outcomes counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchSummary {
    /// Items that were written, or would have been.
    pub succeeded: usize,
    /// Items that were refused.
    pub failed: usize,
    /// Whether anything was kept.
    pub kept: bool,
}

/// Ends the unit of work without keeping it, with the report that is answered all the same.
enum Ended<O> {
    Undone(BatchReport<O>),
    Failed(Error),
}

impl<O> From<diesel::result::Error> for Ended<O> {
    fn from(error: diesel::result::Error) -> Ended<O> {
        Ended::Failed(error.into())
    }
}

/// What writes the items of a batch.
pub trait Writer<T>: Send + 'static {
    /// What the items are looked up in.
    type Lookups;
    /// What is told of an item that was written.
    type Outcome: Serialize + Send + 'static;

    /// Reads what the items name, so that none of them asks for it by itself.
    fn read_ahead(&self, db: &mut Db, items: &[T]) -> Answer<Self::Lookups>;

    /// Writes an item; answers what it would have been answered by itself. What it refuses leaves nothing behind
    /// in the database and must leave nothing in `lookups` either.
    fn write(&self, db: &mut Db, lookups: &mut Self::Lookups, item: &T) -> Answer<Written<Self::Outcome>>;
}

/// Writes the items in one unit of work, each in a savepoint of its own; `reader` is told what is wrong with them.
pub async fn run<T>(
    app: &App,
    once: Option<Once>,
    batch: Batch<T>,
    reader: Reader,
    writer: impl Writer<T>,
) -> Answer<HttpResponse>
where
    T: Validate + Send + 'static,
{
    app.write_large_once(once, move |db| {
        // A savepoint around all of them costs time and is needed only if they may have to be undone.
        let ended = match batch.atomic || batch.dry_run {
            true => db.transaction(|db| write_all(db, &batch, &reader, &writer)),
            false => write_all(db, &batch, &reader, &writer),
        };
        match ended {
            Ok(report) | Err(Ended::Undone(report)) => Ok(Made::ok(report)),
            Err(Ended::Failed(error)) => Err(error),
        }
    })
    .await
}

fn write_all<T: Validate, W: Writer<T>>(
    db: &mut Db,
    batch: &Batch<T>,
    reader: &Reader,
    writer: &W,
) -> Result<BatchReport<W::Outcome>, Ended<W::Outcome>> {
    let mut lookups = writer.read_ahead(db, &batch.items).map_err(Ended::Failed)?;
    let mut results = Vec::with_capacity(batch.items.len());
    for (index, item) in batch.items.iter().enumerate() {
        let outcome = json::check(item).and_then(|()| db.transaction(|db| writer.write(db, &mut lookups, item)));
        results.push(result_of(index, outcome, reader).map_err(Ended::Failed)?);
    }
    let failed = results.iter().filter(|result| result.error.is_some()).count();
    let kept = !batch.dry_run && (failed == 0 || !batch.atomic);
    let summary = BatchSummary { succeeded: results.len() - failed, failed, kept };
    let report = BatchReport { results, summary };
    if kept { Ok(report) } else { Err(Ended::Undone(report)) }
}

/// A refused item is told in the report; trouble with the database is the whole request's.
fn result_of<O>(index: usize, outcome: Answer<Written<O>>, reader: &Reader) -> Answer<BatchResult<O>> {
    match outcome {
        Ok(Written { status, id, outcome }) => Ok(BatchResult { index, status, id: Some(id), error: None, outcome }),
        Err(error) if error.refusal().code.status() >= 500 || error.refusal().code == Code::Busy => Err(error),
        Err(error) => {
            let problem = error.refusal();
            let view = ProblemView::of(&problem, reader.language, &format!("/items/{index}"), &reader.request_id);
            let status = problem.code.status();
            Ok(BatchResult { index, status, id: None, error: Some(view), outcome: None })
        }
    }
}
