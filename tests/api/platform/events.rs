//! Events: numbered after the commit so that a reader by number misses nothing, acted on once, forgotten in time.

use futures_util::future::join_all;
use regulars::platform::events::relay;
use regulars_db::platform::events;
use regulars_db::platform::events::Event;
use regulars_domain::ids;
use regulars_domain::platform::events::EventKind;
use regulars_tests::{Actor, Backend, TestApp, backend, json};

async fn catch_up(app: &TestApp) -> i64 {
    let state = app.state.clone();
    tokio::task::spawn_blocking(move || relay::catch_up(&state).unwrap()).await.unwrap()
}

/// What a reader finds that has read up to `after`: the numbers and ids of new customers.
fn read_on(app: &TestApp, after: i64) -> Vec<(i64, String)> {
    let found = events::between(&mut app.db(), &[EventKind::CustomerCreated], after, i64::MAX).unwrap();
    found.into_iter().map(|event| (event.number.unwrap(), event.id)).collect()
}

/// An event about nobody in particular whose id is lower than that of any other.
fn early() -> Event {
    Event {
        id: format!("{}00000000000000000000000000", ids::EVENT),
        customer_id: String::new(),
        kind: EventKind::CustomerCreated.into(),
        subject_id: "cus_1".to_owned(),
        recorded_at: regulars::platform::clock::now().naive_utc(),
        data: r#"{"kind":"consumer","source":null}"#.to_owned(),
        number: None,
    }
}

async fn customer(admin: &Actor) -> String {
    admin.post("/v1/customers", json!({"name": "王小明"})).await.created().id()
}

#[actix_web::test]
async fn an_event_that_is_committed_late_is_behind_what_was_read() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let late = early();
    // On SQLite a second writer waits for the first, so an event can only be late by its id.
    let open = (backend() == Backend::Postgres).then(|| {
        let mut db = app.db();
        db.execute("begin").unwrap();
        events::insert(&mut db, &late).unwrap();
        db
    });
    customer(&admin).await;
    assert_eq!(catch_up(&app).await, 1);
    let read = read_on(&app, 0);
    assert_eq!(read.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1]);

    match open {
        Some(mut db) => db.execute("commit").unwrap(),
        None => events::insert(&mut app.db(), &late).unwrap(),
    }
    assert_eq!(catch_up(&app).await, 1);
    assert_eq!(read_on(&app, 1), [(2, late.id)], "it comes behind what was read, though its id is lower");
    assert!(app.verify().is_clean());
}

#[actix_web::test]
async fn a_reader_beside_many_writers_and_two_relays_misses_and_doubles_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let writers = join_all((0..64).map(|_| customer(&admin)));
    let relays = async {
        // Two processes at once, each as often as it can.
        for _ in 0..40 {
            tokio::join!(catch_up(&app), catch_up(&app));
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    let mut seen = Vec::new();
    let reader = async {
        for _ in 0..80 {
            seen.extend(read_on(&app, seen.last().map_or(0, |(number, _)| *number)));
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::join!(writers, relays, reader);
    catch_up(&app).await;
    seen.extend(read_on(&app, seen.last().map_or(0, |(number, _)| *number)));

    assert_eq!(seen.iter().map(|(number, _)| *number).collect::<Vec<_>>(), (1..=64).collect::<Vec<_>>());
    let mut each: Vec<_> = seen.iter().map(|(_, id)| id).collect();
    each.sort();
    each.dedup();
    assert_eq!(each.len(), 64);
    assert!(app.verify().is_clean());
}

#[actix_web::test]
async fn an_event_that_cannot_be_acted_on_does_not_hold_back_the_next() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.run_jobs().await;
    let damaged = Event { kind: EventKind::WorkingTimeChanged.into(), data: "{}".to_owned(), ..early() };
    events::insert(&mut app.db(), &damaged).unwrap();
    let week = json!({"week": {"monday": [{"from": "09:00", "to": "18:00"}]}});
    let calendar = json!({"code": "OFFICE", "name": "办公室", "unit_ids": [app.units.n1], "rule": week});
    admin.post("/v1/calendars", calendar).await.created();
    assert_eq!(app.count("jobs where kind = 'complaints.recompute'"), 0, "nothing follows before the event is relayed");

    assert_eq!(catch_up(&app).await, 2);
    assert_eq!(app.count("jobs where kind = 'complaints.recompute'"), 1);
    assert_eq!(app.count(&format!("jobs where kind = 'complaints.recompute' and created_by = '{}'", admin.id)), 1);
    assert_eq!((catch_up(&app).await, app.count("events where number is null")), (0, 0), "it is acted on once");
    app.run_jobs().await;
    assert!(app.verify().is_clean());
}

#[actix_web::test]
async fn old_events_are_forgotten_and_no_younger_one_before_them() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for _ in 0..4 {
        customer(&admin).await;
    }
    catch_up(&app).await;
    let age = |number: i64, days: i64| {
        let at = regulars::platform::clock::now().naive_utc() - chrono::TimeDelta::days(days);
        app.sql(&format!("update events set recorded_at = '{}' where number = {number}", at.format("%F %T")));
    };
    age(1, 91);
    age(2, 91);
    age(3, 80);
    age(4, 91);
    app.enqueue(&regulars::assembly::jobs::retention::Retention::default());
    app.run_jobs().await;
    let kept: Vec<i64> = read_on(&app, 0).into_iter().map(|(number, _)| number).collect();
    assert_eq!(kept, [3, 4], "what was recorded 90 days ago goes, in the order of the numbers");
    assert!(app.verify().is_clean());

    app.sql("update events set number = null where number = 4");
    app.sql("update event_numbers set last = 3");
    catch_up(&app).await;
    assert!(app.verify().is_clean());
    app.sql("update events set number = 9 where number = 4");
    assert!(!app.verify().is_clean(), "a gap is told");
}

#[actix_web::test]
async fn events_say_what_their_kind_promises() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&admin).await;
    let bought = json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": regulars::platform::clock::now(),
        "lines": [{"amount": {"amount": 3600, "currency": "CNY"}}]});
    let purchase = admin.post("/v1/purchases", bought).once().await.created();
    let told = |kind: EventKind| {
        catch_up_now(&app);
        let mut found = events::between(&mut app.db(), &[kind], 0, i64::MAX).unwrap();
        assert_eq!(found.len(), 1, "{kind}");
        found.remove(0)
    };
    let created = told(EventKind::CustomerCreated);
    assert_eq!((created.customer_id.as_str(), created.subject_id.as_str()), (id.as_str(), id.as_str()));
    let recorded = told(EventKind::PurchaseRecorded);
    assert_eq!((recorded.customer_id.as_str(), recorded.subject_id.clone()), (id.as_str(), purchase.id()));
    assert_eq!(recorded.data, r#"{"net":3600,"currency":"CNY","revision":1}"#);
    assert_eq!(told(EventKind::TierChanged).data, r#"{"before":"none","after":"C"}"#);
}

fn catch_up_now(app: &TestApp) {
    std::thread::scope(|scope| {
        scope.spawn(|| relay::catch_up(&app.state).unwrap());
    });
}
