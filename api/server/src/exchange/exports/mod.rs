//! Exports: customers, purchases and anonymous sales as streams of CSV or NDJSON. A page of rows is in memory, never the whole.
//!
//! The last line says how many there were, and that nothing was cut off: `{"count":17}` in NDJSON; in CSV a row whose
//! first cell is `#count` and whose second the number, padded to the width of the others so that every reader of CSV
//! takes it. (A trailer of HTTP would be the purer way; hardly a client can read one.)

mod anonymous_sales;
pub mod customers;
mod names;
mod purchases;
pub mod query;
pub mod routes;
pub mod stream;
