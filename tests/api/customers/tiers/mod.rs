//! `/v1/settings/tier-policy`: the rule by which customers are classed, its versions, and the pass over the base.

mod pass;
mod reasons;
mod setting;

use chrono::{DateTime, Utc};
use regulars_tests::{Actor, Reply, TestApp, Value, json};

const PATH: &str = "/v1/settings/tier-policy";

/// Sets the policy and lets its pass over the base run; answers the job.
async fn set(app: &TestApp, admin: &Actor, policy: Value) -> Reply {
    let kept = admin.put(PATH, policy).if_match("*").await.ok();
    app.run_jobs().await;
    let job = admin.get(&format!("/v1/jobs/{}", kept.text("recompute_job_id"))).await.ok();
    assert_eq!(job.text("state"), "succeeded", "{:#}", job.body);
    job
}

/// A customer who spent this much on each of these days: its id.
async fn spender(app: &TestApp, admin: &Actor, spent: &[(&str, i64)]) -> String {
    let body = json!({"name": "王小明", "home_unit_id": app.units.n1});
    let id = admin.post("/v1/customers", body).await.created().id();
    for (day, amount) in spent {
        let bought = json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": noon(day),
            "lines": [{"amount": {"amount": amount, "currency": "CNY"}}]});
        admin.post("/v1/purchases", bought).once().await.created();
    }
    id
}

/// Noon of a day in Shanghai, or this moment while that is ahead.
fn noon(day: &str) -> String {
    let noon: DateTime<Utc> = format!("{day}T04:00:00Z").parse().unwrap();
    noon.min(regulars::platform::clock::now()).to_rfc3339()
}

/// The class of each customer, in order.
async fn classes(admin: &Actor, ids: &[String]) -> Vec<String> {
    let mut classes = Vec::new();
    for id in ids {
        let reply = admin.get(&format!("/v1/customers/{id}")).await.ok();
        classes.push(reply.body["tier"]["class"].as_str().unwrap_or("-").to_owned());
    }
    classes
}

/// Today in Shanghai, some days ago.
fn days_ago(days: i64) -> String {
    (regulars_tests::today() - chrono::Duration::days(days)).to_string()
}

/// The year in Shanghai.
fn this_year() -> i32 {
    days_ago(0)[..4].parse().unwrap()
}
