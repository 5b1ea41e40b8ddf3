//! What every area stands on: errors, configuration, clock, application state, audit, events, settings, identity, the job
//! engine, and `http`. It names no area.

#![warn(missing_docs)]

pub mod access_log;
pub mod app;
pub mod audit;
pub mod clock;
pub mod codes;
pub mod config;
pub mod error;
pub mod events;
pub mod expand;
pub mod http;
pub mod identity;
pub mod jobs;
pub mod json;
pub mod known;
pub mod limits;
pub mod occurred;
pub mod organisation;
pub mod personal_data;
pub mod proxies;
pub mod sandbox;
pub mod telemetry;
pub mod text_fields;
pub mod time;
pub mod version;
pub mod versioned_setting;

pub use organisation::{Organisation, organisation};
pub use versioned_setting::VersionedSetting;
