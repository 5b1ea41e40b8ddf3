//! An import whose process is killed goes on where it stopped: every row once.

use std::fmt::Write;
use std::time::Duration;

use regulars_tests::{Backend, Process, TestDatabase, Value, alone, backend, json};

const ROWS: usize = 12_000;

#[actix_web::test]
async fn a_killed_import_loses_and_doubles_no_row() {
    let _alone = alone();
    // No id of their own: only the import and the row tell these purchases apart, and some are exact duplicates.
    let mut file = "phone,date,amount\n".to_owned();
    for row in 0..ROWS {
        writeln!(file, "139{:08},2026-01-{:02},1.{:02}", row % 1_777, row % 28 + 1, row % 100).unwrap();
    }
    let database = killed_in_the_middle(file, json!({}), 1).await;
    let rows = i64::try_from(ROWS).unwrap();
    assert_eq!(database.count("purchases"), rows);
    assert_eq!(database.count("(select distinct import_row from purchases) as rows"), rows, "every row once");
    assert_eq!(database.count("customers"), 1_777);
    database.assert_whole();
}

#[actix_web::test]
async fn a_killed_import_takes_each_receipt_whole() {
    let _alone = alone();
    // The second row of each receipt stands half a file behind the first.
    let mut file = "order_id,phone,date,amount\n".to_owned();
    for row in 0..ROWS {
        let receipt = row % (ROWS / 2);
        writeln!(file, "R-{receipt},139{:08},2026-01-{:02},1.00", receipt % 1_777, receipt % 28 + 1).unwrap();
    }
    let database = killed_in_the_middle(file, json!({"partner": "till"}), 2).await;
    let receipts = i64::try_from(ROWS / 2).unwrap();
    assert_eq!(database.count("purchases where net_minor = 200"), receipts);
    assert_eq!((database.count("purchases"), database.count("purchase_lines")), (receipts, 2 * receipts));
    database.assert_whole();
}

/// Imports a file of purchases, each of `rows` rows, and kills the process while it does, more than once.
async fn killed_in_the_middle(file: String, options: Value, rows: usize) -> TestDatabase {
    let (database, units) = TestDatabase::founded();
    let mut server = Process::serve(&database);
    let admin = server.admin(&database, &units);
    admin.post("/v1/partners", json!({"code": "till", "name": "Till"})).await.created();
    let id = admin.post("/v1/imports", json!({"kind": "purchases", "options": options})).await.created().id();
    let content = format!("/v1/imports/{id}/content");
    admin.request(reqwest::Method::PUT, &content).body("text/csv", file).await.ok();
    let job = admin.post(&format!("/v1/imports/{id}/runs"), json!({})).once().await.accepted().id();

    let mut kills = 0;
    let mut reached = 0;
    let mut admin = admin;
    loop {
        let kept = database.count("purchases");
        let over = database.count(&format!("jobs where id = '{job}' and state = 'succeeded'")) == 1;
        if over {
            break;
        }
        assert_eq!(database.count(&format!("jobs where id = '{job}' and state = 'failed'")), 0);
        // Killed whenever it has come further, three times.
        if kills < 3 && kept > reached {
            server.kill();
            kills += 1;
            reached = database.count("purchases");
            let done = usize::try_from(reached).unwrap() * rows;
            assert_eq!(
                database.count(&format!("jobs where id = '{job}' and progress_done = {done}")),
                1,
                "the place is kept with the rows"
            );
            if backend() == Backend::Postgres {
                // A SQLite file is taken up at once by the next process; on PostgreSQL the lease must run out.
                database
                    .connect()
                    .execute("update jobs set locked_until = '2020-01-01' where state = 'running'")
                    .unwrap();
            }
            server = Process::serve(&database);
            admin = server.called_by(&admin);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(kills >= 1, "it was killed in the middle");
    let import = admin.get(&format!("/v1/imports/{id}")).await.ok();
    let created = &import.body["counts"]["purchases_created"];
    assert_eq!((import.text("state"), created), ("completed", &json!(ROWS / rows)));
    server.kill();
    database
}
