//! What follows from events, in areas that those who publish them do not know.

use regulars_db::sales::held_purchases;
use regulars_domain::organisation::events::WorkingTimeChanged;
use regulars_domain::platform::events::EventKind;

use crate::administration::webhooks::outbox;
use crate::platform::events::{self, Follower, Subscription};
use crate::platform::jobs;
use crate::sales::held_purchases::matching::MatchHeldPurchases;
use crate::service::complaints::recompute::Recompute;
use crate::service::tasks::abandoned_keys::FindAbandonedKeys;

/// Who follows events of many kinds.
pub const FOLLOWERS: &[Follower] = &[outbox::follow];

/// Every subscription: a kind of event and the job it asks for.
pub const SUBSCRIPTIONS: &[Subscription] = &[
    Subscription {
        kind: EventKind::WorkingTimeChanged,
        // Deadlines of complaints run in working time.
        act: |db, event| {
            let change: WorkingTimeChanged = events::data(event)?;
            jobs::enqueue(db, &Recompute {}, &change.changed_by).map(|_| ())
        },
    },
    Subscription {
        kind: EventKind::CustomerCreated,
        // Purchases may be held for them.
        act: |db, _| match held_purchases::any(db)? {
            true => jobs::enqueue(db, &MatchHeldPurchases {}, jobs::BY).map(|_| ()),
            false => Ok(()),
        },
    },
    Subscription {
        kind: EventKind::UserDisabled,
        // Somebody has to answer for the keys they made.
        act: |db, _| jobs::enqueue(db, &FindAbandonedKeys {}, jobs::BY).map(|_| ()),
    },
];
