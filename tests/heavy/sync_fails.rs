//! A disk that does not keep what it was given, under SQLite: nothing is acknowledged from then on, and it is said so.
//!
//! The failing sync comes from a small library put before the C library's own, which fails syncs of the write-ahead log
//! while a file is there.

use std::path::{Path, PathBuf};
use std::process::Command;

use regulars_tests::{Backend, Process, TestDatabase, alone, backend, json};

const SHIM: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(int fd) {
    const char *trigger = getenv("FAILING_SYNC");
    char link[64], path[4096];
    if (!trigger || access(trigger, F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 4) return 0;
    path[length] = 0;
    return strcmp(path + length - 4, "-wal") == 0;
}

int fdatasync(int fd) {
    if (fails(fd)) { errno = EIO; return -1; }
    return ((int (*)(int)) dlsym(RTLD_NEXT, "fdatasync"))(fd);
}

int fsync(int fd) {
    if (fails(fd)) { errno = EIO; return -1; }
    return ((int (*)(int)) dlsym(RTLD_NEXT, "fsync"))(fd);
}
"#;

/// A folder of this test that goes with it.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Folder {
        let path = std::env::temp_dir().join(regulars_domain::ids::make("sync_"));
        std::fs::create_dir(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

fn compile(source: &Path, library: &Path) {
    std::fs::write(source, SHIM).unwrap();
    let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(library).arg(source).arg("-ldl").status();
    assert!(built.unwrap().success(), "cc cannot build the failing sync");
}

#[actix_web::test]
async fn after_a_failed_sync_nothing_is_acknowledged() {
    if backend() == Backend::Postgres {
        return;
    }
    let _alone = alone().await;
    let (database, units) = TestDatabase::founded();
    let folder = Folder::make();
    let (library, trigger) = (folder.file("sync.so"), folder.file("trigger"));
    compile(&folder.file("sync.c"), &library);
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let settings = [("LD_PRELOAD", path(&library)), ("FAILING_SYNC", path(&trigger))];
    let mut server = Process::serve_with(&database, &settings);
    let admin = server.admin(&database, &units);
    let region = |code: &str| json!({"code": code, "name": "R", "kind": "region", "parent_id": units.group});

    admin.post("/v1/units", region("KEPT")).await.created();
    admin.get("/readyz").await.ok();

    std::fs::write(&trigger, "").unwrap();
    let refused = admin.post("/v1/units", region("LOST")).idempotency_key("key-lost").await;
    drop(refused.problem(503, "unavailable"));

    // The disk seems well again: it is not believed.
    std::fs::remove_file(&trigger).unwrap();
    drop(admin.post("/v1/units", region("LATER")).await.problem(503, "unavailable"));
    let readiness = admin.get("/readyz").await;
    assert_eq!(readiness.status, 503);
    assert_eq!(readiness.body["durable"], false);
    admin.get("/v1/units?limit=1").await.ok();

    // Started again, it has what it acknowledged, and the request whose outcome was open can be sent again.
    server.kill();
    let server = Process::serve(&database);
    let admin = server.called_by(&admin);
    admin.post("/v1/units", region("LOST")).idempotency_key("key-lost").await.created();
    let count = |code: &str| database.count(&format!("units where code = '{code}'"));
    assert_eq!((count("KEPT"), count("LOST"), count("LATER")), (1, 1, 0));
    database.assert_whole();
}
