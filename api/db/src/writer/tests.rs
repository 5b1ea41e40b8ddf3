//! What the writer promises: groups that share a commit, units of work that do not disturb each other.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::BigInt;

use crate::{Db, Fault, Settings, StorageFailure, Store, on};

/// A store over a file with an empty table `t`, gone at the end.
struct File {
    path: PathBuf,
    store: Store,
}

impl File {
    async fn new(name: &str) -> File {
        let path = std::env::temp_dir().join(format!("regulars-writer-{}-{name}.db", std::process::id()));
        let store = Store::open(&Settings {
            url: path.to_str().unwrap().to_owned(),
            read_url: None,
            pool_size: 2,
            report_connections: 1,
            report_patience: std::time::Duration::from_secs(1),
            statement_cache: true,
            inline_reads: true,
        })
        .unwrap();
        store.write(|db| db.execute("create table t (n integer not null unique, fill text)")).await.unwrap();
        File { path, store }
    }

    /// The numbers in the table as another connection sees them, in the order they were inserted.
    fn numbers(&self) -> Vec<i64> {
        self.store.read_now(numbers).unwrap()
    }

    /// Holds the writer until the answer is dropped: what is sent meanwhile waits and then shares a group.
    fn hold(&self) -> mpsc::Sender<()> {
        let (release, held) = mpsc::channel::<()>();
        let (tell, told) = mpsc::channel::<()>();
        let store = self.store.clone();
        let held = std::sync::Mutex::new(held);
        std::thread::spawn(move || {
            store.write_now(move |_| {
                tell.send(()).ok();
                let _ended = held.lock().unwrap().recv();
                Ok::<_, Error>(())
            })
        });
        told.recv().unwrap();
        release
    }
}

impl Drop for File {
    fn drop(&mut self) {
        for tail in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{tail}", self.path.display()));
        }
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn numbers(db: &mut Db) -> Result<Vec<i64>, Error> {
    let rows: Vec<Number> = on!(db, |c| diesel::sql_query("select n from t order by rowid").load(c))?;
    Ok(rows.into_iter().map(|row| row.n).collect())
}

fn insert(db: &mut Db, n: i64) -> Result<(), Error> {
    db.execute(&format!("insert into t (n) values ({n})"))
}

/// Sends one unit of work for each number, in their order, while the writer is held; then lets it go.
async fn together<F>(file: &File, count: i64, work: F) -> Vec<Result<(), Error>>
where
    F: Fn(&mut Db, i64) -> Result<(), Error> + Clone + Send + 'static,
{
    let release = file.hold();
    let mut waiting = Vec::new();
    for n in 0..count {
        let (store, work) = (file.store.clone(), work.clone());
        waiting.push(tokio::spawn(async move { store.write(move |db| work(db, n)).await }));
        // Until it stands in the queue.
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    drop(release);
    let mut answers = Vec::new();
    for task in waiting {
        answers.push(task.await.unwrap());
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn units_of_work_run_in_the_order_they_came() {
    let file = File::new("order").await;
    let answers = together(&file, 40, insert).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(file.numbers(), (0..40).collect::<Vec<i64>>());
}

/// How many transactions and savepoints are open.
fn depth(db: &mut Db) -> Result<u32, Error> {
    let open = on!(db, |c| AnsiTransactionManager::transaction_manager_status_mut(c).transaction_depth())?;
    Ok(open.map_or(0, u32::from))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_work_has_a_transaction_to_itself() {
    let file = File::new("large").await;
    let release = file.hold();
    let (store, other) = (file.store.clone(), file.store.clone());
    let small = tokio::spawn(async move { store.write(depth).await });
    let large = tokio::spawn(async move { other.write_large(depth).await });
    drop(release);
    assert_eq!((small.await.unwrap(), large.await.unwrap()), (Ok(2), Ok(1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_fails_leaves_nothing_and_the_others_do_not_notice() {
    let file = File::new("failing").await;
    let answers = together(&file, 10, |db, n| {
        insert(db, n)?;
        match n {
            3 => Err(Error::NotFound),
            7 => insert(db, 6),
            _ => Ok(()),
        }
    })
    .await;
    assert!(matches!(answers[3], Err(Error::NotFound)));
    assert!(matches!(answers[7], Err(Error::DatabaseError(diesel::result::DatabaseErrorKind::UniqueViolation, _))));
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 8);
    assert_eq!(file.numbers(), [0, 1, 2, 4, 5, 6, 8, 9]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_panics_is_answered_and_the_others_are_done_once() {
    let file = File::new("panicking").await;
    let answers = together(&file, 10, |db, n| {
        insert(db, n)?;
        assert_ne!(n, 4, "a panic in a unit of work");
        Ok(())
    })
    .await;
    assert!(matches!(answers[4], Err(Error::QueryBuilderError(_))));
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 9);
    assert_eq!(file.numbers(), [0, 1, 2, 3, 5, 6, 7, 8, 9]);
    file.store.write(|db| insert(db, 100)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_answered_before_all_of_the_group_is_committed() {
    let file = File::new("durable").await;
    let release = file.hold();
    let answered = Arc::new(AtomicUsize::new(0));
    let seen_by_the_last = Arc::new(AtomicUsize::new(usize::MAX));
    let mut waiting = Vec::new();
    for n in 0..8 {
        let (store, answered, seen) = (file.store.clone(), Arc::clone(&answered), Arc::clone(&seen_by_the_last));
        let outside = file.store.clone();
        let counted = Arc::clone(&answered);
        let work = move |db: &mut Db| {
            insert(db, n)?;
            if n == 7 {
                // Long enough for an answer to arrive, and nothing of the group may be seen from outside.
                std::thread::sleep(Duration::from_millis(50));
                let visible = outside.read_now(numbers)?.len();
                seen.store(counted.load(Ordering::SeqCst) + visible, Ordering::SeqCst);
            }
            Ok::<_, Error>(())
        };
        waiting.push(tokio::spawn(async move {
            store.write(work).await.unwrap();
            answered.fetch_add(1, Ordering::SeqCst);
        }));
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    drop(release);
    for task in waiting {
        task.await.unwrap();
    }
    assert_eq!(seen_by_the_last.load(Ordering::SeqCst), 0, "answers and rows seen before the commit");
    assert_eq!(file.numbers().len(), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_space_runs_out_in_a_group_each_is_run_alone() {
    let file = File::new("full").await;
    // The limit is the connection's: the writer opens a fresh one after the fault, on which there is space again.
    file.store.write(|db| db.execute("PRAGMA max_page_count = 8")).await.unwrap();
    let answers =
        together(&file, 6, |db, n| db.execute(&format!("insert into t (n, fill) values ({n}, hex(zeroblob(9000)))")))
            .await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(file.numbers(), [0, 1, 2, 3, 4, 5]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_io_error_in_a_group_ends_all_acknowledging() {
    let file = File::new("io").await;
    file.store.write(|db| insert(db, 100)).await.unwrap();
    let answers = together(&file, 6, |db, n| {
        insert(db, n)?;
        match n {
            2 => Err(Error::NotFound),
            3 => Err(Error::DatabaseError(
                diesel::result::DatabaseErrorKind::Unknown,
                Box::new("disk I/O error".to_owned()),
            )),
            _ => Ok(()),
        }
    })
    .await;
    assert!(
        answers.iter().all(|answer| answer.as_ref().is_err_and(|error| Fault::of(error) == Fault::Io)),
        "{answers:?}"
    );
    assert_eq!(file.store.broken(), Some(StorageFailure::Io));
    file.store.write(|db| insert(db, 7)).await.unwrap_err();
    assert_eq!(file.numbers(), [100]);
}

#[tokio::test]
async fn who_asked_may_go_away_and_the_work_is_done_all_the_same() {
    let file = File::new("gone").await;
    let release = file.hold();
    let store = file.store.clone();
    let asked = tokio::spawn(async move { store.write(|db| insert(db, 1)).await });
    tokio::time::sleep(Duration::from_millis(20)).await;
    asked.abort();
    drop(release);
    file.store.write(|db| insert(db, 2)).await.unwrap();
    assert_eq!(file.numbers(), [1, 2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bell_rings_after_what_queued_a_job_is_committed_and_for_nothing_else() {
    let file = File::new("bell").await;
    let rung = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&rung);
    file.store.on_queued_job(move || {
        count.fetch_add(1, Ordering::Relaxed);
    });
    let queue = |db: &mut Db, n: i64| {
        crate::bell::queued();
        insert(db, n)
    };

    file.store.write(move |db| queue(db, 1)).await.unwrap();
    let store = file.store.clone();
    tokio::task::spawn_blocking(move || store.write_now(move |db| queue(db, 2))).await.unwrap().unwrap();
    assert_eq!(rung.load(Ordering::Relaxed), 2);

    // Another unit of work, and one that is rolled back.
    file.store.write(|db| insert(db, 3)).await.unwrap();
    file.store.write(move |db| queue(db, 1)).await.unwrap_err();
    assert_eq!(rung.load(Ordering::Relaxed), 2);
    assert_eq!(file.numbers(), [1, 2, 3]);
}
