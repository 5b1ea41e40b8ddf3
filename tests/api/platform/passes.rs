//! Passes over many cases: one that cannot be handled is told in the job's result, the others are done all the same, and
//! the next pass tries it again.

use regulars::customers::tiers::jobs::Recompute as Tiers;
use regulars::loyalty::memberships::jobs::{Expire, Review};
use regulars::marketing::segments::jobs::Refresh;
use regulars::platform::jobs::{Kind, enqueue};
use regulars::service::complaints::escalate::Escalate;
use regulars::service::complaints::recompute::Recompute as Clocks;
use regulars_tests::{Actor, TestApp, Value, json};

/// Runs a pass to its end: the result of its job, which has succeeded.
async fn pass<K: Kind + Send + 'static>(app: &TestApp, admin: &Actor, kind: K) -> Value {
    let job = app.state.store.write(move |db| enqueue(db, &kind, "tests")).await.unwrap();
    app.run_jobs().await;
    let job = admin.get(&format!("/v1/jobs/{}", job.id)).await.ok();
    assert_eq!(job.text("state"), "succeeded", "{:#}", job.body);
    job.body["result"].clone()
}

/// What a table holds that this version of the service does not know.
fn spoil(app: &TestApp, table: &str, column: &str, id: &str) {
    let key = if table == "customer_metrics" { "customer_id" } else { "id" };
    app.sql(&format!("update {table} set {column} = 'strange' where {key} = '{id}'"));
}

fn mend(app: &TestApp, table: &str, column: &str, word: &str) {
    app.sql(&format!("update {table} set {column} = '{word}' where {column} = 'strange'"));
}

async fn customer(app: &TestApp, admin: &Actor) -> String {
    admin.post("/v1/customers", json!({"name": "王小明", "home_unit_id": app.units.n1})).await.created().id()
}

async fn buy(app: &TestApp, admin: &Actor, customer_id: &str, amount: i64) {
    let body = json!({"customer_id": customer_id, "unit_id": app.units.n1,
        "occurred_at": regulars::platform::clock::now(), "lines": [{"amount": {"amount": amount, "currency": "CNY"}}]});
    admin.post("/v1/purchases", body).once().await.created();
}

/// Three complaints, the second of which cannot be read.
async fn complaints(app: &TestApp, admin: &Actor) -> Vec<String> {
    let customer = customer(app, admin).await;
    let mut ids = Vec::new();
    for code in ["A", "B", "C"] {
        let category = json!({"code": code, "name": code});
        let category = admin.post("/v1/complaint-categories", category).await.created().id();
        let body = json!({"customer_id": customer, "unit_id": app.units.n1, "category_id": category,
            "text": "等了一个小时", "wish": "道歉"});
        ids.push(admin.post("/v1/complaints", body).await.created().id());
    }
    spoil(app, "complaints", "state", &ids[1]);
    ids
}

#[actix_web::test]
async fn an_unreadable_complaint_does_not_stop_the_escalation_of_others() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let ids = complaints(&app, &admin).await;
    app.sql("update complaint_clocks set due_at = '2020-01-01 00:00:00' where kind = 'first_response'");
    for _ in 0..2 {
        let result = pass(&app, &admin, Escalate {}).await;
        assert_eq!((&result["failed"], &result["failed_ids"]), (&json!(1), &json!([ids[1]])));
        for id in [&ids[0], &ids[2]] {
            assert_eq!(admin.get(&format!("/v1/complaints/{id}")).await.ok().text("level"), "region");
        }
        assert_eq!(app.count("events where kind = 'complaint.escalated'"), 2);
    }
    mend(&app, "complaints", "state", "received");
    assert_eq!(pass(&app, &admin, Escalate {}).await, json!({"complaints": 1}), "it is tried again");
    assert_eq!(app.count("events where kind = 'complaint.escalated'"), 3);
}

#[actix_web::test]
async fn an_unreadable_complaint_does_not_stop_the_recomputation_of_clocks() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let ids = complaints(&app, &admin).await;
    app.sql("update complaint_clocks set due_at = '2020-01-01 00:00:00'");
    let result = pass(&app, &admin, Clocks {}).await;
    assert_eq!(result, json!({"complaints": 2, "failed": 1, "failed_ids": [ids[1]]}));
    let late = "complaint_clocks where due_at = '2020-01-01 00:00:00'";
    assert_eq!(app.count(&format!("{late} and complaint_id <> '{}'", ids[1])), 0);
    assert!(app.count(late) > 0, "those of the one that failed are as they were");
    mend(&app, "complaints", "state", "received");
    assert_eq!(pass(&app, &admin, Clocks {}).await, json!({"complaints": 3}));
    assert_eq!(app.count(late), 0);
}

/// Two members with points that have expired; the second cannot be read. The ids of the memberships.
async fn members(app: &TestApp, admin: &Actor) -> Vec<String> {
    let new = json!({"code": "card", "name": "仙芋会员", "level_basis": "points", "points_per_unit": "1"});
    let programme = admin.post("/v1/membership-programmes", new).await.created().id();
    let mut ids = Vec::new();
    for card in ["C-0001", "C-0002"] {
        let id = customer(app, admin).await;
        let new = json!({"customer_id": id, "programme_id": programme, "card": card});
        ids.push(admin.post("/v1/memberships", new).await.created().id());
        buy(app, admin, &id, 10_000).await;
    }
    for (code, threshold) in [("silver", 0), ("gold", 50)] {
        let level = json!({"code": code, "name": code, "points": threshold});
        admin.post(&format!("/v1/membership-programmes/{programme}/levels"), level).await.created();
    }
    spoil(app, "memberships", "state", &ids[1]);
    ids
}

#[actix_web::test]
async fn an_unreadable_membership_does_not_stop_the_expiry_of_points() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let ids = members(&app, &admin).await;
    app.sql("update point_lots set expires_on = '2020-01-01'");
    let result = pass(&app, &admin, Expire {}).await;
    assert_eq!(result, json!({"memberships": 1, "points": 100, "failed": 1, "failed_ids": [ids[1]]}));
    assert_eq!(app.count("point_entries where kind = 'expire'"), 1);
    mend(&app, "memberships", "state", "active");
    assert_eq!(pass(&app, &admin, Expire {}).await, json!({"memberships": 1, "points": 100}));
}

#[actix_web::test]
async fn an_unreadable_membership_does_not_stop_the_review_of_levels() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let ids = members(&app, &admin).await;
    // What the new levels asked for would do the work.
    app.sql("delete from jobs");
    app.sql("delete from job_locks");
    let result = pass(&app, &admin, Review {}).await;
    assert_eq!(result, json!({"memberships": 1, "changed": 1, "failed": 1, "failed_ids": [ids[1]]}));
    assert_eq!(app.count("memberships where level_id is not null"), 1);
    mend(&app, "memberships", "state", "active");
    assert_eq!(pass(&app, &admin, Review {}).await, json!({"memberships": 2, "changed": 1}));
}

#[actix_web::test]
async fn unreadable_figures_do_not_stop_the_pass_over_the_tiers() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let id = customer(&app, &admin).await;
        buy(&app, &admin, &id, 1_000).await;
        ids.push(id);
    }
    for policy in [
        json!({"method": "fixed_bounds", "window": {"kind": "calendar_year"}, "bounds": {"a": 900, "b": 500}}),
        json!({"method": "cumulative_share", "window": {"kind": "all"}, "shares": {"a": "0.80", "b": "0.95"}}),
    ] {
        admin.put("/v1/settings/tier-policy", policy).if_match("*").await.ok();
        app.run_jobs().await;
        app.sql("update customer_metrics set tier = 'C'");
        spoil(&app, "customer_metrics", "tier", &ids[1]);
        let result = pass(&app, &admin, Tiers {}).await;
        assert_eq!(result, json!({"customers": 2, "changed": 2, "failed": 1, "failed_ids": [ids[1]]}));
        assert_eq!(app.count("customer_metrics where tier = 'A'"), 2);
        mend(&app, "customer_metrics", "tier", "C");
        assert_eq!(pass(&app, &admin, Tiers {}).await, json!({"customers": 3, "changed": 1}));
    }
}

#[actix_web::test]
async fn a_segment_with_an_unreadable_rule_does_not_stop_the_refresh_of_all() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let mut segments = Vec::new();
    for gte in [0, 0, 500] {
        let rule = json!({"measure": {"of": "net_spend", "gte": gte}});
        let new = json!({"name": "客群", "kind": "rule", "rule": rule});
        segments.push(admin.post("/v1/segments", new).await.created().id());
    }
    app.run_jobs().await;
    buy(&app, &admin, &id, 1_000).await;
    app.sql("delete from segment_members");
    let rule = "(select rule from segments where id = ";
    spoil(&app, "segments", "rule", &segments[1]);

    let result = pass(&app, &admin, Refresh::all()).await;

    assert_eq!(result, json!({"came": 2, "went": 0, "failed": 1, "failed_ids": [segments[1]]}));
    assert_eq!(app.count(&format!("segment_members where segment_id = '{}'", segments[2])), 1);
    app.sql(&format!("update segments set rule = {rule}'{}') where id = '{}'", segments[0], segments[1]));
    assert_eq!(pass(&app, &admin, Refresh::all()).await, json!({"came": 1, "went": 0}));
}
