//! Levels: up at once, down at the anniversary and then by one only.

use regulars::loyalty::memberships::jobs::Review;
use regulars_tests::{Actor, TestApp, Value, json};

use super::{buy, cny, customer, member, programme, verify};

/// Runs the pass over all levels.
async fn review(app: &TestApp) {
    app.enqueue(&Review {});
    app.run_jobs().await;
}

async fn level(who: &Actor, path: &str) -> String {
    who.get(path).await.ok().body["level"]["code"].as_str().unwrap_or("none").to_owned()
}

/// Lets the present level be as old as a year.
fn a_year_passes(app: &TestApp) {
    app.sql("update memberships set level_since = '2020-05-01', review_on = '2021-05-01'");
    app.sql("update membership_level_changes set since = '2020-05-01'");
}

#[actix_web::test]
async fn by_points_one_goes_up_at_once_and_spending_changes_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[99_900]).await;
    assert_eq!(level(&admin, &path).await, "silver");
    let purchase = buy(&app, &admin, &id, &[100]).await;
    assert_eq!(level(&admin, &path).await, "gold");
    super::redeem(&admin, &path, 1_000).await.created();
    admin.post(&format!("{purchase}/refunds"), json!({"lines": [{"number": 1}]})).once().await.created();
    let after = admin.get(&path).await.ok();
    assert_eq!(after.body["level"]["code"], "silver", "the purchase that reached gold was returned");
    assert_eq!(
        (&after.body["progress"]["points"], &after.body["progress"]["next"]["missing_points"]),
        (&json!(999), &json!(1))
    );
    buy(&app, &admin, &id, &[500_000]).await;
    assert_eq!(level(&admin, &path).await, "black");

    let changes = admin.get(&format!("{path}/level-changes")).await.ok();
    assert_eq!(changes.each("cause"), ["purchase", "return", "purchase", "enrolment"]);
    let inputs = &changes.data()[2]["inputs"];
    assert_eq!(
        (&inputs["value"], &inputs["basis"], inputs["levels"].as_array().unwrap().len()),
        (&json!(1_000), &json!("points"), 3)
    );
    assert_eq!(app.count("events where kind = 'membership.level_changed'"), 4);
    verify(&app);
}

#[actix_web::test]
async fn at_the_anniversary_one_falls_by_one_level_only() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[300_000]).await;
    review(&app).await;
    assert_eq!(level(&admin, &path).await, "black", "not before the anniversary");

    a_year_passes(&app);
    app.sql("update point_lots set occurred_on = '2020-05-01'");
    review(&app).await;
    assert_eq!(level(&admin, &path).await, "gold", "by one, however far the value has fallen");
    let fallen = admin.get(&path).await.ok();
    let today = super::today();
    assert_eq!(fallen.text("review_on"), (today + chrono::Months::new(12)).to_string());
    review(&app).await;
    assert_eq!(level(&admin, &path).await, "gold", "once a year");
    a_year_passes(&app);
    review(&app).await;
    assert_eq!(level(&admin, &path).await, "silver");
    let changes = admin.get(&format!("{path}/level-changes")).await.ok();
    assert_eq!(changes.each("cause"), ["anniversary", "anniversary", "purchase", "enrolment"]);
    verify(&app);
}

#[actix_web::test]
async fn who_still_deserves_the_level_keeps_it_for_another_year() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[100_000]).await;
    a_year_passes(&app);
    review(&app).await;
    let kept = admin.get(&path).await.ok();
    assert_eq!(kept.body["level"]["code"], "gold");
    assert_eq!(&kept.text("review_on")[4..], "-05-01", "the next anniversary of the level");
    assert!(kept.text("review_on") > super::today().to_string().as_str());
    assert_eq!(app.count("membership_level_changes"), 2);
    verify(&app);
}

#[actix_web::test]
async fn by_spend_every_purchase_of_twelve_months_counts() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "spend").await;
    let id = customer(&app, &admin).await;
    let old = |days: i64, amount: i64| -> Value {
        let at = regulars_tests::now() - chrono::Duration::days(days);
        json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": at.to_rfc3339(), "lines": [{"amount": cny(amount)}]})
    };
    admin.post("/v1/purchases", old(200, 1_000)).once().await.created();
    admin.post("/v1/purchases", old(400, 9_000)).once().await.created();
    let body = json!({"customer_id": id, "programme_id": programme, "card": "K-1001"});
    let made = admin.post("/v1/memberships", body).await.created();
    assert_eq!(made.body["level"]["code"], "gold", "what was bought before enrolling counts for the level");
    let path = format!("/v1/memberships/{}", made.id());
    admin.post("/v1/purchases", old(100, 1_999)).once().await.created();
    let read = admin.get(&path).await.ok();
    assert_eq!((&read.body["progress"]["spend"], &read.body["balance"]), (&cny(2_999), &json!(0)));
    assert_eq!(read.body["progress"]["next"]["missing_spend"], cny(1));
    admin.post("/v1/purchases", old(0, 1)).once().await.created();
    assert_eq!(level(&admin, &path).await, "black");
    verify(&app);
}

#[actix_web::test]
async fn a_lowered_threshold_raises_at_once_and_a_raised_one_takes_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[50_000]).await;
    app.run_jobs().await;
    let levels = format!("/v1/membership-programmes/{programme}/levels");
    let gold = admin.get(&levels).await.ok().data()[1]["id"].as_str().unwrap().to_owned();
    let set = |points: i64| admin.patch(&format!("{levels}/{gold}"), json!({ "points": points })).if_match("*");

    set(500).await.ok();
    app.run_jobs().await;
    let risen = admin.get(&path).await.ok();
    assert_eq!((&risen.body["level"]["code"], &risen.body["level"]["rule_version"]), (&json!("gold"), &json!(5)));
    set(2_000).await.ok();
    app.run_jobs().await;
    assert_eq!(level(&admin, &path).await, "gold");
    let changes = admin.get(&format!("{path}/level-changes")).await.ok();
    assert_eq!(changes.each("cause"), ["review", "enrolment"]);
    verify(&app);
}

#[actix_web::test]
async fn history_that_is_imported_earns_nothing_but_counts_for_levels_by_spend() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "spend").await;
    let person = json!({"name": "李雷", "phone": "13800138000"});
    let id = admin.post("/v1/customers", person).await.created().id();
    let body = json!({"customer_id": id, "programme_id": programme, "card": "K-1001"});
    let path = format!("/v1/memberships/{}", admin.post("/v1/memberships", body).await.created().id());
    let import = admin
        .post("/v1/imports", json!({"kind": "purchases", "options": {"mode": "history"}}))
        .once()
        .await
        .created()
        .id();
    let file = format!("phone,date,amount\n13800138000,{},15.00\n", super::today());
    let content = format!("/v1/imports/{import}/content");
    admin.request(reqwest::Method::PUT, &content).body("text/csv", file).await.ok();
    admin.post(&format!("/v1/imports/{import}/runs"), json!({})).once().await.accepted();
    app.run_jobs().await;
    assert_eq!(app.count("purchases"), 1);
    let read = admin.get(&path).await.ok();
    assert_eq!((&read.body["balance"], &read.body["level"]["code"]), (&json!(0), &json!("gold")));
    verify(&app);
}
