//! No space left under SQLite: a clear answer, nothing acknowledged lost, nothing half done, and it works again.
//!
//! The disk is filled as seen from the server: its writes beyond a limit fail for want of space.

use futures_util::future::join_all;
use regulars_tests::{Actor, Backend, FailingDisk, Process, Reply, TestDatabase, alone, backend, json};

/// Units of about two kilobytes each, eight at a time, until one is refused.
async fn fill(admin: &Actor, root: &str) -> Vec<Reply> {
    let mut replies: Vec<Reply> = Vec::new();
    for round in 0..400 {
        let posts = (0..8).map(|n| {
            let body =
                json!({"code": format!("R{round}-{n}"), "name": "区".repeat(120), "kind": "region", "parent_id": root});
            admin.post("/v1/units", body).idempotency_key(format!("key-{round}-{n}")).into_future()
        });
        replies.extend(join_all(posts).await);
        if replies.iter().any(|reply| reply.status != 201) {
            return replies;
        }
    }
    panic!("the limit was never met");
}

#[actix_web::test]
async fn a_full_disk_is_told_and_nothing_is_half_done() {
    if backend() == Backend::Postgres {
        return;
    }
    let _alone = alone();
    let (database, units) = TestDatabase::founded();
    let disk = FailingDisk::new();
    let server = Process::serve_on(&disk, &database);
    let admin = server.admin(&database, &units);

    disk.fill(1500);
    let replies = fill(&admin, &units.group).await;

    let (made, refused): (Vec<Reply>, Vec<Reply>) = replies.into_iter().partition(|reply| reply.status == 201);
    // How many go into the room depends on how many are written at once.
    assert!(made.len() > 20, "only {} were made", made.len());
    refused.into_iter().for_each(|reply| drop(reply.problem(507, "storage_full")));
    admin.get("/v1/units?limit=1").await.ok();
    let regions = || database.count("units where code like 'R%'");
    assert_eq!(regions(), i64::try_from(made.len()).unwrap());
    assert_eq!(database.count("audit_events"), regions());
    assert_eq!(database.count("idempotency_keys"), regions());
    database.assert_whole();

    disk.mend();

    let body = json!({"code": "AFTER", "name": "R", "kind": "region", "parent_id": units.group});
    admin.post("/v1/units", body).await.created();
    assert_eq!(regions(), i64::try_from(made.len()).unwrap());
    database.assert_whole();
}
