//! The composition root: what the areas hand over is put together here. Nobody but `main` and the tests names it.

pub mod commands;
pub mod console;
pub mod demo;
pub mod document;
pub mod health;
pub mod jobs;
pub mod router;
pub mod sources;
pub mod verify;

use crate::customers::profiles::merged_redirect;
use crate::platform::app::{App, Composition};
use crate::platform::config::Config;
use crate::platform::error::Answer;

/// What the areas hand over.
pub const COMPOSITION: Composition = Composition {
    job_kinds: jobs::kinds::JOB_KINDS,
    periodic: jobs::schedule::PERIODIC,
    parts: &[&sources::DELIVERY_SOURCES],
    redirect: merged_redirect::place,
};

/// Opens the service: see [`App::open`].
pub fn open(config: Config) -> Answer<App> {
    App::open(config, COMPOSITION)
}
