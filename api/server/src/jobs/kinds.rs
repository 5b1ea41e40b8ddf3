//! Every kind of job by its name: how a row becomes work again.

use regulars_db::Db;
use regulars_db::jobs::Job;
use regulars_domain::jobs::JobState;

use super::{Context, Kind, Outcome};
use crate::http::problem::{Answer, Error};

macro_rules! kinds {
    ($($kind:ty),+ $(,)?) => {
        /// Runs the job that `context` is about.
        pub(super) fn run(context: &mut Context<'_>) -> Answer<Outcome> {
            match context.kind() {
                $(<$kind as Kind>::NAME => read::<$kind>(context.args())?.run(context),)+
                other => Err(unknown(other)),
            }
        }

        /// Lets the job's subject follow its state.
        pub(super) fn follow(db: &mut Db, job: &Job, state: JobState, error: Option<&str>) -> Answer<()> {
            match job.kind.as_str() {
                $(<$kind as Kind>::NAME => read::<$kind>(&job.args)?.follow(db, state, error),)+
                other => Err(unknown(other)),
            }
        }
    };
}

kinds! {
    super::tidy::Tidy,
    crate::tiers::jobs::Recompute,
    crate::memberships::jobs::Expire,
    crate::memberships::jobs::Review,
    crate::imports::Check,
    crate::imports::Run,
    crate::complaints::escalate::Escalate,
    crate::complaints::recompute::Recompute,
    crate::segments::jobs::Refresh,
    crate::templates::test_send::TestSend,
    crate::campaigns::plan::PlanDeliveries,
    crate::campaigns::send::SendMessages,
    crate::campaigns::clear::Clear,
    crate::campaigns::tick::Tick,
}

fn read<K: Kind>(args: &str) -> Answer<K> {
    serde_json::from_str(args).map_err(|error| Error::Internal(format!("a job's arguments: {error}")))
}

fn unknown(kind: &str) -> Error {
    Error::Internal(format!("this version knows no job of the kind {kind}"))
}
