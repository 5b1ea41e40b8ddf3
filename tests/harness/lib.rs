//! What the tests stand on: a real server over a fresh database, actors that call it, and the replies they get.
//!
//! ```text
//! use regulars_tests::{Role, TestApp, json};
//!
//! let app = TestApp::start().await;
//! let manager = app.actor(Role::RegionManager, &app.units.north).await;
//! let reply = manager.get("/v1/units").await.ok();
//! let admin = app.admin().await;
//! let store = json!({"code": "S9", "name": "S9", "kind": "store", "ownership": "own", "parent_id": app.units.south});
//! admin.post("/v1/units", store).idempotency_key("k1").await.created();
//! manager.get(&format!("/v1/units/{}", app.units.south)).await.problem(404, "not_found");
//! assert_eq!(app.count("units where code = 'S9'"), 1);
//! ```
//!
//! `TEST_DATABASE=postgres` with `TEST_POSTGRES_URL` runs everything on PostgreSQL, else on SQLite. Not here: any rule
//! of the product.

mod actor;
mod app;
mod audit;
pub mod cdnow;
mod database;
mod document;
mod failing_disk;
mod heavy;
pub mod mail_server;
pub mod message_gateway;
mod organisation;
mod patience;
mod process;
mod reply;
mod schema;
mod snapshot;
mod statements;
mod work;

pub use actor::{Actor, Request, Stream};
pub use app::{TestApp, count};
pub use audit::let_audit_be_changed;
pub use database::{TestDatabase, backend};
pub use document::{Sent, deviations, document, document_text, fits_schema};
pub use failing_disk::FailingDisk;
pub use heavy::alone;
pub use mail_server::MailServer;
pub use message_gateway::{GATEWAY_SECRET, MessageGateway};
pub use organisation::{
    PASSWORD, Units, add_factor, add_key, add_link, add_session, add_user, code_at, password_hash, today,
};
pub use patience::until;
pub use process::Process;
pub use regulars::platform::clock::now;
pub use regulars_db::{Backend, Db};
pub use regulars_domain::permissions::{Action, Role};
pub use reply::Reply;
pub use schema::matches as fits_pattern;
pub use serde_json::{Value, json};
pub use statements::Statements;
pub use work::{Work, work_of};
