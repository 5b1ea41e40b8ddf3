//! The threads that claim jobs and run them, the one that keeps their leases, and the one that relays events.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use regulars_db::Backend;
use regulars_db::platform::jobs;
use regulars_db::platform::jobs::Job;
use regulars_domain::message;
use regulars_domain::platform::jobs::{JobState, RENEW_EVERY, lease_until};

use super::claim;
use super::context::Context;
use super::{Outcome, queue, schedule};
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Refusal};
use crate::platform::events;

/// How often the keeper looks whether something is to be done.
const TICK: Duration = Duration::from_millis(200);
/// How often the relay looks for new events: what is written meanwhile is relayed together.
const RELAY_EVERY: Duration = Duration::from_millis(200);
/// How often the keeper looks at the clock for periodic work, tidies memory and counts jobs.
const ROUND: Duration = Duration::from_secs(15);

/// Leases this process holds: job, and whether the lease was lost.
type Leases = Mutex<HashMap<String, (String, Arc<AtomicBool>)>>;

/// The running threads.
pub struct Runner {
    app: Arc<App>,
    workers: Vec<JoinHandle<()>>,
    keeper: Option<JoinHandle<()>>,
    relay: Option<JoinHandle<()>>,
    done: Arc<AtomicBool>,
}

/// Starts as many workers as are configured, and one for the kinds that have a thread of their own; with none, jobs are left
/// to other processes.
pub fn start(app: Arc<App>) -> Answer<Runner> {
    let leases = Arc::new(Leases::default());
    let done = Arc::new(AtomicBool::new(false));
    let mut runner =
        Runner { workers: Vec::new(), keeper: None, relay: None, done: Arc::clone(&done), app: app.clone() };
    let kinds = app.composition.job_kinds;
    for number in 0..app.config.jobs.threads {
        let (app, leases) = (app.clone(), Arc::clone(&leases));
        runner.workers.push(thread(format!("job-{number}"), move || work(&app, &leases, &kinds.names(true)))?);
    }
    if !runner.workers.is_empty() {
        let (working, held) = (app.clone(), Arc::clone(&leases));
        runner.workers.push(thread("job-own".to_owned(), move || work(&working, &held, &kinds.names(false)))?);
        let relaying = app.clone();
        runner.relay = Some(thread("event-relay".to_owned(), move || relay(&relaying))?);
        runner.keeper = Some(thread("job-keeper".to_owned(), move || keep(&app, &leases, &done))?);
    }
    Ok(runner)
}

impl Runner {
    /// Waits until every job is put down, `at_most` so long; the process must have been told to stop. A job that is not
    /// put down in time loses its lease later and is taken up by another process.
    pub fn drain(mut self, at_most: Duration) {
        let until = Instant::now() + at_most;
        self.app.stopping.store(true, Ordering::Relaxed);
        self.app.wake.ring();
        while Instant::now() < until && self.workers.iter().any(|worker| !worker.is_finished()) {
            std::thread::sleep(Duration::from_millis(20));
        }
        self.done.store(true, Ordering::Relaxed);
        let late = self.workers.iter().filter(|worker| !worker.is_finished()).count();
        if late > 0 {
            tracing::warn!(late, "jobs were not put down in time");
            return;
        }
        for thread in [self.keeper.take(), self.relay.take()].into_iter().flatten() {
            let _ended = thread.join();
        }
    }
}

fn thread(name: String, body: impl FnOnce() + Send + 'static) -> Answer<JoinHandle<()>> {
    std::thread::Builder::new().name(name).spawn(body).map_err(|error| Error::Internal(error.to_string()))
}

/// Jobs that a former process of this machine left behind need not wait for their leases: a SQLite file is used on one
/// machine only.
fn take_up_orphans(app: &App) -> Answer<()> {
    app.store.write_now(|db| {
        let now = clock::now().naive_utc();
        for (id, claim) in jobs::claims(db)? {
            if let Some(claim) = claim.filter(|claim| claim::is_orphaned(claim)) {
                jobs::expire(db, &id, &claim, now)?;
            }
        }
        Ok(())
    })
}

/// Runs jobs until the process stops, none of the kinds `excluded`.
fn work(app: &App, leases: &Leases, excluded: &[&'static str]) {
    let poll = Duration::from_millis(app.config.jobs.poll_ms.max(10));
    while app.takes_up_work() {
        let seen = app.wake.count();
        match claim_one(app, excluded) {
            Ok(Some((job, claim))) => run(app, leases, job, &claim),
            Ok(None) => app.wake.wait(seen, poll),
            Err(_) if app.store.broken().is_some() => return,
            Err(error) => {
                tracing::warn!(%error, "no job can be claimed");
                app.wake.wait(seen, Duration::from_secs(2));
            }
        }
    }
}

/// Relays events until the process stops, or its storage fails.
fn relay(app: &App) {
    while app.takes_up_work() {
        let pause = match events::relay::catch_up(app) {
            Ok(_) => RELAY_EVERY,
            Err(error) => {
                tracing::warn!(%error, "events wait to be relayed");
                Duration::from_secs(2)
            }
        };
        std::thread::sleep(pause);
    }
}

fn claim_one(app: &App, excluded: &[&'static str]) -> Answer<Option<(Job, String)>> {
    let now = clock::now();
    if !app.store.read_now(|db| Ok::<_, Error>(jobs::any_due(db, now.naive_utc(), excluded)?))? {
        return Ok(None);
    }
    let (name, excluded) = (claim::name(), excluded.to_vec());
    let claimed = app.store.write_now(move |db| {
        let mut taken = jobs::claim(db, &name, now.naive_utc(), lease_until(now).naive_utc(), 1, &excluded)?;
        Ok::<_, Error>(taken.pop().map(|job| (job, name.clone())))
    })?;
    Ok(claimed)
}

/// Runs what is due on the caller's own thread, one after the other, until nothing is; answers how many runs it were. What
/// follows from events is due, too.
/// Leases are not renewed: for commands and tests that wait for short work.
pub fn run_due(app: &App) -> Answer<usize> {
    let leases = Leases::default();
    let mut runs = 0;
    loop {
        events::relay::catch_up(app)?;
        let Some((job, claim)) = claim_one(app, &[])? else { return Ok(runs) };
        run(app, &leases, job, &claim);
        runs += 1;
    }
}

/// Runs one job on the caller's thread, for commands: it is tried again here as it would be elsewhere. `tell` is
/// called with the job every second.
pub fn run_here(app: &App, id: &str, tell: impl Fn(&Job) + Send + Sync) -> Answer<Job> {
    let leases = Leases::default();
    let done = AtomicBool::new(false);
    let look = || app.store.read_now(|db| queue::find(db, id));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut renewed = Instant::now();
            let mut told = Instant::now();
            while !done.load(Ordering::Relaxed) {
                if renewed.elapsed() >= RENEW_EVERY.to_std().unwrap_or(Duration::from_secs(20)) {
                    renewed = Instant::now();
                    renew(app, &leases);
                }
                if told.elapsed() >= Duration::from_secs(1) {
                    told = Instant::now();
                    look().iter().for_each(&tell);
                }
                std::thread::sleep(TICK);
            }
        });
        let ended = loop {
            match look() {
                Ok(job) if job.state.is_over() => break Ok(job),
                Err(error) => break Err(error),
                Ok(_) => {}
            }
            match claim_this(app, id) {
                Ok(Some((job, claim))) => run(app, &leases, job, &claim),
                Ok(None) => std::thread::sleep(TICK),
                Err(error) => break Err(error),
            }
        };
        done.store(true, Ordering::Relaxed);
        ended
    })
}

fn claim_this(app: &App, id: &str) -> Answer<Option<(Job, String)>> {
    let (now, name, id) = (clock::now(), claim::name(), id.to_owned());
    app.store.write_now(move |db| {
        let job = jobs::claim_this(db, &id, &name, now.naive_utc(), lease_until(now).naive_utc())?;
        Ok::<_, Error>(job.map(|job| (job, name.clone())))
    })
}

/// Runs a claimed job to its end and writes what became of it.
fn run(app: &App, leases: &Leases, job: Job, claim: &str) {
    let lost = Arc::new(AtomicBool::new(false));
    let id = job.id.clone();
    locked(leases).insert(id.clone(), (claim.to_owned(), Arc::clone(&lost)));
    let span = tracing::info_span!("job", %id, kind = %job.kind, attempt = job.attempts);
    let _entered = span.enter();
    let started = Instant::now();
    let result = attempt(app, job, claim, &lost);
    locked(leases).remove(&id);
    if let Err(error) = &result {
        tracing::warn!(%error, "the run failed");
    }
    finish(app, &id, claim, &Arc::new(result));
    let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(took_ms, "the run is over");
}

fn attempt(app: &App, job: Job, claim: &str, lost: &AtomicBool) -> Answer<Outcome> {
    if job.attempts > job.max_attempts {
        let problem = Refusal::of(Code::Unavailable).detail(message!(
            "every process that took up this job ended before it",
            "每个接手该后台任务的进程都在后台任务完成前中止了"
        ));
        return Err(problem.into());
    }
    let mut context = Context::new(app, job, claim.to_owned(), lost);
    if context.should_stop() {
        return Ok(Outcome::PutDown);
    }
    catch_unwind(AssertUnwindSafe(|| app.composition.job_kinds.run(&mut context)))
        .unwrap_or_else(|_| Err(Error::Internal("a job panicked".to_owned())))
}

/// The end of a run is written however long the database is away, while the lease may still be ours.
fn finish(app: &App, id: &str, claim: &str, result: &Arc<Answer<Outcome>>) {
    for wait in [0, 1, 5, 15, 30] {
        std::thread::sleep(Duration::from_secs(if app.stopping.load(Ordering::Relaxed) { 0 } else { wait }));
        let kinds = app.composition.job_kinds;
        let (id, claim, result) = (id.to_owned(), claim.to_owned(), Arc::clone(result));
        match app.store.write_now(move |db| queue::finish(db, kinds, &id, &claim, &result)) {
            Ok(Some(job)) if job.state.0 == JobState::Queued || job.lock_name.is_some() => return app.wake.ring(),
            Ok(_) => return,
            // It stays claimed: the next process takes it up.
            Err(_) if app.store.broken().is_some() => return,
            Err(error) => tracing::warn!(%error, "the end of a job cannot be written"),
        }
    }
}

/// Renews the leases, makes periodic jobs and counts.
fn keep(app: &App, leases: &Leases, done: &AtomicBool) {
    if app.store.backend() == Backend::Sqlite {
        match take_up_orphans(app) {
            Ok(()) => app.wake.ring(),
            Err(error) => tracing::warn!(%error, "jobs left behind wait for their leases"),
        }
    }
    let renew_every = RENEW_EVERY.to_std().unwrap_or(Duration::from_secs(20));
    let (mut renewed, mut round) = (Instant::now(), None::<Instant>);
    while !done.load(Ordering::Relaxed) {
        if app.store.broken().is_some() {
            tracing::error!("no job is taken up any more, because the storage has failed");
            return;
        }
        if renewed.elapsed() >= renew_every {
            renewed = Instant::now();
            renew(app, leases);
        }
        if !app.stopping.load(Ordering::Relaxed) && round.is_none_or(|at| at.elapsed() >= ROUND) {
            round = Some(Instant::now());
            go_round(app);
        }
        std::thread::sleep(TICK);
    }
}

fn renew(app: &App, leases: &Leases) {
    let held: Vec<_> =
        locked(leases).iter().map(|(id, (claim, lost))| (id.clone(), claim.clone(), lost.clone())).collect();
    for (id, claim, lost) in held {
        let until = lease_until(clock::now()).naive_utc();
        match app.store.write_now(move |db| Ok::<_, Error>(jobs::renew(db, &id, &claim, until)?)) {
            Ok(None) => lost.store(true, Ordering::Relaxed),
            Ok(Some(_)) => {}
            Err(error) => tracing::warn!(%error, "a lease cannot be renewed"),
        }
    }
}

fn go_round(app: &App) {
    app.limits.tidy();
    schedule::make_due(app, clock::now());
    if let Ok(counts) = app.store.read_now(|db| Ok::<_, Error>(jobs::count(db)?)) {
        for state in JobState::ALL {
            let count = counts.iter().find(|(of, _)| of.0 == *state).map_or(0, |(_, count)| *count);
            app.metrics.jobs.with_label_values(&[state.as_str()]).set(count);
        }
    }
}

fn locked(leases: &Leases) -> std::sync::MutexGuard<'_, HashMap<String, (String, Arc<AtomicBool>)>> {
    leases.lock().unwrap_or_else(PoisonError::into_inner)
}
