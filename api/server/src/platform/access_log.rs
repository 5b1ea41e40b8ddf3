//! Who opened what is known of which customer. A read is noted in memory and written with others a moment later, so that it
//! costs the answer nothing; what a process that is killed has not written yet is lost.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use regulars_db::platform::personal_reads;
use regulars_db::platform::personal_reads::PersonalRead;
use regulars_domain::ids;

use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::Error;
use crate::platform::identity::principal::Principal;

/// How long reads are gathered.
const GATHERED: Duration = Duration::from_secs(2);
/// Whoever opens the same customer again within this is not noted again.
const REPEATED: Duration = Duration::from_secs(600);
/// Pairs of who and whom that are kept in mind at most.
const KEPT: usize = 20_000;

/// What was read and is not written yet.
#[derive(Default)]
pub struct AccessLog(Mutex<Gathered>);

#[derive(Default)]
struct Gathered {
    reads: Vec<PersonalRead>,
    /// When who opened whom was noted.
    noted: HashMap<(String, String), Instant>,
}

impl AccessLog {
    /// Notes a read; whether it is the first of those that are gathered.
    fn put(&self, who: &Principal, customer_id: &str, now: Instant) -> bool {
        let Ok(mut gathered) = self.0.lock() else { return false };
        let pair = (who.id.clone(), customer_id.to_owned());
        if gathered.noted.get(&pair).is_some_and(|noted| now.duration_since(*noted) < REPEATED) {
            return false;
        }
        if gathered.noted.len() >= KEPT {
            gathered.noted.retain(|_, noted| now.duration_since(*noted) < REPEATED / 2);
            if gathered.noted.len() >= KEPT {
                gathered.noted.clear();
            }
        }
        gathered.noted.insert(pair, now);
        gathered.reads.push(PersonalRead {
            id: ids::make(ids::PERSONAL_READ),
            at: clock::now().naive_utc(),
            actor_kind: who.kind.as_str().to_owned(),
            actor_id: who.id.clone(),
            customer_id: customer_id.to_owned(),
        });
        gathered.reads.len() == 1
    }

    fn take(&self) -> Vec<PersonalRead> {
        self.0.lock().map(|mut gathered| std::mem::take(&mut gathered.reads)).unwrap_or_default()
    }
}

/// Notes that somebody opened a customer.
pub fn note(app: &Arc<App>, who: &Principal, customer_id: &str) {
    if app.access_log.put(who, customer_id, Instant::now()) {
        let app = Arc::clone(app);
        tokio::spawn(async move {
            tokio::time::sleep(GATHERED).await;
            write(&app).await;
        });
    }
}

/// Writes what was gathered.
async fn write(app: &App) {
    let reads = app.access_log.take();
    let count = reads.len();
    let written = app.store.write(move |db| Ok::<_, Error>(personal_reads::insert(db, &reads)?)).await;
    if let Err(error) = written {
        tracing::error!(%error, count, "who opened which customers could not be noted");
    }
}
