//! What every area's handlers share: the middleware each request passes, bodies and queries, ids, pages, replies, the
//! caller. The list of all handlers is not here: see the composition root.

pub mod actor;
pub mod batch;
pub mod body;
pub mod client_address;
pub mod coded_catalogue;
pub mod deprecated;
pub mod downloads;
mod duplicate_keys;
mod head_requests;
pub mod idempotency;
pub mod ids;
pub mod language;
pub mod logged_path;
pub mod middleware;
pub mod page;
pub mod parameters;
pub mod patch;
pub mod problem;
pub mod range;
pub mod reply;
pub mod routes;
pub mod schemas;
pub mod settings;
pub mod shape;
pub mod steps;
mod strict_objects;
pub mod upload;
