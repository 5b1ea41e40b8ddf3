//! The composition root: what the areas hand over is put together here. Nobody but `main` and the tests names it.

pub mod commands;
pub mod console;
pub mod demo;
pub mod document;
pub mod health;
pub mod jobs;
pub mod router;
pub mod sources;
pub mod subscriptions;
pub mod verify;

use crate::customers::profiles::merged_redirect;
use crate::messaging::{account_mail, gateways};
use crate::organisation::principals;
use crate::platform::app::{App, Composition};
use crate::platform::config::{Check, Config};
use crate::platform::error::Answer;

/// What the areas hand over.
pub const COMPOSITION: Composition = Composition {
    principals: principals::PRINCIPALS,
    job_kinds: jobs::kinds::JOB_KINDS,
    periodic: jobs::schedule::PERIODIC,
    subscriptions: subscriptions::SUBSCRIPTIONS,
    followers: subscriptions::FOLLOWERS,
    document: document::document,
    parts: &[
        &sources::DELIVERY_SOURCES,
        &sources::MERGE_PARTS,
        &sources::PERSONAL_DATA,
        &account_mail::LINK_MAIL,
        &account_mail::STAFF_MAIL,
    ],
    literal_methods: document::literal_methods,
    redirect: merged_redirect::place,
};

/// What areas know to be wrong with the settings.
pub const CONFIG_CHECKS: &[Check] = &[gateways::check];

/// Opens the service: see [`App::open`].
pub fn open(config: Config) -> Answer<App> {
    App::open(config, COMPOSITION)
}
