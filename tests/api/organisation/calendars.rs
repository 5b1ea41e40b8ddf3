//! `/v1/calendars`: opening hours, and the clocks that run by them.

use regulars_tests::{Role, TestApp, Value, json};

/// The same hours every day.
fn every_day(from: &str, to: &str) -> Value {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let week: serde_json::Map<String, Value> =
        days.into_iter().map(|day| (day.to_owned(), json!([{"from": from, "to": to}]))).collect();
    json!({"week": week})
}

#[actix_web::test]
async fn a_calendar_is_made_for_units_and_taken_from_others() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (north, n1) = (app.units.north.clone(), app.units.n1.clone());
    let bars = json!({"code": "BARS", "name": "夜店", "rule": every_day("18:00", "02:00"), "unit_ids": [north, n1]});
    let bars = admin.post("/v1/calendars", bars).await.created();
    assert_eq!(bars.body["day_minutes"], 480);
    assert_eq!(bars.body["unit_ids"].as_array().unwrap().len(), 2);
    let stores = json!({"code": "A", "name": "门店", "rule": every_day("09:00", "21:00"), "unit_ids": [n1]});
    admin.post("/v1/calendars", stores).await.created();
    let left = admin.get(&format!("/v1/calendars/{}", bars.id())).await.ok();
    assert_eq!(left.body["unit_ids"], json!([north]));
    assert_eq!(admin.get("/v1/calendars").await.ok().each("code"), ["A", "BARS"]);
    assert_eq!(admin.get("/v1/calendars?q=bar").await.ok().each("code"), ["BARS"]);
    let region = app.actor(Role::RegionManager, &app.units.north).await;
    region.get(&format!("/v1/calendars/{}", bars.id())).await.ok();
    region
        .patch(&format!("/v1/calendars/{}", bars.id()), json!({"name": "x"}))
        .if_match("*")
        .await
        .problem(403, "forbidden");
    let south = app.actor(Role::Operations, &app.units.south).await;
    let foreign = south.patch(&format!("/v1/calendars/{}", bars.id()), json!({"unit_ids": []})).if_match("*").await;
    foreign.problem(403, "forbidden");
}

#[actix_web::test]
async fn a_calendar_that_makes_no_sense_is_refused_at_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hours = |from: &str, to: &str| json!({"week": {"monday": [{"from": from, "to": to}]}});
    let with = |member: &str, value: Value| {
        let mut rule = hours("09:00", "18:00");
        rule[member] = value;
        rule
    };
    for (rule, pointer, code) in [
        (json!({"week": {}}), "/rule/week", "not_accepted"),
        (hours("09:00", "09:00"), "/rule/week/monday/0", "not_accepted"),
        (hours("9am", "18:00"), "/rule/week/monday/0/from", "not_accepted"),
        (
            json!({"week": {"monday": [{"from": "09:00", "to": "12:00"}, {"from": "11:00", "to": "13:00"}]}}),
            "/rule/week/monday/1",
            "not_accepted",
        ),
        (with("holidays", json!([{"on": "2026-10-01"}, {"on": "2026-10-01"}])), "/rule/holidays/1/on", "not_accepted"),
        (
            with("make_up_days", json!([{"on": "2026-10-10", "like": "sunday"}])),
            "/rule/make_up_days/0/like",
            "not_accepted",
        ),
        (
            with("make_up_days", json!([{"on": "2026-10-10", "like": "someday"}])),
            "/rule/make_up_days/0/like",
            "not_accepted",
        ),
    ] {
        let refused = admin.post("/v1/calendars", json!({"code": "X", "name": "X", "rule": rule})).await;
        refused.problem(422, "invalid").fault(pointer, code);
    }
    let nowhere = json!({"code": "X", "name": "X", "rule": hours("09:00", "18:00"), "unit_ids": ["unit_x"]});
    admin.post("/v1/calendars", nowhere).await.problem(422, "invalid").fault("/unit_ids/0", "not_found");
    assert_eq!(app.count("calendars"), 0);
}

#[actix_web::test]
async fn a_calendar_changed_while_a_clock_runs_moves_its_end() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let category = admin.post("/v1/complaint-categories", json!({"code": "S", "name": "服务"})).await.created().id();
    // A Monday, 10:00 in Shanghai.
    let body = json!({"complainant": {}, "unit_id": app.units.n1, "category_id": category, "text": "太慢",
        "occurred_at": "2026-03-02T02:00:00Z"});
    let id = admin.post("/v1/complaints", body).await.created().id();
    let path = format!("/v1/complaints/{id}");
    // It is late by now, which is not what this is about.
    app.sql("delete from jobs where kind = 'complaints.escalate'");
    let due = async || {
        app.run_jobs().await;
        let case = admin.get(&path).await.ok();
        assert_eq!(case.body["version"], 1, "a case of itself has not changed");
        let clocks = case.body["clocks"].as_array().unwrap().clone();
        let resolution = clocks.iter().find(|clock| clock["kind"] == "resolution").unwrap();
        (resolution["due_at"].as_str().unwrap().to_owned(), case.text("next_due_at").to_owned())
    };
    assert_eq!(due().await, ("2026-03-05T02:00:00.000Z".into(), "2026-03-03T02:00:00.000Z".into()), "of an office");

    let mut rule = every_day("10:00", "14:00");
    let calendar = json!({"code": "SHORT", "name": "短", "rule": rule, "unit_ids": [app.units.north]});
    let calendar = admin.post("/v1/calendars", calendar).await.created();
    assert_eq!(app.count("events where kind = 'working_time.changed'"), 1, "in the same transaction");
    assert_eq!(
        due().await,
        ("2026-03-04T06:00:00.000Z".into(), "2026-03-02T06:00:00.000Z".into()),
        "three days of four hours, of the region above"
    );

    rule["holidays"] = json!([{"on": "2026-03-03", "name": "店庆"}]);
    let change = format!("/v1/calendars/{}", calendar.id());
    let changed = admin.patch(&change, json!({"rule": rule})).if_match(calendar.etag()).await.ok();
    assert_eq!(due().await.0, "2026-03-05T06:00:00.000Z");
    rule["holidays"] = json!([]);
    rule["week"]["wednesday"] = json!([]);
    rule["make_up_days"] = json!([{"on": "2026-03-04", "like": "monday"}]);
    admin.patch(&change, json!({"rule": rule})).if_match(changed.etag()).await.ok();
    assert_eq!(due().await.0, "2026-03-04T06:00:00.000Z", "a make-up day is worked");

    let unit = format!("/v1/units/{}", app.units.n1);
    admin.patch(&unit, json!({"time_zone": "Europe/Berlin"})).if_match("*").await.ok();
    assert_eq!(due().await.0, "2026-03-04T13:00:00.000Z", "10:00 to 14:00 in Berlin");
}
