//! Life-time value: the models are fitted once a day and say what each customer is worth, or why nobody knows.

use regulars::insight::life_time_value::fit::FitLifeTimeValue;
use regulars_tests::{Actor, Role, TestApp, Value, cdnow, json};

const FIGURES: &str = "/v1/analytics/life-time-value";
const LIST: &str = "/v1/analytics/life-time-value/customers";
const SETTING: &str = "/v1/settings/life-time-value";

fn fill(app: &TestApp, with_later: bool) {
    for statement in cdnow::statements(&app.units.n1, 1, with_later) {
        app.sql(&statement);
    }
}

async fn set(app: &TestApp, admin: &Actor, margin: Option<u32>, months: u32) -> Value {
    let before = admin.get(SETTING).await.ok();
    let wanted = json!({"margin_basis_points": margin, "horizon_months": months, "discount_basis_points": 1_500});
    let set = admin.put(SETTING, wanted).if_match(before.etag()).await.ok();
    app.run_jobs().await;
    set.body.clone()
}

fn decimal(value: &Value) -> f64 {
    value.as_str().unwrap_or_else(|| panic!("{value} is no decimal")).parse().unwrap()
}

fn parameters(figures: &Value, model: &str) -> Vec<f64> {
    let model = figures["models"].as_array().unwrap().iter().find(|one| one["model"] == model).unwrap();
    model["parameters"].as_array().unwrap().iter().map(|one| decimal(&one["value"])).collect()
}

async fn buy(admin: &Actor, customer: &str, unit: &str, days_ago: i64, amount: i64) -> String {
    let at = regulars_tests::now() - chrono::TimeDelta::days(days_ago);
    let body = json!({"customer_id": customer, "unit_id": unit, "occurred_at": at.to_rfc3339(),
        "lines": [{"amount": {"amount": amount, "currency": "CNY"}}]});
    admin.post("/v1/purchases", body).once().await.created().id()
}

#[actix_web::test]
async fn every_customer_of_cdnow_has_the_published_scores() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    fill(&app, false);
    set(&app, &admin, Some(4_000), 36).await;

    let figures = admin.get(FIGURES).await.ok().body.clone();
    assert_eq!(
        (&figures["state"], &figures["as_of"], &figures["customers"], &figures["no_value"]),
        (&json!("fitted"), &json!("1997-09-30"), &json!(2_357), &Value::Null)
    );
    for (model, published) in [
        ("pareto_nbd", vec![0.553, 10.578, 0.606, 11.669]),
        ("bg_nbd", vec![0.243, 4.414, 0.793, 2.426]),
        ("mbg_nbd", vec![0.525, 6.183, 0.891, 1.614]),
        ("gamma_gamma", vec![6.25, 3.74, 1_544.0]),
    ] {
        for (found, published) in parameters(&figures, model).into_iter().zip(published) {
            assert!((found - published).abs() < 0.005 * published, "{model}: {found}, not {published}");
        }
    }

    let (mut found, mut path) = (std::collections::HashMap::new(), format!("{LIST}?limit=100"));
    let mut worth = i64::MAX;
    loop {
        let page = admin.get(&path).await.ok();
        for row in page.data() {
            let value = row["expectation"]["life_time_value"]["amount"].as_i64().unwrap();
            assert!(value <= worth.saturating_add(1), "those worth most first");
            worth = value;
            found.insert(row["customer_id"].as_str().unwrap().to_owned(), row["expectation"].clone());
        }
        let Some(cursor) = page.body["next_cursor"].as_str() else { break };
        path = format!("{LIST}?limit=100&cursor={cursor}");
    }
    let references = cdnow::references();
    assert_eq!(found.len(), references.len());
    let mut total = 0;
    for reference in &references {
        let said = &found[&reference.id];
        let alive = decimal(&said["p_alive"]);
        assert!((alive - reference.p_alive).abs() < 1e-3, "{}: {alive}, not {}", reference.id, reference.p_alive);
        let basket = said["expected_basket"]["amount"].as_f64().unwrap();
        assert!((basket - reference.basket).abs() < 1e-3 * reference.basket + 1.0, "{}: {basket}", reference.id);
        let value = 0.4 * basket * decimal(&said["residual_transactions"]);
        let told = said["life_time_value"]["amount"].as_f64().unwrap();
        assert!((told - value).abs() < 1.0 + 1e-3 * value, "{}: {told}, not {value}", reference.id);
        total += said["life_time_value"]["amount"].as_i64().unwrap();
    }
    assert_eq!(figures["total"]["life_time_value"]["amount"], total);
    let bands: i64 =
        figures["bands"].as_array().unwrap().iter().map(|band| band["figures"]["customers"].as_i64().unwrap()).sum();
    assert_eq!(bands, 2_357);

    let low = admin.get(&format!("{LIST}?p_alive_below=0.1&limit=1")).await.ok();
    assert!(decimal(&low.data()[0]["expectation"]["p_alive"]) < 0.1);
    let of_one = admin.get(&format!("/v1/customers/{}/life-time-value", references[0].id)).await.ok();
    assert_eq!(of_one.body["expectation"], found[&references[0].id]);
    assert_eq!(of_one.body["expectation"]["repeats"], 2);

    // The store of the south sees nobody of the north.
    let south = app.actor(Role::RegionManager, &app.units.south).await;
    assert_eq!(south.get(FIGURES).await.ok().body["total"]["customers"], 0);
    assert!(south.get(LIST).await.ok().data().is_empty());

    // The same again under another horizon: the rows are of one fit only.
    let before = figures["total"]["life_time_value"]["amount"].as_i64().unwrap();
    set(&app, &admin, Some(4_000), 12).await;
    let shorter = admin.get(FIGURES).await.ok().body["total"]["life_time_value"]["amount"].as_i64().unwrap();
    assert!(shorter > 0 && shorter < before, "{shorter} against {before}");
    assert_eq!(app.count("customer_life_time_values"), 2_357);

    // Without a margin there is no value in money, and it says why; who was erased is not told of any more.
    set(&app, &admin, None, 12).await;
    let without = admin.get(FIGURES).await.ok().body.clone();
    assert_eq!((&without["no_value"], &without["total"]["life_time_value"]), (&json!("no_margin"), &Value::Null));
    let of_one = admin.get(&format!("/v1/customers/{}/life-time-value", references[0].id)).await.ok();
    assert_eq!((of_one.text("no_value"), &of_one.body["expectation"]["life_time_value"]), ("no_margin", &Value::Null));
    assert!(of_one.body["expectation"]["p_alive"].is_string());
}

#[actix_web::test]
async fn the_second_half_of_cdnow_is_foretold_as_published() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    fill(&app, true);
    app.enqueue(&FitLifeTimeValue {});
    app.run_jobs().await;
    let figures = admin.get(FIGURES).await.ok().body.clone();
    let check = &figures["hold_out"];
    assert_eq!(
        (&check["known_until"], &check["days"], &check["customers"], &check["actual"]),
        (&json!("1997-09-30"), &json!(273), &json!(2_357), &json!(1_882))
    );
    assert!((decimal(&check["expected"]) - 1_665.5).abs() < 0.5, "{check}");
    assert!((decimal(&check["aggregate_error"]) + 0.115).abs() < 0.001, "{check}");
    assert!(decimal(&check["auc"]) > 0.7, "{check}");
    // Nothing new: what counts, counts on; a purchase more is another fit.
    let again = async || {
        app.enqueue(&FitLifeTimeValue {});
        app.run_jobs().await;
        app.count("life_time_value_fits")
    };
    let before = app.count("life_time_value_fits");
    assert_eq!(again().await, before);
    app.sql("update customer_days set net_minor = net_minor + 1 where day = '1998-06-30'");
    assert_eq!(again().await, before + 1);
    assert_eq!(app.count("customer_life_time_values"), 2_357);
}

#[actix_web::test]
async fn a_base_that_says_too_little_is_refused_and_says_why() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let figures = admin.get(FIGURES).await.ok();
    assert_eq!((figures.text("state"), figures.text("no_value")), ("none", "not_fitted"));
    let refused = |figures: &Value, found: u64| {
        let refusal = json!({"reason": "too_few_repeat_buyers", "found": found, "needed": 100, "parameter": null,
            "correlation": null});
        assert_eq!((&figures["state"], &figures["no_value"]), (&json!("refused"), &json!("refused")));
        assert_eq!(figures["models"][0]["refusal"], refusal);
        assert_eq!(figures["models"][0]["parameters"], json!([]));
    };
    // Nobody.
    set(&app, &admin, Some(4_000), 36).await;
    refused(&admin.get(FIGURES).await.ok().body, 0);

    // One customer who bought twice and gave both back: nothing counts.
    let customer = admin.post("/v1/customers", json!({"name": "C", "home_unit_id": app.units.n1})).await.created().id();
    for days_ago in [9, 4] {
        let purchase = buy(&admin, &customer, &app.units.n1, days_ago, 5_000).await;
        admin
            .post(&format!("/v1/purchases/{purchase}/refunds"), json!({"lines": [{"number": 1}]}))
            .once()
            .await
            .created();
    }
    set(&app, &admin, Some(4_000), 35).await;
    let figures = admin.get(FIGURES).await.ok().body.clone();
    refused(&figures, 0);
    assert_eq!(figures["customers"], 0, "whoever gave everything back bought nothing");

    // Twice on a day is one purchase day; on two days it is a repeat.
    for days_ago in [8, 8, 3] {
        buy(&admin, &customer, &app.units.n1, days_ago, 5_000).await;
    }
    set(&app, &admin, Some(4_000), 34).await;
    let figures = admin.get(FIGURES).await.ok().body.clone();
    refused(&figures, 1);
    assert_eq!((&figures["customers"], &figures["repeat_buyers"]), (&json!(1), &json!(1)));
    let said = admin.get(&format!("/v1/customers/{customer}/life-time-value")).await.ok();
    assert_eq!((said.text("no_value"), &said.body["expectation"]), ("refused", &Value::Null));
    assert!(admin.get(LIST).await.ok().data().is_empty());
}

#[actix_web::test]
async fn the_setting_is_a_version_and_its_bounds_are_told() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let none = admin.get(SETTING).await.ok();
    let standard = json!({"margin_basis_points": null, "horizon_months": 36, "discount_basis_points": 1_500});
    assert_eq!((&none.body["policy"], &none.body["version"]), (&standard, &json!(0)));
    let set = set(&app, &admin, Some(3_500), 24).await;
    assert_eq!((&set["version"], &set["policy"]["margin_basis_points"]), (&json!(1), &json!(3_500)));
    let job = set["recompute_job_id"].as_str().unwrap();
    assert_eq!(admin.get(&format!("/v1/jobs/{job}")).await.ok().text("state"), "succeeded");
    for (field, value) in [("margin_basis_points", 0), ("horizon_months", 121), ("discount_basis_points", 10_001)] {
        let mut wanted = standard.clone();
        wanted[field] = json!(value);
        let refused = admin.put(SETTING, wanted).if_match("\"1\"").await.problem(422, "invalid");
        assert_eq!(refused.body["errors"][0]["pointer"], format!("/{field}"));
    }
    admin.put(SETTING, standard).if_match("\"0\"").await.problem(412, "stale");
}

#[actix_web::test]
async fn who_is_merged_or_erased_is_not_told_of_any_more() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    fill(&app, false);
    set(&app, &admin, Some(4_000), 36).await;
    let references = cdnow::references();
    let [survivor, merged, erased] = [0, 1, 2].map(|at| references[at].id.clone());
    let read = async |id: &str| admin.get(&format!("/v1/customers/{id}/life-time-value")).await;
    assert!(read(&merged).await.ok().body["expectation"].is_object());

    // As a merge and an erasure leave the profile; what they do to the rows is theirs to say.
    app.sql(&format!("update customers set status = 'erased' where id = '{erased}'"));
    let listed = admin.get(&format!("{LIST}?limit=100")).await.ok();
    assert!(!listed.each("customer_id").contains(&erased.as_str()));
    let path = format!("/v1/customers/{survivor}/merge");
    admin.post(&path, json!({"merged_id": merged})).await.created();
    for id in [&survivor, &merged] {
        assert_eq!(app.count(&format!("customer_life_time_values where customer_id = '{id}'")), 0);
    }
    assert_eq!(read(&survivor).await.ok().text("no_value"), "not_scored");
    set(&app, &admin, Some(4_000), 35).await;
    assert!(read(&survivor).await.ok().body["expectation"].is_object(), "the next fit makes it anew");
    assert_eq!(app.count("customer_life_time_values"), 2_355);
}
