//! Moments that are still to come: a form or a till that stamps local time with `Z` is hours ahead. Such a fact is refused,
//! and one of a clock that is a little fast counts from its recording. Made from public reports.

use chrono::{Duration, SecondsFormat};
use regulars_tests::{Actor, TestApp, Value, json};

use super::create;

/// So many minutes from now, as a caller writes it.
fn ahead(minutes: i64) -> String {
    (regulars_tests::now() + Duration::minutes(minutes)).to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A segment of everybody who said yes to text messages, and whether its rule finds somebody.
struct Asked {
    segment: String,
}

impl Asked {
    async fn of(admin: &Actor) -> Asked {
        let rule = json!({"all": [{"consent": {"channel": "sms"}}]});
        let new = json!({"name": "sms", "kind": "rule", "rule": rule});
        Asked { segment: admin.post("/v1/segments", new).await.created().id() }
    }

    /// What one customer's explanation says; the database finds the same.
    async fn finds(&self, app: &TestApp, admin: &Actor, id: &str) -> bool {
        let explained = admin.get(&format!("/v1/segments/{}/explain?customer_id={id}", self.segment)).await.ok();
        app.run_jobs().await;
        admin.post(&format!("/v1/segments/{}/refresh", self.segment), json!({})).await.accepted();
        app.run_jobs().await;
        let is_member =
            app.count(&format!("segment_members where segment_id = '{}' and customer_id = '{id}'", self.segment)) == 1;
        assert_eq!(explained.body["matches"], json!(is_member), "the rule and its SQL differ");
        is_member
    }
}

#[actix_web::test]
async fn a_fact_of_hours_ahead_is_refused_with_a_hint_about_time_zones() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = create(&admin, json!({"name": "王"})).await;
    let consents = format!("/v1/customers/{id}/consents");
    let late = ahead(8 * 60);
    let said = json!({"channel": "sms", "granted": true, "source": "counter", "at": late});
    let refused = admin.post(&consents, said.clone()).await.problem(422, "invalid");
    let hint = refused.fault("/at", "in_future").body["errors"].to_string();
    assert!(hint.contains("+08:00"), "{hint}");
    let visit = json!({"kind": "visit", "direction": "in", "occurred_at": late});
    let refused = admin.post(&format!("/v1/customers/{id}/interactions"), visit).await.problem(422, "invalid");
    refused.fault("/occurred_at", "in_future");
    let new = json!({"name": "李", "consents": [said]});
    admin.post("/v1/customers", new.clone()).await.problem(422, "invalid").fault("/consents/0/at", "in_future");
    let batch = admin.post("/v1/customers/batch", json!({"items": [new]})).once().await;
    assert!(batch.body.to_string().contains("in_future"), "{}", batch.body);
    assert_eq!(app.count("consents") + app.count("interactions"), 0);
}

#[actix_web::test]
async fn a_yes_of_a_fast_clock_does_not_outrank_a_later_no() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let asked = Asked::of(&admin).await;
    let id = create(&admin, json!({"name": "王"})).await;
    let path = format!("/v1/customers/{id}/consents");
    let say = |granted: bool, at: Option<String>| {
        let mut said = json!({"channel": "sms", "granted": granted, "source": "counter"});
        if let Some(at) = at {
            said["at"] = at.into();
        }
        admin.post(&path, said)
    };
    say(true, Some(ahead(8))).await.created();
    assert!(asked.finds(&app, &admin, &id).await);
    say(false, None).await.created();
    assert!(!asked.finds(&app, &admin, &id).await, "the no was said after it");
    assert_eq!(admin.get(&path).await.ok().body["data"][0]["granted"], json!(false), "the first of a channel counts");
    say(true, None).await.created();
    assert!(asked.finds(&app, &admin, &id).await);
}

#[actix_web::test]
async fn rows_that_an_earlier_version_took_count_from_their_recording() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let asked = Asked::of(&admin).await;
    let id = create(&admin, json!({"name": "王"})).await;
    let path = format!("/v1/customers/{id}/consents");
    admin.post(&path, json!({"channel": "sms", "granted": true, "source": "web form"})).await.created();
    app.sql("update consents set occurred_at = '2099-01-01 00:00:00'");
    assert!(asked.finds(&app, &admin, &id).await);
    admin.post(&path, json!({"channel": "sms", "granted": false, "source": "counter"})).await.created();
    assert!(!asked.finds(&app, &admin, &id).await);
}

#[actix_web::test]
async fn of_a_yes_and_a_no_at_the_same_moment_the_no_counts() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let asked = Asked::of(&admin).await;
    for order in [[true, false], [false, true]] {
        let id = create(&admin, json!({"name": "王"})).await;
        for granted in order {
            let said = json!({"channel": "sms", "granted": granted, "source": "x", "at": "2026-05-01T08:00:00Z"});
            admin.post(&format!("/v1/customers/{id}/consents"), said).await.created();
        }
        assert!(!asked.finds(&app, &admin, &id).await, "{order:?}");
        let listed = admin.get(&format!("/v1/customers/{id}/consents")).await.ok();
        let first: &Value = &listed.body["data"][0]["granted"];
        assert_eq!(*first, json!(false), "{order:?}");
    }
}
