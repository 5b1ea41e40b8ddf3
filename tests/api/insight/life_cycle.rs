//! Life cycle: a pass every night gives each customer a stage and codes, and writes only what is new.

use diesel::prelude::*;
use diesel::sql_types::Text;
use regulars::insight::life_cycle::pass::PassLifeCycle;
use regulars_db::on;
use regulars_tests::{Actor, Role, TestApp, Value, json};
use reqwest::Method;

const FIGURES: &str = "/v1/analytics/life-cycle";
const LIST: &str = "/v1/analytics/life-cycle/customers";

async fn customer(app: &TestApp, admin: &Actor, name: &str) -> String {
    admin.post("/v1/customers", json!({"name": name, "home_unit_id": app.units.n1})).await.created().id()
}

async fn buy(app: &TestApp, admin: &Actor, customer: &str, days_ago: i64, amount: i64) -> String {
    let at = regulars_tests::now() - chrono::TimeDelta::days(days_ago);
    let body = json!({"customer_id": customer, "unit_id": app.units.n1, "occurred_at": at.to_rfc3339(),
        "lines": [{"amount": {"amount": amount, "currency": "CNY"}}]});
    admin.post("/v1/purchases", body).once().await.created().id()
}

/// As the next night would do it.
async fn pass(app: &TestApp) {
    app.sql("delete from life_cycle_passes");
    app.enqueue(&PassLifeCycle {});
    app.run_jobs().await;
    assert_eq!(app.count("life_cycle_passes"), 1);
}

async fn of(admin: &Actor, customer: &str) -> Value {
    admin.get(&format!("/v1/customers/{customer}/life-cycle")).await.ok().body.clone()
}

fn texts(app: &TestApp, query: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        told: String,
    }
    let found: Vec<Row> = on!(&mut app.db(), |c| diesel::sql_query(query).load(c)).unwrap();
    found.into_iter().map(|row| row.told).collect()
}

/// Everything that a pass leaves of customers.
fn left(app: &TestApp) -> Vec<String> {
    let standings = "select customer_id || ' ' || stage || ' ' || reason || ' ' || cast(since as text) || ' ' || inputs || ' ' \
        || cast(net_12m_minor as text) || ' ' || cast(at_risk_minor as text) || ' ' || cast(recency as text) \
        || cast(frequency as text) || cast(monetary as text) as told from life_cycle_stages order by customer_id";
    let changes = "select customer_id || ' ' || cast(number as text) || ' ' || coalesce(from_stage, '') || ' ' || stage || ' ' \
        || inputs as told from life_cycle_changes order by customer_id, number";
    [texts(app, standings), texts(app, changes)].concat()
}

/// One customer of most stages, by name of the stage.
async fn base(app: &TestApp, admin: &Actor) -> Vec<(&'static str, String)> {
    let mut made = Vec::new();
    for (stage, purchases) in [
        ("exploration", &[(10, 1_000)][..]),
        ("formation", &[(200, 1_000), (100, 1_000), (5, 2_000)]),
        ("stability", &[(500, 1_000), (400, 1_000), (20, 1_000)]),
        ("decline", &[(700, 5_000), (400, 5_000), (20, 1_000)]),
        ("lost", &[(400, 9_000)]),
    ] {
        let id = customer(app, admin, stage).await;
        for (days_ago, amount) in purchases {
            buy(app, admin, &id, *days_ago, *amount).await;
        }
        made.push((stage, id));
    }
    made
}

#[actix_web::test]
async fn a_pass_gives_stages_and_codes_and_again_changes_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let none = admin.get(FIGURES).await.ok();
    assert_eq!((&none.body["as_of"], &none.body["customers"]), (&Value::Null, &json!(0)));
    let prospect = customer(&app, &admin, "prospect").await;
    let made = base(&app, &admin).await;
    assert_eq!(of(&admin, &made[0].1).await["stage"], Value::Null, "nobody has looked yet");
    pass(&app).await;

    for (stage, id) in &made {
        let said = of(&admin, id).await;
        assert_eq!(said["stage"], *stage, "{said}");
        assert_eq!((&said["history"][0]["to"], &said["history"][0]["from"]), (&json!(stage), &Value::Null));
    }
    let said = of(&admin, &prospect).await;
    assert_eq!(
        (&said["stage"], &said["reason"], &said["rfm"]),
        (&json!("exploration"), &json!("prospect"), &Value::Null)
    );
    let lost = of(&admin, &made[4].1).await;
    assert_eq!(
        (&lost["reason"], &lost["rfm"]),
        (&json!("silent"), &json!({"recency": 1, "frequency": 1, "monetary": 1}))
    );
    let since = regulars_tests::now().date_naive() - chrono::TimeDelta::days(400 - 181);
    let told: chrono::NaiveDate = lost["since"].as_str().unwrap().parse().unwrap();
    assert!((told - since).num_days().abs() <= 1, "{told}, not {since}: it began when 180 days were over");
    assert_eq!(lost["decided_by"]["lost_from"], lost["since"]);

    let figures = admin.get(FIGURES).await.ok().body.clone();
    assert_eq!((&figures["customers"], &figures["has_model"]), (&json!(5), &json!(false)));
    for row in figures["stages"].as_array().unwrap() {
        assert_eq!((&row["customers"], &row["share"]), (&json!(1), &json!("0.200000")), "{row}");
    }
    assert_eq!(figures["movements"].as_array().unwrap().len(), 5);
    let behind = admin.get(&format!("{LIST}?stage=lost")).await.ok();
    assert_eq!(behind.each("customer_id"), [made[4].1.as_str()]);
    assert_eq!(behind.data()[0]["value_at_risk"]["amount"], 9_000);
    let all = admin.get(&format!("{LIST}?limit=3")).await.ok();
    let cursor = all.body["next_cursor"].as_str().unwrap();
    let rest = admin.get(&format!("{LIST}?limit=3&cursor={cursor}")).await.ok();
    let risk = |row: &Value| row["value_at_risk"]["amount"].as_i64().unwrap();
    let risks: Vec<i64> = all.data().iter().chain(rest.data()).map(risk).collect();
    // Those of stability and decline bought for the last time 380 days after the time before.
    assert_eq!(risks, [9_000, 4_000, 1_000, 1_000, 1_000]);

    let rfm = admin.get("/v1/analytics/rfm").await.ok().body.clone();
    let grid = rfm["grid"].as_array().unwrap();
    assert_eq!(grid.len(), 25);
    assert_eq!(grid.iter().map(|cell| cell["customers"].as_i64().unwrap()).sum::<i64>(), 5);
    let spend: i64 = grid.iter().map(|cell| cell["net_spend_12m"]["amount"].as_i64().unwrap()).sum();
    assert_eq!(spend, 7_000);
    assert_eq!(rfm["groups"][0]["recency"], 1, "{rfm}");

    // The south sees nobody, and the region has only its own.
    let south = app.actor(Role::RegionManager, &app.units.south).await;
    assert_eq!(south.get(FIGURES).await.ok().body["customers"], 0);
    assert!(south.get(LIST).await.ok().data().is_empty());

    let before = left(&app);
    pass(&app).await;
    assert_eq!(left(&app), before);
    let result = texts(&app, "select result as told from jobs where kind = 'life_cycle.pass' order by id desc limit 1");
    assert!(result[0].contains("\"changed\":0"), "{result:?}");
    // And the schedule may ask as often as it likes: a pass that is done is done.
    app.enqueue(&PassLifeCycle {});
    app.run_jobs().await;
    let result = texts(&app, "select result as told from jobs where kind = 'life_cycle.pass' order by id desc limit 1");
    assert!(result[0].contains("unchanged"), "{result:?}");
}

#[actix_web::test]
async fn a_purchase_after_lost_is_a_win_back_and_a_refund_of_everything_leaves_a_prospect() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin, "C").await;
    let first = buy(&app, &admin, &id, 500, 4_000).await;
    pass(&app).await;
    assert_eq!(of(&admin, &id).await["stage"], "lost");
    let again = buy(&app, &admin, &id, 0, 4_000).await;
    assert_eq!(of(&admin, &id).await["stage"], "lost", "until the next night");
    pass(&app).await;
    let said = of(&admin, &id).await;
    assert_eq!((&said["stage"], &said["reason"]), (&json!("stability"), &json!("steady")));
    assert_eq!((&said["history"][0]["from"], &said["history"][0]["win_back"]), (&json!("lost"), &json!(true)));
    assert_eq!(said["history"].as_array().unwrap().len(), 2);
    assert_eq!(admin.get(FIGURES).await.ok().body["won_back"], 1);

    for purchase in [first, again] {
        let path = format!("/v1/purchases/{purchase}/refunds");
        admin.post(&path, json!({"lines": [{"number": 1}]})).once().await.created();
    }
    pass(&app).await;
    let said = of(&admin, &id).await;
    assert_eq!((&said["stage"], &said["reason"]), (&json!("exploration"), &json!("prospect")));
    assert_eq!(said["net_spend_12m"]["amount"], 0);
}

#[actix_web::test]
async fn a_pass_that_was_killed_goes_on_and_leaves_the_same_rows() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let made = base(&app, &admin).await;
    pass(&app).await;
    let whole = left(&app);
    // As it is after a kill behind the second customer: its checkpoint, the rows of two, and no pass.
    let checkpoint = texts(&app, "select checkpoint as told from jobs where kind = 'life_cycle.pass'").remove(0);
    let mut checkpoint: Value = serde_json::from_str(&checkpoint).unwrap();
    let mut ids: Vec<&String> = made.iter().map(|(_, id)| id).collect();
    ids.sort();
    checkpoint["after"] = json!(ids[1]);
    checkpoint["done"] = json!(2);
    checkpoint["changed"] = json!(2);
    app.sql("delete from life_cycle_passes");
    app.sql(&format!("delete from life_cycle_stages where customer_id > '{}'", ids[1]));
    app.sql(&format!("delete from life_cycle_changes where customer_id > '{}'", ids[1]));
    app.enqueue(&PassLifeCycle {});
    app.sql(&format!(
        "update jobs set checkpoint = '{checkpoint}' where kind = 'life_cycle.pass' and state = 'queued'"
    ));
    app.run_jobs().await;
    assert_eq!(left(&app), whole);
    let result = texts(&app, "select result as told from jobs where kind = 'life_cycle.pass' order by id desc limit 1");
    assert!(result[0].contains("\"changed\":5") && result[0].contains("\"customers\":5"), "{result:?}");
}

#[actix_web::test]
async fn a_merge_and_its_undoing_are_judged_by_the_next_pass() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let made = base(&app, &admin).await;
    let (survivor, merged) = (&made[4].1, &made[0].1);
    pass(&app).await;
    let merge =
        admin.post(&format!("/v1/customers/{survivor}/merge"), json!({"merged_id": merged})).await.created().id();
    assert_eq!(app.count(&format!("life_cycle_stages where customer_id in ('{survivor}', '{merged}')")), 0);
    pass(&app).await;
    let said = of(&admin, survivor).await;
    assert_eq!((&said["stage"], &said["history"][0]["from"]), (&json!("stability"), &json!("lost")));
    assert_eq!(said["history"][0]["win_back"], false, "nobody came back: it was one person all along");
    assert_eq!(app.count(&format!("life_cycle_stages where customer_id = '{merged}'")), 0);

    admin.request(Method::POST, &format!("/v1/merges/{merge}/undo")).await.ok();
    pass(&app).await;
    assert_eq!(of(&admin, survivor).await["stage"], "lost");
    let said = of(&admin, merged).await;
    assert_eq!((&said["stage"], &said["history"].as_array().unwrap().len()), (&json!("exploration"), &1));
    let figures = admin.get(FIGURES).await.ok().body.clone();
    assert_eq!(figures["customers"], 5);
}
