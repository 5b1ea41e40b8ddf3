//! The policy as a setting: its default, its versions, and what makes no sense.

use regulars_tests::{Role, TestApp, Value, json};

use super::PATH;

fn fixed(a: i64, b: i64) -> Value {
    json!({"method": "fixed_bounds", "window": {"kind": "calendar_year"}, "bounds": {"a": a, "b": b}})
}

#[actix_web::test]
async fn the_default_is_3500_and_1500_in_a_calendar_year() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let policy = admin.get(PATH).await.ok();
    assert_eq!(policy.body["policy"], fixed(350_000, 150_000));
    assert_eq!((policy.etag(), policy.body["version"].as_i64()), ("\"0\"", Some(0)));
    assert!(policy.body["changed_by"].is_null() && policy.body["recompute_job_id"].is_null());
    assert_eq!(admin.get("/v1/settings").await.ok().body["tier_policy"], policy.body);
    assert_eq!(admin.get(&format!("{PATH}/versions")).await.ok().data().len(), 0);
    admin.get(PATH).header("If-None-Match", "\"0\"").await.is(304);
}

#[actix_web::test]
async fn each_change_is_a_version_with_a_pass_over_the_base() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.put(PATH, fixed(2, 1)).await.problem(428, "precondition_required");
    admin.put(PATH, fixed(2, 1)).if_match("\"1\"").await.problem(412, "stale");

    let first = admin.put(PATH, fixed(2, 1)).if_match("\"0\"").await.ok();
    admin.put(PATH, fixed(3, 1)).if_match("\"0\"").await.problem(412, "stale");
    let second = admin.put(PATH, fixed(3, 1)).if_match(first.etag()).await.ok();

    assert_eq!((first.etag(), second.etag()), ("\"1\"", "\"2\""));
    assert_eq!((second.text("changed_by"), &second.body["policy"]), (admin.id.as_str(), &fixed(3, 1)));
    let job = admin.get(&format!("/v1/jobs/{}", second.text("recompute_job_id"))).await.ok();
    assert_eq!((job.text("kind"), job.text("state")), ("tiers.recompute", "queued"));
    let versions = admin.get(&format!("{PATH}/versions")).await.ok();
    assert_eq!(versions.data().iter().map(|row| row["version"].as_i64().unwrap()).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(versions.data()[1]["policy"], fixed(2, 1), "history is not written over");
    assert_eq!(app.count("settings where name = 'tier_policy'"), 2);
    assert_eq!(app.count("audit_events where action = 'settings.change'"), 2);
    let analyst = app.actor(Role::Analyst, &app.units.group).await;
    analyst.get(PATH).await.ok();
    analyst.put(PATH, fixed(2, 1)).if_match("\"2\"").await.problem(403, "forbidden");
}

#[actix_web::test]
async fn a_policy_that_makes_no_sense_is_told_where() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let all = || json!({"kind": "all"});
    let bounds = || json!({"a": 2, "b": 1});
    let share = |a: &str, b: &str| json!({"method": "cumulative_share", "window": all(), "shares": {"a": a, "b": b}});
    let window = |window: Value| json!({"method": "fixed_bounds", "window": window, "bounds": bounds()});
    for (policy, place, code) in [
        (json!({"method": "fixed_bounds", "window": all()}), "/bounds", "out_of_range"),
        (fixed(1, 1), "/bounds", "out_of_range"),
        (fixed(1, 2), "/bounds", "out_of_range"),
        (fixed(1, 0), "/bounds", "out_of_range"),
        (fixed(1, -1), "/bounds", "out_of_range"),
        (fixed(i64::MAX, 1), "/bounds", "out_of_range"),
        (json!({"method": "cumulative_share", "window": all()}), "/shares", "out_of_range"),
        (share("0.95", "0.80"), "/shares", "out_of_range"),
        (share("0.80", "1"), "/shares", "out_of_range"),
        (share("0", "0.95"), "/shares", "out_of_range"),
        (share("0.8", "80%"), "/shares/b", "malformed"),
        (share("-0.8", "0.95"), "/shares/a", "malformed"),
        (share("0.8000001", "0.95"), "/shares/a", "malformed"),
        (window(json!({"kind": "trailing_months", "months": 0})), "/window", "out_of_range"),
        (window(json!({"kind": "trailing_months", "months": 121})), "/window", "out_of_range"),
        (window(json!({"kind": "from_to", "from": "2026-02-01", "to": "2026-01-31"})), "/window", "out_of_range"),
        (window(json!({"kind": "from_to", "from": "1900-01-01", "to": "2026-01-31"})), "/window", "out_of_range"),
        (json!({"method": "by_mood", "window": all(), "bounds": bounds()}), "/method", "not_accepted"),
        (json!({"window": all(), "bounds": bounds()}), "/method", "required"),
        (json!({"method": "fixed_bounds", "bounds": bounds()}), "/window", "required"),
        (json!({"method": "fixed_bounds", "window": all(), "bounds": bounds(), "extra": 1}), "/extra", "unknown_field"),
        (json!({"method": "fixed_bounds", "window": all(), "bounds": {"a": 2}}), "/bounds/b", "required"),
        (json!({"method": "fixed_bounds", "window": all(), "bounds": {"a": "2", "b": 1}}), "/bounds/a", "wrong_type"),
    ] {
        let refused = admin.put(PATH, policy).if_match("*").await.problem(422, "invalid");
        refused.fault(place, code);
    }
    for broken in [json!({"kind": "week"}), json!({"kind": "trailing_months"}), json!({"kind": "all", "months": 1})] {
        admin.put(PATH, window(broken)).if_match("*").await.problem(422, "invalid");
    }
    assert_eq!(app.count("settings") + app.count("jobs"), 0);
}
