//! Settings of the whole organisation, jobs, and who did what.

use regulars::platform::events::relay;
use regulars_tests::{Actor, Value, json};

use super::Foreign::{Filtered, Hidden, Refused, Root, Unscoped};
use super::{Ask, Place, World};

samples! {
    get_settings     Unscoped |w, at, who| Ask::plain();
    get_organisation Unscoped |w, at, who| Ask::plain();
    put_organisation Root |w, at, who| Ask::plain().body(json!({"name": w.fresh("仙芋"), "base_currency": "CNY",
        "time_zone": "Asia/Shanghai", "language": "zh-CN", "default_phone_region": "CN"}));
    get_retention    Unscoped |w, at, who| Ask::plain();
    put_retention    Root |w, at, who| Ask::plain().body(json!({"is_on": false, "prospect_days": 365}));
    get_security     Unscoped |w, at, who| Ask::plain();
    put_security     Root |w, at, who| Ask::plain().body(json!({"second_factor_roles": [], "idle_minutes": null,
        "fresh_minutes": 60}));

    list_jobs        Unscoped |w, at, who| Ask::plain();
    get_job          Hidden |w, at, who| Ask::of(job(w, at, who, "succeeded"));
    watch_job        Hidden |w, at, who| Ask::of(job(w, at, who, "succeeded"));
    cancel_job       Hidden |w, at, who| Ask::of(job(w, at, who, "queued"));
    retry_job        Hidden |w, at, who| Ask::of(job(w, at, who, "failed"));

    list_audit_events Unscoped |w, at, who| Ask::plain();
    list_events      Filtered |w, at, who| events(w).await;

    get_sandbox      Unscoped |w, at, who| Ask::plain();
    reset_sandbox    Root |w, at, who| Ask::plain();

    list_webhooks    Unscoped |w, at, who| Ask::plain();
    create_webhook   Refused |w, at, who| Ask::plain().body(new_webhook(at));
    get_webhook      Hidden |w, at, who| Ask::of(webhook(w, at).await);
    update_webhook   Hidden |w, at, who| Ask::of(webhook(w, at).await).body(json!({"description": "库存"}));
    delete_webhook   Hidden |w, at, who| Ask::of(webhook(w, at).await);
    rotate_webhook_secret Hidden |w, at, who| Ask::of(webhook(w, at).await).body(json!({"overlap_seconds": 60}));
    test_webhook     Hidden |w, at, who| Ask::of(webhook(w, at).await);
    replay_webhook   Hidden |w, at, who| Ask::of(webhook(w, at).await).body(json!({"since": "2026-01-01T00:00:00Z"}));
    list_webhook_deliveries Hidden |w, at, who| Ask::of(webhook(w, at).await);
    get_webhook_delivery    Hidden |w, at, who| delivery(w, at).await;
    replay_webhook_delivery Hidden |w, at, who| delivery(w, at).await;
}

fn new_webhook(at: &Place) -> Value {
    json!({"url": "https://example.com/hooks", "unit_id": at.store, "types": ["customer.created"]})
}

/// An endpoint for what happens at the place, of the partner whose the keys are: a key sees its own partner's only.
async fn webhook(w: &World, at: &Place) -> String {
    let partners = w.admin.get("/v1/partners").await.ok();
    let till = partners.data().iter().find(|partner| partner["code"] == "till").map(|partner| partner["id"].clone());
    let mut new = new_webhook(at);
    new["partner_id"] = till.into();
    let made = w.admin.post("/v1/webhooks", new).once().await.created();
    made.body["webhook"]["id"].as_str().unwrap().to_owned()
}

/// About the delivery of a test to an endpoint.
async fn delivery(w: &World, at: &Place) -> Ask {
    let webhook = webhook(w, at).await;
    let delivery = w.make(&format!("/v1/webhooks/{webhook}/test"), json!({})).await;
    Ask::of(webhook).parameter("webhook_delivery_id", delivery)
}

/// About what happened so far, all of it numbered.
async fn events(w: &World) -> Ask {
    let state = w.app.state.clone();
    tokio::task::spawn_blocking(move || relay::catch_up(&state).unwrap()).await.unwrap();
    Ask::plain().query("limit=1000")
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
