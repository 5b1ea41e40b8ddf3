//! The relay: numbers committed events and calls who subscribed to them or follows all, both in one transaction.

use regulars_db::Db;
use regulars_db::platform::events;
use regulars_domain::platform::events::EventKind;

use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs::pass;

/// Events in one transaction.
const STEP: i64 = 500;

/// Relays every event that is committed by now; answers how many it were.
pub fn catch_up(app: &App) -> Answer<i64> {
    let (subscriptions, followers) = (app.composition.subscriptions, app.composition.followers);
    let backend = app.store.backend();
    let mut relayed = 0;
    while app.store.read_now(|db| Ok::<_, Error>(events::any_pending(db)?))? {
        let step = app.store.write_now(move |db| {
            let (before, last) = events::number(db, STEP)?;
            let kinds: Vec<EventKind> = subscriptions.iter().map(|subscription| subscription.kind).collect();
            for event in events::between(db, &kinds, before, last)? {
                for subscription in subscriptions.iter().filter(|one| one.kind == event.kind.0) {
                    // One event that cannot be acted on must not hold back those behind it.
                    if let Err(error) = db.transaction(|db: &mut Db| (subscription.act)(db, &event)) {
                        if !pass::is_of_one_case(&error, backend) {
                            return Err(error);
                        }
                        tracing::error!(event = event.id, kind = %event.kind.0, %error, "an event could not be acted on");
                    }
                }
            }
            // Who follows all misses none: what cannot be followed is numbered again later.
            for follow in followers.iter().filter(|_| last > before) {
                follow(db, before, last)?;
            }
            Ok(last - before)
        })?;
        relayed += step;
        if step == 0 {
            // Another process relayed them meanwhile.
            break;
        }
    }
    Ok(relayed)
}
