//! Many of one thing in one request: each with its own outcome, in the order given.

use std::collections::BTreeMap;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use futures_util::future::LocalBoxFuture;
use regulars_db::Db;
use regulars_domain::message;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use super::body::{bytes_of, digest_of};
use super::idempotency::Once;
use super::language::Reader;
use super::problem::ProblemView;
use super::reply::Made;
use super::shape::{Shape, list_for_object};
use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error, Place, Refusal};
use crate::platform::json;

/// Things that are written with one request.
pub const MOST_ITEMS: usize = 1000;

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

/// A batch is what has 1 to 1,000 items.
impl<T> Validate for Batch<T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut errors = ValidationErrors::new();
        if !(1..=MOST_ITEMS).contains(&self.items.len()) {
            let mut error = validator::ValidationError::new("out_of_range");
            error.message =
                Some(message!("expected 1 to {MOST_ITEMS} items", "应为 1 至 {MOST_ITEMS} 项").carried().into());
            errors.add("items", error);
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// A batch as it came: each item read by itself, so that one that is wrong does not refuse the others.
pub struct GivenBatch<T> {
    /// The items that can be read and are within their own rules, in order.
    items: Vec<T>,
    /// What is wrong with the others, by their place in the request.
    refused: BTreeMap<usize, Refusal>,
    atomic: bool,
    dry_run: bool,
    /// The path that was asked for.
    path: String,
    /// What makes two of them the same request.
    pub digest: [u8; 32],
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for GivenBatch<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Answer<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (shape, path) = (Shape::of(request).of_items(), request.path().to_owned());
        let bytes = bytes_of(request, payload);
        Box::pin(async move {
            let bytes = bytes.await?;
            let whole = json::value(&bytes)?;
            if whole.is_array() {
                return Err(list_for_object("").into());
            }
            let Batch { items: given, atomic, dry_run } = Shape::default().read_value::<Batch<Value>>(whole)?;
            let (mut items, mut refused) = (Vec::with_capacity(given.len()), BTreeMap::new());
            for (index, item) in given.into_iter().enumerate() {
                match shape.read_value(item) {
                    Ok(item) => items.push(item),
                    Err(error) => drop(refused.insert(index, error.refusal())),
                }
            }
            Ok(GivenBatch { items, refused, atomic, dry_run, path, digest: digest_of(&bytes) })
        })
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
    /// The id of what was written; none when the item was refused or nothing was kept.
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
    batch: GivenBatch<T>,
    reader: Reader,
    writer: impl Writer<T>,
) -> Answer<HttpResponse>
where
    T: Send + 'static,
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

fn write_all<T, W: Writer<T>>(
    db: &mut Db,
    batch: &GivenBatch<T>,
    reader: &Reader,
    writer: &W,
) -> Result<BatchReport<W::Outcome>, Ended<W::Outcome>> {
    let mut lookups = writer.read_ahead(db, &batch.items).map_err(Ended::Failed)?;
    let count = batch.items.len() + batch.refused.len();
    let mut results = Vec::with_capacity(count);
    let mut items = batch.items.iter();
    for index in 0..count {
        let outcome = match (batch.refused.get(&index), items.as_slice().first()) {
            (None, Some(item)) => {
                items.next();
                db.transaction(|db| writer.write(db, &mut lookups, item))
            }
            (refused, _) => Err(refused.cloned().unwrap_or_else(|| Refusal::of(Code::Internal)).into()),
        };
        results.push(result_of(index, outcome, reader, &batch.path).map_err(Ended::Failed)?);
    }
    let failed = results.iter().filter(|result| result.error.is_some()).count();
    let kept = !batch.dry_run && (failed == 0 || !batch.atomic);
    if !kept {
        results.iter_mut().for_each(|result| result.id = None);
    }
    let summary = BatchSummary { succeeded: results.len() - failed, failed, kept };
    let report = BatchReport { results, summary };
    if kept { Ok(report) } else { Err(Ended::Undone(report)) }
}

/// A refused item is told in the report, its faults by their place in the whole body; trouble with the database is the
/// whole request's.
fn result_of<O>(index: usize, outcome: Answer<Written<O>>, reader: &Reader, path: &str) -> Answer<BatchResult<O>> {
    match outcome {
        Ok(Written { status, id, outcome }) => Ok(BatchResult { index, status, id: Some(id), error: None, outcome }),
        Err(error) if error.refusal().code.status() >= 500 || error.refusal().code == Code::Busy => Err(error),
        Err(error) => {
            let mut problem = error.refusal();
            for fault in &mut problem.faults {
                if let Place::Pointer(pointer) = &mut fault.place {
                    pointer.insert_str(0, &format!("/items/{index}"));
                }
            }
            let view = ProblemView::of(&problem, reader.language, path, &reader.request_id);
            let status = problem.code.status();
            Ok(BatchResult { index, status, id: None, error: Some(view), outcome: None })
        }
    }
}
