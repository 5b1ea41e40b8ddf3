//! The run: windows of rows in parts, each part written in one transaction together with how far the run has come.

use std::sync::Arc;
use std::time::{Duration, Instant};

use regulars_db::exchange::import_facts as facts;
use regulars_db::exchange::imports;
use regulars_db::exchange::imports::Import;
use regulars_db::{Backend, Db};
use regulars_domain::customers::tiers::TierMethod;
use regulars_domain::exchange::imports::{ImportKind, ImportMode, ImportState};
use regulars_domain::platform::jobs::JobState;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::check::{begin, lock_of};
use super::content::Files;
use super::context::ImportContext;
use super::options::{Counts, kept};
use super::rejections::{Room, Warnings};
use super::rows::{Batch, ParsedRow, Place, Rows};
use super::survey::{Receipts, Survey, Taken, survey};
use super::window::{Marks, Measure, Window};
use super::{customers, purchases, rejections, service};
use crate::customers::tiers;
use crate::loyalty::memberships;
use crate::platform::error::Answer;
use crate::platform::jobs::{Context, Kind, Outcome, Step};

/// Imports the rows of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    pub import_id: String,
    /// The units the asker reaches; none: all.
    pub units: Option<Vec<String>>,
}

/// Where a run is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Checkpoint {
    /// Where the window begins that is being written, by what measure it was cut, and what of it is written.
    place: Place,
    #[serde(default)]
    measure: Option<Measure>,
    /// Rows of a window of a run that has no measure.
    window: usize,
    marks: Marks,
    counts: Counts,
    #[serde(default)]
    warnings: Warnings,
    /// Rows in all.
    total: i64,
    /// False for a run that began when receipts were taken to stand together: its windows must be cut as they were.
    #[serde(default)]
    gathers: bool,
    /// Whether the rows also earn points, raise levels and are told as events.
    #[serde(default)]
    live: bool,
    /// The rejected rows that are kept.
    #[serde(default)]
    room: Room,
}

impl Kind for Run {
    const NAME: &'static str = "imports.run";
    const UNIT: &'static str = "rows";

    fn run(&self, job: &mut Context<'_>) -> Answer<Outcome> {
        let (import, context) = begin(job, &self.import_id, self.units.as_ref())?;
        let (import, context) = (Arc::new(import), Arc::new(context));
        let files = Files::of(job.app);
        let found = survey(&files, &import, &context)?;
        let by: Arc<str> = Arc::from(job.created_by());
        let mut reached = match job.checkpoint::<Checkpoint>()? {
            Some(reached) => reached,
            None => {
                rejections::clear(job, &self.import_id)?;
                self.begin(job, &context, &found)?
            }
        };
        let receipts = if reached.gathers { found.receipts } else { Receipts::default() };
        let store = job.store().clone();
        let mut rows = Rows::open(&files, &import, &context, &receipts, reached.place.clone())?;
        let mut pace = Pace::of(store.backend());
        let measure = reached.measure.unwrap_or_else(|| Measure::whole(reached.window));
        while let Some(mut window) = Window::read(&mut rows, job.store(), measure, reached.marks.clone())? {
            while let Some(part) = window.part(&context, import.kind.0, pace.rows) {
                if job.should_stop() {
                    return Ok(Outcome::PutDown);
                }
                let started = Instant::now();
                let (import, context, from) = (Arc::clone(&import), Arc::clone(&context), reached.clone());
                let by = Arc::clone(&by);
                reached = job.step(move |db| {
                    let place = part.next.clone().unwrap_or_else(|| from.place.clone());
                    let mut next = Checkpoint { place, marks: part.marks.clone(), ..from.clone() };
                    let with_events = context.options.with_events || from.live;
                    let how = Booking { live: from.live, with_events, by: &by };
                    let kept_rows = (&mut next.warnings, &mut next.room);
                    next.counts += write(db, &import, &context, how, &part.batch, kept_rows)?;
                    imports::set_counts(db, &import.id, &kept(&next.counts)?)?;
                    Step::to(next.clone(), next.counts.rows, Some(next.total), &next)
                })?;
                pace.adapt(started.elapsed());
            }
        }
        let counts = self.end(job, &import, &reached)?;
        Ok(Outcome::Done(json!(counts)))
    }

    fn subject(&self) -> Option<String> {
        Some(self.import_id.clone())
    }

    fn lock(&self) -> Option<String> {
        Some(lock_of(&self.import_id))
    }

    fn follow(&self, db: &mut Db, state: JobState) -> Answer<()> {
        service::follow(db, &self.import_id, service::state_with(state, ImportState::Running, ImportState::Completed))
    }
}

impl Run {
    /// Notes as what the rows are brought in.
    fn begin(&self, job: &mut Context<'_>, context: &ImportContext, found: &Survey) -> Answer<Checkpoint> {
        let taken = Taken::of(context, found);
        let reached = Checkpoint {
            total: found.rows,
            measure: Some(Measure::default()),
            gathers: true,
            live: taken.mode == ImportMode::Live,
            ..Checkpoint::default()
        };
        let (id, first) = (self.import_id.clone(), reached.clone());
        job.step(move |db| {
            imports::set_mode(db, &id, taken.mode, taken.newest_on)?;
            imports::set_counts(db, &id, &kept(&first.counts)?)?;
            Step::to((), 0, Some(first.total), &first)
        })?;
        Ok(reached)
    }

    /// Cumulative shares depend on the whole base, levels by spend on what came in: they are found anew by jobs.
    fn end(&self, job: &mut Context<'_>, import: &Import, reached: &Checkpoint) -> Answer<Counts> {
        let by = job.created_by().to_owned();
        let (id, kind, reached) = (self.import_id.clone(), import.kind.0, reached.clone());
        job.step(move |db| {
            let mut counts = reached.counts;
            if reached.live {
                counts.members_earning = facts::members_earning(db, &id)?;
                imports::set_counts(db, &id, &kept(&counts)?)?;
            }
            let moved = kind == ImportKind::Purchases && reached.counts.purchases_created > 0;
            if moved && tiers::rule(db)?.policy.method == TierMethod::CumulativeShare {
                tiers::jobs::enqueue(db, &by)?;
            }
            if moved && memberships::levels::any_by_spend(db)? {
                memberships::jobs::enqueue_review(db, &by)?;
            }
            Step::to(counts, reached.counts.rows, Some(reached.total), &reached)
        })
    }
}

/// Writes a part: all of it or nothing.
fn write(
    db: &mut Db,
    import: &Import,
    context: &ImportContext,
    how: Booking<'_>,
    batch: &Batch<ParsedRow>,
    (warnings, room): (&mut Warnings, &mut Room),
) -> Answer<Counts> {
    let (mut counts, mut rejections) = match import.kind.0 {
        ImportKind::Customers => {
            let mut outcome = customers::decide(db, context, batch)?;
            let told = (outcome.counts, std::mem::take(&mut outcome.rejections));
            outcome.write(db, context, how)?;
            told
        }
        ImportKind::Purchases => {
            let mut outcome = purchases::decide(db, context, batch)?;
            let (mut counts, rejections) = (outcome.counts, std::mem::take(&mut outcome.rejections));
            counts.points_earned = outcome.write(db, context, how)?;
            (counts, rejections)
        }
    };
    warnings.cut(&mut rejections);
    let (rejections, not_kept) = room.take(rejections);
    counts.rejections_not_kept = not_kept;
    imports::insert_rejections(db, &rejections)?;
    Ok(counts)
}

/// How what is decided is booked.
#[derive(Clone, Copy, Debug)]
pub struct Booking<'a> {
    /// Purchases earn points and raise levels.
    pub live: bool,
    /// Others are told.
    pub with_events: bool,
    /// Who asked for the run.
    pub by: &'a str,
}

/// How many rows go into a part: as many as take about as long as another writer may wait.
struct Pace {
    rows: usize,
    most: usize,
    target: Duration,
}

impl Pace {
    /// SQLite has one writer, who does nothing else meanwhile; on PostgreSQL only the same customers wait.
    fn of(backend: Backend) -> Pace {
        match backend {
            Backend::Sqlite => Pace { rows: 1_000, most: 10_000, target: Duration::from_millis(250) },
            Backend::Postgres => Pace { rows: 2_000, most: 20_000, target: Duration::from_millis(600) },
        }
    }

    fn adapt(&mut self, took: Duration) {
        let fitting = self.rows as f64 * self.target.as_secs_f64() / took.as_secs_f64().max(0.001);
        // Bounded below and above before it becomes a whole number again.
        let bounded = fitting.clamp(self.rows as f64 / 2.0, self.rows as f64 * 1.5).clamp(200.0, self.most as f64);
        self.rows = format!("{bounded:.0}").parse().unwrap_or(self.rows);
    }
}
