//! Figures over a large base are kept: they say of which moment they are, and are made anew by a job.

use regulars_tests::{Actor, Role, TestApp, Value, json};

const CUSTOMERS: i64 = 2_500;

/// Customers of the north who never bought, written behind the server's back.
fn fill(app: &TestApp) {
    let series = format!("WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {CUSTOMERS})");
    let (id, unit, then) = ("'cus_' || (10000000 + n)", &app.units.n1, "'2020-01-01 00:00:00'");
    app.sql(&format!(
        "INSERT INTO customers (id, kind, status, name, name_key, home_unit_id, tags, attributes, created_at, updated_at, \
         version) {series} SELECT {id}, 'consumer', 'prospect', 'x', 'x', '{unit}', '[]', '{{}}', {then}, {then}, 1 FROM s"
    ));
    app.sql(&format!(
        "INSERT INTO customer_metrics (customer_id, purchases, purchase_days, net_minor, tier, version) {series} \
         SELECT {id}, 0, 0, 0, 'none', 1 FROM s"
    ));
    app.sql(&format!("INSERT INTO customer_terms (customer_id, term) {series} SELECT {id}, 'nx' FROM s"));
}

async fn figures(app: &TestApp, who: &Actor, what: &str) -> Value {
    let path = format!("/v1/analytics/{what}");
    app.while_jobs_run(who.get(&path).into_future()).await.ok().body.clone()
}

fn age(app: &TestApp, minutes: i64) {
    let then = (regulars_tests::now() - chrono::TimeDelta::minutes(minutes)).format("%Y-%m-%d %H:%M:%S%.6f");
    app.sql(&format!("UPDATE kept_figures SET as_of = '{then}'"));
}

async fn buy(app: &TestApp, who: &Actor, unit: &str) {
    let customer = who.post("/v1/customers", json!({"name": "C", "home_unit_id": unit})).await.created().id();
    let body = json!({"customer_id": customer, "unit_id": app.units.n1, "occurred_at": regulars_tests::now().to_rfc3339(),
        "lines": [{"amount": {"amount": 400_000, "currency": "CNY"}}]});
    who.post("/v1/purchases", body).once().await.created();
}

#[actix_web::test]
async fn they_are_answered_as_of_a_moment_until_they_are_ten_minutes_old() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    fill(&app);
    let first = figures(&app, &admin, "tiers").await;
    assert_eq!(first["total"], CUSTOMERS);

    buy(&app, &admin, &app.units.n1).await;
    let kept = figures(&app, &admin, "tiers").await;
    assert_eq!(kept, first, "of the same moment");
    let concentration = figures(&app, &admin, "concentration").await;
    assert_eq!((&concentration["as_of"], &concentration["customers"]), (&first["as_of"], &json!(0)));

    age(&app, 11);
    let renewed = figures(&app, &admin, "tiers").await;
    assert_eq!((&renewed["total"], &renewed["data"][0]["customers"]), (&json!(CUSTOMERS + 1), &json!(1)));
    assert!(renewed["as_of"].as_str() > first["as_of"].as_str());
    let concentration = figures(&app, &admin, "concentration").await;
    assert_eq!((&concentration["as_of"], &concentration["customers"]), (&renewed["as_of"], &json!(1)));
    assert_eq!(app.count("jobs where kind = 'figures.renew'"), 2, "one for each time they were made");
}

#[actix_web::test]
async fn those_of_a_small_unit_are_of_now_and_those_of_another_are_kept_apart() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    fill(&app);
    let (north, south) = (
        app.actor(Role::RegionManager, &app.units.north).await,
        app.actor(Role::RegionManager, &app.units.south).await,
    );
    assert_eq!(figures(&app, &admin, "tiers").await["total"], CUSTOMERS);
    buy(&app, &admin, &app.units.s1).await;
    assert_eq!(figures(&app, &south, "tiers").await["total"], 1);
    buy(&app, &admin, &app.units.s1).await;
    assert_eq!(figures(&app, &south, "tiers").await["total"], 2);
    assert_eq!(figures(&app, &north, "tiers").await["total"], CUSTOMERS);
    assert_eq!(app.count("kept_figures"), 2, "of everybody and of the north");
}

#[actix_web::test]
async fn older_figures_are_better_than_none() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    fill(&app);
    let first = figures(&app, &admin, "tiers").await;
    age(&app, 60);
    // Nobody runs the job.
    let old = admin.get("/v1/analytics/tiers").await.ok();
    assert_eq!((&old.body["total"], old.body["as_of"].as_str() < first["as_of"].as_str()), (&json!(CUSTOMERS), true));
    app.run_jobs().await;
}

#[actix_web::test]
async fn verify_holds_them_against_the_customers_until_something_else_is_recorded() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    fill(&app);
    figures(&app, &admin, "tiers").await;
    assert_eq!(app.verify().differences, [], "as they are");
    app.sql("UPDATE kept_figures SET figures = replace(figures, '2500', '2499')");
    let found = app.verify().differences;
    assert_eq!(found.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), ["figures.all.classes"]);
    buy(&app, &admin, &app.units.n1).await;
    assert_eq!(app.verify().differences, [], "of a moment that is past");
}
