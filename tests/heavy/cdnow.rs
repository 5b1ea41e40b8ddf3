//! Real data: the CDNOW data set (see `tests/data/README.md`) gives the figures published for it.

use std::path::Path;

use regulars_tests::{TestApp, alone, json};

#[actix_web::test]
async fn cdnow_gives_the_known_customers_sum_classes_and_gini() {
    let _alone = alone();
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post("/v1/partners", json!({"code": "cdnow", "name": "CDNOW"})).await.created();
    let organisation = admin.get("/v1/settings/organisation").await.ok();
    let mut wanted = json!({"base_currency": "USD", "time_zone": "America/New_York"});
    for member in ["name", "language", "default_phone_region"] {
        wanted[member] = organisation.body[member].clone();
    }
    admin.put("/v1/settings/organisation", wanted).if_match(organisation.etag()).await.ok();
    let policy = json!({"method": "cumulative_share", "window": {"kind": "all"}, "shares": {"a": "0.80", "b": "0.95"}});
    let kept = admin.get("/v1/settings/tier-policy").await.ok();
    admin.put("/v1/settings/tier-policy", policy).if_match(kept.etag()).await.ok();
    app.run_jobs().await;

    let body = json!({"kind": "purchases", "file_name": "cdnow_master.csv.gz", "options": {"partner": "cdnow"}});
    let id = admin.post("/v1/imports", body).await.created().id();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/cdnow_master.csv.gz");
    let content = format!("/v1/imports/{id}/content");
    let bytes = std::fs::read(file).unwrap();
    let import = admin.request(reqwest::Method::PUT, &content).body("application/gzip", bytes).await.ok();
    assert_eq!(import.text("compression"), "gzip");
    admin.post(&format!("/v1/imports/{id}/dry-runs"), json!({})).await.accepted();
    app.run_jobs().await;
    let outcomes = json!({"created": 69_659, "changed": 0, "unchanged": 0, "held": 0, "refused": 0});
    let expected = json!({"rows": 69_659, "accepted": 69_659, "rejected": 0, "rejections_not_kept": 0, "warned": 0,
        "unchanged": 0, "outcomes": outcomes, "customers_created": 23_570, "customers_changed": 0,
        "purchases_created": 69_659, "refunds_created": 0, "members_earning": 0, "points_earned": 0});
    assert_eq!(admin.get(&format!("/v1/imports/{id}")).await.ok().body["counts"], expected, "as the dry run has it");
    admin.post(&format!("/v1/imports/{id}/runs"), json!({})).once().await.accepted();
    app.run_jobs().await;
    let import = admin.get(&format!("/v1/imports/{id}")).await.ok();
    assert_eq!((import.text("state"), &import.body["counts"]), ("completed", &expected), "and as the run has it");

    let tiers = app.while_jobs_run(admin.get("/v1/analytics/tiers").into_future()).await.ok();
    let classes: Vec<i64> = tiers.data().iter().map(|row| row["customers"].as_i64().unwrap()).collect();
    assert_eq!(classes, [7_695, 8_067, 7_740, 68], "A, B, C and none, ties together");
    let found = admin.get("/v1/analytics/concentration").await.ok();
    assert_eq!(found.body["customers"], 23_570);
    assert_eq!(found.body["net_spend"], json!({"amount": 250_031_563, "currency": "USD"}));
    assert_eq!(found.text("gini"), "0.634571");
    assert!(
        found.text("top_20_share").starts_with("0.678") || found.text("top_20_share").starts_with("0.677"),
        "{}",
        found.text("top_20_share")
    );
    assert_eq!(app.count("purchases where net_minor = 0"), 80);

    let report = app.verify();
    assert!(report.is_clean(), "{:#?}", report.differences);
    assert_eq!((report.customers, report.purchases), (23_570, 69_659));

    // What is not as the facts say is told.
    app.sql("update customer_metrics set net_minor = net_minor + 1 where customer_id in (select min(customer_id) from customer_metrics)");
    let report = app.verify();
    assert_eq!(report.differences.iter().filter(|found| found.field == "metrics.net_minor").count(), 1);
}
