//! Settings of the whole organisation, jobs, and who did what.

use regulars_tests::{Actor, json};

use super::Foreign::{Hidden, Root, Unscoped};
use super::{Ask, Place, World};

samples! {
    get_settings     Unscoped |w, at, who| Ask::plain();
    get_organisation Unscoped |w, at, who| Ask::plain();
    put_organisation Root |w, at, who| Ask::plain().body(json!({"name": w.fresh("仙芋"), "base_currency": "CNY",
        "time_zone": "Asia/Shanghai", "language": "zh-CN", "default_phone_region": "CN"}));
    get_security     Unscoped |w, at, who| Ask::plain();
    put_security     Root |w, at, who| Ask::plain().body(json!({"second_factor_roles": [], "idle_minutes": null,
        "fresh_minutes": 60}));

    list_jobs        Unscoped |w, at, who| Ask::plain();
    get_job          Hidden |w, at, who| Ask::of(job(w, at, who, "succeeded"));
    watch_job        Hidden |w, at, who| Ask::of(job(w, at, who, "succeeded"));
    cancel_job       Hidden |w, at, who| Ask::of(job(w, at, who, "queued"));
    retry_job        Hidden |w, at, who| Ask::of(job(w, at, who, "failed"));

    list_audit_events Unscoped |w, at, who| Ask::plain();
}

/// A job in this state, of the one kind that works on nothing. In the north it is the caller's own, in the south
/// somebody else's: who does not reach the whole organisation sees their own only.
pub fn job(w: &World, at: &Place, who: &Actor, state: &str) -> String {
    let by = if at.region == w.north.region { who.id.as_str() } else { "tests" };
    let now = regulars_tests::now().naive_utc();
    let id = regulars_domain::ids::make(regulars_domain::ids::JOB);
    let over = if state == "queued" { "null".to_owned() } else { format!("'{now}'") };
    let row = format!(
        "insert into jobs (id, kind, args, state, run_at, attempts, max_attempts, cancel_requested, progress_done, \
         progress_unit, created_by, created_at, finished_at, seq) values ('{id}', 'system.retention', '{{}}', '{state}', '{now}', 1, \
         8, false, 0, 'steps', '{by}', '{now}', {over}, 1)"
    );
    w.app.db().execute(&row).unwrap();
    id
}
