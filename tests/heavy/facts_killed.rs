//! Facts whose sealing is killed, and facts that two processes seal at once: nobody is ever told another number.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::future::{join, select};
use regulars_tests::{Actor, Process, TestDatabase, Units, Value, alone, json};

const ROWS: usize = 30_000;
const PATH: &str = "/v1/analytics/structure?from=2025-06-01&to=2026-01-31&by=unit";

/// Purchases of two years by a file, recorded when they happened.
async fn fill(database: &TestDatabase, admin: &Actor) {
    let mut file = "phone,date,amount\n".to_owned();
    for row in 0..ROWS {
        let (year, month, day) = (2024 + row % 2, row / 2 % 12 + 1, row / 24 % 28 + 1);
        writeln!(file, "139{:08},{year}-{month:02}-{day:02},1.{:02}", row * 7 % 4_001, row % 100).unwrap();
    }
    let id = admin.post("/v1/imports", json!({"kind": "purchases"})).await.created().id();
    let content = format!("/v1/imports/{id}/content");
    admin.request(reqwest::Method::PUT, &content).body("text/csv", file).await.ok();
    admin.post(&format!("/v1/imports/{id}/runs"), json!({})).once().await.accepted();
    while database.count(&format!("imports where id = '{id}' and state = 'completed'")) == 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn recorded_then(database: &TestDatabase) {
    let mut db = database.connect();
    db.execute("update purchases set recorded_at = occurred_at, updated_at = occurred_at").unwrap();
}

fn serve(database: &TestDatabase, folder: &Path) -> Process {
    Process::serve_with(database, &[("REGULARS_FACTS_FOLDER", folder.display().to_string())])
}

async fn figure(admin: &Actor) -> Value {
    admin.get(PATH).await.ok().body["data"].clone()
}

fn names(folder: &Path) -> Vec<String> {
    let mut all: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    all.sort();
    all
}

fn manifest(folder: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(folder.join("manifest.json")).ok()?).ok()
}

/// Starts another server and kills it as soon as it has written so many bytes; whether it had.
async fn killed_while_writing(database: &TestDatabase, units: &Units, folder: &Path, bytes: u64) -> bool {
    let mut server = serve(database, folder);
    let admin = server.admin(database, units);
    let asked = Box::pin(async { admin.get(PATH).try_send().await });
    let begun = Box::pin(async {
        while fs::metadata(folder.join("new.parquet")).map_or(0, |file| file.len()) < bytes {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
    let is_begun = matches!(select(asked, begun).await, futures_util::future::Either::Right(_));
    server.kill();
    is_begun
}

#[actix_web::test]
async fn a_killed_sealing_leaves_no_wrong_number_and_two_processes_agree() {
    let _alone = alone();
    let (database, units) = TestDatabase::founded();
    let folder: PathBuf = std::env::temp_dir().join(format!("facts-{}", regulars_domain::ids::make("")));
    let server = serve(&database, &folder);
    let admin = server.admin(&database, &units);
    fill(&database, &admin).await;
    // Nothing is old enough to be sealed: this is the answer of the database alone.
    let expected = figure(&admin).await;
    assert!(expected.as_array().is_some_and(|groups| !groups.is_empty()), "{expected}");
    assert!(manifest(&folder).is_none());
    drop(server);
    recorded_then(&database);

    let mut kills = 0;
    for bytes in [1, 5, 5] {
        kills += i32::from(killed_while_writing(&database, &units, &folder, bytes).await);
        if manifest(&folder).is_some() {
            break;
        }
    }
    assert!(kills >= 1, "it was killed while it wrote");

    let (one, two) = (serve(&database, &folder), serve(&database, &folder));
    let (first, second) = (one.admin(&database, &units), two.admin(&database, &units));
    let (a, b) = join(figure(&first), figure(&second)).await;
    assert_eq!(a, expected);
    assert_eq!(b, expected);
    assert_eq!(figure(&second).await, expected, "from what was sealed");
    let sealed = manifest(&folder).unwrap();
    assert_eq!(sealed["files"].as_array().unwrap().len(), 1);
    assert_eq!(sealed["files"][0]["rows"], ROWS);
    let named = [&sealed["files"][0], &sealed["people"]].map(|file| file["name"].as_str().unwrap().to_owned());
    assert!(named.iter().all(|name| names(&folder).contains(name)), "{named:?}");
    assert!(!names(&folder).contains(&"new.parquet".to_owned()), "nothing is left of the killed");
    fs::remove_dir_all(&folder).unwrap();
}
