//! An undo whose process is killed goes on where it stopped: every purchase is taken back once.

use std::fmt::Write;
use std::time::Duration;

use regulars_tests::{Backend, Process, TestDatabase, alone, backend, json};

const ROWS: usize = 6_000;

#[actix_web::test]
async fn a_killed_undo_takes_everything_back_once() {
    let _alone = alone();
    let (database, units) = TestDatabase::founded();
    let mut server = Process::serve(&database);
    let admin = server.admin(&database, &units);
    let mut file = "phone,date,amount\n".to_owned();
    for row in 0..ROWS {
        writeln!(file, "139{:08},2026-01-{:02},1.{:02}", row % 177, row % 28 + 1, row % 100).unwrap();
    }
    let id = admin.post("/v1/imports", json!({"kind": "purchases"})).await.created().id();
    let content = format!("/v1/imports/{id}/content");
    admin.request(reqwest::Method::PUT, &content).body("text/csv", file).await.ok();
    admin.post(&format!("/v1/imports/{id}/runs"), json!({})).once().await.accepted();
    until(&database, &format!("imports where id = '{id}' and state = 'completed'")).await;
    let job = admin.post(&format!("/v1/imports/{id}/undo"), json!({})).once().await.accepted().id();

    let (mut kills, mut reached) = (0, 0);
    while database.count(&format!("jobs where id = '{job}' and state = 'succeeded'")) == 0 {
        assert_eq!(database.count(&format!("jobs where id = '{job}' and state = 'failed'")), 0);
        if kills < 3 && database.count("purchases where state = 'reversed'") > reached {
            server.kill();
            kills += 1;
            reached = database.count("purchases where state = 'reversed'");
            if backend() == Backend::Postgres {
                // A SQLite file is taken up at once by the next process; on PostgreSQL the lease must run out.
                database
                    .connect()
                    .execute("update jobs set locked_until = '2020-01-01' where state = 'running'")
                    .unwrap();
            }
            server = Process::serve(&database);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(kills >= 1, "it was killed in the middle");
    let admin = server.called_by(&admin);
    let import = admin.get(&format!("/v1/imports/{id}")).await.ok();
    assert_eq!(import.text("state"), "undone");
    assert_eq!(
        import.body["undone"],
        json!({"purchases": ROWS, "customers": 177, "identities": 177, "customers_kept": 0})
    );
    let rows = i64::try_from(ROWS).unwrap();
    assert_eq!(database.count("refunds"), rows, "each is taken back once");
    assert_eq!(database.count("purchases where state = 'reversed' and net_minor = 0"), rows);
    assert_eq!(database.count("identity_owners"), 0);
    database.assert_whole();
}

async fn until(database: &TestDatabase, rows: &str) {
    while database.count(rows) == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
