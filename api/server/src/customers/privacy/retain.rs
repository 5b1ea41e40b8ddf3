//! The job that lets go of what is held on persons beyond its time, and how much that would be.

use std::sync::Arc;

use regulars_db::Db;
use regulars_db::customers::retention;
use regulars_domain::customers::retention::{Cutoffs, RetentionPolicy};
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::erase::{Means, Reason, erase};
use crate::organisation::principals;
use crate::platform::error::{Answer, Error};
use crate::platform::identity::Actor;
use crate::platform::jobs::{Context, Kind, Outcome};
use crate::platform::personal_data::PersonalDataParts;
use crate::platform::{clock, organisation, versioned_setting};

/// Customers, or interactions, looked at in one read.
const SOME: i64 = 500;

/// How much is beyond its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Beyond {
    pub prospects: i64,
    pub customers: i64,
    pub interactions: i64,
    pub import_files: i64,
}

/// How much the rules would take now.
pub fn report(db: &mut Db, parts: PersonalDataParts, policy: &RetentionPolicy) -> Answer<Beyond> {
    let cutoffs = policy.cutoffs(clock::now().naive_utc());
    let mut beyond = Beyond::default();
    if let Some(before) = cutoffs.prospects {
        beyond.prospects = retention::count_silent(db, before, false)?;
    }
    if let Some(before) = cutoffs.customers {
        beyond.customers = retention::count_silent(db, before, true)?;
    }
    if let Some(before) = cutoffs.interactions {
        beyond.interactions = retention::count_interactions(db, before)?;
    }
    if let Some(before) = cutoffs.import_files {
        for part in parts.0 {
            beyond.import_files += part.outdated_files(db, before)?;
        }
    }
    Ok(beyond)
}

/// Lets go of what the rules do not keep.
#[derive(Default, Serialize, Deserialize)]
pub struct Retain {}

impl Kind for Retain {
    const NAME: &'static str = "customers.retain";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let policy = context.store().read_now(versioned_setting::current::<RetentionPolicy>)?.value;
        if !policy.is_on {
            return Ok(Outcome::Done(Value::Null));
        }
        let cutoffs = policy.cutoffs(clock::now().naive_utc());
        let Some(prospects) = silent(context, &policy, cutoffs, false)? else { return Ok(Outcome::PutDown) };
        let Some(customers) = silent(context, &policy, cutoffs, true)? else { return Ok(Outcome::PutDown) };
        let mut interactions = 0;
        if let Some(before) = cutoffs.interactions {
            loop {
                let some = context
                    .store()
                    .write_now(move |db| Ok::<_, Error>(retention::forget_interactions(db, before, SOME)?))?;
                interactions += some;
                if some == 0 {
                    break;
                }
                if context.should_stop() {
                    return Ok(Outcome::PutDown);
                }
            }
        }
        let mut files = 0;
        if let Some(before) = cutoffs.import_files {
            for part in PersonalDataParts::of(context.app)?.0 {
                files += part.drop_files(context.app, before)?;
            }
        }
        Ok(Outcome::Done(json!({
            "prospects": prospects.erased, "customers": customers.erased, "held": prospects.held + customers.held,
            "interactions": interactions, "import_files": files,
        })))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

/// What became of those who were beyond their time.
#[derive(Default)]
struct Taken {
    erased: i64,
    /// Something is open with them: they are looked at again the next time.
    held: i64,
}

/// Erases those of whom nothing was heard; none when the process stops.
fn silent(
    context: &mut Context<'_>,
    policy: &RetentionPolicy,
    cutoffs: Cutoffs,
    bought: bool,
) -> Answer<Option<Taken>> {
    let mut taken = Taken::default();
    let (before, days) = match bought {
        true => (cutoffs.customers, policy.customer_days),
        false => (cutoffs.prospects, policy.prospect_days),
    };
    let (Some(before), Some(days)) = (before, days) else { return Ok(Some(taken)) };
    let reason = match bought {
        true => message!("retention: no purchase for {days} days", "保留期限：{days} 天未购买"),
        false => message!("retention: never bought within {days} days", "保留期限：{days} 天内从未购买"),
    };
    let parts = PersonalDataParts::of(context.app)?;
    let keys = Arc::clone(&context.app.keys);
    let (actor, language) = context.store().read_now(by_rule)?;
    let mut after = String::new();
    loop {
        let from = after.clone();
        let ids =
            context.store().read_now(|db| Ok::<_, Error>(retention::silent_after(db, before, bought, &from, SOME)?))?;
        let Some(last) = ids.last() else { return Ok(Some(taken)) };
        after.clone_from(last);
        for id in ids {
            if context.should_stop() {
                return Ok(None);
            }
            let (keys, actor, reason) = (Arc::clone(&keys), actor.clone(), reason.clone());
            let erased = context.store().write_now(move |db| {
                let means = Means { parts, keys: &keys };
                erase(db, &means, &actor, &Scope::All, &id, Reason::Rule(reason.text(language)))
            });
            match erased {
                Ok(_) => taken.erased += 1,
                Err(Error::Refused(_)) => taken.held += 1,
                Err(error) => return Err(error),
            }
        }
    }
}

/// In whose name a rule erases, and the language of its reasons.
fn by_rule(db: &mut Db) -> Answer<(Actor, Language)> {
    Ok((principals::scheduled(db)?, organisation(db)?.language))
}
