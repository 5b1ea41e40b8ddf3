//! Reads that may take long wait for one another, and nobody else waits for them.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use regulars_tests::{TestApp, json};

use super::store;

/// Takes every connection for long reads, until what is answered is dropped.
async fn all_taken(app: &TestApp, connections: usize) -> Vec<Sender<()>> {
    let (tell, told): (Sender<()>, Receiver<()>) = channel();
    let mut held = Vec::new();
    for _ in 0..connections {
        let (release, wait) = channel::<()>();
        let (tell, wait) = (tell.clone(), Arc::new(Mutex::new(wait)));
        let store = app.state.store.clone();
        tokio::spawn(async move {
            let read = store.report(move |_| {
                tell.send(()).ok();
                wait.lock().unwrap().recv().ok();
                Ok::<_, diesel::result::Error>(())
            });
            read.await.unwrap();
        });
        held.push(release);
    }
    let told = tokio::task::spawn_blocking(move || (0..connections).all(|_| told.recv().is_ok()));
    assert!(told.await.unwrap(), "all of them run");
    held
}

const LONG: [&str; 4] =
    ["/v1/customers/count", "/v1/customers?q=a", "/v1/analytics/tiers", "/v1/analytics/concentration"];

#[actix_web::test]
async fn short_reads_writes_and_jobs_go_on_while_long_reads_take_all_their_connections() {
    let app = TestApp::with(|config| config.database.report_wait_seconds = 1).await;
    let admin = app.admin().await;
    let connections = app.state.config.database.report_connections as usize;
    let held = all_taken(&app, connections).await;

    admin.get("/v1/customers").await.ok();
    admin.get("/readyz").await.ok();
    let unit = admin.post("/v1/units", store(&app, "S9")).await.created().id();
    admin.get(&format!("/v1/units/{unit}")).await.ok();
    let rule = json!({"measure": {"of": "net_spend", "gte": 1000}});
    let segment =
        admin.post("/v1/segments", json!({"name": "Buyers", "kind": "rule", "rule": rule})).await.created().id();
    app.run_jobs().await;
    let refreshed = admin.get(&format!("/v1/segments/{segment}")).await.ok();
    assert!(refreshed.body["refreshed_at"].is_string(), "its job has run: {}", refreshed.body);

    for path in LONG {
        let refused = admin.get(path).await.problem(503, "unavailable");
        assert_eq!(refused.header("retry-after"), "2", "{path}");
    }
    drop(held);
    for path in LONG {
        admin.get(path).await.ok();
    }
}

#[actix_web::test]
async fn a_long_read_waits_for_its_turn() {
    let app = TestApp::with(|config| config.database.report_wait_seconds = 600).await;
    let admin = app.admin().await;
    let held = all_taken(&app, app.state.config.database.report_connections as usize).await;
    let waiting = tokio::spawn({
        let admin = admin.clone();
        async move { admin.get("/v1/customers/count").await.ok().body["count"].clone() }
    });
    let export = tokio::spawn({
        let admin = admin.clone();
        async move { admin.get("/v1/exports/customers").await.ok().bytes }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished() && !export.is_finished(), "they wait");
    drop(held);
    assert_eq!(waiting.await.unwrap(), 0);
    assert_eq!(export.await.unwrap(), b"{\"count\":0}\n");
}
