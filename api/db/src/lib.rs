//! Rows and queries. A query takes a connection, never a pool; a rule lives in `regulars-domain`.
//!
//! `connection` is the enum over the two databases and the `on!` macro that compiles one text for both; `dialect` is
//! every place where they differ; `store` is the two doors (read and write) and `writer` SQLite's single writer.
//! The areas hold one file for each group of tables; `verify` reads across all of them.

mod bell;
mod coded_rows;
pub mod connection;
pub mod dialect;
pub mod fault;
pub mod migrate;
mod owned;
pub mod page;
pub mod personal;
pub mod prepared;
pub mod schema;
pub mod store;
pub mod text;
mod versioned;
mod writer;

// The areas, in the same order as in the server.
pub mod platform;

pub mod catalogue;
pub mod organisation;

pub mod customers;

pub mod loyalty;

pub mod sales;

pub mod messaging;

pub mod marketing;
pub mod service;

pub mod administration;
pub mod exchange;
pub mod insight;

pub mod verify;

pub use connection::{Backend, Db};
pub use fault::Fault;
pub use store::{Settings, Store};
pub use writer::StorageFailure;

/// What a query answers: diesel's own error is kept until the door or the edge of the service reads it.
pub type Result<T, E = diesel::result::Error> = std::result::Result<T, E>;
