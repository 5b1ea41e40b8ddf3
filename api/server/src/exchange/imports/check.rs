//! The dry run: every row is read and looked up as the run would, and nothing of it is kept but what it came to.

use std::collections::{BTreeMap, HashSet};

use regulars_db::Db;
use regulars_db::exchange::imports;
use regulars_db::exchange::imports::{Import, Samples};
use regulars_db::text::Json;
use regulars_domain::exchange::imports::{Field, ImportKind, ImportMode, ImportState};
use regulars_domain::platform::jobs::JobState;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::content::Files;
use super::context::ImportContext;
use super::foretold::Foretold;
use super::options::{Counts, kept};
use super::reasons::Reason;
use super::rejections::{Room, Warnings};
use super::rows::{Batch, ParsedRow, Place, Row, Rows};
use super::survey::{Taken, survey};
use super::{customers, purchases, rejections, service};
use crate::platform::error::{Answer, Code, Error};
use crate::platform::jobs::{Context, Kind, Outcome, Step};

/// Rows looked up at a time.
const BATCH: usize = 2_000;
/// Unknown words that are told of a field.
const WORDS: usize = 50;
/// Rows shown of those that would be taken.
const SHOWN: usize = 10;

/// Tries an import without importing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Check {
    pub import_id: String,
    /// The units the asker reaches; none: all.
    pub units: Option<Vec<String>>,
}

impl Kind for Check {
    const NAME: &'static str = "imports.check";
    const UNIT: &'static str = "rows";

    fn run(&self, job: &mut Context<'_>) -> Answer<Outcome> {
        let store = job.store().clone();
        let (import, context) = begin(job, &self.import_id, self.units.as_ref())?;
        rejections::clear(job, &self.import_id)?;
        let (mut counts, mut room) = (Counts::default(), Room::default());
        let mut seen = HashSet::new();
        let mut warnings = Warnings::default();
        let mut shown: Vec<Value> = Vec::new();
        let files = Files::of(job.app);
        let found = survey(&files, &import, &context)?;
        let taken = Taken::of(&context, &found);
        let mut foretold = (taken.mode == ImportMode::Live).then(Foretold::default);
        let mut unknown = Unknown::default();
        let mut rows = Rows::open(&files, &import, &context, &found.receipts, Place::default())?;
        while let Some(batch) = rows.batch(BATCH)? {
            if job.should_stop() {
                return Ok(Outcome::PutDown);
            }
            unknown.look(&context, &batch);
            shown.extend(batch.items.iter().take(SHOWN - shown.len().min(SHOWN)).map(|item| show(&item.value)));
            let tried = store.read_now(|db| look_up(db, import.kind.0, &context, &batch))?;
            if let (Some(foretold), Tried::Purchases(outcome)) = (&mut foretold, &tried) {
                store.read_now(|db| foretold.add(db, &context, outcome))?;
                (counts.members_earning, counts.points_earned) = foretold.told();
            }
            let (some, mut rejected) = tried.counted(&mut seen);
            warnings.cut(&mut rejected);
            counts += some;
            let (rejected, not_kept) = room.take(rejected);
            counts.rejections_not_kept += not_kept;
            let (id, done, total) = (self.import_id.clone(), counts.rows, found.rows);
            job.step(move |db| {
                imports::insert_rejections(db, &rejected)?;
                imports::set_counts(db, &id, &kept(&counts)?)?;
                Ok(Step { value: (), done, total: Some(total), checkpoint: None })
            })?;
        }
        let (id, samples) = (self.import_id.clone(), Json(unknown.samples(shown)));
        job.step(move |db| {
            imports::set_counts(db, &id, &kept(&counts)?)?;
            imports::set_mode(db, &id, taken.mode, taken.newest_on)?;
            imports::set_samples(db, &id, &samples)?;
            Ok(Step { value: (), done: counts.rows, total: Some(counts.rows), checkpoint: None })
        })?;
        Ok(Outcome::Done(json!(counts)))
    }

    fn subject(&self) -> Option<String> {
        Some(self.import_id.clone())
    }

    fn lock(&self) -> Option<String> {
        Some(lock_of(&self.import_id))
    }

    fn follow(&self, db: &mut Db, state: JobState) -> Answer<()> {
        service::follow(db, &self.import_id, service::state_with(state, ImportState::Checking, ImportState::Checked))
    }
}

/// The lock of the jobs of an import.
pub fn lock_of(import_id: &str) -> String {
    format!("imports:{import_id}")
}

/// The import and what its rows are read with.
pub fn begin(job: &Context<'_>, import_id: &str, units: Option<&Vec<String>>) -> Answer<(Import, ImportContext)> {
    job.store().read_now(|db| {
        let import = imports::find(db, import_id)?.ok_or(Code::NotFound)?;
        let context = ImportContext::set(db, &import, units.cloned())?;
        Ok::<_, Error>((import, context))
    })
}

/// Words of a file that are none of ours, and dates that can be read in two ways.
#[derive(Default)]
struct Unknown {
    words: BTreeMap<String, BTreeMap<String, i64>>,
    ambiguous_dates: i64,
}

impl Unknown {
    fn look(&mut self, context: &ImportContext, batch: &Batch<ParsedRow>) {
        for row in batch.items.iter().flat_map(|item| &item.rows) {
            self.look_at(context, row, &row.warnings);
        }
        for rejected in &batch.rejected {
            self.look_at(context, &rejected.row, &rejected.reasons);
        }
    }

    fn look_at(&mut self, context: &ImportContext, row: &Row, reasons: &[Reason]) {
        let is_ambiguous = |reason: &Reason| reason.code() == "ambiguous_date";
        self.ambiguous_dates += i64::from(reasons.iter().any(is_ambiguous));
        for reason in reasons.iter().filter(|reason| reason.code() == "unknown_word") {
            let Some(field) = reason.field() else { continue };
            let Some(word) = context.layout.cell(&row.cells, field) else { continue };
            self.count(field, word);
        }
        if let Some(unit) = context.unknown_unit(&row.cells) {
            self.count(Field::UnitCode, unit);
        }
    }

    fn count(&mut self, field: Field, word: &str) {
        let word: String = word.chars().take(100).collect();
        let words = self.words.entry(field.to_string()).or_default();
        if words.len() < WORDS || words.contains_key(&word) {
            *words.entry(word).or_default() += 1;
        }
    }

    fn samples(self, accepted: Vec<Value>) -> Samples {
        Samples { accepted, unknown_words: self.words, ambiguous_dates: self.ambiguous_dates }
    }
}

/// What a batch would come to.
enum Tried {
    Customers(customers::Outcome),
    Purchases(purchases::Outcome),
}

fn look_up(db: &mut Db, kind: ImportKind, context: &ImportContext, batch: &Batch<ParsedRow>) -> Answer<Tried> {
    Ok(match kind {
        ImportKind::Customers => Tried::Customers(customers::decide(db, context, batch)?),
        ImportKind::Purchases => Tried::Purchases(purchases::decide(db, context, batch)?),
    })
}

impl Tried {
    fn counted(self, seen: &mut HashSet<u64>) -> (Counts, Vec<imports::Rejection>) {
        match self {
            Tried::Customers(outcome) => (outcome.tried(seen), outcome.rejections),
            Tried::Purchases(outcome) => (outcome.tried(seen), outcome.rejections),
        }
    }
}

fn listed(values: &[String]) -> Option<String> {
    (!values.is_empty()).then(|| values.join(" "))
}

/// What a row would be taken as.
fn show(meant: &ParsedRow) -> Value {
    match meant {
        ParsedRow::Customer(row) => json!({
            "name": row.name, "external_id": row.external_id, "phone": listed(&row.phones), "email": listed(&row.emails),
            "card": listed(&row.cards), "birthday": row.birthday, "source": row.source, "kind": row.kind, "gender": row.gender, "city": row.city, "unit_code": row.unit_code, "tags": row.tags,
        }),
        ParsedRow::Purchase(receipt) => {
            let first = receipt.head();
            json!({
                "external_id": first.and_then(|row| row.external_id.clone()),
                "customer": first.and_then(|row| {
                    [&row.customer_external_id, &row.customer_card, &row.customer_phone, &row.customer_email]
                        .into_iter()
                        .flatten()
                        .next()
                        .cloned()
                }),
                "occurred_at": first.map(|row| row.occurred_at),
                "occurred_on": first.map(|row| row.occurred_on),
                "lines": receipt.sold.iter().chain(&receipt.returned).map(|row| json!({
                    "amount": if row.returned { -row.amount } else { row.amount }, "discount": row.discount, "quantity": row.quantity.to_string(),
                    "product_code": row.product_code, "description": row.product_name,
                })).collect::<Vec<_>>(),
            })
        }
    }
}
