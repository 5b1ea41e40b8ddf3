//! Keys that nobody answers for any more: who made them, or took them over, is disabled. They get an end, and every
//! administrator of the whole organisation the task to take them over before.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDateTime};
use regulars_db::Db;
use regulars_db::organisation::api_keys;
use regulars_db::organisation::api_keys::ApiKey;
use regulars_db::organisation::users;
use regulars_db::service::tasks;
use regulars_db::service::tasks::Task;
use regulars_db::text::AsText;
use regulars_domain::customers::profiles::TaskState;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::period::local_day;
use regulars_domain::permissions::Role;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::given;
use crate::organisation::api_keys::service::descendants;
use crate::organisation::units::unit_tree;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs;
use crate::platform::jobs::{Context, Kind, Outcome};
use crate::platform::organisation;

/// Looks for keys whose keeper is disabled.
#[derive(Default, Serialize, Deserialize)]
pub struct FindAbandonedKeys {}

impl Kind for FindAbandonedKeys {
    const NAME: &'static str = "keys.abandoned";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let days = i64::from(context.app.config.auth.abandoned_key_days);
        let found = context.store().write_now(move |db| {
            let now = clock::now();
            let ends_at = (now + Duration::days(days)).naive_utc();
            let keys = api_keys::abandoned(db)?;
            give_end(db, &keys, ends_at, now.naive_utc())?;
            let mut by_keeper: BTreeMap<&str, Vec<&ApiKey>> = BTreeMap::new();
            for key in &keys {
                by_keeper.entry(key.keeper_id.as_deref().unwrap_or(&key.created_by)).or_default().push(key);
            }
            for (keeper, keys) in by_keeper {
                ask_administrators(db, keeper, &keys, ends_at, now.naive_utc())?;
            }
            Ok::<_, Error>(keys.len())
        })?;
        if found > 0 {
            context.app.principals.forget();
        }
        Ok(Outcome::Done(json!({"keys": found})))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

/// They end, and so do the keys they have made.
fn give_end(db: &mut Db, keys: &[ApiKey], ends_at: NaiveDateTime, now: NaiveDateTime) -> Answer<()> {
    let mut ids: Vec<String> = keys.iter().map(|key| key.id.clone()).collect();
    ids.extend(descendants(db, ids.clone())?);
    Ok(api_keys::set_end(db, &ids, Some(ends_at), now)?)
}

/// One task for each administrator, in their own language.
fn ask_administrators(
    db: &mut Db,
    keeper_id: &str,
    keys: &[&ApiKey],
    ends_at: NaiveDateTime,
    now: NaiveDateTime,
) -> Answer<()> {
    let Some(keeper) = users::find(db, keeper_id)? else { return Ok(()) };
    let roots = unit_tree(db)?.roots();
    let due_on = local_day(ends_at.and_utc(), organisation(db)?.time_zone).pred_opt();
    let (count, first) = (keys.len(), keys.first().map(|key| key.name.clone()).unwrap_or_default());
    let name = keeper.name;
    let title = if count == 1 {
        message!(
            "Take over the API key “{first}” of {name}, who is disabled",
            "接管已停用用户 {name} 的 API 密钥“{first}”"
        )
    } else {
        message!(
            "Take over {count} API keys of {name}, who is disabled",
            "接管已停用用户 {name} 的 {count} 个 API 密钥"
        )
    };
    for owner_id in users::active_holders(db, Role::Admin, &roots)? {
        let Some(owner) = users::find(db, &owner_id)? else { continue };
        let task = Task {
            id: ids::make(ids::TASK),
            customer_id: None,
            about_id: None,
            title: title.text(owner.language.0).chars().take(200).collect(),
            owner_id,
            due_on,
            state: AsText(TaskState::Open),
            created_by: jobs::BY.to_owned(),
            created_at: now,
            updated_at: now,
            done_at: None,
            version: 1,
        };
        tasks::insert(db, &task)?;
        given::tell(db, &task)?;
    }
    Ok(())
}
