//! The process is killed, or asked to stop, in the middle of its work.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use futures_util::stream;
use regulars_tests::{Actor, Process, TestDatabase, Value, alone, json};
use reqwest::Method;

/// A purchase of one of four customers, the same for the same number.
fn purchase(n: usize, customers: &[String], store: &str) -> Value {
    json!({"customer_id": customers[n % customers.len()], "unit_id": store, "occurred_at": "2026-02-17T08:30:00Z",
        "lines": [{"amount": {"amount": 100, "currency": "CNY"}}, {"amount": {"amount": 7, "currency": "CNY"}}]})
}

async fn post(who: &Actor, n: usize, body: Value) -> Option<u16> {
    let sent = who.post("/v1/purchases", body).idempotency_key(format!("key-{n}")).try_send().await;
    sent.ok().map(|reply| reply.status)
}

#[actix_web::test]
async fn what_was_acknowledged_survives_a_kill_and_nothing_is_half_done() {
    let _alone = alone();
    let (database, units) = TestDatabase::founded();
    let mut server = Process::serve(&database);
    let mut admin = server.admin(&database, &units);
    let mut customers = Vec::new();
    for name in ["甲", "乙", "丙", "丁"] {
        let body = json!({"name": name, "home_unit_id": units.n1});
        customers.push(admin.post("/v1/customers", body).await.created().id());
    }
    let (mut sent, mut acknowledged) = (Vec::new(), 0);
    for round in 0..3_i64 {
        // Eight writers that go on until the server is gone; it is killed when enough was acknowledged.
        let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let writers: Vec<_> = (0..8)
            .map(|writer| {
                let (admin, customers, store, told) =
                    (admin.clone(), customers.clone(), units.n1.clone(), told.clone());
                async move {
                    for step in 0.. {
                        let n = usize::try_from(round).unwrap() * 1_000_000 + writer * 10_000 + step;
                        let answer = post(&admin, n, purchase(n, &customers, &store)).await;
                        told.send((n, answer)).unwrap();
                        if answer.is_none() {
                            return;
                        }
                    }
                }
            })
            .collect();
        drop(told);
        let killer = async {
            let mut made = 0;
            while let Some((n, answer)) = heard.recv().await {
                sent.push(n);
                assert!(answer.is_none_or(|status| status == 201), "{n} was answered {answer:?}");
                made += i64::from(answer.is_some());
                if made == 40 * (round + 1) {
                    server.kill();
                }
            }
            made
        };
        let (_, made) = tokio::join!(join_all(writers), killer);
        acknowledged += made;
        server = Process::serve(&database);
        admin = server.called_by(&admin);
        database.assert_whole();
        let kept = database.count("purchases");
        assert!(kept >= acknowledged, "{acknowledged} acknowledged, {kept} kept");
        assert_eq!(database.count("idempotency_keys where status = 201"), kept, "each with its answer");
        assert_eq!(database.count("idempotency_keys where status <> 201"), 0);
        assert_eq!(database.count("purchase_lines"), 2 * kept, "each with its lines");
        for (at, customer) in customers.iter().enumerate() {
            let figures = admin.get(&format!("/v1/customers/{customer}/metrics")).await.ok();
            let theirs = database.count(&format!("purchases where customer_id = '{customer}'"));
            assert_eq!(figures.body["purchases"], theirs, "the figures of customer {at} are those of the facts");
            assert_eq!(figures.body["net_spend"]["amount"], 107 * theirs);
        }
    }
    let kept = database.count("purchases");
    let all = i64::try_from(sent.len()).unwrap();
    assert!(all > acknowledged, "some were in flight at the kill");

    // Each is sent again: what was kept is told again, what was lost is made now, and none is there twice.
    for n in sent {
        assert_eq!(post(&admin, n, purchase(n, &customers, &units.n1)).await, Some(201), "{n}");
    }
    assert_eq!(database.count("purchases"), all);
    assert!(kept <= all);
}

#[actix_web::test]
async fn sigterm_lets_what_runs_end_and_ends_within_ten_seconds() {
    let _alone = alone();
    let (database, units) = TestDatabase::founded();
    let mut server = Process::serve(&database);
    let admin = server.admin(&database, &units);
    admin.get("/v1/units").await.ok();

    // A request whose body has arrived by half when the signal comes.
    let body = json!({"code": "LATE", "name": "R", "kind": "region", "parent_id": units.group}).to_string();
    let (first, second) = body.split_at(20);
    let (go_on, wait) = tokio::sync::oneshot::channel::<()>();
    let (tell, half_sent) = tokio::sync::oneshot::channel::<()>();
    let parts = [(first.to_owned(), None), (second.to_owned(), Some((tell, wait)))];
    let parts = stream::unfold(parts.into_iter(), |mut parts| async move {
        let (part, wait) = parts.next()?;
        if let Some((half_sent, wait)) = wait {
            half_sent.send(()).ok();
            wait.await.ok();
        }
        Some((Ok::<_, std::io::Error>(part), parts))
    });
    let late = admin.request(Method::POST, "/v1/units").streamed("application/json", reqwest::Body::wrap_stream(parts));
    let late = tokio::spawn(late.into_future());
    half_sent.await.unwrap();
    // It is in the socket: the server has it when it has answered somebody who came later.
    tokio::time::sleep(Duration::from_secs(1)).await;
    server.nobody().get("/livez").await.ok();
    server.terminate();
    let asked = Instant::now();
    while server.nobody().get("/livez").try_send().await.is_ok() {
        assert!(asked.elapsed() < Duration::from_secs(8), "new connections are still taken");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    go_on.send(()).unwrap();

    late.await.unwrap().created();
    let (took, well) = server.wait(Duration::from_secs(12)).expect("it ends");
    assert!(well && took < Duration::from_secs(10), "it took {took:?}, ended well: {well}");
    assert_eq!(database.count("units where code = 'LATE'"), 1);
    database.assert_whole();
}

#[actix_web::test]
async fn a_server_that_has_just_said_where_it_listens_heeds_sigterm() {
    let _alone = alone();
    let (database, _) = TestDatabase::founded();
    // At once, and at moments while it gets going.
    for pause in [0, 0, 0, 0, 0, 1, 5, 20, 50, 100, 200, 400] {
        let mut server = Process::serve(&database);
        std::thread::sleep(Duration::from_millis(pause));
        server.terminate();
        let (_, well) = server.wait(Duration::from_secs(15)).unwrap_or_else(|| panic!("it runs on after {pause} ms"));
        assert!(well, "after {pause} ms");
    }
    database.assert_whole();
}
