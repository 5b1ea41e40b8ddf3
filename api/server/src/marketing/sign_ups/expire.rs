//! The job that lets sign-ups expire which nobody confirmed, and drops what was refused.

use regulars_db::marketing::sign_ups;
use regulars_domain::marketing::sign_ups::{CONFIRMED_WITHIN, REFUSED_KEPT};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs::{Context, Kind, Outcome};

/// Rows in one transaction.
const SOME: i64 = 500;

/// Forgets what was given and not confirmed within 7 days.
#[derive(Default, Serialize, Deserialize)]
pub struct ExpireSignUps {}

impl Kind for ExpireSignUps {
    const NAME: &'static str = "sign_ups.expire";
    const UNIT: &'static str = "sign-ups";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let now = clock::now().naive_utc();
        let mut expired = 0;
        while !context.should_stop() {
            let (some, dropped) = context.store().write_now(move |db| {
                let some = sign_ups::expire(db, now - CONFIRMED_WITHIN, now, SOME)?;
                Ok::<_, Error>((some, sign_ups::forget_refused(db, now - REFUSED_KEPT, SOME)?))
            })?;
            expired += some;
            if some + dropped == 0 {
                return Ok(Outcome::Done(json!({"expired": expired})));
            }
        }
        Ok(Outcome::PutDown)
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}
