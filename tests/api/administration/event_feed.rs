//! The feed of events: complete under many writers, by number, within what the caller may read.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::join_all;
use regulars::platform::events::relay;
use regulars_tests::{Action, Actor, Role, TestApp, Value, json};

async fn relay_all(app: &TestApp) {
    let state = app.state.clone();
    tokio::task::spawn_blocking(move || relay::catch_up(&state).unwrap()).await.unwrap();
}

fn numbers(page: &Value) -> Vec<i64> {
    page["data"].as_array().unwrap().iter().map(|event| event["number"].as_i64().unwrap()).collect()
}

fn types(page: &Value) -> BTreeSet<&str> {
    page["data"].as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect()
}

async fn buy(app: &TestApp, admin: &Actor, unit_id: &str) -> (String, String) {
    let person = json!({"name": "王小明", "phone": null, "home_unit_id": unit_id});
    let customer = admin.post("/v1/customers", person).await.created().id();
    let bought = json!({"customer_id": customer, "unit_id": unit_id, "occurred_at": regulars_tests::now(),
        "lines": [{"amount": {"amount": 3600, "currency": "CNY"}}]});
    let purchase = admin.post("/v1/purchases", bought).once().await.created().id();
    relay_all(app).await;
    (customer, purchase)
}

#[actix_web::test]
async fn a_reader_who_follows_64_writers_loses_and_doubles_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let partner = app.key(&[Action::EventsRead, Action::CustomersRead], &app.units.group).await;
    let is_over = AtomicBool::new(false);
    let writers = async {
        let all = join_all((0..64).map(|_| async {
            let mut made = Vec::new();
            for _ in 0..3 {
                made.push(admin.post("/v1/customers", json!({"name": "王小明"})).await.created().id());
            }
            made
        }));
        let made = all.await;
        relay_all(&app).await;
        is_over.store(true, Ordering::Relaxed);
        made.concat()
    };
    let relays = async {
        while !is_over.load(Ordering::Relaxed) {
            tokio::join!(relay_all(&app), relay_all(&app));
        }
    };
    let reader = async {
        let (mut seen, mut after) = (Vec::new(), 0);
        loop {
            // Asked before the page is read: what is written until then is in it.
            let over = is_over.load(Ordering::Relaxed);
            let page = partner.get(&format!("/v1/events?after={after}&limit=7&type=customer.created")).await.ok().body;
            seen.extend(page["data"].as_array().unwrap().iter().cloned());
            after = page["next"].as_i64().unwrap();
            if over && page["has_more"] == false {
                return seen;
            }
        }
    };
    let (made, (), seen) = tokio::join!(writers, relays, reader);
    let numbers: Vec<i64> = seen.iter().map(|event| event["number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=192).collect::<Vec<_>>(), "in order, and each once");
    let seen: BTreeSet<String> = seen.iter().map(|event| event["subject_id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(seen, made.into_iter().collect());
    assert!(app.verify().is_clean());
}

#[actix_web::test]
async fn the_next_number_is_answered_also_where_nothing_is_shown() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let empty = admin.get("/v1/events").await.ok().body;
    assert_eq!(empty, json!({"data": [], "next": 0, "has_more": false}));
    let (customer, purchase) = buy(&app, &admin, &app.units.n1).await;

    let all = admin.get("/v1/events?after=0").await.ok().body;
    assert_eq!(types(&all), BTreeSet::from(["customer.created", "purchase.recorded", "tier.changed"]));
    assert_eq!(all["next"], 3);
    let recorded = admin.get("/v1/events?type=purchase.recorded").await.ok().body;
    let event = &recorded["data"][0];
    assert_eq!((&event["subject_id"], &event["customer_id"]), (&json!(purchase), &json!(customer)));
    assert_eq!(event["data"], json!({"net": 3600, "currency": "CNY", "revision": 1}));
    assert_eq!((&recorded["next"], &recorded["has_more"]), (&json!(3), &json!(false)));
    let first = admin.get("/v1/events?limit=1").await.ok().body;
    assert_eq!((numbers(&first), &first["next"], &first["has_more"]), (vec![1], &json!(1), &json!(true)));
    let none = admin.get("/v1/events?after=0&type=complaint.closed").await.ok().body;
    assert_eq!(none, json!({"data": [], "next": 3, "has_more": false}));
    assert!(!all.to_string().contains("王小明"), "no names");
}

#[actix_web::test]
async fn a_caller_is_told_what_they_may_read_and_where() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (north, _) = buy(&app, &admin, &app.units.n1).await;
    let (south, _) = buy(&app, &admin, &app.units.s1).await;
    let of = |page: &Value| -> BTreeSet<String> {
        page["data"].as_array().unwrap().iter().map(|event| event["customer_id"].as_str().unwrap().to_owned()).collect()
    };
    let all = [Action::EventsRead, Action::CustomersRead, Action::PurchasesRead];
    let partner = app.key(&all, &app.units.north).await;
    let page = partner.get("/v1/events?after=0").await.ok().body;
    assert_eq!((of(&page), page["data"].as_array().unwrap().len()), (BTreeSet::from([north.clone()]), 3));
    assert_eq!(page["next"], 6, "past what is not shown");

    let purchases = app.key(&all[..1], &app.units.group).await;
    assert_eq!(purchases.get("/v1/events").await.ok().body["data"], json!([]), "the feed alone shows nothing");
    let purchases = app.key(&[Action::EventsRead, Action::PurchasesRead], &app.units.group).await;
    let page = purchases.get("/v1/events").await.ok().body;
    assert_eq!((types(&page), of(&page)), (BTreeSet::from(["purchase.recorded"]), BTreeSet::from([north, south])));

    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    staff.get("/v1/events").await.problem(403, "forbidden");
}

#[actix_web::test]
async fn who_was_away_too_long_is_told_so_and_where_to_read_on() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    buy(&app, &admin, &app.units.n1).await;
    let old = regulars::platform::clock::now().naive_utc() - chrono::TimeDelta::days(91);
    app.sql(&format!("update events set recorded_at = '{}' where number <= 2", old.format("%F %T")));
    app.enqueue(&regulars::assembly::jobs::retention::Retention::default());
    app.run_jobs().await;

    let gone = admin.get("/v1/events?after=1").await.problem(410, "events_forgotten");
    assert_eq!(gone.body["oldest_after"], 2);
    assert_eq!(numbers(&admin.get("/v1/events?after=2").await.ok().body), [3]);
    assert_eq!(
        numbers(&admin.get("/v1/events").await.ok().body),
        [3],
        "without a number, from the oldest that is kept"
    );
    let ahead = admin.get("/v1/events?after=4").await.problem(400, "invalid_parameter");
    assert_eq!(ahead.body["errors"][0]["parameter"], "after");
    admin.get("/v1/events?after=-1").await.problem(400, "invalid_parameter");
    admin.get("/v1/events?type=customer.deleted").await.problem(400, "invalid_parameter");
}
