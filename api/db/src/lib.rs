//! Rows and queries. A query takes a connection, never a pool; a rule lives in `regulars-domain`.
//!
//! `connection` is the enum over the two databases and the `on!` macro that compiles one text for both; `dialect` is
//! every place where they differ; `store` is the two doors (read and write) and `writer` SQLite's single writer.
//! The rest is one file for each group of tables.

pub mod analytics;
pub mod api_keys;
pub mod audit;
pub mod bulk;
pub mod calendars;
pub mod campaigns;
mod catalogue;
pub mod complaints;
pub mod connection;
pub mod customers;
pub mod deliveries;
pub mod dialect;
pub mod facts;
pub mod fault;
pub mod idempotency;
pub mod identities;
pub mod imports;
pub mod jobs;
pub mod memberships;
pub mod messages;
pub mod metrics;
pub mod migrate;
pub mod page;
pub mod points;
pub mod prepared;
pub mod products;
pub mod programmes;
pub mod purchases;
pub mod results;
pub mod schema;
pub mod segments;
pub mod sessions;
pub mod settings;
pub mod store;
pub mod suppressions;
pub mod tasks;
pub mod templates;
pub mod text;
pub mod timeline;
pub mod units;
pub mod users;
pub mod verify;
mod versioned;
mod writer;

pub use connection::{Backend, Db};
pub use fault::Fault;
pub use store::{Settings, Store};

/// What a query answers: diesel's own error is kept until the door or the edge of the service reads it.
pub type Result<T, E = diesel::result::Error> = std::result::Result<T, E>;
