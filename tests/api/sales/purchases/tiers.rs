//! Purchases of other days: the year they belong to, and the tier that follows.

use regulars_tests::{TestApp, json};

use super::{cny, customer, noon, purchase, sums};

#[actix_web::test]
async fn the_bounds_are_met_exactly() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (steps, tiers) in [
        (&[1, 149_998, 1, 199_999, 1][..], &["C", "C", "B", "B", "A"][..]),
        (&[150_000], &["B"]),
        (&[149_999], &["C"]),
        (&[350_000], &["A"]),
        (&[349_999], &["B"]),
        (&[0], &["none"]),
    ] {
        let id = customer(&app, &admin).await;
        let mut before = "none";
        for (&amount, &after) in steps.iter().zip(tiers) {
            let made = admin
                .post("/v1/purchases", purchase(&id, &app.units.n1, &noon(0, "01-01"), amount))
                .once()
                .await
                .created();
            assert_eq!(made.body["tier"], json!({"before": before, "after": after}), "{steps:?}");
            before = after;
        }
        assert_eq!(admin.get(&format!("/v1/customers/{id}")).await.ok().body["tier"]["class"], *before);
    }
}

#[actix_web::test]
async fn a_purchase_of_last_year_moves_last_year_and_the_tier() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let buy = |years_ago, day, amount| {
        admin.post("/v1/purchases", purchase(&id, &app.units.n1, &noon(years_ago, day), amount)).once()
    };
    buy(0, "01-01", 100_000).await.created();
    let etag = admin.get(&format!("/v1/customers/{id}")).await.ok().etag().to_owned();

    let late = buy(1, "12-31", 160_000).await.created();

    assert_eq!(late.body["tier"], json!({"before": "C", "after": "B"}));
    admin.get(&format!("/v1/customers/{id}")).header("If-None-Match", etag).await.ok();
    let ancient = buy(2, "06-15", 900_000).await.created();
    assert_eq!(ancient.body["tier"], json!({"before": "B", "after": "B"}), "the year before last counts no more");
    let figures = admin.get(&format!("/v1/customers/{id}/metrics")).await.ok().body;
    let years: Vec<_> =
        figures["years"].as_array().unwrap().iter().map(|year| (&year["net_spend"], &year["purchases"])).collect();
    assert_eq!(years, [(&cny(900_000), &json!(1)), (&cny(160_000), &json!(1)), (&cny(100_000), &json!(1))]);
    assert_eq!(figures["months"].as_array().unwrap().len(), 3);
    assert_eq!(sums(&admin, &id).await, (3, 3, 1_160_000));
    assert_eq!(figures["first_purchase_on"], ancient.body["occurred_on"]);
    let history = admin.get(&format!("/v1/customers/{id}/tiers")).await.ok();
    assert_eq!(history.each("class"), ["B", "C"]);
    assert_eq!(history.each("previous"), ["C", "none"]);
    assert_eq!(history.data()[0]["inputs"]["candidates"][0]["spend"], 160_000);
}

#[actix_web::test]
async fn a_day_is_one_of_the_organisations_time_zone() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    for (at, on) in [
        ("2026-02-17T15:59:59.999Z", "2026-02-17"),
        ("2026-02-17T16:00:00Z", "2026-02-18"),
        ("2025-12-31T16:00:00Z", "2026-01-01"),
    ] {
        let made = admin.post("/v1/purchases", purchase(&id, &app.units.n1, at, 1)).once().await.created();
        assert_eq!(made.text("occurred_on"), on);
    }
    assert_eq!(sums(&admin, &id).await, (3, 3, 3));
}

#[actix_web::test]
async fn a_business_moves_without_a_tier() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = admin.post("/v1/customers", json!({"name": "饭店", "kind": "business"})).await.created().id();
    let made =
        admin.post("/v1/purchases", purchase(&id, &app.units.n1, &noon(0, "01-01"), 900_000)).once().await.created();
    assert_eq!(made.body["tier"], json!({"before": null, "after": null}));
    let person = admin.get(&format!("/v1/customers/{id}")).await.ok().body;
    assert_eq!((person["status"].as_str(), person["tier"].is_null()), (Some("active"), true));
    assert_eq!(admin.get(&format!("/v1/customers/{id}/explain")).await.ok().body, json!({"tier": null}));
    assert_eq!(app.count("tier_changes") + app.count("events where kind = 'tier.changed'"), 0);
}
