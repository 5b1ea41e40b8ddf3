//! A disk that does not keep what it was given, under SQLite: from then on nothing is acknowledged and no job is taken
//! up, and it is said so.

use std::time::Duration;

use regulars::platform::jobs::enqueue;
use regulars::service::complaints::escalate::Escalate;
use regulars_tests::{
    Actor, Backend, Db, FailingDisk, Process, TestDatabase, Units, Value, alone, backend, json, until,
};

/// A server on a disk that works so far.
struct Base {
    database: TestDatabase,
    units: Units,
    disk: FailingDisk,
    server: Process,
    admin: Actor,
}

impl Base {
    fn start() -> Base {
        let (database, units) = TestDatabase::founded();
        let disk = FailingDisk::new();
        let server = Process::serve_on(&disk, &database);
        let admin = server.admin(&database, &units);
        Base { database, units, disk, server, admin }
    }

    fn region(&self, code: &str) -> Value {
        json!({"code": code, "name": "R", "kind": "region", "parent_id": self.units.group})
    }

    fn count(&self, code: &str) -> i64 {
        self.database.count(&format!("units where code = '{code}'"))
    }

    fn enqueue(&self) {
        let mut db = self.database.connect();
        db.transaction(|db: &mut Db| enqueue(db, &Escalate {}, "tests")).unwrap();
    }

    fn jobs(&self, state: &str) -> i64 {
        self.database.count(&format!("jobs where created_by = 'tests' and state = '{state}'"))
    }

    /// It reads, but says that it is not ready, and why.
    async fn assert_not_ready(&self, reason: &str) {
        let readiness = self.admin.get("/readyz").await.problem(503, "storage_failed");
        assert_eq!((&readiness.body["reason"], &readiness.body["durable"]), (&reason.into(), &false.into()));
        self.admin.get("/v1/units?limit=1").await.ok();
    }

    /// Started again on a good disk.
    fn restart(&mut self) {
        self.server = Process::serve(&self.database);
        self.admin = self.server.called_by(&self.admin);
    }
}

#[actix_web::test]
async fn after_a_failed_sync_nothing_is_acknowledged() {
    if backend() == Backend::Postgres {
        return;
    }
    let _alone = alone();
    let mut base = Base::start();
    base.admin.post("/v1/units", base.region("KEPT")).await.created();
    base.admin.get("/readyz").await.ok();
    let log = format!("{}-wal", base.database.url);
    let synced = std::fs::metadata(&log).unwrap().len();

    base.disk.fail_syncs();
    let refused = base.admin.post("/v1/units", base.region("LOST")).idempotency_key("key-lost").await;
    drop(refused.problem(503, "storage_failed"));

    // The disk seems well again: it is not believed.
    base.disk.mend();
    drop(base.admin.post("/v1/units", base.region("LATER")).await.problem(503, "storage_failed"));
    base.assert_not_ready("storage_sync_failed").await;

    // The disk kept what was synced and no more. That is all that was acknowledged, and what was refused can be sent again.
    base.server.kill();
    std::fs::File::options().write(true).open(&log).unwrap().set_len(synced).unwrap();
    base.restart();
    assert_eq!((base.count("KEPT"), base.count("LOST"), base.count("LATER")), (1, 0, 0));
    base.admin.post("/v1/units", base.region("LOST")).idempotency_key("key-lost").await.created();
    assert_eq!(base.count("LOST"), 1);
    base.database.assert_whole();
}

#[actix_web::test]
async fn after_a_failed_write_the_file_is_not_opened_again_and_no_job_is_taken_up() {
    if backend() == Backend::Postgres {
        return;
    }
    let _alone = alone();
    let mut base = Base::start();
    base.admin.post("/v1/units", base.region("KEPT")).await.created();
    base.enqueue();
    until("jobs are taken up", || base.jobs("succeeded") == 1).await;

    base.disk.fail_writes();
    let refused = base.admin.post("/v1/units", base.region("LOST")).idempotency_key("key-lost").await;
    drop(refused.problem(503, "storage_failed"));

    base.disk.mend();
    drop(base.admin.post("/v1/units", base.region("LATER")).await.problem(503, "storage_failed"));
    base.assert_not_ready("storage_io_failed").await;
    base.enqueue();
    until("it is told", || base.disk.log().contains("no job is taken up any more")).await;
    // Longer than the workers wait between two looks, and after a look that failed.
    tokio::time::sleep(Duration::from_millis(3500)).await;
    let log = base.disk.log();
    assert_eq!(base.jobs("queued"), 1);
    assert_eq!(log.matches("no job is taken up any more").count(), 1, "{log}");
    assert_eq!(log.matches("no job can be claimed").count(), 0, "{log}");

    base.server.kill();
    base.restart();
    assert_eq!((base.count("KEPT"), base.count("LOST"), base.count("LATER")), (1, 0, 0));
    base.admin.post("/v1/units", base.region("LOST")).idempotency_key("key-lost").await.created();
    until("the job is taken up by the next process", || base.jobs("succeeded") == 2).await;
    base.database.assert_whole();
}

#[actix_web::test]
async fn a_log_that_cannot_be_copied_back_for_an_error_of_the_disk_ends_acknowledging() {
    if backend() == Backend::Postgres {
        return;
    }
    let _alone = alone();
    let base = Base::start();
    base.admin.post("/v1/units", base.region("KEPT")).await.created();

    // Nobody writes to the server: only the copying meets the failing disk.
    base.disk.fail_syncs();
    let beside = "create table beside (fill); with recursive n(n) as (values (1) union all select n + 1 from n where n < 80) \
                  insert into beside select zeroblob(1048576) from n";
    base.database.connect().execute(beside).unwrap();
    until("the failure is noticed", || base.disk.log().contains("the storage has failed")).await;

    base.disk.mend();
    // The server's own periodic work may have met the disk first.
    let readiness = base.admin.get("/readyz").await.problem(503, "storage_failed");
    let reason = readiness.body["reason"].as_str().unwrap();
    assert!(["storage_io_failed", "storage_sync_failed"].contains(&reason), "{reason}");
    drop(base.admin.post("/v1/units", base.region("LATER")).await.problem(503, "storage_failed"));
    assert_eq!((base.count("KEPT"), base.count("LATER")), (1, 0));
}
