//! The kinds of job that this version knows, by name: how a row becomes work again. The composition root makes the list.

use regulars_db::Db;
use regulars_db::platform::jobs::Job;
use regulars_domain::platform::jobs::JobState;

use super::{Context, Kind, Outcome};
use crate::platform::error::{Answer, Error};

/// A kind of job as the runner knows it.
pub struct JobKind {
    name: &'static str,
    own_thread: bool,
    run: fn(&mut Context<'_>) -> Answer<Outcome>,
    follow: fn(&mut Db, &Job, JobState) -> Answer<()>,
}

impl JobKind {
    /// The kind of job that `K` is, under its own name.
    pub const fn of<K: Kind>() -> JobKind {
        JobKind {
            name: K::NAME,
            own_thread: K::OWN_THREAD,
            run: |context| read::<K>(context.args())?.run(context),
            follow: |db, job, state| read::<K>(&job.args)?.follow(db, state),
        }
    }
}

/// All kinds of job.
#[derive(Clone, Copy)]
pub struct JobKinds(pub &'static [JobKind]);

impl JobKinds {
    /// The names of the kinds that have a thread of their own, or of those that have not.
    pub(super) fn names(self, own_thread: bool) -> Vec<&'static str> {
        self.0.iter().filter(|kind| kind.own_thread == own_thread).map(|kind| kind.name).collect()
    }

    /// Runs the job that `context` is about.
    pub(super) fn run(self, context: &mut Context<'_>) -> Answer<Outcome> {
        (self.find(context.kind())?.run)(context)
    }

    /// Lets the job's subject follow its state.
    pub(super) fn follow(self, db: &mut Db, job: &Job, state: JobState) -> Answer<()> {
        (self.find(&job.kind)?.follow)(db, job, state)
    }

    fn find(self, name: &str) -> Answer<&'static JobKind> {
        let found = self.0.iter().find(|kind| kind.name == name);
        found.ok_or_else(|| Error::Internal(format!("this version knows no job of the kind {name}")))
    }
}

fn read<K: Kind>(args: &str) -> Answer<K> {
    serde_json::from_str(args).map_err(|error| Error::Internal(format!("a job's arguments: {error}")))
}
