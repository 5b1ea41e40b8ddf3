//! A row that cannot be read is a defect: told as one, with its text in the log, and never shown as an empty value.

use regulars_tests::{Process, TestApp, TestDatabase, json};

#[actix_web::test]
async fn a_value_that_cannot_be_read_is_never_shown_as_an_empty_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let who = json!({"name": "王小明", "language": "zh-CN", "home_unit_id": app.units.n1,
        "birthday": {"year": 1990, "month": 5, "day": 1, "calendar": "solar"}});
    let customer = admin.post("/v1/customers", who).await.created().id();
    let bought = json!({"customer_id": customer, "unit_id": app.units.n1, "occurred_at": regulars_tests::now().to_rfc3339(),
        "lines": [{"amount": {"amount": 100, "currency": "CNY"}}]});
    let purchase = admin.post("/v1/purchases", bought).once().await.created().id();
    let import = admin.post("/v1/imports", json!({"kind": "customers"})).await.created().id();
    let content = format!("/v1/imports/{import}/content");
    admin.request(reqwest::Method::PUT, &content).body("text/csv", "name\nAnna\n").await.ok();
    let job = admin.post(&format!("/v1/imports/{import}/dry-runs"), json!({})).await.accepted().id();
    app.run_jobs().await;

    regulars_tests::let_audit_be_changed(&mut app.db());
    for (table, column, path) in [
        ("audit_events", "detail", "/v1/audit-events".to_owned()),
        ("customers", "birthday", format!("/v1/customers/{customer}")),
        ("customers", "language", format!("/v1/customers/{customer}")),
        ("tier_changes", "inputs", format!("/v1/customers/{customer}/tiers")),
        ("purchases", "currency", format!("/v1/purchases/{purchase}")),
        ("imports", "samples", format!("/v1/imports/{import}/preview")),
        ("jobs", "result", format!("/v1/jobs/{job}")),
    ] {
        admin.get(&path).await.ok();
        app.sql(&format!("UPDATE {table} SET {column} = '[' || {column}"));
        admin.get(&path).await.problem(500, "internal");
        app.sql(&format!("UPDATE {table} SET {column} = substr({column}, 2)"));
        admin.get(&path).await.ok();
    }
}

#[actix_web::test]
async fn what_could_not_be_read_is_in_the_log_and_not_in_the_answer() {
    let (database, units) = TestDatabase::founded();
    let log = std::env::temp_dir().join(regulars_domain::ids::make("log_"));
    let server = Process::serve_with_log(&database, &log);
    let admin = server.admin(&database, &units);
    admin.post("/v1/partners", json!({"code": "p", "name": "P"})).await.created();
    regulars_tests::let_audit_be_changed(&mut database.connect());
    database.connect().execute("UPDATE audit_events SET detail = '{\"version\": '").unwrap();

    let told = admin.get("/v1/audit-events").await.problem(500, "internal");

    let logged = std::fs::read_to_string(&log).unwrap();
    std::fs::remove_file(log).unwrap();
    assert!(logged.contains("Error deserializing field 'detail': EOF while parsing"), "{logged}");
    assert!(!told.body.to_string().contains("EOF"), "{}", told.body);
}
