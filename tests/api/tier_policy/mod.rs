//! `/v1/settings/tier-policy`: the rule by which customers are classed, its versions, and the pass over the base.

mod pass;
mod reasons;
mod setting;

use std::time::Duration;

use regulars::jobs::runner::{self, Runner};
use regulars_tests::{Actor, Reply, TestApp, Value, json};

const PATH: &str = "/v1/settings/tier-policy";

/// A server whose jobs are run.
struct Working {
    app: TestApp,
    runner: Option<Runner>,
}

impl Working {
    async fn start() -> Working {
        let app = TestApp::with(|config| config.jobs.threads = 1).await;
        let runner = runner::start(app.state.clone()).unwrap();
        Working { app, runner: Some(runner) }
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        if let Some(runner) = self.runner.take() {
            runner.drain(Duration::from_secs(5));
        }
    }
}

/// Sets the policy and waits until its pass over the base is done; answers the job.
async fn set(admin: &Actor, policy: Value) -> Reply {
    let kept = admin.put(PATH, policy).if_match("*").await.ok();
    let job = format!("/v1/jobs/{}", kept.text("recompute_job_id"));
    for _ in 0..600 {
        let reply = admin.get(&job).await.ok();
        match reply.text("state") {
            "succeeded" => return reply,
            "failed" | "cancelled" => panic!("{:#}", reply.body),
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    panic!("the pass did not end");
}

/// A customer who spent this much on each of these days (noon in Shanghai): its id.
async fn spender(app: &TestApp, admin: &Actor, spent: &[(&str, i64)]) -> String {
    let body = json!({"name": "王小明", "home_unit_id": app.units.n1});
    let id = admin.post("/v1/customers", body).await.created().id();
    for (day, amount) in spent {
        let bought = json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": format!("{day}T04:00:00Z"),
            "lines": [{"amount": {"amount": amount, "currency": "CNY"}}]});
        admin.post("/v1/purchases", bought).once().await.created();
    }
    id
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
    let today = regulars::clock::now() + chrono::Duration::hours(8);
    (today.date_naive() - chrono::Duration::days(days)).to_string()
}

/// The year in Shanghai.
fn this_year() -> i32 {
    days_ago(0)[..4].parse().unwrap()
}
