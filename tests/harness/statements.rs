//! The statements that a server's writes send to its database.

use std::sync::{Arc, Mutex};

use diesel::connection::{Connection, InstrumentationEvent};

use crate::app::TestApp;

/// The statements since the last look.
pub struct Statements(Arc<Mutex<Vec<String>>>);

impl TestApp {
    /// Notes what is sent in transactions from now on. On PostgreSQL the pool must be of one connection.
    pub async fn statements(&self) -> Statements {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&seen);
        let watched = self.state.store.write(move |db| {
            let kept = Arc::clone(&kept);
            let mut is_within = false;
            let note = move |event: InstrumentationEvent<'_>| match event {
                InstrumentationEvent::BeginTransaction { .. } => is_within = true,
                InstrumentationEvent::CommitTransaction { depth, .. }
                | InstrumentationEvent::RollbackTransaction { depth, .. } => is_within = depth.get() > 1,
                InstrumentationEvent::StartQuery { query, .. } if is_within => {
                    kept.lock().unwrap().push(query.to_string());
                }
                _ => {}
            };
            regulars_db::on!(db, |c| c.set_instrumentation(note));
            Ok::<_, diesel::result::Error>(())
        });
        watched.await.unwrap();
        Statements(seen)
    }
}

impl Statements {
    /// Those that look something up, in their order; all are forgotten.
    pub fn take_lookups(&self) -> Vec<String> {
        let all = std::mem::take(&mut *self.0.lock().unwrap());
        all.into_iter().filter(|statement| statement.starts_with("SELECT")).collect()
    }
}
