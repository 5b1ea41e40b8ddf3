//! Six hundred events for an endpoint that refuses three in ten at first, and the server killed twice in the middle: each
//! arrives, under the one id it has, and none is tried again before its time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use regulars_tests::message_gateway::{Reaction, Sent};
use regulars_tests::{Actor, Backend, MessageGateway, Process, TestDatabase, Value, alone, backend, json};

const EVENTS: usize = 600;
/// How long all of it may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(240);

/// When each message came, by its id.
type Arrivals = Arc<Mutex<BTreeMap<String, Vec<Instant>>>>;

/// Whether a message is one of the three in ten that are refused at first.
fn is_refused_first(id: &str) -> bool {
    id.bytes().map(usize::from).sum::<usize>() % 10 < 3
}

fn receiver(arrivals: &Arrivals) -> MessageGateway {
    let arrivals = arrivals.clone();
    MessageGateway::answering(move |sent: &Sent| {
        let id = sent.headers["webhook-id"].clone();
        let refused = is_refused_first(&id);
        let mut arrivals = arrivals.lock().unwrap();
        let times = arrivals.entry(id).or_default();
        times.push(Instant::now());
        let status = if refused && times.len() == 1 { 503 } else { 200 };
        Reaction::status(status).after(Duration::from_millis(5))
    })
}

async fn make_customers(admin: &Actor) {
    for some in 0..EVENTS / 100 {
        let items: Vec<Value> = (0..100).map(|n| json!({"name": format!("客{}", some * 100 + n)})).collect();
        admin.post("/v1/customers/batch", json!({"items": items})).once().await.ok();
    }
}

async fn deliveries_in(admin: &Actor, path: &str, state: &str) -> usize {
    let (mut found, mut cursor) = (0, String::new());
    loop {
        let page = admin.get(&format!("{path}/deliveries?state={state}&limit=100{cursor}")).await.ok();
        found += page.data().len();
        match page.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

#[actix_web::test]
async fn a_kill_loses_no_event_and_keeps_the_schedule() {
    let _alone = alone();
    let (database, units) = TestDatabase::founded();
    let settings = vec![("REGULARS_WEBHOOKS_ALLOW_PRIVATE", "true".to_owned())];
    let mut server = Process::serve_with(&database, &settings);
    let mut admin = server.admin(&database, &units);
    let arrivals = Arrivals::default();
    let receiver = receiver(&arrivals);
    let new = json!({"url": receiver.url(), "unit_id": units.group, "types": ["customer.created"]});
    let made = admin.post("/v1/webhooks", new).once().await.created();
    let path = format!("/v1/webhooks/{}", made.body["webhook"]["id"].as_str().unwrap());
    make_customers(&admin).await;

    let started = Instant::now();
    for part in [EVENTS / 5, EVENTS * 3 / 5] {
        while arrivals.lock().unwrap().len() < part {
            assert!(started.elapsed() < PATIENCE, "{} of {part} came", arrivals.lock().unwrap().len());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        server.kill();
        if backend() == Backend::Postgres {
            // A SQLite file is taken up at once by the next process; on PostgreSQL the lease must run out.
            let run_out = "update jobs set locked_until = '2020-01-01' where state = 'running'";
            database.connect().execute(run_out).unwrap();
        }
        server = Process::serve_with(&database, &settings);
        admin = server.called_by(&admin);
    }
    while deliveries_in(&admin, &path, "delivered").await < EVENTS {
        assert!(started.elapsed() < PATIENCE, "some are not delivered");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(deliveries_in(&admin, &path, "pending").await + deliveries_in(&admin, &path, "failed").await, 0);
    let arrived = arrivals.lock().unwrap().clone();
    let ids: BTreeSet<&String> = arrived.keys().collect();
    let told = admin.get("/v1/events?type=customer.created&limit=1000").await.ok();
    assert_eq!(
        ids,
        told.data().iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>().iter().collect()
    );
    // Those that were under way when it was killed came twice at most, at once or after their wait.
    let twice = arrived.iter().filter(|(id, times)| times.len() > 1 + usize::from(is_refused_first(id))).count();
    assert!(twice <= 2 * 8, "{twice} came more often than needed: 8 are under way at a time");
    let early =
        arrived.iter().filter(|(id, times)| is_refused_first(id) && times[1] - times[0] < Duration::from_secs(5));
    assert!(early.count() <= 2 * 8, "what was refused waits for its time, unless that was not yet written");
}
