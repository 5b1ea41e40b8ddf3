//! One row for each operation: a request that succeeds for whoever may ask it, about what is at a place.
//!
//! `w` is the world, `at` the place, `who` the caller. Asked again it succeeds again: codes are fresh, what is deleted
//! is made first.

use futures_util::future::LocalBoxFuture;
use regulars_tests::{Actor, json};

use super::world::{Ask, Place, World};

/// How an operation is asked.
pub struct Sample {
    pub operation: &'static str,
    pub foreign: Foreign,
    pub ask: for<'a> fn(&'a World, &'a Place, &'a Actor) -> LocalBoxFuture<'a, Ask>,
}

/// What the same request about another region is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// It is about nothing that has a unit.
    Unscoped,
    /// 404: it does not exist for them.
    Hidden,
    /// 422: what the body names does not exist for them.
    Refused,
    /// 200: the rows of the other region are not among them.
    Filtered,
}

use Foreign::{Filtered, Hidden, Refused, Unscoped};

macro_rules! samples {
    ($($operation:ident $foreign:ident |$w:ident, $at:ident, $who:ident| $ask:expr;)+) => {
        pub const SAMPLES: &[Sample] = &[$(Sample {
            operation: stringify!($operation),
            foreign: $foreign,
            ask: |$w, $at, $who| Box::pin(async move {
                let _ = ($w, $at, $who);
                $ask
            }),
        }),+];
    };
}

samples! {
    // auth
    log_in           Unscoped |w, at, who| super::world::log_in(w).await;
    refresh_session  Unscoped |w, at, who| super::world::refresh(w).await;
    log_out          Unscoped |w, at, who| Ask::plain();
    get_me           Unscoped |w, at, who| Ask::plain();
    check_session    Unscoped |w, at, who| Ask::plain();
    list_sessions    Unscoped |w, at, who| Ask::plain();
    delete_session   Unscoped |w, at, who| Ask::of(super::world::session_of(w, who));
    change_password  Unscoped |w, at, who| super::world::new_password(w, who);
    // settings
    get_settings     Unscoped |w, at, who| Ask::plain();
    get_organisation Unscoped |w, at, who| Ask::plain();
    put_organisation Unscoped |w, at, who| Ask::plain().body(json!({"name": w.fresh("仙芋"), "base_currency": "CNY",
        "time_zone": "Asia/Shanghai", "language": "zh-CN", "default_phone_region": "CN"}));
    // units
    list_units       Filtered |w, at, who| Ask::plain();
    create_unit      Refused  |w, at, who| Ask::plain().body(json!({"code": w.fresh("U"), "name": "店", "kind": "store",
        "ownership": "own", "parent_id": at.region}));
    get_unit         Hidden   |w, at, who| Ask::of(&at.store);
    update_unit      Hidden   |w, at, who| Ask::of(&at.store).body(json!({"name": w.fresh("店")}));
    // jobs
    list_jobs        Unscoped |w, at, who| Ask::plain();
    get_job          Unscoped |w, at, who| Ask::of(super::world::job(w, "succeeded"));
    watch_job        Unscoped |w, at, who| Ask::of(super::world::job(w, "succeeded"));
    cancel_job       Unscoped |w, at, who| Ask::of(super::world::job(w, "queued"));
    retry_job        Unscoped |w, at, who| Ask::of(super::world::job(w, "failed"));
}
