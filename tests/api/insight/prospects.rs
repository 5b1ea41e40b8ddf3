//! `/v1/analytics/prospects`: who bought after they were enrolled, and how soon.

use regulars_tests::{Actor, Role, TestApp, Value, json};

const PATH: &str = "/v1/analytics/prospects";

/// Somebody who was enrolled so many days ago and first bought so many days ago, if at all.
async fn enrolled(app: &TestApp, admin: &Actor, unit: &str, source: Option<&str>, ago: i64, bought: Option<i64>) {
    let mut new = json!({"name": "C", "home_unit_id": unit});
    if let Some(source) = source {
        new["source"] = json!(source);
    }
    let id = admin.post("/v1/customers", new).await.created().id();
    let then = |days| (regulars_tests::now() - chrono::TimeDelta::days(days)).format("%Y-%m-%d %H:%M:%S").to_string();
    app.sql(&format!("update customers set created_at = '{}' where id = '{id}'", then(ago)));
    if let Some(days) = bought {
        let at = (regulars_tests::now() - chrono::TimeDelta::days(days)).to_rfc3339();
        let body = json!({"customer_id": id, "unit_id": unit, "occurred_at": at,
            "lines": [{"amount": {"amount": 100, "currency": "CNY"}}]});
        admin.post("/v1/purchases", body).once().await.created();
    }
}

fn figure(row: &Value) -> Value {
    let of = |name: &str| row[name].clone();
    json!([of("people"), of("prospects"), of("converted"), of("bought_before"), of("rate"), of("median_days")])
}

#[actix_web::test]
async fn conversion_counts_from_the_day_of_enrolment() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let nothing = admin.get(PATH).await.ok();
    assert_eq!(figure(&nothing.body["total"]), json!([0, 0, 0, 0, null, null]));
    let (n1, s1) = (app.units.n1.clone(), app.units.s1.clone());
    for (unit, source, ago, bought) in [
        (&n1, Some("walk_in"), 10, Some(10)),
        (&n1, Some("walk_in"), 10, Some(7)),
        (&n1, Some("walk_in"), 10, None),
        (&n1, Some("event"), 10, Some(12)),
        (&s1, Some("event"), 20, Some(5)),
        (&s1, None, 20, None),
        (&s1, Some("event"), 200, Some(100)),
    ] {
        enrolled(&app, &admin, unit, source, ago, bought).await;
    }
    let found = admin.get(PATH).await.ok();
    assert_eq!(figure(&found.body["total"]), json!([6, 2, 3, 1, "0.600000", "3"]), "200 days ago is not looked at");
    let sources: Vec<(Value, Value)> =
        found.body["by_source"].as_array().unwrap().iter().map(|row| (row["source"].clone(), figure(row))).collect();
    assert_eq!(
        sources,
        [
            (json!("walk_in"), json!([3, 1, 2, 0, "0.666667", "1.5"])),
            (json!("event"), json!([2, 0, 1, 1, "1.000000", "15"])),
            (json!(null), json!([1, 1, 0, 0, "0.000000", null])),
        ]
    );
    let units: Vec<(Value, Value)> =
        found.body["by_unit"].as_array().unwrap().iter().map(|row| (row["unit_id"].clone(), figure(row))).collect();
    assert_eq!(units[0], (json!(n1), json!([4, 1, 2, 1, "0.666667", "1.5"])));
    assert_eq!(units[1], (json!(s1), json!([2, 1, 1, 0, "0.500000", "15"])));

    let (from, before) = (found.text("created_from"), found.text("created_before"));
    let behind = |rest: &str| format!("/v1/customers?created_at[gte]={from}&created_at[lt]={before}&{rest}");
    for (rest, count) in [
        ("source=walk_in", 3),
        ("source=walk_in&status=prospect", 1),
        ("source=event&status=active&status=lost", 2),
        (format!("home_unit_id={n1}").as_str(), 4),
        ("", 6),
    ] {
        let people = admin.get(behind(rest).trim_end_matches('&')).await.ok();
        assert_eq!(people.data().len(), count, "{rest}");
    }
}

#[actix_web::test]
async fn a_range_and_a_unit_narrow_it_to_what_one_may_see() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (n1, s1) = (app.units.n1.clone(), app.units.s1.clone());
    enrolled(&app, &admin, &n1, None, 3, None).await;
    enrolled(&app, &admin, &s1, None, 3, None).await;
    enrolled(&app, &admin, &s1, None, 30, None).await;
    let people = |reply: regulars_tests::Reply| reply.ok().body["total"]["people"].as_i64().unwrap();
    assert_eq!(people(admin.get(PATH).await), 3);
    let day = |ago| (regulars_tests::today() - chrono::TimeDelta::days(ago)).to_string();
    assert_eq!(people(admin.get(&format!("{PATH}?from={}", day(7))).await), 2);
    assert_eq!(people(admin.get(&format!("{PATH}?from={}&to={}", day(31), day(8))).await), 1);
    assert_eq!(people(admin.get(&format!("{PATH}?unit_id={}", app.units.south)).await), 2);
    let north = app.actor(Role::RegionManager, &app.units.north).await;
    assert_eq!(people(north.get(PATH).await), 1);
    let foreign = north.get(&format!("{PATH}?unit_id={s1}")).await;
    foreign.problem(400, "invalid_parameter").fault("unit_id", "not_found");
    for wrong in [format!("from={}&to={}", day(1), day(2)), format!("from={}", day(400)), "to=0001-01-01".to_owned()] {
        admin.get(&format!("{PATH}?{wrong}")).await.problem(400, "invalid_parameter").fault("to", "out_of_range");
    }
    let staff = app.actor(Role::StoreStaff, &n1).await;
    staff.get(PATH).await.problem(403, "forbidden");
}
