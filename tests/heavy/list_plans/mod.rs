//! What every list and every count looks at in a base that is large beside a page: rows on PostgreSQL, steps on SQLite,
//! both counted by the database. None may grow with the base.
//!
//! `LIST_PLANS=all cargo test … list_plans -- --nocapture` shows what each took, with its CPU time.

mod base;
mod reads;

use regulars_tests::{Backend, TestDatabase, alone, work_of};

use base::Base;

/// As many rows and entries of indexes (steps on SQLite) as a count or two pages may take. Each condition is counted up to
/// 10,000, which is most of it; two walks of the base take several times as many.
fn most(backend: Backend) -> i64 {
    match backend {
        Backend::Postgres => 190_000,
        Backend::Sqlite => 1_500_000,
    }
}

/// How often a read is run for its CPU time.
const TIMES: i64 = 10;

#[actix_web::test]
async fn no_list_grows_with_the_base() {
    let _alone = alone();
    let (database, units) = TestDatabase::founded();
    let mut db = database.connect_counted();
    let base = Base::fill(&mut db, units);
    // As the server reads it, which fits no more than a part of it into memory.
    let mut db = database.connect_counted();
    let most = most(db.backend());
    let shows = std::env::var("LIST_PLANS").is_ok();
    let mut faults = Vec::new();
    for (name, read) in reads::all(&base) {
        let mut work = work_of(&mut db, &read);
        if shows {
            // The clock of a process ticks in milliseconds.
            work.cpu_us = (0..TIMES).map(|_| work_of(&mut db, &read).cpu_us).sum::<i64>() / TIMES;
            println!("{:>8} {:>8.1} ms  {name}", work.touched, work.cpu_us as f64 / 1000.0);
        }
        if work.touched > most {
            faults.push(format!("{name}: {}", work.touched));
        }
    }
    assert!(faults.is_empty(), "{} take more than {most}:\n{}", faults.len(), faults.join("\n"));
}
